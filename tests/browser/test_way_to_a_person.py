"""The citizen's way to a person in the widget: waiting, a message left, coming back, a score."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from guido.handoff import Role
from tests.browser.axe import assert_accessible
from tests.browser.people import CitizenPage


@pytest.fixture
def citizen(console_server, open_page):
    page = CitizenPage(open_page(console_server.origin))
    page.opens()
    return page


def asks_for_a_person(citizen):
    citizen.page.get_by_role("button", name="Parler à une personne").click()
    citizen.sees("Vous êtes numéro")


def taken(console_server, citizen):
    """An agent who has taken the citizen's conversation, and its id."""
    asks_for_a_person(citizen)
    question = f"ma question {uuid.uuid4().hex}"
    citizen.says(question)
    agent = console_server.add_agent("Camille")
    conversation = agent.finds(question)
    agent.takes(conversation)
    citizen.sees("Camille a pris votre conversation")
    return agent, conversation


def test_who_waits_leaves_a_message_and_keeps_what_was_typed(citizen, shot):
    page = citizen.page
    asks_for_a_person(citizen)
    # Which of the two depends on the teams that other tests have made, and on the hour.
    standing = re.compile("numéro [0-9]+|ne sont pas là en ce moment")
    expect(page.locator(".standing").get_by_text(standing)).to_be_visible()
    assert_accessible(page)
    shot(page, "way-waiting")
    page.get_by_role("button", name="Laisser un message").click()
    text, number = page.get_by_label("Ce que vous voulez dire"), page.get_by_label("Votre numéro")
    expect(text).to_be_focused()
    text.fill("Rappelez-moi pour mon passeport.")
    number.fill("06 12 34")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_text("Il manque des chiffres")).to_be_visible()
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_value("Rappelez-moi pour mon passeport.")
    assert_accessible(page)
    shot(page, "way-form-refused")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Laisser un message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(number).to_have_value("06 12 34")
    page.get_by_label("Par courriel").check()
    page.get_by_label("Votre adresse électronique").fill("jeanne@exemple.fr")
    page.keyboard.press("Enter")
    citizen.sees("Un agent vous écrit à l'adresse jeanne@exemple.fr")
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    expect(page.locator(".standing").get_by_text("Un agent vous écrit")).to_be_visible()
    expect(page.get_by_role("button", name="Laisser un message")).to_have_count(0)
    assert_accessible(page)
    shot(page, "way-left")


def test_who_closed_the_widget_finds_the_answer_when_they_come_back(
    console_server, citizen, shot
):
    page = citizen.page
    agent, conversation = taken(console_server, citizen)
    page.keyboard.press("Escape")
    page.reload()
    launcher = page.get_by_role("button", name="Une question")
    expect(launcher).to_be_visible()
    agent.writes(conversation, "Voici la réponse.")
    expect(launcher).to_contain_text("1 nouveau message d’un agent")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.get_by_role("status").get_by_text("1 nouveau message")).to_have_count(1)
    agent.writes(conversation, "Et encore ceci.")
    expect(launcher).to_contain_text("2 nouveaux messages d’un agent")
    assert_accessible(page)
    shot(page, "way-unread")
    launcher.click()
    citizen.sees("Voici la réponse.")
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    expect(page).not_to_have_title(re.compile(r"^\("))
    page.keyboard.press("Escape")
    expect(launcher).not_to_contain_text("nouveau")


def test_after_closing_one_question_is_asked_and_never_again(console_server, citizen, shot):
    page = citizen.page
    agent, conversation = taken(console_server, citizen)
    agent.does(f"conversations/{conversation}/close")
    scores = page.get_by_role("group", name="Votre note, de 1 à 5")
    expect(scores.get_by_role("button")).to_have_count(5)
    assert_accessible(page)
    shot(page, "way-score")
    scores.get_by_role("button", name="4 sur 5").click()
    comment = page.get_by_label("Voulez-vous ajouter un mot")
    expect(comment).to_be_focused()
    expect(scores).to_have_count(0)
    comment.fill("Très clair.")
    assert_accessible(page)
    shot(page, "way-comment")
    page.get_by_role("button", name="Envoyer mon avis").click()
    citizen.sees("Merci, votre avis est enregistré.")
    expect(page.get_by_label("Votre message", exact=True)).to_be_focused()
    page.reload()
    citizen.sees("Merci, votre avis est enregistré.")
    expect(page.locator(".rating")).to_have_count(0)


def test_passing_the_question_is_final(console_server, citizen):
    page = citizen.page
    agent, conversation = taken(console_server, citizen)
    agent.does(f"conversations/{conversation}/close")
    page.get_by_role("button", name="Passer").click()
    citizen.sees("D'accord, la question est passée.")
    expect(page.locator(".rating")).to_have_count(0)


def test_a_notice_stands_above_until_it_is_hidden(console_server, open_page, shot):
    administrator = console_server.add_agent("Dominique", Role.ADMINISTRATOR)
    now, text = datetime.now(timezone.utc), f"La mairie est fermée lundi ({uuid.uuid4().hex[:6]})."
    _, saved = administrator.does("administration/notices", {
        "text": text, "begins_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat()})
    try:
        citizen = CitizenPage(open_page(console_server.origin))
        citizen.opens()
        page = citizen.page
        expect(page.get_by_role("status", name="Annonces").get_by_text(text)).to_be_visible()
        assert_accessible(page)
        shot(page, "way-notice")
        page.get_by_role("button", name=f"Masquer l’annonce : {text}").click()
        expect(page.get_by_text(text)).to_have_count(0)
        page.reload()
        asks_for_a_person(citizen)
        expect(page.get_by_text(text)).to_have_count(0)
    finally:
        administrator.does(f"administration/notices/{saved['id']}/delete")


def test_a_changing_place_is_shown_at_once_and_read_out_at_most_once_a_minute(
    console_server, browser
):
    page = browser.new_page()
    page.clock.install()
    page.goto(console_server.origin)
    page.evaluate("""async () => {
        const { createWaiting } = await import('/widget/waiting.js');
        window.waiting = createWaiting(() => {});
        document.body.append(...window.waiting.nodes);
        window.moves = (position) => window.waiting.update({ status: { handoff: {
            state: 'waiting', outcome: 'queue', position, wait: '' } } });
    }""")
    shown, read = page.locator(".standing .where"), page.locator(".standing + [role=status]")
    page.evaluate("moves(3)")
    page.clock.run_for(1000)
    for position in (2, 1):
        page.evaluate(f"moves({position})")
        page.clock.run_for(1000)
        expect(shown).to_contain_text(f"numéro {position}")
    expect(read).to_be_empty()
    page.clock.run_for(60_000)
    expect(read).to_contain_text("numéro 1")
    page.close()
