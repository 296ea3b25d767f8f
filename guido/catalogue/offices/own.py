"""The administration's own offices, from `offices` of data/organisation.yml."""

from __future__ import annotations

from pathlib import Path

from guido.catalogue.offices.model import Office
from guido.content import Fields
from guido.hours import read_hours

_ACCESS = ("yes", "no", "on_request")
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
        hours=read_hours(fields.below("hours")), hours_note=optional("hours_note"),
        accessibility=fields.choice("accessibility", _ACCESS) if "accessibility" in fields else "",
        accessibility_note=optional("accessibility_note"),
        checked=fields.date("checked"), is_demonstration=is_demonstration)
