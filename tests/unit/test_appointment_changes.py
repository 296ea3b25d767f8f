"""Moving and cancelling appointments in the conversation; reminders and calendars follow."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import icalendar
import jsonschema
import pytest

from guido.appointments import State
from guido.cases import CaseState
from guido.cases.reference import write_reference
from guido.notifications import Way
from guido.notifications.model import Kind
from guido.relay.appointment_changes import COMMAND
from tests.fakes import MONDAY
from tests.scripts import BULKY, VISIT
from tests.town import Citizen

SCHEMA = json.loads(Path("docs/schemas/appointment.json").read_text(encoding="utf-8"))


@pytest.fixture
async def citizen(database_url, clock):
    citizen = Citizen(database_url, clock)
    await citizen.starts(VISIT)
    await citizen.says(*VISIT.says, "C'est juste", "J'accepte")
    yield citizen
    for message in citizen.house.database.run(
            citizen.house.conversations.messages, citizen.house.id):
        if (message.custom or {}).get("type") == "appointment":
            jsonschema.validate(message.custom, SCHEMA)
    citizen.close()


def case_of(citizen, conversation_id=None):
    return citizen.house.database.run(
        citizen.cases.of_conversation, conversation_id or citizen.house.id)[0]


def appointment_of(citizen, reference):
    return citizen.house.database.run(citizen.booking.appointments.of_case, reference)


def notices(citizen, clock, moment):
    clock.now = moment
    return [entry.payload["text"] for entry in citizen.house.database.run(
        citizen.notifications.due, [Kind.CITIZEN]) if entry.payload["custom"].get("reminder")]


async def test_what_is_filed_is_booked_and_comes_with_a_file_for_the_calendar(citizen):
    appointment = appointment_of(citizen, case_of(citizen).reference)
    assert appointment.state is State.BOOKED
    assert appointment.start == datetime(2026, 12, 3, 8, 30, tzinfo=timezone.utc)
    assert "Rendez-vous pour votre agenda : https://guido.test/rendez-vous/" in citizen.told


async def test_an_appointment_is_moved_by_a_day_and_a_time_in_words(citizen):
    await citizen.says("je voudrais déplacer mon rendez-vous")
    assert "jeudi 3 décembre 2026 à 9 h 30" in citizen.told
    await citizen.says("vendredi 4 décembre à 10h10")
    case = case_of(citizen)
    assert "Votre nouveau rendez-vous : vendredi 4 décembre 2026 à 10 h 10" in citizen.told
    moved = appointment_of(citizen, case.reference)
    assert (moved.start.day, moved.moves) == (4, 1)
    assert case.current.note and "déplacé" in case.current.note


async def test_an_appointment_is_moved_by_a_button_after_a_half_day_in_words(citizen):
    await citizen.says("changer mon rdv", "mardi 1er décembre après-midi")
    assert all("mardi 1er décembre" in title for title in citizen.buttons[:-1])
    await citizen.says(citizen.buttons[1])
    assert appointment_of(citizen, case_of(citizen).reference).start.day == 1


async def test_a_moment_at_which_nothing_is_free_is_said_and_the_next_ones_are_offered(citizen):
    await citizen.says("déplacer mon rendez-vous", "dimanche à 15h")
    assert "Il n'y a pas de place libre à ce moment-là" in citizen.house.last().text
    assert len(citizen.buttons) > 2


async def test_who_thinks_better_of_it_keeps_the_appointment(citizen):
    await citizen.says("annuler mon rendez-vous", "Ne rien changer")
    assert citizen.house.last().text.startswith("D'accord, rien ne change")
    assert appointment_of(citizen, case_of(citizen).reference).state is State.BOOKED


@pytest.mark.parametrize("yes", ["Oui, annuler ce rendez-vous", "oui"])
async def test_a_cancelled_appointment_gives_its_place_back_and_closes_the_case(citizen, yes):
    await citizen.says("Annuler mon rendez-vous", yes)
    case = case_of(citizen)
    assert appointment_of(citizen, case.reference).state is State.CANCELLED
    assert case.current.state is CaseState.CLOSED
    assert "Le rendez-vous est annulé : jeudi 3 décembre 2026" in citizen.told


async def test_elsewhere_the_reference_and_the_date_of_birth_open_it(citizen):
    reference = case_of(citizen).reference
    citizen.elsewhere()
    await citizen.says("déplacer mon rendez-vous", write_reference(reference), "14/03/1985",
                       "vendredi 4 décembre à 10h10")
    assert appointment_of(citizen, reference).start.day == 4


async def test_a_wrong_date_of_birth_opens_nothing_and_is_locked_after_three(citizen):
    reference = case_of(citizen).reference
    citizen.elsewhere()
    await citizen.says("annuler mon rendez-vous", reference, "1er mai 1990", "2 mai 1990",
                       "3 mai 1990")
    assert "Trop d'essais ont échoué" in citizen.house.last().text
    await citizen.says("14 mars 1985")
    assert appointment_of(citizen, reference).state is State.BOOKED


async def test_somebody_else_s_button_or_words_change_nothing(citizen):
    reference = case_of(citizen).reference
    citizen.elsewhere()
    await citizen.says(f'{COMMAND}{{"do": "sure", "reference": "{reference}"}}', "oui")
    assert appointment_of(citizen, reference).state is State.BOOKED


async def test_without_a_date_of_birth_the_code_given_when_filing_opens_it(database_url, clock):
    citizen = Citizen(database_url, clock)
    await citizen.starts(BULKY)
    await citizen.says(*BULKY.says, "C'est juste", "J'accepte")
    reference = case_of(citizen).reference
    code = citizen.told.partition("et ce code : ")[2][:9]
    citizen.elsewhere()
    await citizen.says("annuler mon rendez-vous", reference, code, "oui")
    assert appointment_of(citizen, reference).state is State.CANCELLED
    citizen.close()


@pytest.mark.parametrize(("said", "words"), [
    ("je ne sais plus", "Je ne trouve pas de référence"), ("D26-K7M2-QX4Q", "contient une erreur")])
async def test_a_reference_that_is_none_is_asked_for_again(citizen, said, words):
    citizen.elsewhere()
    await citizen.says("annuler mon rendez-vous", said)
    assert words in citizen.house.last().text


async def test_what_is_over_cannot_be_changed_and_a_person_is_offered(citizen, clock):
    clock.now = datetime(2026, 12, 4, 10, tzinfo=timezone.utc)
    reference = case_of(citizen).reference
    await citizen.says("annuler mon rendez-vous", reference)
    assert "déjà passé" in citizen.house.last().text


async def test_two_who_want_the_last_place_do_not_both_get_it(citizen, clock):
    reference = case_of(citizen).reference
    slot = citizen.booking.appointments.slot("papiers@hotel-de-ville@2026-12-04T09:10Z")
    await citizen.says("déplacer mon rendez-vous", "vendredi 4 décembre au matin")
    for number in range(2):
        other = citizen.house.database.run(
            citizen.house.conversations.open, "rest", f"other {number}").id
        citizen.house.database.run(citizen.booking.appointments.hold, other, slot)
    await citizen.says("vendredi 4 décembre à 10h10")
    assert "Il n'y a pas de place libre" in citizen.house.last().text
    assert appointment_of(citizen, reference).start.day == 3


async def test_a_slot_lost_before_agreeing_is_said_and_another_one_is_asked_for(
    database_url, clock
):
    citizen = Citizen(database_url, clock)
    await citizen.starts(VISIT)
    await citizen.says(*VISIT.says, "C'est juste")
    clock.now += timedelta(hours=1)
    slot = citizen.booking.appointments.slot("papiers@hotel-de-ville@2026-12-03T08:30Z")
    for number in range(2):
        other = citizen.house.database.run(
            citizen.house.conversations.open, "rest", f"other {number}").id
        citizen.house.database.run(citizen.booking.appointments.hold, other, slot)
    await citizen.says("J'accepte")
    assert citizen.question == "creneau"
    assert citizen.house.database.run(citizen.cases.count) == 0
    citizen.close()


async def test_the_day_before_who_agreed_is_reminded_and_moving_moves_the_reminder(
    citizen, clock
):
    reference = case_of(citizen).reference
    citizen.house.database.run(
        citizen.notifications.agree, citizen.house.id, Way.HERE, None, reference)
    wednesday = datetime(2026, 12, 2, 9, tzinfo=timezone.utc)
    assert notices(citizen, clock, MONDAY) == []
    (told,) = notices(citizen, clock, wednesday)
    assert "9\u00a0h\u00a030" in told and write_reference(reference) in told
    assert "À apporter" in told
    clock.now = MONDAY
    await citizen.says("déplacer mon rendez-vous", "mardi 8 décembre à 10h10")
    assert notices(citizen, clock, wednesday) == []
    (told,) = notices(citizen, clock, datetime(2026, 12, 7, 9, tzinfo=timezone.utc))
    assert "mardi 8 décembre" in told


async def test_of_a_cancelled_appointment_nobody_is_reminded(citizen, clock):
    await citizen.says("annuler mon rendez-vous", "oui")
    assert notices(citizen, clock, datetime(2026, 12, 2, 9, tzinfo=timezone.utc)) == []


async def test_the_calendar_knows_one_event_that_moves_and_is_cancelled(citizen):
    def event():
        written = citizen.booking.calendar(appointment_of(citizen, reference))
        calendar = icalendar.Calendar.from_ical(written)
        return calendar, next(iter(calendar.walk("VEVENT")))

    reference = case_of(citizen).reference
    _, first = event()
    assert first["DTSTART"].dt == datetime(2026, 12, 3, 8, 30, tzinfo=timezone.utc)
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(minutes=20)
    assert "Hôtel de ville" in first["LOCATION"]
    await citizen.says("déplacer mon rendez-vous", "vendredi 4 décembre à 10h10")
    _, second = event()
    await citizen.says("annuler mon rendez-vous", "oui")
    calendar, third = event()
    assert first["UID"] == second["UID"] == third["UID"]
    assert [int(each["SEQUENCE"]) for each in (first, second, third)] == [0, 1, 2]
    assert (calendar["METHOD"], third["STATUS"]) == ("CANCEL", "CANCELLED")


async def test_while_an_agent_answers_the_words_are_for_the_agent(citizen):
    house = citizen.house
    agent = house.agent("camille")
    await house.wishes("/parler_agent")
    await house.desk.take(house.id, agent)
    await citizen.says("je veux annuler mon rendez-vous")
    assert house.last().text == "je veux annuler mon rendez-vous"
