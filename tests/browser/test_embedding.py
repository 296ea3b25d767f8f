"""The widget on somebody else's page: strict policy, hostile rules, other origins, several tabs."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.people import CitizenPage
from tests.live import Part, call, free_port, wait_for
from tests.site import HOSTILE, Site

TELEPHONE = re.compile("01.99.00.12.34")
# Everything that may be known of somebody is left out of events; these are all their details.
DETAILS = {
    "guido:open": [], "guido:close": [], "guido:message": ["author"], "guido:handoff": ["state"],
}
LISTEN = """
window.told = [];
for (const name of ['open', 'close', 'message', 'handoff', 'filed']) {
  document.addEventListener(`guido:${name}`, (event) =>
    window.told.push([event.type, event.detail]));
}
window.violations = [];
document.addEventListener('securitypolicyviolation',
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
LOOK = """(node) => Object.fromEntries([...getComputedStyle(node)]
  .filter((name) => !/^--|origin|block-size|inline-size|^(width|height)$/.test(name))
  .map((name) => [name, getComputedStyle(node)[name]]))"""


pytestmark = pytest.mark.wide


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A console's process that lets one other site have the widget, with that site."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}")
    part = Part("console", tmp_path_factory.mktemp("embedded"), GUIDO_PORT=str(port),
                GUIDO_ORIGINS=f"https://www.exemple.fr,{site.origin}")
    part.site = site
    part.start()
    yield part
    part.stop()
    site.close()


@pytest.fixture(scope="module")
def line(server):
    """What `guido widget line` prints."""
    return server.guido("widget", "line")


@pytest.fixture
def site(server):
    server.site.style = ""
    return server.site


@pytest.fixture
def visit(open_page):
    """Opens a page that records what is told to it, and returns it with its citizen."""
    def visit(address: str) -> CitizenPage:
        page = open_page("about:blank")
        page.context.add_init_script(LISTEN)
        page.goto(address)
        return CitizenPage(page)
    return visit


def launcher(page: Page):
    return page.get_by_role("button", name="Une question")


def test_a_site_elsewhere_has_it_under_a_strict_policy_with_nothing_from_anywhere_else(
    server, line, site, visit
):
    address = site.embeds(line)
    assert 'integrity="sha256-' in site.body
    asked: list[str] = []
    citizen = visit("about:blank")
    page = citizen.page
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(launcher(page)).to_be_visible()
    assert [url for url in asked if "/widget" in url] == [
        f"{server.origin}/widget/{asked[-1].split('/')[4]}/widget.js"]
    citizen.opens()
    page.get_by_role("button", name="Parler à une personne").first.click()
    citizen.sees("numéro")
    citizen.says("Ma rue s'appelle Jean Moulin.")
    wait_for(lambda: page.evaluate("new Set(window.told.map(([name]) => name)).size") == 3)
    page.get_by_role("button", name="Fermer").click()
    assert page.evaluate("window.violations") == []
    assert {re.match(r"https?://[^/]+", url)[0] for url in asked} == {site.origin, server.origin}
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""
    told = page.evaluate("window.told")
    assert [name for name, _ in told if name != "guido:message"] == [
        "guido:open", "guido:handoff", "guido:close"]
    assert {name: sorted(detail) for name, detail in told} == DETAILS
    assert ["guido:message", {"author": "citizen"}] in told


def test_rules_of_the_page_change_nothing_inside_and_rules_inside_nothing_of_the_page(
    site, line, visit, shot
):
    plain, address = {}, site.embeds(line)
    for style in ("", HOSTILE):
        site.style = style
        citizen = visit(address)
        page = citizen.page
        looks = {"launcher": launcher(page).evaluate(LOOK)}
        own = page.locator("#own").evaluate(LOOK)
        launcher(page).press("Enter")
        for name, node in (("log", page.get_by_role("log")), ("title", page.get_by_role(
                "heading", name="Valmont")), ("field", page.get_by_label("Votre message"))):
            expect(node).to_be_visible()
            looks[name] = node.first.evaluate(LOOK)
        assert page.locator("#own").evaluate(LOOK) == own
        assert page.evaluate("document.adoptedStyleSheets.length") == 0
        assert page.evaluate("document.head.children.length") == 3
        shot(page, "embedding-hostile" if style else "embedding-plain")
        for name, look in looks.items():
            before = plain.setdefault(name, look)
            assert {key: (before[key], value) for key, value in look.items()
                    if before[key] != value} == {}, name


def test_a_panel_that_is_not_the_one_of_its_checksum_never_runs(site, line, visit):
    citizen = visit("about:blank")
    page = citizen.page
    page.route("**/panel-*.js*", lambda route: route.fulfill(
        body="window.changed = true; export const embed = () => {};",
        headers={"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}))
    page.goto(site.embeds(line))
    launcher(page).click()
    told = page.get_by_role("status").filter(has_text="L’assistant ne s’ouvre pas")
    expect(told).to_be_visible()
    expect(told.get_by_role("link", name=TELEPHONE)).to_have_attribute("href", "tel:0199001234")
    assert page.evaluate("window.changed") is None
    assert_accessible(page)
    page.unroute("**/panel-*.js*")
    citizen.opens()
    expect(told).to_have_count(0)


def test_a_site_that_may_not_have_it_is_refused_and_the_citizen_is_told_whom_to_call(
    server, line, visit, shot
):
    other = Site(server.origin)
    try:
        citizen = visit(other.embeds(line))
        citizen.opens()
        expect(citizen.page.get_by_role("status").filter(has_text=TELEPHONE)).to_be_visible()
        citizen.says("Bonjour")
        expect(citizen.page.get_by_role("log")).to_contain_text("ne peut pas répondre sur cette")
        assert_accessible(citizen.page)
        shot(citizen.page, "embedding-refused")
    finally:
        other.close()
    assert "refused a page of" in server.log.read_text()


@pytest.mark.parametrize("origin", [
    "http://127.0.0.1", "https://www.exemple.fr.evil.org", "https://exemple.fr", "null",
    "http://www.exemple.fr", "https://www.exemple.fr:8443"])
def test_an_origin_that_only_looks_like_an_allowed_one_is_refused(server, origin):
    address = f"{server.origin}/webhooks/widget/conversations"
    status, body = call("POST", address, headers={"Origin": origin})
    assert (status, body["error"]) == (403, "unknown_origin")
    assert call("POST", address, headers={"Origin": "https://www.exemple.fr"})[0] == 201


def test_pages_tabs_and_reloads_share_one_conversation(site, line, visit):
    citizen = visit(site.embeds(line))
    citizen.opens()
    citizen.says("premier onglet")
    citizen.sees("premier onglet")
    second = CitizenPage(citizen.page.context.new_page())
    second.page.goto(f"{site.origin}/autre-page")
    launcher(second.page).click()
    second.sees("premier onglet")
    second.says("second onglet")
    citizen.sees("second onglet")
    messages = "window.told.filter(([name]) => name === 'guido:message').length"
    # Two tabs that get it at the same moment may both tell it.
    wait_for(lambda: citizen.page.evaluate(messages) + second.page.evaluate(messages) >= 2)
    citizen.page.reload()
    citizen.sees("second onglet")  # open again by itself
    assert citizen.page.evaluate(messages) == 0


def test_an_element_that_is_taken_away_stops_and_goes_on_where_it_is_put_again(site, line, visit):
    citizen = visit(site.embeds(line))
    page = citizen.page
    citizen.opens()
    with page.expect_response("**/stream*"):
        citizen.says("je reste")
    with page.expect_event("requestfailed", lambda request: "/stream" in request.url):
        page.evaluate("window.chat = document.querySelector('guido-chat'); window.chat.remove()")
    page.evaluate("document.body.append(window.chat)")
    citizen.sees("je reste")
    page.evaluate("document.querySelector('h1').before(window.chat)")  # moved, not taken away
    expect(page.get_by_role("dialog")).to_have_count(1)
    citizen.says("toujours là")
    citizen.sees("toujours là")


def test_a_second_element_of_a_page_does_nothing_and_says_so(site, line, visit):
    address = site.embeds(line)
    site.body += "<guido-chat></guido-chat>"
    warnings: list[str] = []
    citizen = visit("about:blank")
    citizen.page.on("console", lambda line: warnings.append(line.text))
    citizen.page.goto(address)
    expect(launcher(citizen.page)).to_have_count(1)
    assert [line for line in warnings if "one <guido-chat> a page" in line]


def test_a_page_opens_it_with_a_question_that_the_citizen_sends(site, line, visit):
    page = visit(site.embeds(line)).page
    expect(launcher(page)).to_be_visible()
    page.evaluate("""() => document.querySelector('#own').addEventListener('click', () =>
        window.guido.open({ question: 'Quels papiers pour un passeport ?' }))""")
    page.locator("#own").click()
    field = page.get_by_label("Votre message", exact=True)
    expect(field).to_have_value("Quels papiers pour un passeport ?")
    expect(field).to_be_focused()
    expect(page.locator("article.citizen")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#own")).to_be_focused()


def test_a_service_is_asked_for_once_somebody_opens_it_and_later_only_written_down(
    site, line, visit
):
    citizen = visit(site.embeds(line, data_service="passeport"))
    launcher(citizen.page).click()
    expect(citizen.page.locator("article.citizen")).to_contain_text("asseport")
    citizen.page.get_by_role("button", name="Fermer").click()
    citizen.page.evaluate("window.guido.open({ service: 'carte_identite' })")
    expect(citizen.page.get_by_label("Votre message", exact=True)).to_have_value(
        re.compile("[Cc]arte"))
    expect(citizen.page.locator("article.citizen")).to_have_count(1)


def test_what_opens_by_itself_sends_nothing_and_leaves_the_focus_alone(site, line, visit):
    page = visit(site.embeds(line, data_service="passeport", open="")).page
    field = page.get_by_label("Votre message", exact=True)
    expect(field).to_have_value(re.compile("asseport"))
    assert page.evaluate("document.activeElement === document.body")
    assert page.evaluate("localStorage.getItem('guido.token')") is None


def test_the_whole_page_fits_a_small_telephone_and_is_no_dialog(server, visit, shot):
    citizen = visit("about:blank")
    page = citizen.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{server.origin}/chat?question=O%C3%B9+est+la+mairie+%3F")
    expect(page).to_have_title("Assistant – Ville de Valmont-sur-Seille")
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Fermer")).to_have_count(0)
    expect(page.get_by_label("Votre message", exact=True)).to_have_value("Où est la mairie ?")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    citizen.sees("Où est la mairie ?")
    assert_accessible(page)
    shot(page, "chat-320")
    page.set_viewport_size({"width": 1280, "height": 800})
    shot(page, "chat-1280")


@pytest.mark.parametrize("path", ["/", "/chat"])
def test_without_scripts_there_are_a_telephone_and_an_address(server, browser, path, shot):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{server.origin}{path}")
        expect(page.get_by_role("link", name=TELEPHONE)).to_be_visible()
        assert "1 place de l'Hôtel-de-Ville" in page.locator("body").inner_text()
        shot(page, f"no-script-{path.strip('/') or 'demonstration'}")


def test_a_script_that_does_not_come_leaves_the_telephone(server, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/widget.js", lambda route: route.abort())
        page.goto(f"{server.origin}/chat")
        expect(page.get_by_role("link", name=TELEPHONE)).to_be_hidden()  # it may still come
        page.evaluate("document.getAnimations().forEach((each) => each.finish())")
        expect(page.get_by_role("link", name=TELEPHONE)).to_be_visible()


def test_addresses_with_a_version_never_change_and_those_without_are_asked_for_again(server, line):
    versioned = re.search(r'src="([^"]+)"', line)[1]
    with urllib.request.urlopen(versioned) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        content, etag = answer.read(), answer.headers["ETag"]
    with urllib.request.urlopen(f"{server.origin}/widget.js") as answer:
        assert answer.read() == content
        assert answer.headers["Cache-Control"] == "no-cache"
    status, _ = call("GET", f"{server.origin}/widget.js", headers={"If-None-Match": etag})
    assert status == 304
    old = re.sub(r"/widget/\w+/", "/widget/0123456789ab/", versioned)
    status, body = call("GET", old)
    assert status == 404 and "the current version" in body["message"]
