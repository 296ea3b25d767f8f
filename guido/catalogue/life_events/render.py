"""A checklist as a reply, as a calendar, and the addresses under which it can be fetched again."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from icalendar import Alarm, Calendar, Event

from guido.catalogue.life_events.model import Checklist, Item, LifeEvent
from guido.french.dates import write_date
from guido.french.texts import Texts

_REMIND = timedelta(days=-7, hours=9)  # from midnight: a week before, at nine
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def checklist_url(checklist: Checklist, suffix: str = "") -> str:
    """The path of the page to print (or with `.ics` of the calendar); it holds all that it needs.

    Nothing is stored: date and answers are in the address, which only the citizen has.
    """
    query = urlencode({"date": checklist.day.isoformat(), **checklist.answers})
    return f"/demarches/{checklist.event.name}{suffix}?{query}"


def read_query(event: LifeEvent, query: Mapping[str, str]) -> tuple[date, dict[str, str]] | None:
    """Date and answers of such an address, or None where it is not a whole one."""
    written = query.get("date", "")
    answers = {question.name: query.get(question.name, "") for question in event.questions}
    if not _ISO.fullmatch(written) or any(
            answers[each.name] not in each.options for each in event.questions):
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    # Far from the limits of the calendar, so that counting from it stays possible.
    return (day, answers) if 1900 <= day.year <= 2200 else None


def item_when(item: Item, texts: Texts, today: date) -> str:
    """Until when, with the rule: a legal deadline, an advice and a day gone by read differently."""
    due = item.task.due
    if not due or not item.day:
        return texts("checklist.whenever")
    rule = due.text if not due.source else texts(
        "checklist.rule_source", rule=due.text, name=due.source.label)
    written = texts(f"checklist.{due.kind}", day=write_date(item.day), rule=rule)
    return texts("checklist.past", when=written) if item.day < today else written


def checklist_text(checklist: Checklist, texts: Texts, origin: str, today: date) -> str:
    """The whole list as text, with the addresses of the page and of the calendar."""
    event = checklist.event
    parts = [texts("checklist.title", title=event.title),
             texts("checklist.counted_from", label=event.date.label,
                   day=write_date(checklist.day))]
    parts += [texts("checklist.item", number=number, title=item.task.title,
                    when=item_when(item, texts, today), body=item.task.body)
              for number, item in enumerate(checklist.items, 1)]
    parts += [texts("checklist.page", url=origin + checklist_url(checklist)),
              texts("checklist.calendar", url=origin + checklist_url(checklist, ".ics")),
              texts("card.source", name=event.source.name, url=event.source.url,
                    verified=write_date(event.source.verified))]
    return "\n\n".join(parts)


def checklist_custom(
    checklist: Checklist, texts: Texts, origin: str, today: date
) -> dict[str, Any]:
    """The same as data (`type: checklist`); the JSON Schema is in docs/schemas/checklist.json."""
    event = checklist.event
    return {
        "type": "checklist", "event": event.name, "title": event.title,
        "date": checklist.day.isoformat(),
        "items": [_item(item, texts, today) for item in checklist.items],
        "links": [
            {"label": texts("checklist.page_label"), "url": origin + checklist_url(checklist)},
            {"label": texts("checklist.calendar_label"),
             "url": origin + checklist_url(checklist, ".ics")}],
        "source": {"name": event.source.name, "url": event.source.url,
                   "verified": event.source.verified.isoformat()},
    }


def _item(item: Item, texts: Texts, today: date) -> dict[str, Any]:
    task = item.task
    found: dict[str, Any] = {
        "title": task.title, "body": task.body, "when": item_when(item, texts, today)}
    if item.day and task.due:
        found |= {"date": item.day.isoformat(), "is_legal": task.due.kind == "legal"}
    if task.link:
        found["link"] = {"label": task.link.label, "url": task.link.url}
    return found


def checklist_calendar(checklist: Checklist, texts: Texts, now: datetime | None = None) -> bytes:
    """The dated tasks as iCalendar (RFC 5545): all-day events with a reminder a week before.

    A task keeps its identifier, so that a second download replaces the first.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Guido//checklist//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", checklist.event.title)
    for item in checklist.items:
        if item.day is None:
            continue
        event, task = Event(), item.task
        key = f"{checklist.event.name}/{checklist.day}/{task.name}"
        event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_URL, key)}")
        event.add("dtstamp", now or datetime.now(timezone.utc))
        event.add("dtstart", item.day)
        event.add("dtend", item.day + timedelta(days=1))
        event.add("summary", task.title)
        event.add("description", "\n".join(filter(None, (
            task.body, item_when(item, texts, item.day), task.link.url if task.link else ""))))
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", task.title)
        alarm.add("trigger", _REMIND)
        event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()
