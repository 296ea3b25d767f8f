"""The side panel's help in browsers: notes, mentions, cards, suggestions, canned replies."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.browser.people import AgentPage, enter
from tests.live import WidgetCitizen

# What does not depend on the width is tried at one of them.


@pytest.fixture(scope="module")
def camille(console_server):
    return console_server.add_agent("Camille")


@pytest.fixture(scope="module")
def dominique(console_server):
    return console_server.add_agent("Dominique")


@pytest.fixture
def waiting(console_server, camille):
    """The conversation of a citizen who waits and has asked something."""
    citizen = WidgetCitizen(console_server)
    citizen.wishes("person")
    question = f"combien coûte un passeport pour un adulte ? {uuid.uuid4().hex[:8]}"
    citizen.posts(question)
    conversation = camille.finds(question)
    yield conversation
    camille.takes(conversation)
    camille.does(f"conversations/{conversation}/close")


@pytest.fixture
def opens(console_server, open_page):
    """A function: an agent signs in and opens a conversation."""
    def opens(account, conversation: str) -> Help:
        page = open_page("about:blank")
        enter(page, account, f"#{conversation}")
        AgentPage(page)
        if conversation:
            expect(page.locator("#notice")).not_to_have_text(re.compile("^$|^Chargement"))
        return Help(page)
    return opens


class Help:
    """An agent's page with an open conversation."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator("#panel")
        self.answer = page.get_by_label("Votre réponse")

    def takes(self) -> None:
        self.to_conversation()
        self.page.get_by_role("button", name="Prendre la conversation").click()
        expect(self.answer).to_be_focused()

    def to_panel(self) -> None:
        """Where the panel is not beside the conversation, go to it."""
        if not self.panel.is_visible():
            self.page.get_by_role("button", name="Aide et actions").click()
        expect(self.panel).to_be_visible()

    def unfolds(self, title: str) -> None:
        """Unfold a part of the panel, which this agent may have done before."""
        section = self.panel.locator("details", has_text=title)
        if not section.evaluate("section => section.open"):
            section.locator("summary").click()

    def to_conversation(self) -> None:
        back = self.page.get_by_role("button", name="Retour à la conversation")
        if back.is_visible():
            back.click()

    def looks_right(self, shot, name: str) -> None:
        assert_accessible(self.page)
        assert self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        shot(self.page, name)


def test_a_note_with_a_mention_reaches_the_colleague_who_then_has_seen_it(
    opens, waiting, camille, dominique, shot
):
    writer, reader = opens(camille, waiting), opens(dominique, "")
    writer.to_panel()
    field = writer.page.get_by_label("Nouvelle note")
    field.fill("Regarde, ")
    field.press_sequentially(f"@{dominique.login[:-1]}")
    option = writer.page.get_by_role("option", name=f"@{dominique.login}")
    expect(option).to_have_attribute("aria-selected", "true")
    writer.looks_right(shot, "help-mention")
    field.press("Enter")
    expect(field).to_have_value(f"Regarde, @{dominique.login} ")
    field.press_sequentially("s'il te plaît")
    writer.page.get_by_role("button", name="Ajouter la note").click()
    expect(writer.panel.get_by_text("Note ajoutée. Dominique : prévenu.")).to_be_visible()
    expect(writer.panel.get_by_text("s'il te plaît")).to_be_visible()
    reader.page.bring_to_front()
    expect(reader.page.get_by_text("(1 mention)")).to_have_count(1)
    reader.page.goto(f"{reader.page.url.split('#')[0]}#{waiting}")
    reader.to_panel()
    reader.panel.locator("#notes").scroll_into_view_if_needed()
    expect(reader.panel.locator("#notes")).to_contain_text("s'il te plaît")
    expect(reader.page.locator("#mentions")).to_be_hidden()
    reader.looks_right(shot, "help-note")


def test_a_colleagues_note_appears_without_reloading(opens, waiting, camille, dominique):
    reader = opens(camille, waiting)
    reader.to_panel()
    expect(reader.panel.get_by_text("Aucune note.")).to_be_visible()
    dominique.does(f"conversations/{waiting}/notes", {"text": "déjà vu hier"})
    expect(reader.panel.get_by_text("déjà vu hier")).to_be_visible()


def test_a_proposed_card_is_looked_at_sent_and_seen_by_the_citizen_with_its_source(
    console_server, opens, open_page, camille, shot
):
    citizen = open_page(console_server.origin)
    citizen.get_by_role("button", name="Une question").click()
    citizen.get_by_role("button", name="Parler à une personne").first.click()
    question = f"combien coûte un passeport pour un adulte ? {uuid.uuid4().hex[:8]}"
    citizen.get_by_role("textbox", name="Votre message").fill(question)
    citizen.keyboard.press("Enter")
    conversation = camille.finds(question)
    agent = opens(camille, conversation)
    agent.takes()
    agent.to_panel()
    propositions = agent.panel.locator("#suggestions")
    expect(propositions.get_by_role("listitem")).not_to_have_count(0)
    agent.looks_right(shot, "help-suggestions")
    propositions.get_by_role("button", name="Insérer la fiche").first.click()
    dialog = agent.page.get_by_role("dialog", name="Fiche à envoyer")
    expect(dialog.get_by_role("heading", level=3)).to_be_visible()
    expect(dialog.get_by_role("button", name="Envoyer la fiche")).to_be_focused()
    agent.looks_right(shot, "help-card")
    title = dialog.get_by_role("heading", level=3).inner_text()
    agent.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(agent.answer).to_be_focused()
    article = citizen.get_by_role("log").locator("article", has_text=title)
    expect(article.get_by_role("heading", name=title)).to_be_visible()
    expect(article.locator(".source")).to_contain_text("vérifié")
    camille.does(f"conversations/{conversation}/close")


