"""Messages for a later moment: sent once, by whoever still holds the conversation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from guido.errors import FieldsRefused, MessageRefused, NotHolder, ScheduledNotFound
from guido.handoff import State
from guido.handoff.audit import Audit
from guido.handoff.scheduled import Scheduled, Standing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def scheduled(house, clock):
    return Scheduled(house.handoff, Audit(), lambda: clock[0])


@pytest.fixture
def camille(house):
    camille = house.agent("camille")
    house.database.run(house.handoff.request, house.id, "asked")
    house.database.run(house.handoff.take, house.id, camille)
    return camille


def test_a_message_is_sent_when_it_is_due_and_only_once(house, scheduled, camille, clock):
    house.database.run(scheduled.add, house.id, camille, "Pensez à votre photo.", LATER)
    assert house.database.run(scheduled.due, house.id) == []
    clock[0] = LATER
    (due,) = house.database.run(scheduled.due, house.id)
    assert (due.conversation_id, due.agent.login, due.text) == (
        house.id, "camille", "Pensez à votre photo.")
    assert house.database.run(scheduled.due, house.id) == []
    assert house.database.run(scheduled.of, camille) == []


def test_what_was_sent_stands_in_the_conversation_alone_where_it_can_be_withdrawn(
    house, scheduled, camille, clock
):
    house.database.run(scheduled.add, house.id, camille, "Votre code est 1234.", LATER)
    clock[0] = LATER
    assert len(house.database.run(scheduled.due, house.id)) == 1
    kept = house.database.run(lambda tx: tx.exec_driver_sql(
        "SELECT text, state FROM scheduled_messages").all())
    assert kept == [("", "sent")]


def test_two_processes_at_once_send_it_once(house, scheduled, camille, clock):
    for number in range(5):
        house.database.run(scheduled.add, house.id, camille, f"rappel {number}", LATER)
    clock[0] = LATER
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda _: house.database.run(scheduled.due, house.id), range(8))
    texts = [due.text for dues in found for due in dues]
    assert sorted(texts) == [f"rappel {number}" for number in range(5)]


def test_what_could_not_be_written_is_due_again(house, scheduled, camille, clock):
    house.database.run(scheduled.add, house.id, camille, "Pensez à votre photo.", LATER)
    clock[0] = LATER

    def fails(tx):
        assert scheduled.due(tx, house.id)
        raise RuntimeError("the process dies")

    with pytest.raises(RuntimeError):
        house.database.run(fails)
    assert len(house.database.run(scheduled.due, house.id)) == 1


@pytest.mark.parametrize("what", ["ended", "changed hands"])
def test_if_the_author_no_longer_holds_the_conversation_it_is_not_sent_and_they_see_that(
    house, scheduled, camille, clock, what
):
    house.database.run(scheduled.add, house.id, camille, "Pensez à votre photo.", LATER)
    if what == "ended":
        house.database.run(house.handoff.end, house.id, camille, State.CLOSED)
    else:
        house.database.run(house.handoff.take_over, house.id, house.agent("sacha"))
    clock[0] = LATER
    assert house.database.run(scheduled.due, house.id) == []
    (kept,) = house.database.run(scheduled.of, camille)
    assert (kept.standing, kept.text) == (Standing.DROPPED, "Pensez à votre photo.")
    house.database.run(scheduled.cancel, camille, kept.id)
    assert house.database.run(scheduled.of, camille) == []


def test_a_cancelled_message_is_gone_and_only_its_author_can_cancel_it(
    house, scheduled, camille, clock
):
    message = house.database.run(scheduled.add, house.id, camille, "Bonjour", LATER)
    with pytest.raises(ScheduledNotFound):
        house.database.run(scheduled.cancel, house.agent("sacha"), message.id)
    house.database.run(scheduled.cancel, camille, message.id)
    clock[0] = LATER
    assert house.database.run(scheduled.due, house.id) == []
    with pytest.raises(ScheduledNotFound):
        house.database.run(scheduled.cancel, camille, message.id)


def test_a_sent_message_cannot_be_cancelled(house, scheduled, camille, clock):
    message = house.database.run(scheduled.add, house.id, camille, "Bonjour", LATER)
    clock[0] = LATER
    house.database.run(scheduled.due, house.id)
    with pytest.raises(ScheduledNotFound):
        house.database.run(scheduled.cancel, camille, message.id)


@pytest.mark.parametrize("due_at, reason", [
    (NOW, "schedule_past"), (NOW + timedelta(days=91), "schedule_too_far")])
def test_the_moment_is_in_the_future_and_not_too_far(house, scheduled, camille, due_at, reason):
    with pytest.raises(FieldsRefused) as refused:
        house.database.run(scheduled.add, house.id, camille, "Bonjour", due_at)
    assert refused.value.reasons == {"due_at": reason}


def test_only_the_holder_schedules_and_only_a_text(house, scheduled, camille):
    with pytest.raises(NotHolder):
        house.database.run(scheduled.add, house.id, house.agent("sacha"), "Bonjour", LATER)
    with pytest.raises(MessageRefused):
        house.database.run(scheduled.add, house.id, camille, "  ", LATER)


def test_they_are_erased_with_the_conversation(house, scheduled, camille):
    house.database.run(scheduled.add, house.id, camille, "Bonjour", LATER)
    house.database.run(scheduled.erase, house.id)
    assert house.database.run(scheduled.of, camille) == []


def test_scheduling_and_cancelling_are_noted_without_the_text(house, scheduled, camille):
    message = house.database.run(scheduled.add, house.id, camille, "un secret", LATER)
    house.database.run(scheduled.cancel, camille, message.id)
    entries = house.database.run(Audit().entries, None, "camille", None, house.id)
    assert [entry.action for entry in entries] == ["schedule_cancelled", "message_scheduled"]
    assert "un secret" not in str(entries)
