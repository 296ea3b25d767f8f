"""Appointments: slots by the office's hours, and no seat given twice, whoever asks at once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from guido.appointments import Appointments, Kind, Place, Slot, State
from guido.appointments.content import read_kinds
from guido.conversations import Conversations
from guido.errors import (
    AppointmentNotFound,
    ContentError,
    SlotTaken,
    StorageError,
    TooManyAppointments,
)
from guido.hours import parse_hours
from tests.scripts import VISIT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)  # a Monday, ten o'clock in Paris
HALL = Place("hall", "Hôtel de ville", "1 place de la Mairie", parse_hours(
    {"lundi": "8:30-12:00", "jeudi": "8:30-10:00", "vendredi": "8:30-9:30"}))
ANNEX = Place("annex", "Mairie annexe", "2 rue des Tilleuls", parse_hours({"mardi": "9:00-10:00"}))
PAPERS = Kind("papers", "Papiers", (HALL, ANNEX), timedelta(minutes=30), 2, timedelta(hours=24),
              timedelta(days=40), closed_days=(date(2026, 11, 27),))
REFERENCES = [f"D26AAAA{number:04d}"[:11] for number in range(60)]


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def appointments(clock):
    return Appointments({"papers": PAPERS}, "", b"key", lambda: clock[0])


@pytest.fixture
def conversations(database):
    subject = Conversations(b"key")
    return [database.run(subject.open, "rest", f"citizen-{number}").id for number in range(4)]


def starts(slots):
    return [f"{slot.office} {slot.start:%d %H:%M}" for slot in slots]


def at(day: int, hour: int, minute: int = 0, office: str = "hall") -> Slot:
    return Slot("papers", office, datetime(2026, 11, day, hour, minute, tzinfo=timezone.utc))


def all_at_once(work):
    """What fifty come to who begin together."""
    together = threading.Barrier(50)

    def begin(number):
        together.wait()
        return work(number)

    with ThreadPoolExecutor(50) as crowd:
        return list(crowd.map(begin, range(50)))


def test_slots_follow_the_hours_of_the_offices_and_the_time_ahead(database, appointments):
    slots = database.run(appointments.offered, "papers", None, None, 4)
    assert starts(slots) == [
        "hall 26 07:30", "hall 26 08:00", "hall 26 08:30", "hall 30 07:30"]
    assert slots[0].free == 2


def test_closed_days_and_public_holidays_have_no_slots(database, appointments):
    # The 27th of November is closed, the 25th of December is a holiday: both are Fridays.
    slots = database.run(appointments.offered, "papers", "hall", None, 200)
    fridays = {slot.start.date() for slot in slots if slot.start.weekday() == 4}
    assert fridays == {date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 18)}


def test_an_office_keeps_its_hours_when_the_clocks_change(database, clock, appointments):
    clock[0] = datetime(2027, 3, 22, 9, tzinfo=timezone.utc)
    slots = database.run(appointments.offered, "papers", "annex", None, 3)
    assert starts(slots) == ["annex 30 07:00", "annex 30 07:30", "annex 06 07:00"]


def test_a_slot_is_known_by_its_name_in_every_process(appointments):
    slot = at(26, 8)
    assert slot.id == "papers@hall@2026-11-26T08:00Z"
    assert appointments.slot(slot.id) == slot


@pytest.mark.parametrize("name", [
    "papers@hall@2026-11-26T08:10Z", "papers@hall@2026-11-25T08:00Z",
    "papers@hall@2026-11-23T09:30Z", "papers@nowhere@2026-11-26T08:00Z",
    "other@hall@2026-11-26T08:00Z", "papers@hall@soon", ""])
def test_a_slot_that_is_never_given_is_not_known(appointments, name):
    assert appointments.slot(name) is None


def test_a_slot_that_is_held_is_offered_to_nobody_else_once_all_seats_are_taken(
    database, appointments, conversations
):
    for one in conversations[:2]:
        database.run(appointments.hold, one, at(26, 8))
    with pytest.raises(SlotTaken):
        database.run(appointments.hold, conversations[2], at(26, 8))
    slots = database.run(appointments.offered, "papers", "hall", None, 2)
    assert starts(slots) == ["hall 26 07:30", "hall 26 08:30"]


def test_who_chooses_another_slot_gives_the_first_one_back(database, appointments, conversations):
    database.run(appointments.hold, conversations[0], at(26, 8))
    database.run(appointments.hold, conversations[0], at(26, 8, 30))
    slots = database.run(appointments.offered, "papers", "hall", None, 3)
    assert [slot.free for slot in slots] == [2, 2, 1]


def test_a_slot_held_for_long_is_free_again(database, clock, appointments, conversations):
    for one in conversations[:2]:
        database.run(appointments.hold, one, at(26, 8))
    clock[0] += timedelta(minutes=21)
    held = database.run(appointments.hold, conversations[2], at(26, 8))
    assert held.state is State.HELD


def test_what_was_held_too_long_is_booked_all_the_same_if_it_is_still_free(
    database, clock, appointments, conversations
):
    database.run(appointments.hold, conversations[0], at(26, 8))
    clock[0] += timedelta(hours=1)
    booked = database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    assert (booked.state, booked.case_reference) == (State.BOOKED, REFERENCES[0])


def test_fifty_at_once_get_one_seat_each_and_no_seat_is_given_twice(database, appointments):
    subject = Conversations(b"key")
    citizens = [database.run(subject.open, "rest", f"crowd-{number}").id for number in range(50)]
    wanted = [at(30, 7, 30), at(30, 8)]  # four seats in all

    def try_to_book(number: int) -> Slot | None:
        slot = wanted[number % 2]
        try:
            return database.run(
                appointments.book, citizens[number], slot, REFERENCES[number]).slot
        except SlotTaken:
            return None

    given = [slot for slot in all_at_once(try_to_book) if slot]
    assert Counter(given) == {wanted[0]: 2, wanted[1]: 2}
    rows = database.run(lambda tx: tx.exec_driver_sql(
        "SELECT start_at, seat FROM appointments WHERE state = 'booked'").all())
    assert len(rows) == len(set(rows)) == 4


def test_fifty_at_once_with_room_for_fifty_all_get_theirs(database, clock):
    wide = Kind("papers", "Papiers", (HALL,), timedelta(minutes=30), 50, timedelta(hours=24),
                timedelta(days=40))
    appointments = Appointments({"papers": wide}, "", b"key", lambda: clock[0])
    subject = Conversations(b"key")
    citizens = [database.run(subject.open, "rest", f"crowd-{number}").id for number in range(50)]
    all_at_once(lambda number: database.run(
        appointments.book, citizens[number], at(26, 8), REFERENCES[number]))
    seats = database.run(lambda tx: tx.exec_driver_sql("SELECT seat FROM appointments").all())
    assert sorted(seat for (seat,) in seats) == list(range(1, 51))


def test_two_who_move_to_the_last_seat_at_once_keep_two_seats_between_them(
    database, appointments, conversations
):
    database.run(appointments.book, conversations[0], at(30, 7, 30), REFERENCES[0])
    database.run(appointments.book, conversations[1], at(30, 8), REFERENCES[1])
    database.run(appointments.book, conversations[2], at(26, 8), REFERENCES[2])

    def move(number: int) -> bool:
        try:
            database.run(appointments.move, REFERENCES[number], at(26, 8))
        except SlotTaken:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(move, range(2))) == [False, True]
    now_at = Counter(database.run(appointments.of_case, REFERENCES[number]).slot.id
                     for number in range(3))
    assert now_at[at(26, 8).id] == 2


def test_a_moved_appointment_gives_its_old_slot_back(database, appointments, conversations):
    database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    moved = database.run(appointments.move, REFERENCES[0], at(26, 8, 30))
    assert (moved.start, moved.moves, moved.state) == (at(26, 8, 30).start, 1, State.BOOKED)
    slots = database.run(appointments.offered, "papers", "hall", None, 3)
    assert [slot.free for slot in slots] == [2, 2, 1]


def test_who_cannot_move_keeps_the_old_slot(database, appointments, conversations):
    for number in range(2):
        database.run(appointments.book, conversations[number], at(26, 8), REFERENCES[number])
    database.run(appointments.book, conversations[2], at(30, 8), REFERENCES[2])
    with pytest.raises(SlotTaken):
        database.run(appointments.move, REFERENCES[2], at(26, 8))
    assert database.run(appointments.of_case, REFERENCES[2]).slot == at(30, 8)


def test_a_cancelled_appointment_is_free_for_others_and_cannot_be_moved(
    database, appointments, conversations
):
    database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    database.run(appointments.cancel, REFERENCES[0])
    assert database.run(appointments.offered, "papers", "hall", at(26, 8).start, 1)[0].free == 2
    for again in (appointments.cancel, lambda tx, ref: appointments.move(tx, ref, at(30, 8))):
        with pytest.raises(AppointmentNotFound):
            database.run(again, REFERENCES[0])


def test_an_appointment_that_is_over_cannot_be_changed(
    database, clock, appointments, conversations
):
    database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    clock[0] = at(26, 8).start
    with pytest.raises(AppointmentNotFound):
        database.run(appointments.cancel, REFERENCES[0])


def test_one_conversation_has_at_most_three_appointments_to_come(
    database, appointments, conversations
):
    for number, hour in enumerate((7, 8, 9)):
        database.run(appointments.book, conversations[0], at(30, hour, 30), REFERENCES[number])
    with pytest.raises(TooManyAppointments):
        database.run(appointments.hold, conversations[0], at(30, 8))


def test_the_database_itself_refuses_a_seat_that_is_taken(database, appointments, conversations):
    database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    with pytest.raises(StorageError):
        database.run(lambda tx: tx.exec_driver_sql(
            "INSERT INTO appointments (kind, office, start_at, seat, state, moves, created_at) "
            "SELECT kind, office, start_at, seat, 'held', 0, created_at FROM appointments"))


def test_with_the_conversation_its_holds_go_and_who_is_expected_keeps_the_seat(
    database, appointments, conversations
):
    database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    database.run(appointments.hold, conversations[0], at(26, 8, 30))
    database.run(appointments.erase, conversations[0])
    kept = database.run(appointments.of_case, REFERENCES[0])
    assert (kept.conversation_id, kept.state) == (None, State.BOOKED)
    slots = database.run(appointments.offered, "papers", "hall", None, 3)
    assert [slot.free for slot in slots] == [2, 1, 2]


def test_the_calendar_address_of_one_case_opens_no_other(database, appointments, conversations):
    database.run(appointments.book, conversations[0], at(26, 8), REFERENCES[0])
    key = appointments.key(REFERENCES[0])
    assert database.run(appointments.by_key, REFERENCES[0], key).slot == at(26, 8)
    for reference, other in ((REFERENCES[0], appointments.key(REFERENCES[1])),
                             (REFERENCES[1], key), (REFERENCES[0], "é")):
        with pytest.raises(AppointmentNotFound):
            database.run(appointments.by_key, reference, other)


@pytest.mark.parametrize("change, words", [
    ("offices: [elsewhere]", "'elsewhere' is no office"), ("offices: []", "at least one office"),
    ("minutes: 0", "from 1 to"), ("seats: 501", "from 1 to 500"),
    ("hours: {lundi: '9:00-25:00'}", "25:00"), ("color: red", "'color' is not known"),
    ("offices: [shut]", "has no hours")])
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, change, words):
    name = change.partition(":")[0]
    lines = {"name": "name: a", "label": "label: A", "offices": "offices: [hall]",
             "minutes": "minutes: 20", "seats": "seats: 1", "lead_hours": "lead_hours: 1",
             "horizon_days": "horizon_days: 9", name: change}
    path = tmp_path / "appointments.yml"
    path.write_text("kinds:\n  - " + "\n    ".join(lines.values()), encoding="utf-8")
    shut = Place("shut", "Fermé", "", parse_hours({}))
    with pytest.raises(ContentError, match=words) as told:
        read_kinds(path, {"hall": HALL, "shut": shut})
    assert "appointments.yml:" in str(told.value)


def test_without_the_file_there_are_no_appointments(tmp_path):
    assert read_kinds(tmp_path / "appointments.yml", {}) == {}


def test_the_file_that_is_shipped_names_offices_that_there_are():
    from guido.catalogue.offices.own import read_own_offices

    offices = read_own_offices(Path("data/organisation.yml"))
    kinds = read_kinds(Path("data/appointments.yml"), {
        office.id: Place(office.id, office.name, "", office.hours) for office in offices})
    assert {"papiers", "etat_civil", "aide", "encombrants"} == set(kinds)


def test_the_motives_that_a_citizen_chooses_from_are_kinds_that_there_are():
    motives = {option.name for option in VISIT.procedure.question("motif").options}
    assert motives == {"papiers", "etat_civil", "aide"}
    written = Path("data/appointments.yml").read_text(encoding="utf-8")
    assert all(f"name: {motive}\n" in written for motive in motives)
