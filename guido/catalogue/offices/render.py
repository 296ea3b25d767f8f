"""Offices as a reply: complete text, and the same as data."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from guido.catalogue.offices.model import opening
from guido.catalogue.offices.service import NearOffice
from guido.french.dates import write_date, write_time
from guido.french.texts import Texts
from guido.hours import DAYS, Hours, Opening

_NEXT_DOOR = 0.1  # kilometres


def offices_text(found: list[NearOffice], texts: Texts, now: datetime) -> str:
    """All offices as text, the nearest first."""
    return "\n\n".join("\n".join(_lines(each, texts, now)) for each in found)


def offices_custom(found: list[NearOffice], texts: Texts, now: datetime) -> dict[str, Any]:
    """The same as data (`type: offices`); the JSON Schema is in docs/schemas/offices.json."""
    return {"type": "offices", "offices": [_office(each, texts, now) for each in found]}


def _office(near: NearOffice, texts: Texts, now: datetime) -> dict[str, Any]:
    office = near.office
    _, *lines = _lines(near, texts, now)
    found: dict[str, Any] = {
        "name": office.name, "kind": office.kind, "lines": lines,
        "is_demonstration": office.is_demonstration,
        "links": [{"label": texts(f"offices.{key}_label"), "url": url} for key, url in (
            ("appointment", office.appointment_url), ("website", office.website)) if url],
    }
    state = opening(office, now)
    if state:
        found["is_open"] = state.is_open
    if near.kilometres is not None:
        found["kilometres"] = round(near.kilometres, 1)
    return found


def _lines(near: NearOffice, texts: Texts, now: datetime) -> list[str]:
    office = near.office
    address = ", ".join((*office.address, f"{office.postal_code} {office.commune}"))
    lines = [office.name, texts("offices.address", address=address)]
    if near.kilometres is not None and near.kilometres >= _NEXT_DOOR:
        distance = f"{near.kilometres:.1f}".replace(".", ",")
        lines.append(texts("offices.distance", kilometres=distance))
    state = opening(office, now)
    if state:
        lines.append(_state(state, texts, now))
        lines.append(texts("offices.hours", hours=write_hours(office.hours, texts)))
    else:
        lines.append(texts("offices.no_hours"))
    lines += [texts(f"offices.{key}", value=value) for key, value in (
        ("hours_note", office.hours_note), ("telephone", office.telephone),
        ("access", _access(near, texts)), ("appointment", office.appointment_url),
        ("website", office.website)) if value]
    if office.is_demonstration:
        lines.append(texts("offices.demonstration"))
    elif office.checked:
        lines.append(texts("offices.checked", day=write_date(office.checked)))
    return lines


def _access(near: NearOffice, texts: Texts) -> str:
    office = near.office
    if not office.accessibility:
        return office.accessibility_note
    said = texts(f"offices.accessibility.{office.accessibility}")
    return f"{said} ({office.accessibility_note})" if office.accessibility_note else said


def _state(state: Opening, texts: Texts, now: datetime) -> str:
    if state.is_open and state.until:
        return texts("offices.open", until=write_time(state.until))
    closed = texts("offices.holiday", holiday=state.holiday) if state.holiday else texts(
        "offices.closed")
    if not state.next:
        return closed
    here = now.astimezone(state.next.tzinfo)
    if state.next.date() == here.date():
        return texts("offices.opens_today", closed=closed, time=write_time(state.next))
    return texts("offices.opens", closed=closed, weekday=DAYS[state.next.weekday()],
                 day=write_date(state.next.date()), time=write_time(state.next))


def write_hours(hours: Hours, texts: Texts) -> str:
    """« lundi à vendredi : 8 h 30 – 12 h 00 et 13 h 30 – 17 h 00 ; samedi : … »."""
    parts = []
    for stretches, group in groupby(range(len(hours)), key=lambda day: hours[day]):
        days = list(group)
        if not stretches:
            continue
        named = DAYS[days[0]] if len(days) == 1 else texts(
            "offices.days", first=DAYS[days[0]], last=DAYS[days[-1]])
        times = f" {texts('offices.and')} ".join(
            texts("offices.stretch", begins=_clock(begins), ends=_clock(ends))
            for begins, ends in stretches)
        parts.append(f"{named} : {times}")
    return " ; ".join(parts)


def _clock(moment: Any) -> str:
    return write_time(datetime(2000, 1, 1, moment.hour, moment.minute))
