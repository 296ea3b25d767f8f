"""Leaving a message and a way to be reached, in the form and as a dialogue."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.errors import FieldsRefused
from guido.handoff.teams import TeamDraft
from guido.hours import DAYS, parse_hours
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_PERSON, Reply
from tests.house import House

SCHEMA = json.loads(Path("docs/schemas/contact.json").read_text(encoding="utf-8"))
LEAVE = "Laisser un message"


def customs(house):
    messages = house.database.run(house.conversations.messages, house.id)
    found = [message.custom for message in messages if message.custom]
    return [custom for custom in found if custom.get("type") == "contact"]


def open_escalation(house):
    return house.database.run(house.handoff.open_of, house.id)


async def leaves(house, value="06 12 34 56 78", text="Rappelez-moi pour mon passeport."):
    """The dialogue, from the button that is offered to who waits."""
    for said in (LEAVE, value, text):
        await house.says(said)


async def test_who_waits_leaves_a_number_and_a_message_in_a_dialogue(house):
    await house.wishes(COMMAND_PERSON)
    house.assistant.asked.clear()
    await leaves(house)
    escalation = open_escalation(house)
    assert (escalation.contact_kind, escalation.contact_value) == ("telephone", "+33612345678")
    assert "Un agent vous appelle au 06 12 34 56 78" in house.last().text.replace("\xa0", " ")
    assert f"{house.organisation.retention_days} jours" in house.last().text
    assert house.assistant.asked == []
    for custom in customs(house):
        jsonschema.validate(custom, SCHEMA)


async def test_a_mistake_is_told_and_asked_again_until_it_is_right(house):
    await house.wishes(COMMAND_PERSON)
    await house.says(LEAVE)
    await house.says("mon numéro est 06 12 34")
    assert "Il manque des chiffres" in house.last().text
    await house.says("euh")
    assert "ni numéro de téléphone ni adresse" in house.last().text
    await house.says("jeanne@exemple.fr")
    await house.says("Écrivez-moi.")
    assert open_escalation(house).contact_value == "jeanne@exemple.fr"


@pytest.mark.parametrize("word", ["Annuler", "annule", "STOP !"])
async def test_who_thinks_better_of_it_keeps_their_place(house, word):
    await house.wishes(COMMAND_PERSON)
    await house.says(LEAVE)
    await house.says(word)
    assert "Vous gardez votre place" in house.last().text
    assert not open_escalation(house).has_left_message
    await house.says("j'attends encore")
    assert house.last().text == house.texts("handoff.noted")


async def test_after_leaving_a_message_the_assistant_answers_and_the_request_stays(house):
    await house.wishes(COMMAND_PERSON)
    await leaves(house)
    await house.says("combien coûte un passeport")
    assert house.transcript()[-1] == ("assistant", "réponse à combien coûte un passeport")
    await house.wishes(COMMAND_ASSISTANT, "back")
    assert open_escalation(house).has_left_message


async def test_asking_again_after_leaving_a_message_says_that_it_is_on_its_way(house):
    await house.wishes(COMMAND_PERSON)
    await leaves(house)
    await house.wishes(COMMAND_PERSON, "again")
    assert house.last().text.startswith("Votre message est déjà transmis")
    assert len(house.database.run(house.handoff.queue)) == 1


async def test_who_did_not_ask_for_a_person_gets_one_by_leaving_a_message(house):
    draft = house.contact.draft("email", "Jeanne@Exemple.fr", "Bonjour", "form-1")
    appended = await house.relay.take_in(
        house.id, house.conversations.append, house.id, draft)
    assert await house.relay.wait_until_settled(house.id, appended.message.sequence)
    assert open_escalation(house).contact_value == "Jeanne@exemple.fr"
    assert house.assistant.asked == []
    jsonschema.validate(appended.message.custom, SCHEMA)


async def test_a_form_sent_twice_is_one_message(house):
    draft = house.contact.draft("email", "jeanne@exemple.fr", "Bonjour", "form-1")
    for _ in range(2):
        appended = await house.relay.take_in(
            house.id, house.conversations.append, house.id, draft)
        assert await house.relay.wait_until_settled(house.id, appended.message.sequence)
    assert [text for _, text in house.transcript()].count("Bonjour") == 1
    assert len(house.transcript()) == 2


def test_a_form_that_cannot_be_used_is_refused_before_anything_is_stored(house):
    with pytest.raises(FieldsRefused):
        house.contact.draft("telephone", "06 12", "Bonjour", "form-1")
    assert house.transcript() == []


async def test_a_danger_told_in_the_dialogue_gets_the_emergency_numbers_and_nothing_else(house):
    house.assistant.emergencies = {"il me frappe"}
    house.assistant.answer = lambda q: [Reply("17", custom={"type": "emergency"})]
    await house.wishes(COMMAND_PERSON)
    await house.says(LEAVE)
    await house.says("il me frappe")
    assert house.transcript()[-1] == ("assistant", "17")


async def test_a_danger_told_in_the_form_gets_the_numbers_first_and_is_left_all_the_same(house):
    house.assistant.emergencies = {"il me frappe"}
    house.assistant.answer = lambda q: [Reply("17", custom={"type": "emergency"})]
    draft = house.contact.draft("telephone", "06 12 34 56 78", "il me frappe", "form-1")
    appended = await house.relay.take_in(
        house.id, house.conversations.append, house.id, draft)
    assert await house.relay.wait_until_settled(house.id, appended.message.sequence)
    assert [author for author, _ in house.transcript()] == ["citizen", "assistant", "system"]
    assert open_escalation(house).has_left_message


async def test_an_agent_who_takes_over_in_the_middle_reads_what_is_written_then(house):
    agent = house.agent("camille")
    await house.wishes(COMMAND_PERSON)
    await house.says(LEAVE)
    await house.desk.take(house.id, agent)
    await house.says("06 12 34 56 78")
    assert house.transcript()[-1] == ("citizen", "06 12 34 56 78")
    assert not open_escalation(house).has_left_message


async def test_who_is_blocked_leaves_no_message(house):
    until = datetime(2999, 1, 1, tzinfo=timezone.utc)
    house.database.run(house.conversations.block, house.id, until)
    draft = house.contact.draft("telephone", "06 12 34 56 78", "Bonjour", "form-1")
    appended = await house.relay.take_in(
        house.id, house.conversations.append, house.id, draft)
    assert await house.relay.wait_until_settled(house.id, appended.message.sequence)
    assert open_escalation(house) is None
    assert house.organisation.telephone in house.last().text


@pytest.mark.parametrize(("now", "words"), [
    ("2026-11-21T10:00:00+00:00", "à partir de : lundi 23 novembre à 8 h 30"),
    ("2026-11-23T10:00:00+00:00", "dès que possible, aujourd'hui jusqu'à 12 h 00"),
])
async def test_the_confirmation_says_when_an_agent_can_answer(tmp_path, now, words):
    moment = datetime.fromisoformat(now)
    house = House(f"sqlite:///{tmp_path}/guido.sqlite3", now=lambda: moment)
    hours = parse_hours(dict.fromkeys(DAYS[:5], "8:30-12:00 13:30-17:00"))
    house.database.run(house.teams.add, TeamDraft("Accueil", hours=hours))
    await house.wishes(COMMAND_PERSON)
    await leaves(house)
    assert words in house.last().text.replace("\xa0", " ")
    house.database.close()


