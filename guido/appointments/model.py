"""Kinds of appointments, their slots and one that was given, without any storage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from guido.hours import Hours, stretches

# For so long a slot is kept for somebody who has chosen it and not yet confirmed.
HELD = timedelta(minutes=20)
MOST_UPCOMING = 3  # in one conversation


class State(str, Enum):
    """Where an appointment stands; HELD and BOOKED take a seat."""

    HELD = "held"
    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Place:
    """An office where appointments are given, with the hours in which they are."""

    id: str
    name: str
    address: str
    hours: Hours


@dataclass(frozen=True)
class Kind:
    """What an appointment is for, and by which rules it is given.

    `is_at_home` means that somebody comes to the citizen, within the stretch that a slot is.
    """

    name: str
    label: str
    places: tuple[Place, ...]
    length: timedelta
    seats: int
    lead: timedelta
    horizon: timedelta
    closed_days: tuple[date, ...] = ()
    bring: tuple[str, ...] = ()
    is_at_home: bool = False

    def place(self, office: str) -> Place | None:
        """The office of an id, if appointments of this kind are given there."""
        return next((place for place in self.places if place.id == office), None)

    def starts(self, place: Place, after: datetime, now: datetime, department: str) -> Iterator[
            datetime]:
        """All moments (UTC) at which one may begin there, from `after` on, taken or not."""
        first, last = max(after, now + self.lead), now + self.horizon
        days = max(0, (last - first).days + 2)
        for opens, closes in stretches(place.hours, department, self.closed_days, first, days):
            start = opens
            while start + self.length <= closes:
                if first <= start <= last:
                    yield start
                start += self.length


@dataclass(frozen=True)
class Slot:
    """A moment at an office that can be given; `free` is the number of seats left."""

    kind: str
    office: str
    start: datetime
    free: int = 1

    @property
    def id(self) -> str:
        """« papiers@hotel-de-ville@2026-12-01T08:00Z », the same in every process."""
        return f"{self.kind}@{self.office}@{self.start:%Y-%m-%dT%H:%MZ}"


@dataclass(frozen=True)
class Appointment:
    """A seat that somebody has; `moves` counts how often it was moved."""

    id: int
    kind: str
    office: str
    start: datetime
    state: State
    conversation_id: str | None
    case_reference: str | None
    moves: int = 0

    @property
    def slot(self) -> Slot:
        return Slot(self.kind, self.office, self.start)
