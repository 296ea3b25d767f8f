"""What agents complain about in other systems does not happen here; each test names its complaint.

That nobody is told when somebody waits is tried in a browser (tests/browser/test_lists.py).
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from guido.conversations import Author, Draft
from guido.errors import AlreadyTaken, NotHolder
from guido.handoff import Presence, State
from guido.handoff.scheduled import Scheduled
from guido.handoff.teams.model import TeamDraft
from guido.relay.keeper import Keeper
from guido.relay.model import COMMAND_PERSON, Reply
from tests.house import House


@pytest.fixture
async def waiting(house):
    """A house in which a citizen waits for a person."""
    house.assistant.answer = lambda q: [Reply(custom={
        "type": "handoff_request", "reason": "asked"})]
    await house.says("une personne svp")
    house.assistant.answer = lambda q: [Reply("réponse de l'assistant")]
    return house


def state(house):
    return house.database.run(house.handoff.open_of, house.id)


async def test_the_bot_does_not_answer_over_the_agent(waiting):
    agent = waiting.agent("camille")
    await waiting.desk.take(waiting.id, agent)
    for number in range(5):
        await waiting.says(f"question {number}")
        await waiting.desk.write(waiting.id, agent, f"réponse {number}", f"a-{number}")
    said = [author for author, _ in waiting.transcript()[-10:]]
    assert said == ["citizen", "agent"] * 5


async def test_a_conversation_is_not_lost_on_transfer(waiting):
    camille, dominique = waiting.agent("camille"), waiting.agent("dominique")
    await waiting.desk.take(waiting.id, camille)
    await waiting.says("mon numéro est le 12")
    await waiting.desk.transfer(waiting.id, camille, dominique.id, None, "Elle attend un titre.")
    assert state(waiting).agent.name == "Dominique"
    assert state(waiting).word == "Elle attend un titre."
    assert "passe à Dominique" in waiting.last().text
    with pytest.raises(NotHolder):
        await waiting.desk.write(waiting.id, camille, "encore moi", "a-1")
    await waiting.desk.write(waiting.id, dominique, "Bonjour", "a-2")
    assert ("citizen", "mon numéro est le 12") in waiting.transcript()


async def test_a_transfer_to_a_team_where_nobody_is_online_ends_in_no_error(waiting):
    camille = waiting.agent("camille")

    def two_teams(tx):
        empty = waiting.teams.add(tx, TeamDraft("Titres"))
        return empty.id

    empty = waiting.database.run(two_teams)
    await waiting.desk.take(waiting.id, camille)
    await waiting.desk.transfer(waiting.id, camille, None, empty, "")
    assert state(waiting).state is State.WAITING
    assert state(waiting).team_id == empty
    assert "aucun agent n'est connecté" in waiting.last().text
    assert "Laisser un message" in [button.title for button in waiting.last().buttons]


async def test_a_transfer_to_a_team_without_anybody_goes_to_the_one_that_helps_out(waiting):
    camille, dominique = waiting.agent("camille"), waiting.agent("dominique")

    def two_teams(tx):
        helps = waiting.teams.add(tx, TeamDraft("Accueil"))
        waiting.teams.set_members(tx, helps.id, [dominique.id])
        waiting.agents.set_presence(tx, dominique, Presence.AVAILABLE)
        waiting.agents.seen(tx, dominique)
        return waiting.teams.add(tx, TeamDraft("Titres", fallback_id=helps.id)).id, helps.id

    empty, helps = waiting.database.run(two_teams)
    await waiting.desk.take(waiting.id, camille)
    await waiting.desk.transfer(waiting.id, camille, None, empty, "")
    assert state(waiting).team_id == helps


async def test_a_reopened_conversation_does_not_stay_with_an_agent_who_left(waiting):
    gone = waiting.agent("camille")
    await waiting.desk.take(waiting.id, gone)
    await waiting.desk.end(waiting.id, gone, State.CLOSED)
    waiting.database.run(waiting.agents.deactivate, gone.id)
    await waiting.wishes(COMMAND_PERSON, "w-2")
    assert state(waiting).state is State.WAITING
    assert state(waiting).agent is None
    await waiting.desk.take(waiting.id, waiting.agent("dominique"))


async def test_a_conversation_held_by_an_agent_who_left_comes_back_to_the_queue(
    database_url
):
    moment = [datetime(2026, 11, 23, 9, tzinfo=timezone.utc)]
    house = House(database_url, now=lambda: moment[0])
    await house.wishes(COMMAND_PERSON)
    gone = house.agent("camille")
    await house.desk.take(house.id, gone)
    house.database.run(house.agents.deactivate, gone.id)
    moment[0] += timedelta(minutes=house.rules.times.agent_gone + 1)
    keeper = Keeper(house.database, house.bus, house.conversations, house.handoff,
                    Scheduled(house.handoff, house.audit), house.desk, lambda: house.rules,
                    house.texts, house.now)
    await keeper.look()
    assert state(house).state is State.WAITING
    await house.desk.take(house.id, house.agent("dominique"))
    await house.rests()
    house.database.close()


async def test_there_is_a_way_back_to_the_bot_without_closing(waiting):
    agent = waiting.agent("camille")
    await waiting.desk.take(waiting.id, agent)
    await waiting.desk.end(waiting.id, agent, State.RETURNED)
    await waiting.says("combien coûte un passeport ?")
    assert waiting.transcript()[-1] == ("assistant", "réponse de l'assistant")
    ended = waiting.database.run(waiting.handoff.history, waiting.id)[0]
    assert ended.state is State.RETURNED


async def test_a_second_handoff_for_the_same_person_works(waiting):
    agent = waiting.agent("camille")
    for number in range(3):
        await waiting.desk.take(waiting.id, agent)
        await waiting.desk.write(waiting.id, agent, f"bonjour {number}", f"a-{number}")
        await waiting.desk.end(waiting.id, agent, (State.CLOSED, State.RETURNED)[number % 2])
        await waiting.wishes(COMMAND_PERSON, f"w-{number}")
        assert state(waiting).state is State.WAITING
    assert len(waiting.database.run(waiting.handoff.history, waiting.id)) == 4


async def test_two_agents_do_not_answer_at_once(waiting):
    agents = [waiting.agent(f"agent{number}") for number in range(4)]

    async def answers(agent):
        try:
            await waiting.desk.take(waiting.id, agent)
            await waiting.desk.write(waiting.id, agent, "c'est moi", f"a-{agent.id}")
        except (AlreadyTaken, NotHolder):
            return 0
        return 1

    assert sum(await asyncio.gather(*map(answers, agents))) == 1
    assert [author for author, _ in waiting.transcript()].count("agent") == 1


async def test_an_agent_who_is_no_holder_cannot_write_by_any_way(waiting):
    camille, other = waiting.agent("camille"), waiting.agent("dominique")
    await waiting.desk.take(waiting.id, camille)
    with pytest.raises(NotHolder):
        await waiting.desk.take_over(waiting.id, other)
    with pytest.raises(NotHolder):
        await waiting.desk.transfer(waiting.id, other, other.id, None, "")
    with pytest.raises(NotHolder):
        await waiting.desk.reassign(waiting.id, other, other.id, None)
    draft = Draft(Author.AGENT, "moi", sender_message_id="x")
    with pytest.raises(NotHolder):
        waiting.database.run(waiting.desk.write_in, waiting.id, other, draft)
