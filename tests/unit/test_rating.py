"""The one question after an agent has closed a conversation."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import sqlalchemy as sa

from guido.errors import ConversationNotFound
from guido.experience import LONGEST_COMMENT
from guido.handoff import State
from guido.relay.model import COMMAND_PERSON, Reply
from guido.relay.rating import without_rating

SCHEMA = json.loads(Path("docs/schemas/feedback.json").read_text(encoding="utf-8"))


def kept(house):
    with house.database.transaction() as tx:
        return [dict(row) for row in tx.execute(sa.text(
            "SELECT score, comment, service, team_id, escalation_id FROM feedback")).mappings()]


def questions(house):
    messages = house.database.run(house.conversations.messages, house.id)
    found = [message.custom for message in messages if message.custom]
    return [custom for custom in found if custom.get("type") == "feedback"]


async def closes(house, state=State.CLOSED):
    """An agent takes the conversation and ends it; returns the escalation."""
    agent = house.agent(f"agent{len(house.transcript())}")
    await house.wishes(COMMAND_PERSON, f"wish-{len(house.transcript())}")
    await house.desk.take(house.id, agent)
    await house.desk.end(house.id, agent, state)
    return house.database.run(house.handoff.history, house.id)[0]


async def test_after_closing_the_citizen_is_asked_for_a_score_and_a_word(house):
    house.assistant.answer = lambda q: [Reply(custom={
        "type": "handoff_request", "reason": "asked", "service": "passeport"})]
    escalation = await closes(house)
    assert [button.title for button in house.last().buttons] == ["1", "2", "3", "4", "5", "Passer"]
    await house.says("4")
    assert house.last().text == "Merci, votre note est enregistrée."
    assert house.database.run(house.rating.comment, house.id, escalation.id, " Très clair ")
    assert kept(house) == [{"score": 4, "comment": "Très clair", "service": "passeport",
                            "team_id": None, "escalation_id": escalation.id}]
    assert [custom["step"] for custom in questions(house)] == ["score", "comment", "done"]
    for custom in questions(house):
        jsonschema.validate(custom, SCHEMA)
    assert all("Très clair" not in text for _, text in house.transcript())


async def test_giving_back_to_the_assistant_asks_nothing(house):
    await closes(house, State.RETURNED)
    assert questions(house) == []


async def test_who_passes_the_question_is_not_asked_again(house):
    escalation = await closes(house)
    asked_by = house.last().sequence
    await house.says("Passer")
    await house.says("5", offered_by=asked_by)
    assert house.last().text == house.texts("rating.already")
    assert not house.database.run(house.rating.score, house.id, escalation.id, 5)
    assert not house.database.run(house.rating.comment, house.id, escalation.id, "trop tard")
    assert kept(house) == []


async def test_the_first_score_and_the_first_word_stay(house):
    escalation = await closes(house)
    assert house.database.run(house.rating.score, house.id, escalation.id, 2)
    assert not house.database.run(house.rating.score, house.id, escalation.id, 5)
    assert house.database.run(house.rating.comment, house.id, escalation.id, "")
    assert not house.database.run(house.rating.comment, house.id, escalation.id, "encore")
    assert [(each["score"], each["comment"]) for each in kept(house)] == [(2, None)]


async def test_agents_of_a_later_request_read_neither_question_nor_score(house):
    await closes(house)
    await house.says("2")
    await house.says("encore une question")
    messages = house.database.run(house.conversations.messages, house.id)
    seen = [message.text for message in without_rating(messages)]
    assert seen[-2:] == ["encore une question", "réponse à encore une question"]
    assert "2" not in seen
    assert not any("satisfait" in text or "note" in text for text in seen)


async def test_a_long_word_is_cut(house):
    escalation = await closes(house)
    house.database.run(house.rating.score, house.id, escalation.id, 2)
    house.database.run(house.rating.comment, house.id, escalation.id, "é" * 5000)
    assert kept(house)[0]["comment"] == "é" * LONGEST_COMMENT


async def test_each_closed_request_is_asked_about_once(house):
    for score in ("1", "5"):
        await closes(house)
        await house.says(score, f"score-{score}")
    assert [each["score"] for each in kept(house)] == [1, 5]


async def test_nobody_rates_another_ones_conversation(house):
    escalation = await closes(house)
    other = house.database.run(house.conversations.open, "rest", "other").id
    with pytest.raises(ConversationNotFound):
        house.database.run(house.rating.score, other, escalation.id, 5)
    with pytest.raises(ConversationNotFound):
        house.database.run(house.rating.comment, other, escalation.id, "x")


@pytest.mark.parametrize("score", [0, 6, -1])
async def test_a_score_that_is_none_is_refused(house, score):
    escalation = await closes(house)
    with pytest.raises(ValueError, match="a score is from 1 to 5"):
        house.database.run(house.rating.score, house.id, escalation.id, score)


async def test_erasing_leaves_a_score_without_its_word_and_what_it_was_about(house):
    escalation = await closes(house)
    house.database.run(house.rating.score, house.id, escalation.id, 3)
    house.database.run(house.rating.comment, house.id, escalation.id, "Je suis Jeanne D.")
    house.assistant.answer = lambda q: [Reply(custom={"type": "erasure_request"})]
    await house.says("effacez mes données")
    assert [(each["score"], each["comment"], each["escalation_id"]) for each in kept(house)] == [
        (3, None, None)]


async def test_words_of_deleted_conversations_are_forgotten(house):
    escalation = await closes(house)
    house.database.run(house.rating.score, house.id, escalation.id, 3)
    house.database.run(house.rating.comment, house.id, escalation.id, "Je suis Jeanne D.")
    house.database.run(house.experience.forget_deleted)
    assert kept(house)[0]["comment"] == "Je suis Jeanne D."
    house.database.run(house.handoff.erase, house.id)
    house.database.run(house.experience.forget_deleted)
    assert (kept(house)[0]["comment"], kept(house)[0]["escalation_id"]) == (None, None)
