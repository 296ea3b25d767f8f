"""Citizen and agent in two browsers: typing, read marks, corrections, forms, thumbs, the lock."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from guido.conversations import Author, Conversations, Draft
from guido.handoff import Role
from tests.browser.axe import assert_accessible
from tests.browser.people import AgentPage, CitizenPage, enter
from tests.live import WidgetCitizen

PDF = {"name": "avis d'impôt.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF"}


@pytest.fixture(scope="module")
def account(console_server):
    return console_server.add_agent("Camille")


@pytest.fixture
def citizen(console_server, open_page):
    """A citizen who has asked for a person."""
    citizen = CitizenPage(open_page(console_server.origin))
    citizen.opens()
    citizen.page.get_by_role("button", name="Parler à une personne").first.click()
    citizen.sees("numéro")
    return citizen


@pytest.fixture
def agent(console_server, open_page, account, citizen):
    """An agent who has taken their conversation."""
    agent = signed_in(console_server, open_page, account)
    agent.opens_the_newest()
    agent.takes()
    return agent


def signed_in(server, open_page, account) -> AgentPage:
    page = open_page("about:blank")
    enter(page, account)
    return AgentPage(page)


def overflows(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth")


def shown_in_dialog(page: Page, shot, name: str):
    """The open dialog, after its state was checked."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    assert not overflows(page)
    shot(page, name)
    return dialog


def test_what_was_offered_while_waiting_is_gone_when_an_agent_answers(citizen, agent):
    citizen.sees("a pris votre conversation")
    expect(citizen.page.get_by_role("button", name="Laisser un message")).to_have_count(0)


def test_each_side_sees_the_other_type_and_that_it_has_read(citizen, agent):
    agent.page.get_by_label("Votre réponse").press_sequentially("Bon")
    expect(citizen.page.get_by_text("Camille écrit…")).to_be_visible()
    agent.says("Bonjour, que puis-je faire ?")
    citizen.sees("Bonjour, que puis-je faire ?")
    expect(citizen.page.get_by_text("Camille écrit…")).to_be_hidden()
    expect(agent.page.locator("#log .seen")).to_have_text("Vu")
    citizen.page.get_by_label("Votre message", exact=True).press_sequentially("Mon")
    expect(agent.page.get_by_text("Le citoyen écrit…")).to_be_visible()
    citizen.says("Mon passeport a expiré.")
    agent.sees("Mon passeport a expiré.")
    expect(agent.page.get_by_text("Le citoyen écrit…")).to_be_hidden()
    expect(citizen.page.locator("#log .citizen .read").last).to_have_text("Lu")


def test_a_message_is_corrected_and_another_withdrawn_on_both_sides(citizen, agent, shot):
    agent.says("Cela coûte 68 euros.")
    citizen.sees("Cela coûte 68 euros.")
    agent.page.get_by_role("button", name="Corriger").last.click()
    dialog = shown_in_dialog(agent.page, shot, "console-correct")
    dialog.get_by_label("Nouveau texte").fill("Cela coûte 86 euros.")
    dialog.get_by_role("button", name="Corriger").click()
    expect(agent.page.get_by_label("Votre réponse")).to_be_focused()
    for side in (citizen, agent):
        corrected = side.page.get_by_role("log").locator("article", has_text="Cela coûte 86 euros.")
        expect(corrected).to_have_count(1)
        expect(corrected).to_contain_text("corrigé")
        expect(side.page.get_by_text("68 euros")).to_have_count(0)
    agent.says("Le code est abricot.")
    citizen.sees("Le code est abricot.")
    expect(agent.page.get_by_role("button", name="Retirer")).to_have_count(2)
    agent.page.get_by_role("button", name="Retirer").last.click()
    shown_in_dialog(agent.page, shot, "console-withdraw").get_by_role(
        "button", name="Retirer").click()
    for side in (citizen, agent):
        side.sees("Message retiré.")
        expect(side.page.get_by_role("log").get_by_text("abricot")).to_have_count(0)
    citizen.page.reload()
    citizen.sees("Message retiré.")
    expect(citizen.page.get_by_text("Message retiré.")).to_be_in_viewport()
    citizen.sees("Cela coûte 86 euros.")
    assert citizen.page.get_by_text("Correction de mon message").count() == 0
    shot(citizen.page, "widget-corrected")


