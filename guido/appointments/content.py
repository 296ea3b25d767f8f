"""The kinds of appointments, from data/appointments.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from guido.appointments.model import Kind, Place
from guido.content import Fields
from guido.hours import read_hours

APPOINTMENTS = Path("appointments.yml")  # below the folder of the content files
_KEYS = {"name", "label", "offices", "hours", "minutes", "seats", "lead_hours", "horizon_days",
         "closed_days", "bring", "at_home"}
_LONGEST_MINUTES = 12 * 60
_MOST_SEATS = 500
_FURTHEST_DAYS = 366


def read_kinds(path: Path, places: Mapping[str, Place]) -> dict[str, Kind]:
    """Each kind by its name; `places` are the administration's offices by their ids.

    Raises ContentError naming file, line and what is wrong. Without the file there are none.
    """
    if not path.exists():
        return {}
    kinds: dict[str, Kind] = {}
    for fields in Fields.read(path).only({"kinds"}).each("kinds"):
        kind = _kind(fields.only(_KEYS), places)
        if kind.name in kinds:
            raise fields.error(f"{kind.name!r} is there twice", "name")
        kinds[kind.name] = kind
    return kinds


def _kind(fields: Fields, places: Mapping[str, Place]) -> Kind:
    return Kind(
        name=fields.text("name"), label=fields.text("label"), places=_places(fields, places),
        length=timedelta(minutes=_within(fields, "minutes", 1, _LONGEST_MINUTES)),
        seats=_within(fields, "seats", 1, _MOST_SEATS),
        lead=timedelta(hours=_within(fields, "lead_hours", 0, 24 * _FURTHEST_DAYS)),
        horizon=timedelta(days=_within(fields, "horizon_days", 1, _FURTHEST_DAYS)),
        closed_days=fields.dates("closed_days"), bring=fields.texts("bring"),
        is_at_home=fields.flag("at_home"))


def _places(fields: Fields, places: Mapping[str, Place]) -> tuple[Place, ...]:
    names = fields.texts("offices")
    unknown = [name for name in names if name not in places]
    if unknown or not names:
        raise fields.error(
            f"{unknown[0]!r} is no office of organisation.yml" if names else
            "expected at least one office", "offices")
    found = [places[name] for name in names]
    if "hours" in fields:
        hours = read_hours(fields.below("hours"))
        found = [replace(place, hours=hours) for place in found]
    closed = [place.id for place in found if not any(place.hours)]
    if closed:
        raise fields.error(f"{closed[0]!r} has no hours; give `hours` here", "offices")
    return tuple(found)


def _within(fields: Fields, key: str, least: int, most: int) -> int:
    value = fields.whole(key)
    if not least <= value <= most:
        raise fields.error(f"expected a number from {least} to {most}", key)
    return value
