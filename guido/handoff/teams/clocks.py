"""Service-level clocks: until when a citizen should be answered, counted while the team is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from guido.handoff.teams.model import Team
from guido.hours import after_open_time, open_time

_WARNING = 0.75  # the share of the time after which a warning is given


class ClockState(str, Enum):
    """Where a clock stands."""

    OK = "ok"
    WARNING = "warning"
    MISSED = "missed"
    MET = "met"


@dataclass(frozen=True)
class Clock:
    """One promise; `due_at` is None if the team does not open in the next months."""

    name: str  # first_answer, answer or whole
    due_at: datetime | None
    state: ClockState


def clocks(
    team: Team, created_at: datetime, first_answer_at: datetime | None,
    awaiting_since: datetime | None, ended_at: datetime | None, now: datetime,
) -> tuple[Clock, ...]:
    """The clocks of a conversation: first answer, each answer, the whole.

    `awaiting_since` is when the citizen wrote what has no answer yet. Before the first answer
    there is no clock for the others, and none runs for an answer after the end.
    """
    found = []
    if first_answer_at or not ended_at:
        found.append(_clock(
            team, "first_answer", team.first_answer_minutes, created_at, first_answer_at, now))
    if first_answer_at and awaiting_since and not ended_at:
        found.append(_clock(team, "answer", team.answer_minutes, awaiting_since, None, now))
    found.append(_clock(team, "whole", team.whole_minutes, created_at, ended_at, now))
    return tuple(found)


def _clock(
    team: Team, name: str, minutes: int, since: datetime, reached_at: datetime | None,
    now: datetime,
) -> Clock:
    length = timedelta(minutes=minutes)
    due_at = after_open_time(team.hours, team.department, since, length, team.closed_days)
    end = reached_at or now
    if due_at is not None and end > due_at:
        return Clock(name, due_at, ClockState.MISSED)
    if reached_at:
        return Clock(name, due_at, ClockState.MET)
    passed = open_time(team.hours, team.department, since, now, team.closed_days)
    state = ClockState.WARNING if passed >= length * _WARNING else ClockState.OK
    return Clock(name, due_at, state)
