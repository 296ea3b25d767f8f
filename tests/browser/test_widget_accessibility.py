"""Everyone can use the widget: by ear, by keyboard, enlarged, and as axe-core sees each state."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import expect

from guido.conversations import Author
from tests.browser import seeds
from tests.browser.people import CitizenPage
from tests.browser.screen_reader import heard, listen
from tests.browser.widget_states import assert_usable
from tests.live import Part

SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""


# What has the focus and lies under something else.
_COVERED = """() => {
  const root = document.querySelector('guido-chat').shadowRoot;
  const node = root.activeElement;
  if (!node) return null;
  const { top, bottom, left, right } = node.getBoundingClientRect();
  const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
  const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
  const seen = root.elementFromPoint(x, y);
  return seen && (node.contains(seen) || seen.contains(node)) ? null : node.outerHTML.slice(0, 200);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A console of this file's own, which may be killed."""
    server = Part("console", tmp_path_factory.mktemp("everyone"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def new_page(browser, server):
    """A function that opens the widget as who has had these messages."""
    contexts = []

    def new_page(drafts=(), lang="fr", path="/", is_open=True, **options):
        context = browser.new_context(
            **{"viewport": {"width": 360, "height": 640}, "locale": "fr-FR", **options})
        contexts.append(context)
        if options.get("java_script_enabled", True):
            listen(context)
            if drafts:
                seeds.comes_back(context, seeds.seed(server, list(drafts)))
            if lang != "fr":
                context.add_init_script(
                    f"document.addEventListener('readystatechange', "
                    f"() => {{ document.documentElement.lang = '{lang}' }})")
        page = context.new_page()
        page.set_default_timeout(15000)
        page.goto(server.origin + path)
        if is_open and path == "/":
            page.locator(".launcher").click()
            expect(page.locator("#input")).to_be_focused()
        if is_open and drafts:
            expect(page.locator(".message")).to_have_count(len(drafts) + 1)
        return page

    yield new_page
    for context in contexts:
        context.close()


def names_in_the_tree(page):
    """The browser's own accessibility tree, without what is inert."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return {node.get("name", {}).get("value") for node in nodes if not node["ignored"]}


def press_until(page, locator, key="Tab"):
    """Reach an element with the keyboard alone."""
    for _ in range(60):
        if locator.count() == 1 and locator.evaluate(
                "node => node.getRootNode().activeElement === node"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{locator} is not reached by {key}")


# --- what is read out ------------------------------------------------------------------------


def test_each_message_is_read_out_once_whatever_happens_on_the_line(server, new_page):
    page = new_page()
    citizen = CitizenPage(page)
    agent, question = server.add_agent("Camille"), f"ma question {uuid.uuid4().hex[:8]}"
    page.get_by_role("button", name="Parler à une personne").click()
    citizen.sees("Vous êtes numéro")
    citizen.says(question)
    conversation = agent.finds(question)
    agent.takes(conversation)
    citizen.sees("Camille a pris votre conversation")
    _, stored = agent.writes(conversation, "Bonjour, je regarde.")
    citizen.sees("je regarde")
    agent.does(f"conversations/{conversation}/messages/{stored['sequence']}/correct",
               {"id": uuid.uuid4().hex, "text": "Bonjour, je vérifie."})
    citizen.sees("je vérifie")
    said = heard(page)
    assert said.pop(1).startswith("Information Votre demande est transmise à un agent. Vous êtes")
    assert said == [
        "Vous Parler à une personne",
        f"Vous {question}",
        "Information Camille a pris votre conversation et vous répond maintenant.",
        "Camille Bonjour, je regarde.",
        "Camille · corrigé Bonjour, je vérifie.",
    ]
    page.reload()
    citizen.sees("je vérifie")
    agent.writes(conversation, "C'est fait.")
    citizen.sees("C'est fait.")
    server.kill()
    expect(page.get_by_text("Reconnexion…")).to_be_visible()
    citizen.says("Merci")
    server.start()
    expect(page.get_by_text("envoi en cours")).to_have_count(0)
    agent.writes(conversation, "Avec plaisir.")
    citizen.sees("Avec plaisir.")
    assert heard(page) == [
        "Camille C'est fait.", "Reconnexion…", "Vous Merci", "Camille Avec plaisir."]


def test_what_came_while_nobody_looked_is_told_as_a_number(server, new_page):
    page = new_page()
    citizen = CitizenPage(page)
    agent, question = server.add_agent("Camille"), f"ma question {uuid.uuid4().hex[:8]}"
    page.get_by_role("button", name="Parler à une personne").click()
    citizen.says(question)
    conversation = agent.finds(question)
    agent.takes(conversation)
    citizen.sees("Camille a pris votre conversation")
    page.keyboard.press("Escape")
    before = len(heard(page))
    agent.writes(conversation, "Voici la réponse.")
    expect(page.locator(".launcher")).to_contain_text("1 nouveau message")
    page.keyboard.press("Enter")
    citizen.sees("Voici la réponse.")
    assert heard(page)[before:] == ["1 nouveau message d’un agent", "1 nouveau message d’un agent"]


def test_a_message_that_cannot_be_sent_is_read_out_with_its_reason(new_page):
    page = new_page()
    page.route("**/webhooks/widget/messages", lambda route: route.fulfill(
        status=422, json={"error": "empty", "message": "Ce message est refusé."}))
    CitizenPage(page).says("Bonjour")
    expect(page.locator(".failed")).to_be_visible()
    assert heard(page) == ["Vous Bonjour", "Non envoyé. Ce message est refusé."]


# --- the focus -------------------------------------------------------------------------------


def test_the_focus_comes_back_to_what_opened_the_panel(new_page):
    page = new_page(is_open=False, viewport={"width": 1280, "height": 800})
    page.evaluate("""() => {
        const button = document.createElement('button');
        button.textContent = 'Nous écrire';
        button.addEventListener('click', () => document.querySelector('guido-chat').open());
        document.querySelector('main').prepend(button);
    }""")
    for name in ("Nous écrire", "Une question"):
        opener = page.get_by_role("button", name=name)
        opener.click()
        expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()


def test_the_page_cannot_be_reached_while_the_panel_covers_it(new_page):
    page = new_page()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_attribute("aria-modal", "true")
    assert "Vos démarches, pas à pas" not in names_in_the_tree(page)
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            page.keyboard.press(key)
            assert page.evaluate(
                "['GUIDO-CHAT', 'BODY'].includes(document.activeElement.tagName)")
    page.get_by_label("Votre message", exact=True).fill("à moitié")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(dialog).to_have_attribute("aria-modal", "false")
    assert "Vos démarches, pas à pas" in names_in_the_tree(page)
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    expect(page.get_by_label("Votre message", exact=True)).to_have_value("à moitié")
    page.set_viewport_size({"width": 1280, "height": 400})
    expect(dialog).to_have_attribute("aria-modal", "true")


def test_escape_closes_what_lies_open_inside_first(server, new_page):
    page = new_page([seeds.FILE])
    dialog = page.get_by_role("dialog")
    summary = page.get_by_text("Autres possibilités")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Retour")).to_have_count(0)
    expect(summary).to_be_focused()
    # Leaving the browser's file chooser tells « cancel » as well.
    page.get_by_label("Votre fichier").dispatch_event("cancel", {"bubbles": True})
    options = page.get_by_role("button", name="Options")
    options.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(options).to_be_focused()
    expect(options).to_have_attribute("aria-expanded", "false")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_focus_stays_when_messages_come_and_is_not_lost_when_a_button_goes(server, new_page):
    page = new_page([seeds.citizen("et alors ?"), seeds.CHOICE])
    field = page.get_by_label("Votre message", exact=True)
    page.get_by_role("button", name="Le prix").click()
    expect(page.get_by_role("button", name="Le prix")).to_have_count(0)
    expect(field).to_be_focused()
    page.get_by_role("button", name="Parler à une personne").click()
    CitizenPage(page).sees("Vous êtes numéro")
    agent = server.add_agent("Camille")
    conversation = agent.finds("et alors ?")
    # Waits on a button that goes when the agent takes the conversation.
    page.locator("#wish").focus()
    agent.takes(conversation)
    expect(field).to_be_focused()
    page.get_by_role("button", name="Options").focus()
    agent.writes(conversation, "Bonjour.")
    CitizenPage(page).sees("Bonjour.")
    expect(page.get_by_role("button", name="Options")).to_be_focused()


# --- every state -----------------------------------------------------------------------------

STATES = {
    "answers": seeds.ANSWERS,
    "several choices": [seeds.PLACES],
    "file": [seeds.PLACES, seeds.citizen("La rue"), seeds.FILE],
    "summary": [seeds.SUMMARY],
    "slots": [seeds.SLOTS],
    "erased": [seeds.said(Author.SYSTEM, "Vos données sont effacées.", type="erased")],
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_what_is_shown_is_usable_by_everyone(new_page, state, lang):
    page = new_page(STATES[state], lang)
    assert_usable(page)
    expect(page.locator(".panel")).to_have_attribute("lang", lang)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_tools_are_usable_by_everyone(new_page, lang):
    page = new_page(STATES["answers"], lang, is_open=False)
    assert_usable(page)
    page.locator(".launcher").click()
    page.locator("[aria-controls=options]").click()
    assert_usable(page)
    for option in ("[data-value=dark]", "[data-value='150']", "[data-name=simple]"):
        page.locator(f"#options {option}").click()
        expect(page.locator(f"#options {option}")).to_have_attribute("aria-pressed", "true")
    assert_usable(page)
    page.locator("[aria-controls=options]").click()
    assert_usable(page)
    # Not on the dark colours: axe-core takes them for those that are shown.
    page.locator("[aria-controls=options]").click()
    page.locator("#options [data-value=light]").click()
    page.emulate_media(forced_colors="active")
    assert_usable(page)
    page.context.set_offline(True)
    expect(page.locator("#trouble")).not_to_be_empty()
    assert_usable(page)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_way_to_a_person_is_usable_by_everyone(server, new_page, lang):
    page = new_page(lang=lang)
    question = f"ma question {uuid.uuid4().hex[:8]}"
    page.locator("#wish").click()
    CitizenPage(page).sees("Vous êtes numéro")
    page.locator("#input").fill(question)
    page.keyboard.press("Enter")
    assert_usable(page)
    page.locator(".leave").click()
    page.locator(".contact .send").click()
    expect(page.locator("#contact-text")).to_be_focused()
    expect(page.locator("#contact-text")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#contact-text-hint")).not_to_be_empty()
    assert_usable(page)
    page.keyboard.press("Escape")
    agent = server.add_agent("Camille")
    conversation = agent.finds(question)
    agent.takes(conversation)
    for kind in ("document", "consent"):
        agent.does(f"conversations/{conversation}/forms",
                   {"id": uuid.uuid4().hex, "kind": kind, "label": "Votre justificatif"})
    expect(page.locator("form.asked")).to_have_count(2)
    page.locator("form.asked .send").click()
    assert_usable(page)
    agent.does(f"conversations/{conversation}/close")
    expect(page.locator(".score")).to_have_count(5)
    assert_usable(page)
    page.locator(".score").first.click()
    expect(page.locator(".rating textarea")).to_be_visible()
    assert_usable(page)


def test_the_whole_page_version_is_usable_by_everyone(new_page):
    page = new_page(path="/chat")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Votre message", exact=True)).to_be_visible()
    assert_usable(page)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Votre message", exact=True)).to_be_visible()


def test_without_scripts_there_is_a_telephone_number(new_page):
    page = new_page(path="/chat", java_script_enabled=False)
    expect(page.get_by_role("link", name="01 99 00 12 34")).to_have_attribute(
        "href", "tel:0199001234")


# --- the tree of a whole conversation --------------------------------------------------------

CONVERSATION = [
    seeds.citizen("combien coûte un passeport ?"), seeds.CARD,
    seeds.citizen("parler à une personne"),
    seeds.said(Author.SYSTEM, "Vous êtes numéro 1 dans la file.", type="handoff", state="waiting"),
    seeds.said(Author.SYSTEM, "Camille vous répond.", type="handoff", state="assigned",
               agent="Camille"),
    seeds.said(Author.AGENT, "Votre passeport est prêt."),
    seeds.said(Author.SYSTEM, "L'assistant vous répond.", type="handoff", state="returned"),
    seeds.citizen("signaler un dégât"), seeds.DOCUMENT, seeds.PLACES,
]
TREE = """\
- dialog "Ville de Valmont-sur-Seille":
  - heading "Ville de Valmont-sur-Seille" [level=2]
  - status: Un assistant automatique vous répond
  - button "Options"
  - button "Fermer"
  - status
  - region "Conversation":
    - log "Messages":
      - article:
        - paragraph: Assistant
        - paragraph: Bonjour ! Je suis un assistant automatique…
      - paragraph: JOUR
      - article:
        - paragraph:
          - text: Vous ·
          - time: HH:MM
        - paragraph: combien coûte un passeport ?
      - article:
        - paragraph:
          - text: Assistant ·
          - time: HH:MM
        - 'heading "Passeport : le prix" [level=3]'
        - paragraph: Le passeport coûte 86 € pour un adulte.
        - heading "Les étapes" [level=4]
        - list:
          - listitem: Achetez un timbre fiscal.
          - listitem: Apportez-le à la mairie.
        - heading "Les documents" [level=4]
        - list:
          - listitem: Une photo d'identité
        - list:
          - listitem:
            - link "Prendre rendez-vous (nouvelle fenêtre)":
              - /url: https://www.example.org/rdv
        - paragraph: Gratuit en cas d'erreur.
        - paragraph:
          - 'link "Source : Service-Public.fr, vérifié le 10 novembre 2026 (nouvelle fenêtre)"':
            - /url: https://www.service-public.fr/F14929
        - group "Cette réponse vous est-elle utile ?":
          - button "Utile"
          - button "Pas utile"
      - article:
        - paragraph:
          - text: Vous ·
          - time: HH:MM
        - paragraph: parler à une personne
      - article:
        - paragraph:
          - text: Information ·
          - time: HH:MM
        - paragraph: Vous êtes numéro 1 dans la file.
      - article:
        - paragraph:
          - text: Information ·
          - time: HH:MM
        - paragraph: Camille vous répond.
      - article:
        - paragraph:
          - text: Camille ·
          - time: HH:MM
        - paragraph: Votre passeport est prêt.
      - article:
        - paragraph:
          - text: Information ·
          - time: HH:MM
        - paragraph: L'assistant vous répond.
      - article:
        - paragraph:
          - text: Vous ·
          - time: HH:MM
        - paragraph: signaler un dégât
        - text: Envoyé
      - article:
        - paragraph:
          - text: Assistant ·
          - time: HH:MM
        - paragraph: Signaler un dégât
        - heading "Vos documents" [level=3]
        - list:
          - listitem:
            - link "Demande de carte (PDF, 2 ko)":
              - /url: /webhooks/widget/documents/abc
            - paragraph: À télécharger avant le 1 décembre 2026.
      - article:
        - paragraph:
          - text: Assistant ·
          - time: HH:MM
        - paragraph: Signaler un dégât
        - paragraph: Étape 1 sur 3
        - progressbar "Étape 1 sur 3"
        - paragraph: Quels lieux sont touchés ?
        - group: Pourquoi cette question ?
        - group "Vous pouvez choisir plusieurs réponses":
          - text: Vous pouvez choisir plusieurs réponses
          - checkbox "La rue"
          - text: La rue
          - checkbox "Le toit"
          - text: Le toit
        - button "Envoyer mes choix"
        - group: Autres possibilités
    - status
    - paragraph
  - status
  - text: Votre message
  - textbox "Votre message"
  - button "Envoyer"
  - button "Parler à une personne"
"""


def test_the_tree_of_a_whole_conversation(new_page):
    page = new_page(CONVERSATION)
    tree = page.get_by_role("dialog").aria_snapshot()
    for pattern, word in ((r"\d\d:\d\d$", "HH:MM"),
                          (r"paragraph: \w+ \d+(er)? \w+$", "paragraph: JOUR"),
                          (r"(Bonjour ! Je suis un assistant automatique).*", r"\1…")):
        tree = re.sub(pattern, word, tree, flags=re.MULTILINE)
    assert tree == TREE.strip()


# --- by the keyboard alone, and enlarged -----------------------------------------------------


def test_all_is_done_with_the_keyboard_alone(new_page):
    page = new_page(is_open=False)
    press = page.keyboard.press
    press_until(page, page.locator(".launcher"))
    press("Enter")
    field = page.get_by_label("Votre message", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("Quelles démarches puis-je faire ici ?")
    press("Enter")
    first = page.locator(".choice").first
    expect(first).to_be_visible()
    press_until(page, first, "Shift+Tab")
    press("Space")
    expect(field).to_be_focused()
    around = page.locator(".around summary")
    expect(around).to_have_count(1)
    press_until(page, around, "Shift+Tab")
    press("Enter")
    press_until(page, page.get_by_role("button", name="Annuler la démarche"))
    press("Enter")
    expect(field).to_be_focused()
    press_until(page, page.locator("#wish"))
    press("Enter")
    leave = page.locator(".leave")
    expect(leave).to_be_visible()
    press_until(page, leave, "Shift+Tab")
    press("Space")
    page.keyboard.type("Rappelez-moi.")
    press("Tab")
    press("ArrowRight")
    expect(page.get_by_label("Par courriel")).to_be_checked()
    press("Tab")
    page.keyboard.type("jeanne@exemple.fr")
    press("Enter")
    CitizenPage(page).sees("jeanne@exemple.fr")
    expect(field).to_be_focused()
    options = page.get_by_role("button", name="Options")
    press_until(page, options, "Shift+Tab")
    press("Enter")
    larger = page.get_by_role("button", name="150 %")
    press_until(page, larger)
    press("Space")
    expect(larger).to_have_attribute("aria-pressed", "true")
    press("Escape")
    expect(options).to_be_focused()
    press_until(page, page.get_by_role("button", name="Fermer"))
    press("Enter")
    expect(page.locator(".launcher")).to_be_focused()


def contrast(one, other):
    """The contrast of two CSS colours by WCAG."""
    def luminance(colour):
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_focus_is_seen_on_light_and_dark(new_page, colours):
    page = new_page(is_open=False, color_scheme=colours)
    page.locator(".launcher").press("Enter")
    expect(page.locator("#input")).to_be_focused()
    for key in ("Tab", "Shift+Tab", "Shift+Tab"):
        page.keyboard.press(key)
        width, ring, paper = page.evaluate("""() => {
            const root = document.querySelector('guido-chat').shadowRoot;
            const { outlineWidth, outlineColor } = getComputedStyle(root.activeElement);
            const paper = getComputedStyle(root.querySelector('.panel')).backgroundColor;
            return [parseFloat(outlineWidth), outlineColor, paper];
        }""")
        assert width >= 2
        assert contrast(ring, paper) >= 3


@pytest.mark.parametrize("spacing", ["", SPACING], ids=["zoom", "zoom and spacing"])
def test_nothing_is_lost_when_all_is_enlarged(new_page, spacing):
    page = new_page([seeds.citizen("signaler"), seeds.CARD, seeds.FILE],
                    viewport={"width": 320, "height": 256}, reduced_motion="reduce")
    page.evaluate("""(css) => {
        const style = new CSSStyleSheet();
        style.replaceSync(css);
        document.querySelector('guido-chat').shadowRoot.adoptedStyleSheets.push(style);
    }""", spacing)
    assert_usable(page)
    page.get_by_role("button", name="Options").focus()
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(_COVERED) is None
