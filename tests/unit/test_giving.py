"""Teams whose conversations are given: also to who waited until somebody had room for them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from guido.handoff import Presence, State
from guido.handoff.scheduled import Scheduled
from guido.handoff.teams import TeamDraft
from guido.relay.keeper import Keeper
from guido.relay.model import COMMAND_PERSON
from tests.house import House

pytestmark = pytest.mark.both_databases

START = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)


class Hall:
    """A house with a team that is given what waits, of agents who have one conversation each."""

    def __init__(self, url: str) -> None:
        self.moment = START
        self.house = House(url, now=self.now)
        self.does, self.desk = self.house.database.run, self.house.desk
        self.team = self.does(self.house.teams.add, TeamDraft("Accueil", is_automatic=True))
        self.agents = [self.house.agent(login) for login in ("camille", "sacha")]
        self.does(self.house.teams.set_members, self.team.id, [each.id for each in self.agents])
        scheduled = Scheduled(self.house.handoff, self.house.audit, self.now)
        self.keeper = Keeper(
            self.house.database, self.house.bus, self.house.conversations, self.house.handoff,
            scheduled, self.desk, lambda: self.house.rules, self.house.texts, self.now)

    def now(self) -> datetime:
        return self.moment

    def comes(self, agent, most: int = 1):
        self.does(self.house.agents.set_most_conversations, agent, most)
        self.does(self.house.agents.sign_in, agent)

    def asks(self, name: str) -> str:
        conversation = self.does(self.house.conversations.open, "rest", name).id
        self.does(self.house.handoff.request, conversation, "asked")
        return conversation

    def holder(self, conversation: str) -> str | None:
        escalation = self.does(self.house.handoff.open_of, conversation)
        return escalation.agent.login if escalation.agent else None


@pytest.fixture
def hall(database_url):
    hall = Hall(database_url)
    yield hall
    hall.house.database.close()


async def test_who_waited_for_a_busy_team_is_given_to_the_first_who_has_room(hall):
    camille = hall.agents[0]
    hall.comes(camille)
    first, second, third = (hall.asks(name) for name in ("first", "second", "third"))
    assert [hall.holder(each) for each in (first, second)] == ["camille", None]
    await hall.keeper.look()
    assert hall.holder(second) is None
    await hall.desk.end(first, camille, State.CLOSED)
    await hall.keeper.look()
    assert [hall.holder(each) for each in (second, third)] == ["camille", None]
    said = hall.does(hall.house.conversations.messages, second)
    assert [message.custom["agent"] for message in said] == ["Camille"]
    assert hall.does(hall.house.audit.entries)[0].action == "given"


async def test_who_left_a_message_and_who_waits_for_another_team_is_not_given(hall):
    left = hall.asks("left")
    hall.does(hall.house.handoff.leave_contact, left, "phone", "+33612345678")
    other = hall.does(hall.house.teams.add, TeamDraft("Papiers", themes=("papiers",)))
    hall.does(hall.house.teams.set_members, other.id, [hall.agents[0].id])
    chosen = hall.does(hall.house.conversations.open, "rest", "chosen").id
    hall.does(lambda tx: hall.house.handoff.request(tx, chosen, "asked", theme="papiers"))
    hall.comes(hall.agents[0])
    await hall.keeper.look()
    assert (hall.holder(left), hall.holder(chosen)) == (None, None)


async def test_what_an_agent_passes_on_to_their_own_team_is_not_given_back_to_them(hall):
    camille, sacha = hall.agents
    hall.comes(camille)
    conversation = hall.asks("ada")
    await hall.desk.transfer(conversation, camille, None, hall.team.id, "pour un collègue")
    await hall.keeper.look()
    assert hall.holder(conversation) is None
    hall.comes(sacha)
    await hall.keeper.look()
    assert hall.holder(conversation) == "sacha"


async def test_nobody_is_given_to_who_is_busy_or_has_gone(hall):
    conversation = hall.asks("ada")
    hall.comes(hall.agents[0])
    hall.does(hall.house.agents.set_presence, hall.agents[0], Presence.BUSY)
    await hall.keeper.look()
    assert hall.holder(conversation) is None
    hall.does(hall.house.agents.set_presence, hall.agents[0], Presence.AVAILABLE)
    hall.moment += timedelta(minutes=3)
    await hall.keeper.look()
    assert hall.holder(conversation) is None


def test_many_who_ask_at_once_do_not_go_over_what_an_agent_can_have(hall):
    hall.comes(hall.agents[0], most=2)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(hall.asks, (f"citizen {number}" for number in range(24))))
    assert hall.does(hall.house.teams.loads) == {hall.agents[0].id: 2}


async def test_what_is_given_at_the_moment_of_asking_is_in_the_audit_log(hall):
    hall.comes(hall.agents[0])
    await hall.house.wishes(COMMAND_PERSON)
    assert hall.holder(hall.house.id) == "camille"
    noted = hall.does(lambda tx: hall.house.audit.entries(
        tx, conversation_id=hall.house.id))
    assert [(each.action, each.details.get("to")) for each in noted] == [("given", "camille")]
