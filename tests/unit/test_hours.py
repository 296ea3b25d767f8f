"""Opening hours are read and written, and time is counted only while it is open."""

from datetime import date, datetime, timedelta, timezone

import pytest

from guido.hours import (
    DAYS,
    HoursError,
    after_open_time,
    open_time,
    opening,
    parse_hours,
    write_hours,
)

TOWN_HALL = parse_hours(dict.fromkeys(DAYS[:5], "8:30-12:00 13:30-17:00"))
NIGHT = parse_hours(dict.fromkeys(DAYS[5:], "0:00-23:59"))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize("written", [
    "8:30-12:00 13:30-17:00", "8h30-12h00 et 13h30-17h00", "13:30 - 17:00, 8:30 - 12:00"])
def test_hours_are_read_however_they_are_written_and_written_in_one_way(written):
    assert write_hours(parse_hours({"lundi": written})) == {"lundi": "08:30-12:00 13:30-17:00"}


@pytest.mark.parametrize("written", [
    "le matin", "17:00-8:00", "8:00-25:00", "8:00-12:00 11:00-14:00", "8:00"])
def test_hours_that_cannot_be_meant_are_refused_with_their_day(written):
    with pytest.raises(HoursError) as refused:
        parse_hours({"mardi": "9:00-12:00", "jeudi": written})
    assert refused.value.day == "jeudi"


def test_a_day_closed_on_purpose_and_a_public_holiday_are_skipped():
    evening_before = at("2026-11-10T18:00")
    assert opening(TOWN_HALL, "", evening_before).next == at("2026-11-12T07:30")
    closed = opening(TOWN_HALL, "", evening_before, {date(2026, 11, 12)})
    assert closed.next == at("2026-11-13T07:30")


def test_only_open_time_counts_over_lunch_night_weekend_and_holiday():
    assert open_time(TOWN_HALL, "", at("2026-11-20T10:30"), at("2026-11-20T13:00")) == timedelta(
        hours=1), "half an hour before lunch, half an hour after"
    assert open_time(TOWN_HALL, "", at("2026-11-20T15:30"), at("2026-11-23T08:00")) == timedelta(
        hours=1), "over the weekend"
    assert open_time(TOWN_HALL, "", at("2026-11-10T15:00"), at("2026-11-12T08:30")) == timedelta(
        hours=2), "over the 11th of November"
    assert open_time(TOWN_HALL, "", at("2026-11-20T12:00"), at("2026-11-20T11:00")) == timedelta()


def test_the_end_of_a_length_of_open_time_is_found():
    friday = at("2026-11-20T15:30")
    assert after_open_time(TOWN_HALL, "", friday, timedelta(minutes=20)) == at("2026-11-20T15:50")
    assert after_open_time(TOWN_HALL, "", friday, timedelta(hours=2)) == at("2026-11-23T09:00")
    sunday = at("2026-11-22T10:00")
    assert after_open_time(TOWN_HALL, "", sunday, timedelta(minutes=5)) == at("2026-11-23T07:35")


def test_counting_forwards_and_backwards_agree_over_a_change_of_clocks():
    for begins in (at("2026-03-28T10:00"), at("2026-10-24T10:00")):
        for length in (timedelta(minutes=5), timedelta(hours=20), timedelta(hours=40)):
            ends = after_open_time(NIGHT, "", begins, length)
            assert open_time(NIGHT, "", begins, ends) == length


def test_without_any_hours_time_always_counts():
    never = parse_hours({})
    begins = at("2026-12-25T03:00")
    assert opening(never, "", begins) is None
    assert after_open_time(never, "", begins, timedelta(minutes=5)) == at("2026-12-25T03:05")
    assert open_time(never, "", begins, at("2026-12-25T04:00")) == timedelta(hours=1)


def test_what_is_never_open_again_has_no_end():
    days = {date(2026, 11, 20) + timedelta(days=ahead) for ahead in range(200)}
    assert after_open_time(TOWN_HALL, "", at("2026-11-20T10:00"), timedelta(hours=1), days) is None
    assert opening(TOWN_HALL, "", at("2026-11-20T10:00"), days).next is None


def test_the_clocks_are_those_of_the_departement():
    assert opening(TOWN_HALL, "974", at("2026-11-20T04:30")).is_open
    assert not opening(TOWN_HALL, "75", at("2026-11-20T04:30")).is_open
