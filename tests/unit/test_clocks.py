"""Citizens should be answered in time; the clocks stand still while the team is closed."""

from datetime import datetime, timedelta, timezone

import pytest

from guido.handoff.teams import ClockState, Team, clocks
from guido.handoff.teams.waits import PickUp, estimate
from guido.hours import DAYS, parse_hours

TEAM = Team(id=1, name="Papiers", first_answer_minutes=20, answer_minutes=10, whole_minutes=60,
            hours=parse_hours(dict.fromkeys(DAYS[:5], "8:30-12:00 13:30-17:00")))
ALWAYS = Team(id=2, name="Accueil")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def states(created, first=None, awaiting=None, ended=None, now=None, team=TEAM):
    moments = [moment and at(moment) for moment in (created, first, awaiting, ended, now)]
    return {clock.name: clock.state.value for clock in clocks(team, *moments)}


@pytest.mark.parametrize(("now", "state"), [
    ("2026-11-20T09:00", "ok"), ("2026-11-20T09:14", "ok"), ("2026-11-20T09:15", "warning"),
    ("2026-11-20T09:20", "warning"), ("2026-11-20T09:21", "missed"),
])
def test_a_first_answer_is_warned_of_before_it_is_missed(now, state):
    assert states("2026-11-20T09:00", now=now)["first_answer"] == state


def test_a_clock_stands_still_over_lunch_the_weekend_and_holidays():
    assert states("2026-11-20T10:50", now="2026-11-20T12:25")["first_answer"] == "ok"
    assert states("2026-11-20T15:55", now="2026-11-23T07:35")["first_answer"] == "ok"
    assert states("2026-11-20T15:55", now="2026-11-23T07:46")["first_answer"] == "missed"
    due = clocks(TEAM, at("2026-11-10T15:50"), None, None, None, at("2026-11-11T12:00"))[0].due_at
    assert due == at("2026-11-12T07:40")


def test_what_was_answered_in_time_is_met_and_what_was_not_stays_missed():
    later = {"now": "2026-11-20T09:59"}
    assert states("2026-11-20T09:00", first="2026-11-20T09:10", **later)["first_answer"] == "met"
    assert states("2026-11-20T09:00", first="2026-11-20T09:30", **later)["first_answer"] == "missed"


def test_each_later_answer_has_a_clock_of_its_own_while_the_citizen_waits_for_it():
    waits = states("2026-11-20T09:00", "2026-11-20T09:05", "2026-11-20T09:30",
                   now="2026-11-20T09:38")
    assert waits == {"first_answer": "met", "answer": "warning", "whole": "ok"}
    assert "answer" not in states("2026-11-20T09:00", "2026-11-20T09:05", now="2026-11-20T09:38")
    assert "answer" not in states("2026-11-20T09:00", awaiting="2026-11-20T09:00",
                                  now="2026-11-20T09:02"), "that is the first answer's"


def test_the_whole_conversation_has_a_clock_until_its_end():
    assert states("2026-11-20T08:00", now="2026-11-20T08:50")["whole"] == "warning"
    ended = {"first": "2026-11-20T08:01", "ended": "2026-11-20T08:50", "now": "2026-11-21T08:50"}
    assert states("2026-11-20T08:00", **ended) == {"first_answer": "met", "whole": "met"}


def test_who_left_before_an_answer_was_neither_answered_in_time_nor_late():
    assert states("2026-11-20T08:00", ended="2026-11-20T08:05", now="2026-11-20T12:00") == {
        "whole": "met"}


def test_a_team_without_hours_is_measured_day_and_night():
    found = clocks(ALWAYS, at("2026-11-22T02:00"), None, None, None, at("2026-11-22T02:04"))[0]
    assert (found.due_at, found.state) == (at("2026-11-22T02:05"), ClockState.WARNING)


# --- how long one waits --------------------------------------------------------------------


def pick_ups(*minutes, came=0, day="2026-11-20T08:00"):
    begins = at(day)
    return [PickUp(begins + timedelta(minutes=came), begins + timedelta(minutes=each))
            for each in minutes]


NOW = at("2026-11-20T10:00")


def test_the_wait_is_the_usual_time_between_pick_ups_for_each_place_in_the_queue():
    recent = pick_ups(6, 12, 18, 60, 66)
    assert [estimate(TEAM, recent, place, NOW) for place in (1, 2, 5)] == [6, 12, 30]


def test_the_estimate_follows_what_really_happens():
    assert estimate(TEAM, pick_ups(2, 4, 6), 1, NOW) == 2
    assert estimate(TEAM, pick_ups(20, 40, 60), 1, NOW) == 20


def test_nobody_is_slow_because_nobody_was_waiting():
    came_late = [PickUp(at(f"2026-11-20T{hour:02}:00"), at(f"2026-11-20T{hour:02}:03"))
                 for hour in (8, 9, 10)]
    assert estimate(TEAM, came_late, 1, at("2026-11-20T10:30")) == 3


def test_a_night_between_two_pick_ups_is_no_wait():
    over_night = [PickUp(at("2026-11-19T15:00"), at("2026-11-19T15:50")),
                  PickUp(at("2026-11-19T15:00"), at("2026-11-20T07:40")),
                  PickUp(at("2026-11-19T15:00"), at("2026-11-20T08:00"))]
    assert estimate(TEAM, over_night, 1, NOW) == 20


def test_with_too_few_or_too_old_pick_ups_nothing_is_promised():
    assert estimate(TEAM, pick_ups(5, 10), 1, NOW) is None
    assert estimate(TEAM, pick_ups(5, 10, 15, day="2026-11-02T08:00"), 1, NOW) is None
    assert estimate(TEAM, pick_ups(5, 10, 15, day="2026-11-13T08:00"), 1, NOW) == 5, (
        "the last seven open days reach back over the weekend")
