"""An office, when it is open, and how far it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

# Weekly hours: for Monday (0) to Sunday (6) the stretches in which an office is open.
Hours = tuple[tuple[tuple[time, time], ...], ...]
_EARTH_KILOMETRES = 6371.0
_DAYS_AHEAD = 21
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
class Office:
    """An office where people go; `kind` is that of the official directory (mairie, caf…).

    `communes` are the official codes (INSEE) that it serves or lies in; `accessibility` is yes,
    no, on_request or empty where it is not known; `checked` is the day of its entry's state.
    """

    id: str
    kind: str
    name: str
    address: tuple[str, ...]
    postal_code: str
    commune: str
    communes: tuple[str, ...]
    place: tuple[float, float] | None
    telephone: str
    website: str
    appointment_url: str
    hours: Hours
    hours_note: str
    accessibility: str
    accessibility_note: str
    checked: date | None
    is_demonstration: bool = False

    @property
    def department(self) -> str:
        """The code of its département: two characters, three overseas."""
        return department_of(self.communes[0]) if self.communes else department_of(
            self.postal_code)


@dataclass(frozen=True)
class Opening:
    """Whether an office is open; `until` or `next` is the moment at which that changes.

    `holiday` names the public holiday of today, if it is one.
    """

    is_open: bool
    until: datetime | None
    next: datetime | None
    holiday: str | None


def department_of(code: str) -> str:
    """The département of a commune's official code or of a postal code."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def opening(office: Office, now: datetime) -> Opening | None:
    """When the office is open as seen from a moment; None if its hours are not known.

    On public holidays (Code du travail, art. L3133-1, and those of the département) offices are
    taken to be closed.
    """
    if not any(office.hours):
        return None
    zone = ZoneInfo(_ZONES.get(office.department, "Europe/Paris"))
    here = now.astimezone(zone)
    free = _holidays(_SUBDIVISIONS.get(office.department))
    for ahead in range(_DAYS_AHEAD):
        day = here.date() + timedelta(days=ahead)
        if day in free:
            continue
        for start, end in office.hours[day.weekday()]:
            begins = datetime.combine(day, start, zone)
            ends = datetime.combine(day, end, zone)
            if begins <= here < ends:
                return Opening(True, ends, None, None)
            if here < begins:
                return Opening(False, None, begins, free.get(here.date()))
    return Opening(False, None, None, free.get(here.date()))


@cache
def _holidays(subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays("FR", subdiv=subdivision, language="fr")


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places (latitude, longitude in degrees) as the crow flies."""
    (latitude, longitude), (other_latitude, other_longitude) = (
        tuple(map(math.radians, one)), tuple(map(math.radians, other)))
    half = (math.sin((other_latitude - latitude) / 2) ** 2
            + math.cos(latitude) * math.cos(other_latitude)
            * math.sin((other_longitude - longitude) / 2) ** 2)
    return 2 * _EARTH_KILOMETRES * math.asin(math.sqrt(half))
