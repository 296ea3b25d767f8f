"""Opening hours: reading them, whether it is open now, and counting time only while it is open.

On public holidays (Code du travail, art. L3133-1, and those of the département) it is closed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from itertools import pairwise
from time import tzset
from zoneinfo import ZoneInfo

import holidays

from guido.content import Fields

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# Weekly hours: for Monday (0) to Sunday (6) the stretches in which it is open.
Hours = tuple[tuple[tuple[time, time], ...], ...]
_STRETCH = re.compile(r"(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})")
_DAYS_AHEAD = 21
_LONGEST_WAIT = timedelta(days=90)
_ZONES = {
    "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne",
    "974": "Indian/Reunion", "975": "America/Miquelon", "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy", "978": "America/Marigot", "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti", "988": "Pacific/Noumea",
}
# Départements with public holidays of their own, as the library names them.
_SUBDIVISIONS = {
    "57": "57", "67": "6AE", "68": "6AE", "971": "971", "972": "972", "973": "973", "974": "974",
    "975": "PM", "976": "976", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}


@dataclass(frozen=True)
class Opening:
    """Whether it is open; `until` or `next` is the moment at which that changes.

    `holiday` names the public holiday of today, if it is one.
    """

    is_open: bool
    until: datetime | None
    next: datetime | None
    holiday: str | None


class HoursError(ValueError):
    """Hours that cannot be read; `day` is where, `no_time` the part that is no time of day."""

    def __init__(self, day: str, no_time: str | None = None) -> None:
        super().__init__(f"{no_time} is no time" if no_time
                         else "expected hours such as 8:30-12:00 13:30-17:00")
        self.day = day
        self.no_time = no_time


def department_of(code: str) -> str:
    """The département of a commune's official code or of a postal code."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def parse_hours(written: Mapping[str, str]) -> Hours:
    """Hours from `{"lundi": "8:30-12:00 13:30-17:00"}`; raises HoursError.

    A day that is left out is one on which it is closed. Stretches must not overlap.
    """
    return tuple(_parse_day(day, written.get(day, "")) for day in DAYS)


def _parse_day(day: str, written: str) -> tuple[tuple[time, time], ...]:
    stretches = sorted(
        (_parse_time(day, begins, minute), _parse_time(day, ends, last))
        for begins, minute, ends, last in _STRETCH.findall(written))
    if _STRETCH.sub("", written).replace("et", "").strip(" ,"):
        raise HoursError(day)
    if any(begins >= ends for begins, ends in stretches) or any(
            before[1] > after[0] for before, after in pairwise(stretches)):
        raise HoursError(day)
    return tuple(stretches)


def _parse_time(day: str, hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise HoursError(day, f"{hour}:{minute}") from error


def read_hours(fields: Fields) -> Hours:
    """Hours of a content file; raises ContentError naming the day that cannot be read."""
    fields.only(DAYS)
    try:
        return parse_hours({day: fields.text(day) for day in DAYS if day in fields})
    except HoursError as error:
        raise fields.error(str(error), error.day) from error


def write_hours(hours: Hours) -> dict[str, str]:
    """The hours as `parse_hours` reads them."""
    return {day: " ".join(f"{begins:%H:%M}-{ends:%H:%M}" for begins, ends in stretches)
            for day, stretches in zip(DAYS, hours) if stretches}


def opening(
    hours: Hours, department: str, now: datetime, closed_days: Collection[date] = ()
) -> Opening | None:
    """Whether it is open as seen from a moment; None if there are no hours at all."""
    if not any(hours):
        return None
    zone = zone_of(department)
    today = now.astimezone(zone).date()
    holiday = _holidays(_SUBDIVISIONS.get(department)).get(today)
    for begins, ends in stretches(hours, department, closed_days, now, _DAYS_AHEAD):
        if begins <= now < ends:
            return Opening(True, ends.astimezone(zone), None, None)
        if now < begins:
            return Opening(False, None, begins.astimezone(zone), holiday)
    return Opening(False, None, None, holiday)


def open_time(
    hours: Hours, department: str, begins: datetime, ends: datetime,
    closed_days: Collection[date] = (),
) -> timedelta:
    """How long it was open between two moments; without any hours, it always was."""
    if not any(hours):
        return max(ends - begins, timedelta())
    total = timedelta()
    days = (ends - begins).days + 2
    for opens, closes in stretches(hours, department, closed_days, begins, days):
        total += max(min(closes, ends) - max(opens, begins), timedelta())
    return total


def after_open_time(
    hours: Hours, department: str, begins: datetime, length: timedelta,
    closed_days: Collection[date] = (),
) -> datetime | None:
    """The moment at which it will have been open for a length; None if not within months."""
    if not any(hours):
        return begins + length
    days = _LONGEST_WAIT.days
    for opens, closes in stretches(hours, department, closed_days, begins, days):
        here = closes - max(opens, begins)
        if here >= length:
            return max(opens, begins) + length
        length -= max(here, timedelta())
    return None


def holidays_until(
    hours: Hours, department: str, now: datetime, until: datetime,
    closed_days: Collection[date] = (),
) -> list[tuple[date, str]]:
    """The public holidays from today to a moment that fall on a day with hours, by name."""
    zone = zone_of(department)
    free = _holidays(_SUBDIVISIONS.get(department))
    first, last = now.astimezone(zone).date(), until.astimezone(zone).date()
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [(day, free[day]) for day in days
            if day in free and day not in closed_days and hours[day.weekday()]]


def is_working_day(day: date, department: str = "") -> bool:
    """Whether a day is neither of a weekend nor a public holiday."""
    return day.weekday() < 5 and day not in _holidays(_SUBDIVISIONS.get(department))


def stretches(
    hours: Hours, department: str, closed_days: Collection[date], since: datetime, days: int
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of the days from that of a moment on, also those already over.

    In UTC: between two moments of one zone, Python would count the hours of its clocks.
    """
    zone = zone_of(department)
    free = _holidays(_SUBDIVISIONS.get(department))
    first = since.astimezone(zone).date()
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if day in free or day in closed_days:
            continue
        for begins, ends in hours[day.weekday()]:
            yield (datetime.combine(day, begins, zone).astimezone(timezone.utc),
                   datetime.combine(day, ends, zone).astimezone(timezone.utc))


def zone_of(department: str) -> ZoneInfo:
    """The clocks of a département."""
    return ZoneInfo(_ZONES.get(department, "Europe/Paris"))


def keep_time_of(department: str) -> None:
    """Make « today » of this process the day of a département, wherever its machine stands."""
    os.environ["TZ"] = zone_of(department).key
    tzset()


@cache
def _holidays(subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", subdiv=subdivision, language="fr")
