"""The administration's own offices, from `offices` of data/organisation.yml."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

from guido.catalogue.offices.model import Hours, Office
from guido.content import Fields

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ACCESS = ("yes", "no", "on_request")
_STRETCH = re.compile(r"(\d{1,2})[:h](\d{2})\s*-\s*(\d{1,2})[:h](\d{2})")
_KEYS = {
    "id", "kind", "name", "address", "postal_code", "commune", "communes", "latitude",
    "longitude", "telephone", "website", "appointment_url", "hours", "hours_note",
    "accessibility", "accessibility_note", "checked"}


def read_own_offices(path: Path) -> list[Office]:
    """The offices of the file, in its order; raises ContentError naming what is wrong."""
    content = Fields.read(path)
    is_demonstration = content.flag("demonstration")
    return [_office(fields.only(_KEYS), is_demonstration) for fields in content.each("offices")]


def _office(fields: Fields, is_demonstration: bool) -> Office:
    def optional(key: str) -> str:
        return fields.text(key) if key in fields else ""

    place = None
    if "latitude" in fields or "longitude" in fields:
        place = (float(fields.number("latitude")), float(fields.number("longitude")))
    return Office(
        id=fields.text("id"), kind=fields.text("kind"), name=fields.text("name"),
        address=fields.texts("address"), postal_code=fields.text("postal_code"),
        commune=fields.text("commune"), communes=fields.texts("communes"), place=place,
        telephone=optional("telephone"),
        website=fields.url("website") if "website" in fields else "",
        appointment_url=fields.url("appointment_url") if "appointment_url" in fields else "",
        hours=_hours(fields.below("hours")), hours_note=optional("hours_note"),
        accessibility=fields.choice("accessibility", _ACCESS) if "accessibility" in fields else "",
        accessibility_note=optional("accessibility_note"),
        checked=fields.date("checked"), is_demonstration=is_demonstration)


def _hours(fields: Fields) -> Hours:
    fields.only(DAYS)
    week = []
    for day in DAYS:
        written = fields.text(day) if day in fields else ""
        stretches = [
            (_time(fields, day, begins, minute), _time(fields, day, ends, last))
            for begins, minute, ends, last in _STRETCH.findall(written)]
        if _STRETCH.sub("", written).replace("et", "").strip(" ,") or any(
                begins >= ends for begins, ends in stretches):
            raise fields.error("expected hours such as 8:30-12:00 13:30-17:00", day)
        week.append(tuple(sorted(stretches)))
    return tuple(week)


def _time(fields: Fields, day: str, hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise fields.error(f"{hour}:{minute} is no time", day) from error
