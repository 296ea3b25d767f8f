"""What time brings: vanished agents, silent citizens, messages whose hour has come."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from guido.handoff import Presence, State
from guido.handoff.joining import Joining
from guido.handoff.scheduled import Scheduled
from guido.relay.keeper import Keeper
from guido.relay.model import COMMAND_PERSON
from tests.house import House

pytestmark = pytest.mark.both_databases

START = datetime(2026, 11, 23, 9, tzinfo=timezone.utc)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def house(database_url, clock):
    house = House(database_url, now=clock)
    house.camille = house.agent("camille")
    house.scheduled = Scheduled(house.handoff, house.audit, clock)
    house.keepers = [Keeper(house.database, house.bus, house.conversations, house.handoff,
                            house.scheduled, house.desk, lambda: house.rules, house.texts, clock)
                     for _ in range(2)]
    await house.wishes(COMMAND_PERSON)
    await house.desk.take(house.id, house.camille)
    yield house
    await house.rests()
    house.database.close()


def is_there(house):
    house.database.run(house.agents.seen, house.camille)
    house.database.run(house.agents.set_presence, house.camille, Presence.AVAILABLE)


async def looks(house):
    for keeper in house.keepers:
        await keeper.look()


def state(house):
    return house.database.run(house.handoff.open_of, house.id)


async def test_an_agent_who_disappears_gives_the_conversation_back_at_the_front(house, clock):
    other = house.database.run(house.conversations.open, "rest", "another").id
    house.database.run(house.handoff.request, other, "asked")
    clock.passes(house.rules.times.agent_gone - 1)
    await looks(house)
    assert state(house).state is State.ASSIGNED
    clock.passes(2)
    await looks(house)
    assert state(house).state is State.WAITING
    assert house.database.run(house.handoff.position, state(house)) == 1
    assert "Camille n'est plus connecté" in house.last().text
    said = [m for m in house.transcript() if "n'est plus connecté" in m[1]]
    assert len(said) == 1, "said once, though two processes looked"
    assert house.database.run(house.audit.entries)[0].action == "requeued"


async def test_a_silent_citizen_is_asked_once_and_then_the_conversation_ends(house, clock):
    await house.desk.write(house.id, house.camille, "Quel est votre numéro ?", "a-1")
    for _ in range(2):
        clock.passes(house.rules.times.idle_warning / 2 + 0.5)
        is_there(house)
        await looks(house)
    assert "Êtes-vous encore là" in house.last().text
    clock.passes(house.rules.times.idle_close + 1)
    is_there(house)
    await looks(house)
    assert state(house) is None
    ended = house.database.run(house.handoff.history, house.id)[0]
    assert (ended.state, ended.outcome) == (State.CLOSED, "no_answer")
    assert house.database.run(house.audit.entries)[0].action == "closed"
    assert len([t for _, t in house.transcript() if "Êtes-vous encore là" in t]) == 1
    assert house.last().custom["step"] == "score", "asked once how it was, as after any end"


async def test_a_citizen_who_answers_the_question_keeps_the_agent(house, clock):
    await house.desk.write(house.id, house.camille, "Quel est votre numéro ?", "a-1")
    clock.passes(house.rules.times.idle_warning + 1)
    is_there(house)
    await looks(house)
    await house.says("oui, je cherche")
    clock.passes(house.rules.times.idle_close + 1)
    is_there(house)
    await looks(house)
    assert state(house).state is State.ASSIGNED


async def test_a_citizen_who_waits_for_the_agent_is_not_called_silent(house, clock):
    await house.desk.write(house.id, house.camille, "Bonjour", "a-1")
    await house.says("et mon dossier ?")
    clock.passes(house.rules.times.idle_warning + 20)
    is_there(house)
    await looks(house)
    assert house.last().text == "et mon dossier ?"


async def test_a_scheduled_message_is_sent_once_at_its_hour(house, clock):
    house.database.run(house.scheduled.add, house.id, house.camille, "Votre titre est prêt.",
                       clock() + timedelta(minutes=3))
    await looks(house)
    assert "Votre titre est prêt." not in [text for _, text in house.transcript()]
    clock.passes(4)
    await looks(house)
    assert [text for _, text in house.transcript()].count("Votre titre est prêt.") == 1
    assert house.last().author_name == "Camille"


async def goes_back_and_is_taken_again(house, clock):
    """Camille disappears; Sacha takes the conversation an hour later."""
    clock.passes(house.rules.times.agent_gone + 1)
    await looks(house)
    assert state(house).state is State.WAITING
    clock.passes(60)
    sacha = house.agent("sacha")
    await house.desk.take(house.id, sacha)
    house.database.run(house.agents.seen, sacha)


async def test_who_waited_for_another_agent_is_not_asked_whether_they_are_there(house, clock):
    await house.desk.write(house.id, house.camille, "Quel est votre numéro ?", "a-1")
    await goes_back_and_is_taken_again(house, clock)
    await looks(house)
    assert "Sacha" in house.last().text, "nobody has asked the citizen anything since"


async def test_who_was_asked_by_one_agent_is_not_sent_away_while_another_takes_over(house, clock):
    await house.desk.write(house.id, house.camille, "Quel est votre numéro ?", "a-1")
    clock.passes(house.rules.times.idle_warning + 1)
    is_there(house)
    await looks(house)
    assert "Êtes-vous encore là" in house.last().text
    sacha = house.agent("sacha")
    await house.desk.transfer(house.id, house.camille, sacha.id, None, "")
    clock.passes(house.rules.times.idle_close + 1)
    house.database.run(house.agents.seen, sacha)
    house.database.run(house.agents.set_presence, sacha, Presence.AVAILABLE)
    await looks(house)
    assert state(house).state is State.ASSIGNED


async def test_who_is_promised_a_scheduled_message_is_not_called_silent(house, clock):
    await house.desk.write(house.id, house.camille, "Je vous réponds dans une heure.", "a-1")
    house.database.run(house.scheduled.add, house.id, house.camille, "Votre titre est prêt.",
                       clock() + timedelta(minutes=60))
    for _ in range(61):
        clock.passes(1)
        is_there(house)
        await looks(house)
    assert [text for _, text in house.transcript()][-2:] == [
        "Je vous réponds dans une heure.", "Votre titre est prêt."]


async def test_who_was_answered_meanwhile_is_not_asked_whether_they_are_there(house, clock):
    await house.desk.write(house.id, house.camille, "Quel est votre numéro ?", "a-1")
    clock.passes(house.rules.times.idle_warning + 1)
    is_there(house)
    read, keeper = house.database.read_async, house.keepers[0]

    async def writes_meanwhile(work, *values):
        found = await read(work, *values)
        if work == house.handoff.silent:
            await house.desk.write(house.id, house.camille, "Ou votre nom ?", "a-2")
        return found

    house.database.read_async = writes_meanwhile
    await keeper.look()
    assert house.last().text == "Ou votre nom ?"


async def test_what_a_vanished_agent_held_comes_back_in_the_order_in_which_it_was_asked(
    house, clock
):
    found = [house.id]
    for name in ("second", "third"):
        clock.passes(0.1)
        other = house.database.run(house.conversations.open, "rest", name).id
        house.database.run(house.handoff.request, other, "asked")
        await house.desk.take(other, house.camille)
        found.append(other)
    clock.passes(house.rules.times.agent_gone + 1)
    await looks(house)
    queue = house.database.run(house.handoff.queue)
    assert [each.conversation_id for each in queue] == found


async def test_who_answers_in_one_of_two_joined_conversations_is_silent_in_neither(house, clock):
    other = house.database.run(house.conversations.open, "rest", "the same").id
    house.database.run(house.handoff.request, other, "asked")
    joining = Joining(house.conversations, house.handoff, house.audit)
    house.database.run(joining.join, house.id, other, house.camille)
    await house.desk.write(house.id, house.camille, "Quel est votre numéro ?", "a-1")
    await house.says("le voici")
    clock.passes(house.rules.times.idle_warning + 1)
    is_there(house)
    await looks(house)
    written = house.database.run(house.conversations.messages, other)
    assert written[-1].text == "Quel est votre numéro ?"


async def test_an_agent_who_is_away_with_the_console_open_gives_back_who_waits_for_them(
    house, clock
):
    await house.desk.write(house.id, house.camille, "Un instant", "a-1")
    clock.passes(house.rules.times.agent_gone + 1)
    is_there(house)
    house.database.run(house.agents.set_presence, house.camille, Presence.AWAY)
    await looks(house)
    assert state(house).state is State.ASSIGNED, "nobody waits for the agent"
    await house.says("vous êtes là ?")
    clock.passes(house.rules.times.agent_gone + 1)
    house.database.run(house.agents.seen, house.camille)
    await looks(house)
    assert state(house).state is State.WAITING