def asks(agent: AgentPage, kind: str, label: str) -> None:
    agent.page.get_by_role("button", name="Demander…").click()
    dialog = agent.page.get_by_role("dialog")
    dialog.get_by_label(kind).check()
    dialog.get_by_label("Dites ce qu'il faut").fill(label)
    dialog.get_by_role("button", name="Envoyer la demande").click()
    expect(dialog).to_be_hidden()


def test_a_document_that_was_asked_for_comes_back_as_a_file(citizen, agent, shot):
    agent.page.get_by_role("button", name="Demander…").click()
    shown_in_dialog(agent.page, shot, "console-ask").get_by_role("button", name="Annuler").click()
    asks(agent, "Un document", "votre avis d'impôt")
    citizen.sees("votre avis d'impôt")
    send = citizen.page.get_by_role("button", name="Envoyer le document")
    send.click()
    expect(citizen.page.get_by_text("Choisissez d’abord un fichier.")).to_be_visible()
    field = citizen.page.get_by_label("Votre fichier")
    field.set_input_files({**PDF, "buffer": b"<script>"})
    send.click()
    expect(citizen.page.get_by_text("n'est pas au bon format")).to_be_visible()
    assert_accessible(citizen.page)
    shot(citizen.page, "widget-form")
    field.set_input_files(PDF)
    send.click()
    citizen.sees("Vous avez répondu à cette demande.")
    agent.sees("Le citoyen a répondu.")
    assert_accessible(agent.page)
    with agent.page.expect_download() as download:
        agent.page.get_by_role("link", name="Télécharger").click()
    assert download.value.suggested_filename == PDF["name"]
    assert download.value.path().read_bytes() == PDF["buffer"]


def test_a_reference_and_a_consent_are_given_with_the_keyboard(citizen, agent):
    asks(agent, "Une référence", "le numéro de votre dossier")
    field = citizen.page.get_by_label("La référence")
    field.focus()
    citizen.page.keyboard.type("d26-k7m2")
    citizen.page.keyboard.press("Enter")
    agent.sees("d26-k7m2")
    expect(citizen.page.get_by_label("Votre message", exact=True)).to_be_focused()
    asks(agent, "Son accord", "transmettre votre dossier à la préfecture")
    yes = citizen.page.get_by_role("button", name="Oui", exact=True)
    yes.focus()
    citizen.page.keyboard.press("Enter")
    agent.sees("transmettre votre dossier à la préfecture : Oui")
    expect(yes).to_have_count(0)


def test_thumbs_stand_beside_the_answer_and_change_live(console_server, citizen, agent, account):
    question = f"combien coûte un passeport ? {uuid.uuid4().hex[:6]}"
    citizen.says(question)
    conversation = account.finds(question)
    with console_server.database() as database:
        database.run(Conversations(b"").append, conversation,
                     Draft(Author.ASSISTANT, "Un passeport coûte 86 euros."))
    citizen.says("merci")
    group = citizen.page.get_by_role("group", name="Cette réponse vous est-elle utile ?")
    group.get_by_role("button", name="Utile", exact=True).click()
    agent.sees("Le citoyen a trouvé cette réponse utile.")
    group.get_by_role("button", name="Pas utile").click()
    agent.sees("Le citoyen n’a pas trouvé cette réponse utile.")
    citizen.page.reload()
    expect(group.get_by_role("button", name="Pas utile")).to_have_attribute("aria-pressed", "true")
    assert_accessible(citizen.page)


