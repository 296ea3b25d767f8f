"""Appointments of which somebody was reminded, of closed cases, and moved twice at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timezone

import pytest

from guido.appointments import State
from guido.cases import CaseState
from guido.cases.reference import write_reference
from guido.notifications import Way
from guido.notifications.model import Kind
from tests.scripts import VISIT
from tests.town import Citizen
from tests.unit.test_appointment_changes import appointment_of, case_of, notices


@pytest.fixture
async def citizen(database_url, clock):
    citizen = Citizen(database_url, clock)
    await citizen.starts(VISIT)
    await citizen.says(*VISIT.says, "C'est juste", "J'accepte")
    yield citizen
    citizen.close()


async def test_who_was_reminded_and_then_moves_it_is_reminded_again(citizen, clock):
    reference = case_of(citizen).reference
    citizen.house.database.run(
        citizen.notifications.agree, citizen.house.id, Way.HERE, None, reference)
    wednesday = datetime(2026, 12, 2, 9, tzinfo=timezone.utc)
    clock.now = wednesday
    for entry in citizen.house.database.run(citizen.notifications.due, [Kind.CITIZEN]):
        citizen.house.database.run(citizen.notifications.claim, entry.id, "somebody")
        citizen.house.database.run(citizen.notifications.sent, entry, "somebody")
    await citizen.says("déplacer mon rendez-vous", "mardi 8 décembre à 10h10")
    (told,) = notices(citizen, clock, datetime(2026, 12, 7, 9, tzinfo=timezone.utc))
    assert "mardi 8 décembre" in told


async def test_moved_elsewhere_and_erased_there_it_is_reminded_of_where_that_was_agreed(
    citizen, clock
):
    here, reference = citizen.house.id, case_of(citizen).reference
    citizen.house.database.run(citizen.notifications.agree, here, Way.HERE, None, reference)
    citizen.elsewhere()
    await citizen.says("déplacer mon rendez-vous", write_reference(reference), "14/03/1985",
                       "mardi 8 décembre à 10h10")
    citizen.house.database.run(citizen.notifications.erase, citizen.house.id)
    (told,) = notices(citizen, clock, datetime(2026, 12, 7, 9, tzinfo=timezone.utc))
    assert "mardi 8 décembre" in told


async def test_of_a_case_that_was_closed_the_seat_is_given_back_and_not_moved(citizen):
    reference = case_of(citizen).reference
    citizen.house.database.run(
        citizen.booking.casework.add_status, reference, CaseState.CLOSED)
    await citizen.says("déplacer mon rendez-vous", "mardi 8 décembre à 10h10")
    assert appointment_of(citizen, reference).start.day == 3
    await citizen.says("annuler mon rendez-vous", "oui")
    assert appointment_of(citizen, reference).state is State.CANCELLED
    assert "Le rendez-vous est annulé" in citizen.told


async def test_moved_from_two_places_at_once_it_has_one_seat_in_the_end(citizen):
    reference, booking = case_of(citizen).reference, citizen.booking
    first, second = (booking.appointments.slot(f"papiers@hotel-de-ville@2026-12-04T{hour}Z")
                     for hour in ("08:30", "09:10"))
    database = citizen.house.database
    with ThreadPoolExecutor(1) as threads:
        with database.transaction() as tx:
            booking.move(tx, reference, first)
            later = threads.submit(database.run, booking.move, reference, second)
            wait([later], timeout=0.3)
        assert later.result().start.minute == 10
    assert len(database.run(booking.appointments.upcoming, citizen.house.id)) == 1