@pytest.mark.narrow
def test_who_has_not_taken_the_conversation_is_told_so(opens, waiting, camille):
    agent = opens(camille, waiting)
    agent.to_panel()
    agent.page.get_by_label("Question ou mots").fill("prix du passeport")
    agent.page.keyboard.press("Enter")
    expect(agent.panel.get_by_text("trouvée")).to_be_visible()
    agent.panel.locator("#search-results").get_by_role(
        "button", name="Insérer la fiche").first.click()
    dialog = agent.page.get_by_role("dialog", name="Fiche à envoyer")
    expect(dialog.get_by_text("Prenez d’abord une conversation.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Envoyer la fiche")).to_be_disabled()
    agent.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    put = agent.panel.locator("#search-results").get_by_role(
        "button", name="Mettre dans ma réponse").first
    put.click()
    expect(agent.panel.locator("#search-status")).to_have_text("Prenez d’abord une conversation.")
    agent.takes()
    agent.to_panel()
    put.click()
    expect(agent.answer).to_be_focused()
    expect(agent.answer).to_have_value(re.compile(r"passeport.*\nhttps://.*fiche du", re.DOTALL))


@pytest.mark.narrow
def test_an_earlier_exchange_is_reached_among_the_messages(
    console_server, opens, camille, shot
):
    citizen = WidgetCitizen(console_server)
    citizen.wishes("person")
    citizen.waits_for(lambda m: (m["custom"] or {}).get("state") == "waiting")
    first = f"ma première question {uuid.uuid4().hex[:8]}"
    citizen.posts(first)
    conversation = camille.finds(first)
    camille.takes(conversation)
    for number in range(60):
        camille.writes(conversation, f"message {number}")
    camille.does(f"conversations/{conversation}/close")
    citizen.wishes("person")
    agent = opens(camille, conversation)
    agent.to_panel()
    agent.panel.get_by_role("button", name="Lire l’échange").click()
    reached = agent.page.locator("#log article").first  # their wish to speak with a person
    expect(reached).to_be_focused()
    expect(reached).to_be_in_viewport()
    expect(agent.page.locator("#log article", has_text=first)).to_be_in_viewport()
    agent.to_panel()
    agent.looks_right(shot, "help-earlier")
    camille.takes(conversation)
    camille.does(f"conversations/{conversation}/close")


def test_a_canned_reply_comes_with_a_slash_and_its_gap_is_never_sent(
    opens, waiting, camille, shot
):
    shortcut = f"merci-{uuid.uuid4().hex[:6]}"
    text = "Merci de {agent}. Votre référence : {reference}."
    camille.does("canned", {"shortcut": shortcut, "title": "Remercier", "text": text})
    agent = opens(camille, waiting)
    agent.takes()
    agent.answer.press_sequentially(f"/{shortcut[:9]}")
    expect(agent.page.get_by_role("option", name=shortcut)).to_be_visible()
    agent.looks_right(shot, "help-slash")
    agent.answer.press("Enter")
    filled = "Merci de Camille. Votre référence : [référence à compléter]."
    expect(agent.answer).to_have_value(filled)
    selected = agent.answer.evaluate(
        "field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected == "[référence à compléter]"
    agent.answer.press("Enter")
    expect(agent.page.get_by_role("alert").get_by_text("Complétez")).to_be_visible()
    expect(agent.answer).to_have_value(filled)
    agent.page.keyboard.type("D26")
    agent.answer.press("Enter")
    expect(agent.page.get_by_role("log").get_by_text(
        "Merci de Camille. Votre référence : D26.").first).to_be_visible()


def test_an_own_reply_is_made_corrected_and_deleted_in_the_panel(opens, waiting, camille, shot):
    name = f"a-{uuid.uuid4().hex[:6]}"
    agent = opens(camille, waiting)
    agent.to_panel()
    agent.unfolds("Réponses types")
    agent.page.get_by_role("button", name="Nouvelle réponse à moi").click()
    dialog = agent.page.get_by_role("dialog", name="Nouvelle réponse type")
    dialog.get_by_label("Raccourci").fill(name)
    dialog.get_by_label("Titre").fill(f"Titre {name}")
    dialog.get_by_label("Texte").fill("Cher {prenom}")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog.get_by_label("Texte")).to_be_focused()
    expect(dialog.get_by_text("Un mot entre accolades")).to_be_visible()
    expect(dialog.get_by_label("Texte")).to_have_value("Cher {prenom}")
    agent.looks_right(shot, "help-canned")
    dialog.get_by_label("Texte").fill("Cher citoyen")
    dialog.get_by_role("button", name="Enregistrer").click()
    expect(dialog).to_be_hidden()
    entry = agent.panel.locator("#canned li", has_text=f"Titre {name}")
    expect(entry).to_contain_text("Cher citoyen")
    entry.get_by_role("button", name="Modifier").click()
    agent.page.get_by_role("button", name="Supprimer").click()
    expect(entry).to_have_count(0)
