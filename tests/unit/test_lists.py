"""The list of open conversations as each agent sees it, and reading it once for all."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from guido.conversations import Author, Draft
from guido.handoff import Agents, Presence
from guido.handoff.lists import Lists
from guido.handoff.notes import Notes
from guido.handoff.teams import Clock, ClockState, TeamDraft
from guido.relay.board import Board
from tests.house import House

NOON = datetime(2026, 11, 23, 11, tzinfo=timezone.utc)


class Watch:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **length) -> None:
        self.now += timedelta(**length)


class Desk:
    """A house with a clock, and the list as its agents see it."""

    def __init__(self, url: str) -> None:
        self.clock = Watch()
        self.house = House(url, now=self.clock)
        self.database, self.handoff = self.house.database, self.house.handoff
        self.lists = Lists(self.handoff, self.house.teams, self.clock)
        self.agent = self.house.agent("camille")
        self.number = 0

    def does(self, work, *values):
        return self.database.run(work, *values)

    def team(self, name, *agents, **more):
        team = self.does(self.house.teams.add, TeamDraft(name, **more))
        self.does(self.house.teams.set_members, team.id, [agent.id for agent in agents])
        return team

    def asks(self, **more):
        self.number += 1
        conversation = self.does(
            self.house.conversations.open, "rest", f"citizen {self.number}").id
        self.says(conversation, "Une personne, s'il vous plaît")
        self.does(lambda tx: self.handoff.request(tx, conversation, "asked", **more))
        return conversation

    def says(self, conversation, text, author=Author.CITIZEN):
        return self.does(
            self.house.conversations.append, conversation, Draft(author, text)).message.sequence

    def lines(self, agent=None):
        return self.does(self.lists.open).of(agent or self.agent)

    def order(self, agent=None):
        return [line.escalation.conversation_id for line in self.lines(agent)]

    def line(self, agent=None):
        [line] = self.lines(agent)
        return line


@pytest.fixture
def desk(database_url):
    desk = Desk(database_url)
    yield desk
    desk.database.close()


def test_a_line_has_the_team_its_clocks_and_the_last_words_of_a_person(desk):
    team = desk.team("Papiers", desk.agent, first_answer_minutes=10)
    conversation = desk.asks()
    desk.says(conversation, "Votre demande est transmise", Author.SYSTEM)
    line = desk.line()
    assert line.team.name == team.name
    assert line.clocks[0] == Clock("first_answer", NOON + timedelta(minutes=10), ClockState.OK)
    assert (line.last.author, line.last.text) == ("citizen", "Une personne, s'il vous plaît")


def test_a_clock_warns_and_is_then_missed(desk):
    desk.team("Papiers", desk.agent, first_answer_minutes=10)
    desk.asks()
    states = []
    for minutes in (0, 8, 3):
        desk.clock.passes(minutes=minutes)
        states.append(desk.line().clocks[0].state.value)
    assert states == ["ok", "warning", "missed"]


def test_long_last_words_are_cut(desk):
    desk.says(desk.asks(), "mot " * 100)
    text = desk.line().last.text
    assert len(text) == 120
    assert text.endswith("…")


def test_what_the_citizen_wrote_since_i_read_is_counted_for_me_alone(desk):
    other = desk.house.agent("dominique")
    conversation = desk.asks()
    assert desk.line().unread == 0, "what was said to the assistant is no news"
    read = desk.says(conversation, "un")
    desk.says(conversation, "deux")
    desk.says(conversation, "réponse", Author.AGENT)
    desk.does(desk.house.watchers.read, conversation, f"agent:{desk.agent.id}", read)
    assert (desk.line().unread, desk.line(other).unread) == (1, 2)


def test_typing_is_shown_until_it_ends(desk):
    conversation = desk.asks()
    desk.does(desk.house.watchers.type, conversation, "citizen", True)
    assert desk.line().is_typing
    desk.clock.passes(seconds=10)
    assert not desk.line().is_typing


def test_who_is_in_a_team_is_concerned_by_what_waits_for_it(desk):
    other, free = desk.house.agent("dominique"), desk.house.agent("sacha")
    desk.team("Papiers", desk.agent, themes=("papiers",))
    desk.team("Famille", other, themes=("famille",))
    conversation = desk.asks(theme="papiers")
    assert [desk.line(each).concerns_me for each in (desk.agent, other, free)] == [
        True, False, True]
    desk.does(desk.handoff.take, conversation, other)
    assert not desk.line().concerns_me
    assert desk.line(other).is_mine


def test_when_a_team_leaves_those_who_help_out_are_concerned_by_what_waits_for_it(desk):
    other = desk.house.agent("dominique")
    welcome = desk.team("Accueil", other)
    desk.team("Papiers", desk.agent, themes=("papiers",), fallback_id=welcome.id)
    for agent in (desk.agent, other):
        desk.does(desk.house.agents.sign_in, agent)
    desk.asks(theme="papiers")
    assert not desk.line(other).concerns_me
    desk.does(desk.house.agents.set_presence, desk.agent, Presence.AWAY)
    assert desk.line(other).concerns_me, "the citizen is told that Accueil answers"
    assert desk.line().concerns_me
    desk.does(desk.house.agents.set_presence, desk.agent, Presence.AVAILABLE)
    assert not desk.line(other).concerns_me


def test_everybody_is_concerned_by_what_waits_for_a_team_of_nobody(desk):
    desk.team("Papiers", desk.agent, themes=("papiers",))
    desk.team("Famille", themes=("famille",))
    desk.asks(theme="famille")
    assert desk.line().concerns_me


def test_whose_promise_ends_first_comes_first(desk):
    desk.team("Lente", desk.agent, themes=("famille",), first_answer_minutes=30)
    desk.team("Rapide", desk.agent, themes=("papiers",), first_answer_minutes=5)
    slow = desk.asks(theme="famille")
    desk.clock.passes(minutes=1)
    quick = desk.asks(theme="papiers")
    assert desk.order() == [quick, slow]


def test_what_is_offered_to_me_comes_before_all_others(desk):
    desk.team("Papiers", desk.agent)
    first = desk.asks()
    agents = Agents(desk.clock)
    desk.does(agents.seen, desk.agent)
    desk.does(agents.set_presence, desk.agent, Presence.AVAILABLE)
    desk.clock.passes(minutes=1)
    offered = desk.asks()
    assert desk.order() == [offered, first]
    assert desk.order(desk.house.agent("dominique")) == [first, offered]


def test_who_comes_back_to_the_queue_is_before_those_who_came_later(desk):
    desk.team("Papiers", desk.agent, first_answer_minutes=5)
    first = desk.asks()
    desk.does(desk.handoff.take, first, desk.agent)
    desk.does(lambda tx: desk.handoff.answered(tx, desk.handoff.open_of(tx, first)))
    second = desk.asks()
    assert desk.order() == [second, first]
    desk.does(desk.handoff.requeue, first, desk.agent)
    assert desk.order() == [first, second]


def test_a_mention_is_shown_to_whom_it_names_until_it_is_seen(desk):
    other = desk.house.agent("dominique")
    conversation = desk.asks()
    notes = Notes(desk.house.conversations, desk.house.agents)
    desk.does(lambda tx: notes.add(tx, conversation, other, "à voir avec @camille"))
    assert (desk.line().mentions_me, desk.line(other).mentions_me) == (True, False)
    desk.does(lambda tx: notes.seen(tx, conversation, desk.agent.id))
    assert not desk.line().mentions_me


def test_the_number_of_queries_does_not_grow_with_the_conversations(desk):
    queries = []
    event.listen(desk.database.engine, "before_cursor_execute",
                 lambda *details: queries.append(details[2]))

    def number():
        queries.clear()
        desk.lines()
        return len(queries)

    desk.asks()
    few = number()
    for _ in range(10):
        desk.says(desk.asks(), "encore une question")
    assert number() == few


async def test_all_who_ask_at_once_are_given_the_same_reading(desk):
    board = Board(desk.database, desk.lists)
    readings = await asyncio.gather(*(board.lines() for _ in range(20)))
    assert len({id(each) for each in readings}) == 1


async def test_a_reading_is_never_older_than_the_question(desk):
    board = Board(desk.database, desk.lists)
    for expected in range(2):
        assert len((await board.lines()).escalations) == expected
        asking = asyncio.create_task(board.lines())
        await asyncio.sleep(0)
        desk.asks()
        await asking


async def test_a_reading_that_fails_does_not_keep_the_next_from_it(desk):
    class Failing:
        def __init__(self) -> None:
            self.times = 0

        def open(self, tx):
            self.times += 1
            if self.times == 1:
                raise RuntimeError("the database is away")
            return desk.lists.open(tx)

    board = Board(desk.database, Failing())
    with pytest.raises(RuntimeError):
        await board.lines()
    assert (await board.lines()).escalations == []
