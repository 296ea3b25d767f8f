"""Many at once, through two processes that share a database: each has its own relay and bus."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from guido.errors import AlreadyTaken
from guido.relay.model import Reply
from tests.house import House

pytestmark = pytest.mark.both_databases

AGENTS, TIMES = 20, 200
CONVERSATIONS, MESSAGES = 300, 3


@pytest.fixture
def two_houses(database_url):
    houses = House(database_url), House(database_url)
    yield houses
    for house in houses:
        house.database.close()


def opened(house, address):
    return house.database.run(house.conversations.open, "widget", address).id


def messages(house, conversation_id):
    return house.database.read(house.conversations.messages, conversation_id)


def texts(found, author):
    return [message.text for message in found if message.author.value == author]


async def test_of_twenty_agents_who_take_at_once_one_holds_it_two_hundred_times(two_houses):
    agents = [two_houses[0].agent(f"agent{number}") for number in range(AGENTS)]
    holders = Counter()
    for time in range(TIMES):
        conversation = opened(two_houses[0], f"citizen {time}")
        two_houses[0].database.run(two_houses[0].handoff.request, conversation, "asked")
        results = await asyncio.gather(*(
            two_houses[number % 2].desk.take(conversation, agent)
            for number, agent in enumerate(agents)), return_exceptions=True)
        holder = two_houses[0].database.read(two_houses[0].handoff.open_of, conversation).agent
        taken = [agent for agent, result in zip(agents, results) if result is None]
        assert [agent.id for agent in taken] == [holder.id]
        assert {result.holder for result in results if isinstance(result, AlreadyTaken)} == {
            holder.name}
        said = messages(two_houses[0], conversation)
        assert [m.custom["agent"] for m in said if (m.custom or {}).get("state") == "assigned"] == [
            holder.name]
        holders[holder.login] += 1
    assert sum(holders.values()) == TIMES


async def test_three_hundred_conversations_with_both_sides_writing_are_complete_and_in_order(
    two_houses,
):
    first, second = two_houses
    agent = first.agent("camille")
    ids = [opened(first, f"citizen {number}") for number in range(CONVERSATIONS)]

    async def citizen(conversation):
        for number in range(MESSAGES):
            # The widget sends again, maybe to the other process, what it got no answer for.
            await asyncio.gather(*(
                house.relay.receive(conversation, f"citizen {number}", f"c-{number}")
                for house in two_houses[number % 2:]))

    async def answering(conversation):
        for number in range(MESSAGES):
            await second.desk.write(conversation, agent, f"agent {number}", f"a-{number}")

    async def both(conversation):
        first.database.run(first.handoff.request, conversation, "asked")
        await second.desk.take(conversation, agent)
        await asyncio.gather(citizen(conversation), answering(conversation))

    await asyncio.gather(*map(both, ids))
    for house in two_houses:
        await house.rests()
    for conversation in ids:
        found = messages(first, conversation)
        assert [m.sequence for m in found] == list(range(1, len(found) + 1))
        assert texts(found, "citizen") == [f"citizen {number}" for number in range(MESSAGES)]
        assert texts(found, "agent") == [f"agent {number}" for number in range(MESSAGES)]
        assert texts(found, "assistant") == []
    assert first.database.read(first.conversations.unsettled) == []
    assert not first.assistant.asked and not second.assistant.asked


async def test_two_processes_that_see_the_same_questions_answer_each_once(two_houses):
    ids = [opened(two_houses[0], f"citizen {number}") for number in range(40)]

    async def asks(conversation):
        for number in range(3):
            await asyncio.gather(*(
                house.relay.receive(conversation, f"question {number}", f"q-{number}")
                for house in two_houses))

    await asyncio.gather(*map(asks, ids))
    while two_houses[0].database.read(two_houses[0].conversations.unsettled):
        for house in two_houses:
            for conversation in ids:
                house.relay._wake(conversation)
            await house.rests()
    for conversation in ids:
        found = messages(two_houses[0], conversation)
        assert texts(found, "assistant") == [f"réponse à question {n}" for n in range(3)]
    asked = Counter((question.conversation_id, question.text)
                    for house in two_houses for question in house.assistant.asked)
    assert set(asked.values()) == {1}


async def test_a_process_that_was_too_slow_and_lost_its_claim_does_not_answer_again(
    two_houses, monkeypatch
):
    slow, quick = two_houses
    # As if the process had been stopped for longer than its claim lasts.
    monkeypatch.setattr("guido.conversations.service._CLAIM", timedelta(seconds=0.1))
    slow.assistant.seconds = 0.5
    slow.assistant.answer = lambda _question: [Reply("trop tard")]
    appended = await slow.relay.receive(slow.id, "bonjour", "id-1")
    await asyncio.sleep(0.2)
    quick.relay._wake(quick.id)
    assert await quick.relay.wait_until_settled(quick.id, appended.message.sequence)
    await slow.rests()
    assert slow.transcript() == [("citizen", "bonjour"), ("assistant", "réponse à bonjour")]
    assert len(slow.assistant.asked) == len(quick.assistant.asked) == 1


async def test_while_one_process_answers_the_other_leaves_it_alone(two_houses):
    slow, other = two_houses
    slow.assistant.seconds = 0.3
    appended = await slow.relay.receive(slow.id, "bonjour", "id-1")
    await asyncio.sleep(0.1)
    other.relay._wake(other.id)
    await other.rests()
    assert await slow.relay.wait_until_settled(slow.id, appended.message.sequence)
    assert other.assistant.asked == []
    assert slow.transcript() == [("citizen", "bonjour"), ("assistant", "réponse à bonjour")]
