"""What a citizen can do with the conversation in the widget: its options, dictating, safe texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from guido.conversations.model import Author
from tests.browser.axe import assert_accessible
from tests.browser.written import CARD, TALK, Written, take_up, write

HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\">", "**<b>gras</b>**", "- <script>1</script>",
    "https://a.fr/\"onclick=\"alert(1)", "javascript:alert(1)", "[lien](javascript:alert(1))")
# A browser that listens: what it « hears » is decided by the test.
LISTENING = """window.SpeechRecognition = class extends EventTarget {
    start() { window.recognition = this; }
    stop() { this.dispatchEvent(new Event('end')); }
    abort() { this.stop(); }
    hears(...texts) {
        const results = texts.map((transcript) => [{ transcript }]);
        this.dispatchEvent(Object.assign(new Event('result'), { results }));
        this.stop();
    }
    fails(error) { this.dispatchEvent(Object.assign(new Event('error'), { error })); this.stop(); }
};"""


@pytest.fixture
def opened(console_server, open_page):
    """A function that opens the widget with a conversation that is there already."""
    def opened(messages=TALK, lang: str = "fr", script: str = "") -> Page:
        page = open_page(console_server.origin)
        if script:
            page.add_init_script(script)
        take_up(page, write(console_server, messages), lang)
        return page
    return opened


def options(page: Page) -> None:
    page.get_by_role("button", name="Options", exact=True).click()


def choose(page: Page, name: str) -> None:
    page.get_by_role("region", name="Options").get_by_role(
        "button", name=name, exact=True).click()


def told(page: Page) -> Locator:
    return page.locator(".panel > .told")


def test_the_options_open_and_close_with_the_keyboard_and_the_focus_comes_back(opened):
    page = opened()
    button = page.get_by_role("button", name="Options", exact=True)
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Fermer")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="100 %")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_was_chosen_is_shown_said_and_remembered(opened):
    page = opened()
    options(page)
    choose(page, "150 %")
    expect(told(page)).to_have_text("150 %")
    choose(page, "Sombres")
    choose(page, "Réponses courtes et simples")
    expect(told(page)).to_have_text("Réponses courtes et simples : oui")
    page.reload()
    options(page)
    for name in ("150 %", "Sombres", "Réponses courtes et simples"):
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute(
            "aria-pressed", "true")
    for part in (".panel", ".scroll", ".message"):
        assert page.locator(part).first.evaluate(
            "node => getComputedStyle(node).fontSize") == "24px", part
    choose(page, "Réponses courtes et simples")
    expect(told(page)).to_have_text("Réponses courtes et simples : non")


def test_the_options_work_where_the_browser_keeps_nothing_and_where_it_keeps_rubbish(opened):
    page = opened(script="localStorage.setItem('guido.look', '{')")
    options(page)
    expect(page.get_by_role("button", name="100 %")).to_have_attribute("aria-pressed", "true")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('blocked') } }")
    choose(page, "125 %")
    assert page.locator(".panel").evaluate("node => getComputedStyle(node).fontSize") == "20px"


def test_the_colours_follow_the_device_until_some_are_chosen(opened):
    page = opened()
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".panel.dark")).to_have_count(1)
    options(page)
    choose(page, "Claires")
    expect(page.locator(".panel.dark")).to_have_count(0)


def test_the_conversation_is_downloaded_and_copied_as_a_text(opened):
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    options(page)
    with page.expect_download() as download:
        choose(page, "Télécharger la conversation")
    assert download.value.suggested_filename == "conversation.txt"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.startswith("Ville de Valmont-sur-Seille, ")
    assert "· Louise\nBonjour **Madame**" in text
    expect(told(page)).to_have_text("La conversation est téléchargée.")
    choose(page, "Copier la conversation")
    expect(told(page)).to_have_text("La conversation est copiée.")
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_where_copying_is_not_allowed_another_way_is_told(opened):
    page = opened(script="navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    options(page)
    choose(page, "Copier la conversation")
    expect(told(page)).to_contain_text("Vous pouvez télécharger la conversation.")


def test_the_conversation_is_printed_whole_and_without_its_buttons(opened):
    page = opened(script="window.print = () => { window.isPrinted = true; }")
    options(page)
    choose(page, "Réponses courtes et simples")
    with page.expect_popup() as popup:
        choose(page, "Imprimer")
    paper = popup.value
    assert paper.title() == "Ville de Valmont-sur-Seille"
    expect(paper.get_by_text("Achetez le timbre.")).to_be_visible()
    expect(paper.get_by_role("button")).to_have_count(0)
    expect(paper.get_by_text("Tout lire")).to_have_count(0)
    # The page itself stays as it is.
    expect(page.get_by_role("button", name="Tout lire")).to_be_visible()


def test_erasing_asks_the_assistant_which_asks_whether_it_is_meant(opened):
    page = opened()
    options(page)
    choose(page, "Effacer mes données")
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    last = page.get_by_role("log").locator("article.citizen").last
    expect(last).to_contain_text("Effacer mes données")
    # Nothing is erased before the answer.
    expect(page.get_by_role("log").get_by_text("Combien coûte un passeport ?")).to_be_attached()


def test_an_empty_conversation_says_so(opened, console_server, open_page):
    page = open_page(console_server.origin)
    page.locator(".launcher").click()
    options(page)
    choose(page, "Télécharger la conversation")
    expect(told(page)).to_have_text("La conversation est vide.")


def test_short_answers_show_the_point_first_and_all_when_asked(opened):
    page = opened()
    options(page)
    choose(page, "Réponses courtes et simples")
    card = page.locator("article", has=page.get_by_role("heading", name="Prix d'un passeport"))
    expect(card.get_by_text("86 € pour un adulte. Le rendez-vous dure")).to_be_visible()
    expect(card.get_by_text("Achetez le timbre.")).to_be_hidden()
    expect(card.get_by_role("link")).to_have_count(1)
    expect(card.get_by_text("Montants valables depuis").first).to_be_visible()
    card.get_by_role("button", name="Tout lire").click()
    expect(card.get_by_text("Achetez le timbre.")).to_be_visible()
    expect(card.get_by_role("button", name="Tout lire")).to_have_attribute("aria-expanded", "true")
    choose(page, "Réponses courtes et simples")
    expect(card.get_by_role("button", name="Tout lire")).to_have_count(0)
    expect(card.get_by_role("link")).to_have_count(3)


def test_dictating_is_off_until_asked_for_and_sends_nothing_by_itself(opened):
    page = opened(script=LISTENING)
    dictate = page.get_by_role("button", name="Dicter", exact=True)
    expect(dictate).to_be_hidden()
    options(page)
    switch = page.get_by_role("button", name="Dicter au lieu d’écrire")
    expect(switch).to_have_accessible_description(
        "Votre navigateur peut envoyer votre voix à son fabricant.")
    switch.click()
    field = page.get_by_label("Votre message", exact=True)
    field.fill("Bonjour,")
    dictate.click()
    expect(page.get_by_role("button", name="Arrêter")).to_be_visible()
    expect(page.get_by_text("Parlez maintenant.")).to_be_visible()
    page.evaluate("recognition.hears('je veux un', ' passeport')")
    expect(field).to_have_value("Bonjour, je veux un passeport")
    expect(page.get_by_text("Relisez, puis envoyez.")).to_be_visible()
    expect(dictate).to_be_visible()
    expect(page.get_by_role("log").get_by_text("je veux un passeport")).to_have_count(0)


def test_dictating_says_plainly_what_is_wrong_and_escape_ends_it_alone(opened):
    page = opened(script=LISTENING)
    options(page)
    choose(page, "Dicter au lieu d’écrire")
    page.get_by_role("button", name="Dicter", exact=True).click()
    page.evaluate("recognition.fails('not-allowed')")
    expect(page.get_by_text("Le micro est bloqué.")).to_be_visible()
    page.get_by_role("button", name="Dicter", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dicter", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_where_the_browser_cannot_listen_dictating_is_not_offered(opened):
    page = opened(script="delete window.SpeechRecognition; delete window.webkitSpeechRecognition")
    options(page)
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    expect(page.get_by_role("button", name="Dicter au lieu d’écrire")).to_have_count(0)


def test_days_stand_between_messages_once_and_in_order(opened):
    page = opened((Written(Author.CITIZEN, "un", days=2), Written(Author.ASSISTANT, "deux", days=2),
                   Written(Author.CITIZEN, "trois", days=1), Written(Author.CITIZEN, "quatre")))
    order = page.get_by_role("log").evaluate("""log => [...log.children].slice(1).map((node) =>
        node.matches('.day') ? 'day' : node.querySelector('p:not(.author)').textContent)""")
    assert order == ["day", "un", "deux", "day", "trois", "day", "quatre"]
    days = page.locator(".day").all_inner_texts()
    assert len(set(days)) == 3


def test_strong_words_lists_and_telephone_numbers_are_shown_as_such(opened):
    page = opened((Written(Author.AGENT, (
        "Il faut **deux photos** :\n- une récente\n- une autre\nAppelez le 3939 ou le "
        "0 806 001 620, le 2026 est une année, 3500 euros un prix."), name="Louise"),))
    message = page.locator("article.agent")
    expect(message.locator("strong")).to_have_text("deux photos")
    assert message.get_by_role("listitem").all_inner_texts() == ["une récente", "une autre"]
    assert message.get_by_role("link").evaluate_all("all => all.map((a) => a.href)") == [
        "tel:3939", "tel:0806001620"]


def test_what_somebody_writes_never_becomes_markup(opened):
    text = "\n".join(HOSTILE)
    page = opened((Written(Author.AGENT, text, name="<i>Louise</i>"), Written(Author.CITIZEN, text),
                   Written(Author.ASSISTANT, text, {**CARD, "title": HOSTILE[0], "body": text})))
    log = page.get_by_role("log")
    assert log.locator("img, script, b, i, [onclick], [onerror]").count() == 0
    protocols = log.get_by_role("link").evaluate_all("all => all.map((a) => a.protocol)")
    assert set(protocols) == {"https:"}
    assert "owned" not in page.title()
    expect(log.get_by_text(HOSTILE[0]).first).to_be_attached()


def test_links_open_outside_and_say_so(opened):
    page = opened()
    link = page.get_by_role("link", name="Acheter un timbre fiscal (nouvelle fenêtre)")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert "↗" in link.evaluate("node => getComputedStyle(node, '::after').content")


def test_in_english_what_the_assistant_says_is_marked_as_french(opened):
    page = opened(lang="en")
    expect(page.get_by_role("dialog")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Your message", exact=True)).to_be_visible()
    card = page.locator("article", has=page.get_by_role("heading", name="Prix d'un passeport"))
    expect(card).to_have_attribute("lang", "fr")
    for part in (".author", ".source", ".thumbs", "h4"):
        expect(card.locator(part).first).to_have_attribute("lang", "en")
    expect(card.get_by_role("heading", name="The steps")).to_be_visible()
    expect(card.get_by_role("link", name="checked on 10 November 2026")).to_be_visible()
    expect(page.get_by_role("button", name="Un adulte")).to_have_attribute("lang", "fr")
    page.get_by_role("button", name="Options").click()
    assert_accessible(page)
