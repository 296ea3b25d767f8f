"""How long a citizen waits, estimated from how fast a team took others recently."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from guido.handoff.teams.model import Team
from guido.hours import open_time

MOST_PICK_UPS = 20
_FEWEST_PICK_UPS = 3
_OPEN_DAYS = 7
LONGEST_AGO = timedelta(days=31)


@dataclass(frozen=True)
class PickUp:
    """When a citizen came into the queue and when an agent took them."""

    queued_at: datetime
    taken_at: datetime


def estimate(
    team: Team, pick_ups: Sequence[PickUp], position: int, now: datetime
) -> int | None:
    """Minutes until the citizen at a place of the queue is taken; None if too few were lately.

    What counts for each is the open time since the one before was taken, or since they came if
    that was later: nobody is slow because nobody was waiting.
    """
    since = _since(team, now)
    recent = sorted((each for each in pick_ups if each.taken_at >= since),
                    key=lambda each: each.taken_at)[-MOST_PICK_UPS:]
    if len(recent) < _FEWEST_PICK_UPS:
        return None
    gaps = [_open(team, recent[0].queued_at, recent[0].taken_at)] + [
        _open(team, max(before.taken_at, each.queued_at), each.taken_at)
        for before, each in pairwise(recent)]
    minutes = median(gap.total_seconds() for gap in gaps) * max(position, 1) / 60
    return max(math.ceil(minutes), 1)


def _since(team: Team, now: datetime) -> datetime:
    """The beginning of the last days on which the team was open."""
    since, open_days = now, 0
    while open_days < _OPEN_DAYS and now - since < LONGEST_AGO:
        since -= timedelta(days=1)
        open_days += bool(_open(team, since, since + timedelta(days=1)))
    return since


def _open(team: Team, begins: datetime, ends: datetime) -> timedelta:
    return open_time(team.hours, team.department, begins, ends, team.closed_days)
