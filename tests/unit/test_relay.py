"""The relay: stored before acknowledged, once, in order, and never two who answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from guido.conversations import Author, Button, Conversations, Draft
from guido.errors import AlreadyTaken, ConversationNotFound, NotHolder
from guido.handoff import State
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_PERSON, Reply
from guido.relay.service import Relay
from tests.house import House


async def test_a_message_is_stored_numbered_and_answered(house):
    await house.says("bonjour")
    messages = house.database.run(house.conversations.messages, house.id)
    assert [(m.sequence, m.author, m.text) for m in messages] == [
        (1, Author.CITIZEN, "bonjour"), (2, Author.ASSISTANT, "réponse à bonjour")]


async def test_the_same_identifier_twice_is_the_same_message_and_is_answered_once(house):
    first = await house.says("bonjour", "id-1")
    again = await house.says("bonjour", "id-1")
    assert not first.duplicate
    assert again.duplicate
    assert again.message.sequence == first.message.sequence
    assert len(house.transcript()) == 2
    assert len(house.assistant.asked) == 1


async def test_fifty_messages_at_once_are_answered_one_by_one_in_their_order(house):
    received = [await house.relay.receive(house.id, f"m{n}", f"id-{n}") for n in range(50)]
    await house.relay.wait_until_settled(house.id, received[-1].message.sequence)
    assert [q.text for q in house.assistant.asked] == [f"m{n}" for n in range(50)]
    assert [text for author, text in house.transcript() if author == "assistant"] == [
        f"réponse à m{n}" for n in range(50)]


async def test_while_an_agent_holds_the_conversation_the_assistant_is_not_asked(house):
    agent = house.agent("camille")
    await house.wishes(COMMAND_PERSON)
    house.assistant.asked.clear()
    await house.desk.take(house.id, agent)
    await house.says("vous êtes là ?")
    await house.desk.write(house.id, agent, "oui", "a-1")
    assert house.assistant.asked == []
    assert house.transcript()[-2:] == [("citizen", "vous êtes là ?"), ("agent", "oui")]


async def test_an_answer_that_was_being_made_when_an_agent_took_over_is_not_sent(house):
    agent = house.agent("camille")
    house.assistant.answer = lambda q: [Reply(custom={"type": "handoff_request",
                                                      "reason": "asked"})]
    await house.says("une personne svp")
    house.assistant.answer = lambda q: [Reply("trop tard")]
    house.assistant.emergencies = {"au feu"}
    house.assistant.seconds = 0.3
    sent = await house.relay.receive(house.id, "au feu", "id-2")
    await asyncio.sleep(0.1)
    await house.desk.take(house.id, agent)
    assert await house.relay.wait_until_settled(house.id, sent.message.sequence)
    assert house.assistant.asked[-1].text == "au feu"
    assert ("assistant", "trop tard") not in house.transcript()


@pytest.mark.parametrize("way", ["leaves the queue", "writes while waiting"])
async def test_an_agent_who_takes_at_that_moment_is_not_talked_over(house, monkeypatch, way):
    agent = house.agent("camille")
    await house.wishes(COMMAND_PERSON)
    await house.rests()
    turns = house.relay._turns
    looked = turns.next

    def look_then_agent_takes(tx, *arguments):
        turn = looked(tx, *arguments)
        house.handoff.take(tx, house.id, agent)
        return turn

    monkeypatch.setattr(turns, "next", look_then_agent_takes)
    if way == "leaves the queue":
        await house.wishes(COMMAND_ASSISTANT, "w-2")
    else:
        await house.says("vous êtes là ?")
    assert house.database.run(house.handoff.open_of, house.id).state is State.ASSIGNED
    assert house.transcript()[-1][0] == "citizen"


async def test_after_giving_back_the_assistant_answers_again_and_a_second_handoff_works(house):
    agent = house.agent("camille")
    for turn in range(3):
        house.assistant.answer = lambda q: [
            Reply(custom={"type": "handoff_request", "reason": "asked"})]
        await house.says(f"une personne {turn}")
        await house.desk.take(house.id, agent)
        await house.desk.end(house.id, agent, State.RETURNED)
        house.assistant.answer = lambda q: [Reply("c'est moi")]
        await house.says(f"assistant ? {turn}")
        assert house.transcript()[-1] == ("assistant", "c'est moi")


@pytest.mark.parametrize("failure", ["raises", "says nothing", "takes too long"])
async def test_when_the_assistant_fails_the_citizen_is_told_and_offered_a_person(
    tmp_path, failure
):
    house = House(f"sqlite:///{tmp_path}/guido.sqlite3", patience=0.3)

    def answer(_question):
        if failure == "raises":
            raise RuntimeError("broken")
        return []

    house.assistant.answer = answer
    house.assistant.seconds = 5.0 if failure == "takes too long" else 0.0
    await house.says("ma question")
    assert house.transcript()[0] == ("citizen", "ma question")
    assert house.last().text == house.texts("assistant.failed")
    assert house.last().buttons == (Button("Parler à une personne", COMMAND_PERSON),)
    house.database.close()


async def test_a_person_is_reached_while_the_assistant_is_broken(house):
    def broken(_question):
        raise RuntimeError("broken")

    house.assistant.answer = broken
    await house.wishes(COMMAND_PERSON)
    assert house.last().custom == {
        "type": "handoff", "state": "waiting", "position": 1, "outcome": "queue"}


async def test_a_button_for_a_person_keeps_its_reason_while_the_assistant_is_broken(house):
    button = Button("Une personne", '/parler_agent{"reason": "complaint"}')
    house.assistant.answer = lambda q: [Reply("désolé", (button,))]
    await house.says("c'est nul")

    def broken(_question):
        raise RuntimeError("broken")

    house.assistant.answer = broken
    await house.says("Une personne")
    assert house.database.run(house.handoff.open_of, house.id).reason == "complaint"


async def test_a_message_that_cannot_be_dealt_with_does_not_hold_up_the_next(
    house, monkeypatch
):
    choice = house.conversations.choice

    def look(tx, conversation_id, message):
        if message.text == "poison":
            raise RuntimeError("broken")
        return choice(tx, conversation_id, message)

    monkeypatch.setattr(house.conversations, "choice", look)
    await house.relay.receive(house.id, "poison", "id-1")
    for _ in range(4):
        await asyncio.sleep(0.1)
        house.relay._wake(house.id)
    await house.says("bonjour")
    assert house.transcript()[-1] == ("assistant", "réponse à bonjour")
    assert ("assistant", house.texts("assistant.failed")) in house.transcript()


@pytest.mark.parametrize("number", [-10**20, 0, 10**20])
async def test_a_button_of_an_impossible_message_is_no_button(house, number):
    await house.says("bonjour", "id-1", offered_by=number)
    assert house.transcript()[-1] == ("assistant", "réponse à bonjour")


async def test_conversations_are_deleted_after_their_days_and_unused_ones_sooner(tmp_path):
    from datetime import datetime, timedelta, timezone

    now = [datetime(2026, 1, 1, tzinfo=timezone.utc)]
    house = House(f"sqlite:///{tmp_path}/guido.sqlite3")
    conversations = Conversations(b"key", lambda: now[0])
    used, unused = (house.database.run(conversations.open, "rest", name).id for name in "ab")
    house.database.run(conversations.append, used, Draft(Author.CITIZEN, "bonjour"))
    now[0] += timedelta(days=29)
    assert house.database.run(conversations.delete_idle, 30) >= 1
    house.database.run(conversations.get, used)
    with pytest.raises(ConversationNotFound):
        house.database.run(conversations.get, unused)
    now[0] += timedelta(days=2)
    house.database.run(conversations.delete_idle, 30)
    with pytest.raises(ConversationNotFound):
        house.database.run(conversations.get, used)
    house.database.close()


async def test_messages_while_waiting_are_kept_for_the_agent_and_noted_once(house):
    house.assistant.answer = lambda q: [
        Reply(custom={"type": "handoff_request", "reason": "asked"})]
    await house.says("une personne")
    for text in ("j'ai mon dossier", "il est urgent", "merci"):
        await house.says(text)
    noted = [text for _, text in house.transcript() if text == house.texts("handoff.noted")]
    assert len(noted) == 1
    assert ("citizen", "merci") in house.transcript()


async def test_many_messages_at_once_while_waiting_are_noted_once(house):
    await house.wishes(COMMAND_PERSON)
    sent = [await house.relay.receive(house.id, f"m{n}", f"id-{n}") for n in range(30)]
    assert await house.relay.wait_until_settled(house.id, sent[-1].message.sequence)
    assert [text for _, text in house.transcript()].count(house.texts("handoff.noted")) == 1


async def test_a_danger_told_while_waiting_gets_the_emergency_numbers(house):
    house.assistant.answer = lambda q: [
        Reply(custom={"type": "handoff_request", "reason": "asked"})]
    await house.says("une personne")
    house.assistant.emergencies = {"il me frappe"}
    house.assistant.answer = lambda q: [Reply("17", custom={"type": "emergency"})]
    await house.says("il me frappe")
    assert house.transcript()[-1] == ("assistant", "17")


async def test_the_citizen_can_leave_the_queue(house):
    await house.wishes(COMMAND_PERSON, "w-1")
    house.assistant.answer = lambda q: [
        Reply(custom={"type": "handoff_request", "reason": "asked"})]
    await house.says("une personne")
    await house.wishes(COMMAND_ASSISTANT, "w-2")
    assert house.last().custom == {"type": "handoff", "state": "abandoned"}
    assert house.database.run(house.handoff.queue) == []


async def test_of_twenty_agents_who_take_at_once_exactly_one_gets_it(house):
    agents = [house.agent(f"agent{number}") for number in range(20)]
    house.database.run(house.handoff.request, house.id, "asked")
    results = await asyncio.gather(
        *(house.desk.take(house.id, agent) for agent in agents), return_exceptions=True)
    refused = [result for result in results if isinstance(result, AlreadyTaken)]
    assert len(refused) == 19
    holder = house.database.run(house.handoff.open_of, house.id).agent.name
    assert {refusal.holder for refusal in refused} == {holder}
    taken = [text for _, text in house.transcript() if "a pris votre conversation" in text]
    assert taken == [house.texts("handoff.taken", name=holder)]


async def test_who_does_not_hold_a_conversation_cannot_write_in_it_or_end_it(house):
    holder, other = house.agent("camille"), house.agent("dominique")
    house.database.run(house.handoff.request, house.id, "asked")
    await house.desk.take(house.id, holder)
    with pytest.raises(NotHolder):
        await house.desk.write(house.id, other, "moi aussi", "a-1")
    with pytest.raises(NotHolder):
        await house.desk.end(house.id, other, State.CLOSED)


async def test_without_an_assistant_a_question_is_left_to_others_and_not_looked_at_without_end(
    house
):
    alone = Relay(house.database, house.bus, house.conversations, house.turns, None,
                  lambda: house.rules, house.texts, 5.0)
    looks, claim = [], house.conversations.claim

    def counted(*arguments):
        looks.append(arguments)
        return claim(*arguments)

    house.conversations.claim = counted
    sweeping = asyncio.create_task(alone.resume())
    try:
        await alone.receive(house.id, "Bonjour", "1")
        await asyncio.sleep(0.4)
    finally:
        sweeping.cancel()
    assert len(looks) <= 3, "told to others once, then looked at with each sweep"
    assert house.database.run(house.conversations.unsettled) == [house.id]


async def test_a_danger_told_while_waiting_is_left_to_a_process_that_can_see_it(house):
    alone = Relay(house.database, house.bus, house.conversations, house.turns, None,
                  lambda: house.rules, house.texts, 5.0)
    await house.wishes(COMMAND_PERSON)
    house.assistant.emergencies = {"il ne respire plus"}
    house.assistant.answer = lambda q: [Reply("Appelez le 15.")]
    appended = await alone.receive(house.id, "il ne respire plus", "1")
    while alone._workers:
        await asyncio.sleep(0.005)
    sweeping = asyncio.create_task(house.relay.resume())
    assert await house.relay.wait_until_settled(house.id, appended.message.sequence)
    sweeping.cancel()
    assert house.last().text == "Appelez le 15."


async def test_where_no_assistant_runs_what_is_written_while_waiting_is_noted(house, monkeypatch):
    alone = Relay(house.database, house.bus, house.conversations, house.turns, None,
                  lambda: house.rules, house.texts, 5.0)
    await house.wishes(COMMAND_PERSON)
    monkeypatch.setattr("guido.relay.turns._FOR_OTHERS", timedelta(0))
    await alone.receive(house.id, "et mon dossier ?", "1")
    assert await alone.wait_until_settled(house.id, house.last().sequence)
    assert house.last().custom["state"] == "noted"


async def test_where_no_assistant_runs_a_person_is_reached_past_a_question_that_waits(house):
    alone = Relay(house.database, house.bus, house.conversations, house.turns, None,
                  lambda: house.rules, house.texts, 5.0)
    await alone.receive(house.id, "combien coûte un passeport ?", "1")
    wish = await alone.wish(house.id, COMMAND_PERSON, "2")
    assert await alone.wait_until_settled(house.id, wish.message.sequence)
    assert house.database.run(house.handoff.open_of, house.id).state is State.WAITING
    await house.rests(alone)
    await house.says("vous êtes là ?")
    assert house.assistant.asked == [], "what was asked before is the person's to read"
