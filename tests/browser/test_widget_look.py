"""How the widget looks: light, dark, in forced colours, narrow, zoomed, in any colour."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.written import TALK, take_up, write

# White, black, and what lies between: each as the administration's colour.
COLOURS = ("#ffffff", "#000000", "#ffe600", "#00a95f", "#e1000f", "#777777", "#c8a2c8", "#0ff")
_CONTRASTS = """colour => {
    const host = document.querySelector('guido-chat');
    host.style.setProperty('--guido-colour', colour);
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const luminance = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((each) => each / 255)
            .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
        const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (light + 0.05) / (dark + 0.05);
    };
    const style = (selector) => getComputedStyle(host.shadowRoot.querySelector(selector));
    const own = (selector) => contrast(style(selector).color, style(selector).backgroundColor);
    if (!host.shadowRoot.querySelector('.panel')) return [own('.launcher')];
    const link = style('.links a').color;
    return [own('.send'), ...['.assistant', '.citizen', '.agent', '.panel'].map(
            (ground) => contrast(link, style(ground).backgroundColor))];
}"""
# What WCAG 1.4.12 lets a reader set.
_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    document.querySelector('guido-chat').shadowRoot.adoptedStyleSheets.push(sheet);
}"""
_CUT = """() => [...document.querySelector('guido-chat').shadowRoot
    .querySelectorAll('.panel, .panel *')].filter((node) => node.getClientRects().length
        && !node.matches('.unseen, textarea') && node.scrollWidth > node.clientWidth + 1
        && getComputedStyle(node).display !== 'inline')
    .map((node) => node.className || node.tagName)"""


@pytest.fixture
def page(console_server, open_page) -> Page:
    page = open_page(console_server.origin)
    take_up(page, write(console_server, TALK))
    return page


def choose(page: Page, *names: str) -> None:
    page.get_by_role("button", name="Options", exact=True).click()
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def style(node: Locator, name: str) -> str:
    return node.evaluate("(node, name) => getComputedStyle(node)[name]", name)


def test_light(page, shot):
    assert_accessible(page)
    assert page.evaluate(_CUT) == []
    shot(page, "widget-light")
    choose(page)
    shot(page, "widget-options")


def test_dark(page, shot):
    choose(page, "Sombres")
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert_accessible(page)
    shot(page, "widget-dark")


def test_forced_colours(page, shot):
    page.emulate_media(forced_colors="active")
    choose(page, "125 %")
    chosen, other = (
        style(page.get_by_role("button", name=name, exact=True), "backgroundColor")
        for name in ("125 %", "100 %"))
    assert chosen != other
    assert style(page.locator(".message").first, "borderTopWidth") != "0px"
    shot(page, "widget-forced-colours")


def test_more_contrast(page, shot):
    page.emulate_media(contrast="more")
    assert style(page.locator(".message").first, "borderTopColor") == "rgb(22, 22, 22)"
    shot(page, "widget-more-contrast")


def test_any_colour_of_an_administration_stays_readable(page):
    for look in ("Claires", "Sombres"):
        choose(page, look)
        for colour in COLOURS:
            assert min(page.evaluate(_CONTRASTS, colour)) >= 4.5, (look, colour)
        page.keyboard.press("Escape")


def test_the_button_on_the_page_is_readable_in_any_colour(console_server, open_page):
    page = open_page(console_server.origin)
    page.locator(".launcher").wait_for()
    for colour in COLOURS:
        assert min(page.evaluate(_CONTRASTS, colour)) >= 4.5, colour


def test_a_colour_for_what_stands_on_it_counts_more_than_ours(page):
    page.locator("guido-chat").evaluate("""node => {
        node.style.setProperty('--guido-colour', '#ffffff');
        node.style.setProperty('--guido-on-colour', 'rgb(1, 2, 3)');
    }""")
    assert style(page.locator(".send").first, "color") == "rgb(1, 2, 3)"


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)])
def test_nothing_is_cut_on_a_narrow_window_or_at_400_per_cent(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(_SPACING)
    choose(page, "150 %")
    assert page.evaluate(_CUT) == []
    page.keyboard.press("Escape")
    # The log has the room: header and form go out of the way instead of eating it.
    log = page.get_by_role("log")
    log.locator("article").nth(2).scroll_into_view_if_needed()
    shown = log.evaluate("""log => {
        const { top, bottom } = log.closest('.scroll').getBoundingClientRect();
        return Math.min(bottom, innerHeight) - Math.max(top, 0);
    }""")
    assert shown >= min(96, height / 2)
    page.get_by_label("Votre message", exact=True).focus()
    expect(page.get_by_label("Votre message", exact=True)).to_be_in_viewport()


def test_from_right_to_left_the_widget_stands_on_the_other_side_with_nothing_cut(page):
    page.locator(".panel").evaluate("node => { node.dir = 'rtl'; }")
    assert page.get_by_role("dialog").bounding_box()["x"] < 100
    assert page.evaluate(_CUT) == []


def test_only_the_conversation_is_printed_where_it_is_the_page(console_server, open_page):
    page = open_page(f"{console_server.origin}/chat")
    token = write(console_server, TALK)
    page.evaluate("token => localStorage.setItem('guido.token', token)", token)
    page.reload()
    page.get_by_role("log").locator("article").nth(2).wait_for()
    page.emulate_media(media="print")
    expect(page.get_by_role("log").get_by_text("Est-ce clair")).to_be_visible()
    for name in ("Envoyer", "Options", "Utile"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
