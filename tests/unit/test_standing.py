"""Where a citizen stands, as their client shows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from guido.handoff.accounts import Presence
from guido.handoff.notices import Notices
from guido.handoff.teams import TeamDraft
from guido.hours import DAYS, parse_hours
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_PERSON
from guido.relay.standing import handoff_standing, notices_standing
from tests.house import House

HOURS = parse_hours(dict.fromkeys(DAYS[:5], "8:30-12:00 13:30-17:00"))
MONDAY, SATURDAY = (datetime.fromisoformat(f"2026-11-{day}T10:00:00+00:00") for day in (23, 21))


@pytest.fixture
def clock():
    return [MONDAY]


@pytest.fixture
def house(database_url, clock):
    house = House(database_url, now=lambda: clock[0])
    house.database.run(house.teams.add, TeamDraft("Accueil", hours=HOURS))
    yield house
    house.database.close()


def standing(house, conversation_id=None):
    runtime = SimpleNamespace(
        handoff=house.handoff, texts=house.texts, organisation=house.organisation)
    escalation = house.database.run(house.handoff.open_of, conversation_id or house.id)
    return house.database.run(handoff_standing, runtime, escalation, house.now())


async def comes_online(house, agent):
    team = house.database.run(house.teams.all)[0]
    house.database.run(house.teams.set_members, team.id, [agent.id])
    house.database.run(house.agents.seen, agent)
    house.database.run(house.agents.set_presence, agent, Presence.AVAILABLE)


async def test_with_the_assistant_there_is_nothing_to_wait_for(house):
    assert standing(house) == {"state": "assistant", "has_left_message": False}


async def test_in_opening_hours_without_anybody_online_that_is_said(house):
    await house.wishes(COMMAND_PERSON)
    found = standing(house)
    assert (found["outcome"], found["position"], found["wait"]) == ("nobody", 1, None)


async def test_an_agent_who_comes_online_changes_what_can_be_expected(house):
    await house.wishes(COMMAND_PERSON)
    await comes_online(house, house.agent("camille"))
    assert standing(house)["outcome"] == "queue"
    assert standing(house)["wait"] == "Il n'y a pas encore d'estimation de l'attente."


async def test_the_place_moves_up_when_somebody_before_leaves(house, clock):
    await house.wishes(COMMAND_PERSON)
    clock[0] += timedelta(seconds=5)
    other = house.database.run(house.conversations.open, "rest", "other").id
    house.database.run(house.handoff.request, other, "asked")
    assert standing(house, other)["position"] == 2
    await house.wishes(COMMAND_ASSISTANT, "leaves")
    assert standing(house, other)["position"] == 1


async def test_the_estimate_comes_from_real_pick_ups(house, clock):
    agent = house.agent("camille")
    for number in range(3):
        one = house.database.run(house.conversations.open, "rest", f"citizen {number}").id
        house.database.run(house.handoff.request, one, "asked")
        clock[0] += timedelta(minutes=4)
        house.database.run(house.handoff.take, one, agent)
    await house.wishes(COMMAND_PERSON)
    await comes_online(house, agent)
    assert standing(house)["minutes"] == 4
    assert standing(house)["wait"] == "Attente estimée : environ 4 minutes."


async def test_out_of_hours_it_is_said_when_it_opens(house, clock):
    clock[0] = SATURDAY
    await house.wishes(COMMAND_PERSON)
    found = standing(house)
    assert found["outcome"] == "closed"
    assert found["opening"].replace("\xa0", " ") == "Ils reviennent lundi 23 novembre à 8 h 30."
    assert datetime.fromisoformat(found["opens_at"]) > clock[0]


async def test_who_has_left_a_message_sees_how_they_are_reached(house):
    await house.wishes(COMMAND_PERSON)
    house.database.run(house.handoff.leave_contact, house.id, "telephone", "+33612345678")
    found = standing(house)
    assert found["has_left_message"]
    assert found["contact"] == {"kind": "telephone", "words": "06 12 34 56 78"}


async def test_while_an_agent_answers_their_name_is_told_and_no_place(house):
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, house.agent("camille"))
    assert standing(house) == {"state": "assigned", "has_left_message": False, "agent": "Camille"}


async def test_only_the_notices_of_now_are_shown(house, clock):
    notices, agent = Notices(house.audit, house.now), house.agent("camille")
    for text, hours in (("hier", -30), ("maintenant", -1), ("demain", 24)):
        begins = clock[0] + timedelta(hours=hours)
        house.database.run(notices.save, agent, None, text, begins, begins + timedelta(hours=3))
    shown = house.database.run(
        notices_standing, SimpleNamespace(notices=notices), clock[0])
    assert [notice["text"] for notice in shown] == ["maintenant"]