def test_a_supervisor_takes_over_and_the_former_holder_is_told_and_keeps_the_draft(
    console_server, open_page, citizen, agent, shot
):
    agent.page.get_by_label("Votre réponse").fill("un brouillon")
    supervisor = signed_in(
        console_server, open_page, console_server.add_agent("Sacha", Role.SUPERVISOR))
    supervisor.page.goto(agent.page.url)
    expect(supervisor.page.get_by_text("Vous pouvez lire, mais pas écrire.")).to_be_visible()
    expect(supervisor.page.get_by_label("Votre réponse")).to_be_hidden()
    expect(agent.page.get_by_text("Sacha regarde aussi cette conversation.")).to_be_visible()
    supervisor.page.get_by_role("button", name="Reprendre la conversation").click()
    shown_in_dialog(supervisor.page, shot, "console-take-over").get_by_role(
        "button", name="Reprendre").click()
    expect(supervisor.page.get_by_label("Votre réponse")).to_be_focused()
    expect(agent.page.get_by_text("Sacha a repris cette conversation.")).to_contain_text(
        "Votre brouillon est gardé.")
    expect(agent.page.get_by_label("Votre réponse")).to_be_hidden()
    assert_accessible(agent.page)
    shot(agent.page, "console-taken-over")
    supervisor.says("Bonjour, je reprends.")
    citizen.sees("Bonjour, je reprends.")


def test_what_was_understood_opens_beside_the_citizens_message(
    console_server, open_page, account, shot
):
    citizen = WidgetCitizen(console_server)
    citizen.wishes("person")
    asked = f"c'est combien pour le passeport {uuid.uuid4().hex[:6]}"
    citizen.posts(asked)
    conversation = account.finds(asked)
    question = next(m["sequence"] for m in citizen.sees() if m["text"].startswith("c'est combien"))
    with console_server.database() as database:
        database.run(Conversations(b"").note_understanding, conversation, question, {
            "intent": "passeport", "facet": "cout", "confidence": 0.82, "decision": "choose",
            "candidates": ["passeport", "carte_identite"]})
    agent = signed_in(console_server, open_page, account)
    agent.opens_the_newest()
    summary = agent.page.get_by_text(re.compile(r"Compris\s: Passeport · Le prix .* 82\s%"))
    summary.click()
    expect(agent.page.get_by_text("L’assistant a demandé de choisir :")).to_be_visible()
    expect(agent.page.get_by_role("listitem").filter(has_text="Carte")).to_be_visible()
    expect(agent.page.get_by_role("heading", level=3, name=re.compile(r"^\w+ \d+.* 20\d\d$"))
           ).to_be_visible()
    assert_accessible(agent.page)
    shot(agent.page, "console-understood")


def test_what_came_since_the_agent_last_looked_is_marked(citizen, agent):
    citizen.says("premier message")
    agent.sees("premier message")
    expect(agent.page.locator("#log .unread")).to_have_count(0)
    expect(citizen.page.locator("article", has_text="premier message")).to_contain_text("Lu")
    address = agent.page.url
    agent.page.goto("about:blank")
    citizen.says("message du midi")
    expect(citizen.page.get_by_role("log").get_by_text("envoi en cours")).to_have_count(0)
    agent.page.goto(address)
    divider = agent.page.get_by_text("Nouveaux messages", exact=True)
    expect(divider).to_be_in_viewport()
    assert divider.evaluate("line => line.nextElementSibling.innerText.includes('midi')")


def test_a_long_conversation_opens_at_what_is_new_and_loads_the_rest_on_demand(
    console_server, open_page, account
):
    citizen = WidgetCitizen(console_server)
    citizen.wishes("person")
    citizen.posts("ma question est longue")
    conversation = account.finds("ma question est longue")
    account.takes(conversation)
    for number in range(60):
        citizen.posts(f"ligne {number}")
    agent = signed_in(console_server, open_page, account)
    agent.page.goto(f"{console_server.origin}/agents/#{conversation}")
    log = agent.page.get_by_role("log")
    expect(log.get_by_text("ligne 59", exact=True)).to_be_in_viewport()
    expect(log.get_by_text("ligne 5", exact=True)).to_have_count(0)
    agent.page.get_by_role("button", name="Afficher les messages précédents").click()
    expect(log.get_by_text("ligne 5", exact=True)).to_have_count(1)
    expect(log.locator(".day")).to_have_count(1)
    lines = [text for text in log.locator("article.citizen p:nth-of-type(2)").all_inner_texts()
             if text.startswith("ligne")]
    assert lines == [f"ligne {number}" for number in range(60)]
