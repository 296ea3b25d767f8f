"""Correcting and withdrawing: in place, once, by whoever wrote it, for a quarter of an hour."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from guido.conversations import Author, Draft
from guido.errors import MessageRefused, NotHolder
from guido.relay.model import COMMAND_PERSON
from tests.fakes import MONDAY
from tests.house import House


@pytest.fixture
def house(database_url, clock):
    house = House(database_url, now=clock)
    yield house
    house.database.close()


@pytest.fixture
async def agent(house):
    agent = house.agent("camille")
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, agent)
    return agent


async def write(house, agent, text: str) -> int:
    return (await house.desk.write(house.id, agent, text, text)).message.sequence


def at(house, sequence: int):
    return house.database.run(house.conversations.message, house.id, sequence)


def everything(house) -> str:
    messages = house.database.run(house.conversations.messages, house.id)
    return json.dumps([message.for_agents() for message in messages], ensure_ascii=False)


def assert_valid(custom) -> None:
    schema = json.loads(Path(f"docs/schemas/{custom['type']}.json").read_text(encoding="utf-8"))
    jsonschema.validate(custom, schema)


async def test_the_text_is_replaced_in_place_and_an_entry_tells_it(house, agent):
    sent = await write(house, agent, "68 euros")
    await house.corrections.correct(house.id, agent, sent, "86 euros", "c-1")
    assert (at(house, sent).text, at(house, sent).corrected_at) == ("86 euros", MONDAY)
    assert house.last().text == "Correction de mon message : 86 euros"
    assert house.last().custom == {"type": "correction", "of": sent, "text": "86 euros"}
    assert_valid(house.last().custom)
    assert "68" not in everything(house)


async def test_what_was_corrected_twice_keeps_only_the_last_text(house, agent):
    sent = await write(house, agent, "un")
    for number, text in enumerate(("mot-deux", "mot-trois")):
        await house.corrections.correct(house.id, agent, sent, text, f"c-{number}")
    assert at(house, sent).text == "mot-trois"
    assert "mot-deux" not in everything(house)


async def test_a_withdrawn_message_leaves_only_that_there_was_one(house, agent):
    sent = await write(house, agent, "mon mot de passe est abricot")
    await house.corrections.correct(house.id, agent, sent, "mon mot de passe est cerise", "c-1")
    await house.corrections.withdraw(house.id, agent, sent, "w-1")
    assert at(house, sent).text == "Message retiré."
    assert_valid(at(house, sent).custom)
    assert house.last().custom == {"type": "correction", "of": sent, "text": None}
    assert_valid(house.last().custom)
    assert "abricot" not in everything(house)
    assert "cerise" not in everything(house)


async def test_a_corrected_card_is_a_card_no_longer(house, agent):
    sent = (await house.desk.write(
        house.id, agent, "le prix", "a-1", {"type": "card", "title": "68 euros"})).message.sequence
    await house.corrections.correct(house.id, agent, sent, "86 euros", "c-1")
    assert at(house, sent).custom is None


async def test_a_correction_sent_again_is_the_same(house, agent):
    sent = await write(house, agent, "68 euros")
    first = await house.corrections.correct(house.id, agent, sent, "86 euros", "c-1")
    again = await house.corrections.correct(house.id, agent, sent, "86 euros", "c-1")
    assert (first.duplicate, again.duplicate) == (False, True)
    assert again.message.sequence == first.message.sequence


async def test_after_a_quarter_of_an_hour_it_stays_as_it_is(house, agent, clock):
    sent = await write(house, agent, "68 euros")
    clock.now += timedelta(minutes=14)
    await house.corrections.correct(house.id, agent, sent, "87 euros", "c-1")
    clock.now += timedelta(minutes=2)
    with pytest.raises(MessageRefused, match="too_old"):
        await house.corrections.correct(house.id, agent, sent, "86 euros", "c-2")
    assert at(house, sent).text == "87 euros"


async def test_who_does_not_hold_the_conversation_corrects_nothing(house, agent):
    sent = await write(house, agent, "68 euros")
    with pytest.raises(NotHolder):
        await house.corrections.withdraw(house.id, house.agent("dominique"), sent, "w-1")


async def test_only_what_one_has_written_oneself_can_be_corrected(house, agent):
    citizens = (await house.says("bonjour")).message.sequence
    colleagues = house.database.run(house.conversations.append, house.id, Draft(
        Author.AGENT, "bonjour", author_name=agent.name, author_id=agent.id + 1)).message.sequence
    sent = await write(house, agent, "68 euros")
    correction = (await house.corrections.correct(
        house.id, agent, sent, "86 euros", "c-1")).message.sequence
    before = everything(house)
    for sequence in (citizens, colleagues, correction, 1000):
        with pytest.raises(MessageRefused, match="not_own"):
            await house.corrections.withdraw(house.id, agent, sequence, f"w-{sequence}")
    assert everything(house) == before


async def test_what_went_to_joined_conversations_is_corrected_in_all_of_them(house, agent):
    other = house.database.run(house.conversations.open, "rest", "the same person").id
    house.database.run(house.handoff.request, other, "asked")
    await house.desk.take(other, agent)
    escalations = [house.database.run(house.handoff.open_of, each) for each in (other, house.id)]
    house.database.run(house.handoff.join, *escalations)
    sent = await write(house, agent, "68 euros")
    await house.corrections.correct(house.id, agent, sent, "86 euros", "c-1")
    for conversation in (house.id, other):
        messages = house.database.run(house.conversations.messages, conversation)
        assert [m.text for m in messages if m.author is Author.AGENT] == [
            "86 euros", "Correction de mon message : 86 euros"]
        (copy,) = (m.sequence for m in messages if m.text == "86 euros")
        assert messages[-1].custom["of"] == copy


async def test_the_audit_log_says_who_did_it_and_nothing_of_what_was_said(house, agent):
    sent = await write(house, agent, "68 euros")
    await house.corrections.correct(house.id, agent, sent, "86 euros", "c-1")
    await house.corrections.withdraw(house.id, agent, sent, "w-1")
    entries = house.database.run(house.audit.entries)
    assert [(entry.action, entry.login, entry.details) for entry in entries[:2]] == [
        ("message_withdrawn", "camille", {"message": sent}),
        ("message_corrected", "camille", {"message": sent})]
