"""No notice is lost, late or at night for what else is to be told, or was told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone

import pytest

from guido.notifications import Way
from tests.live import free_port
from tests.unit.test_notifier import ADDRESS, Desk, reminder


@pytest.fixture
def desk(database_url, clock):
    desk = Desk(database_url, clock)
    yield desk
    desk.house.database.close()


async def test_a_second_piece_has_a_reminder_of_its_own_after_the_first_was_told(desk, clock):
    reference = desk.files()
    desk.agrees(reference=reference)
    for document, until in (("un justificatif", date(2026, 12, 18)),
                            ("une photo", date(2027, 1, 15))):
        desk.run(desk.casework.ask_missing, reference, document, until)
        await desk.looks()
        clock.now = datetime(until.year, until.month, until.day, 12, tzinfo=timezone.utc)
        clock.passes(days=-7)
        await desk.looks()
    reminders = [text for text in desk.told() if "Rappel" in text]
    assert [("une photo" in text) for text in reminders] == [False, True]


async def test_many_that_cannot_be_reached_hold_up_nobody_who_comes_after_them(desk, clock):
    desk.reaches(f"smtp://127.0.0.1:{free_port()}")
    other = desk.run(desk.house.conversations.open, "rest", "other").id
    desk.run(desk.notifications.agree, other, Way.EMAIL, ADDRESS)
    for number in range(60):
        desk.run(desk.notifications.plan, replace(
            reminder(desk, clock()), conversation_id=other, dedupe=f"letter-{number}"))
    clock.passes(minutes=1)
    desk.agrees()
    desk.run(desk.notifications.plan, reminder(desk, clock()))
    for _ in range(2):
        await desk.notifiers[0].look()
    assert desk.told() == ["Pensez à votre rendez-vous."]


async def test_who_left_many_at_nightfall_is_told_the_rest_in_the_morning(desk, clock):
    clock.now = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
    desk.agrees()
    for number in range(2):
        desk.run(desk.notifications.plan, replace(
            reminder(desk, clock()), dedupe=f"reminder-{number}"))
    append = desk.house.conversations.append

    def takes_until_the_night(*arguments):
        clock.now = datetime(2026, 11, 23, 22, tzinfo=timezone.utc)
        return append(*arguments)

    desk.house.conversations.append = takes_until_the_night
    await desk.notifiers[0].look()
    assert len(desk.told()) == 1
    desk.house.conversations.append = append
    clock.now = datetime(2026, 11, 24, 10, tzinfo=timezone.utc)
    await desk.notifiers[0].look()
    assert len(desk.told()) == 2


async def test_what_is_said_in_a_conversation_waits_for_who_writes_in_it(desk):
    """Planned from another conversation, it is said in the one that agreed, which is locked."""
    reference = desk.files()
    desk.agrees(reference=reference)
    other = desk.run(desk.house.conversations.open, "rest", "other").id
    desk.run(desk.notifications.plan, replace(
        reminder(desk, desk.clock(), case_reference=reference), conversation_id=other))
    locked, lock = [], desk.house.conversations.lock
    desk.house.conversations.lock = lambda tx, name: (locked.append(name), lock(tx, name))
    await desk.notifiers[0].look()
    assert desk.told() == ["Pensez à votre rendez-vous."]
    assert locked == [desk.house.id]
