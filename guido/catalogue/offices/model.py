"""An office, when it is open, and how far it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime

from guido import hours
from guido.hours import Hours, department_of

_EARTH_KILOMETRES = 6371.0


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


def opening(office: Office, now: datetime) -> hours.Opening | None:
    """When the office is open as seen from a moment; None if its hours are not known."""
    return hours.opening(office.hours, office.department, now)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places (latitude, longitude in degrees) as the crow flies."""
    (latitude, longitude), (other_latitude, other_longitude) = (
        tuple(map(math.radians, one)), tuple(map(math.radians, other)))
    half = (math.sin((other_latitude - latitude) / 2) ** 2
            + math.cos(latitude) * math.cos(other_latitude)
            * math.sin((other_longitude - longitude) / 2) ** 2)
    return 2 * _EARTH_KILOMETRES * math.asin(math.sqrt(half))
