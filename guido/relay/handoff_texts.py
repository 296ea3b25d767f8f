"""What a citizen who asks for a person is told: the wait, when it opens, and what they can do."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from guido.conversations import Button
from guido.french.contact_details import ContactDetails
from guido.french.dates import write_date, write_time
from guido.french.texts import Texts
from guido.handoff import Escalation
from guido.handoff.teams import Outcome, Route
from guido.hours import DAYS, holidays_until
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_CONTACT, Reply

_EXACT, _HOUR, _LONGEST = 10, 60, 4 * 60


def handoff_text(
    texts: Texts, route: Route, position: int, minutes: int | None, now: datetime
) -> Reply:
    """The answer to a request for a person, with its data (docs/schemas/handoff.json).

    `minutes` is the estimated wait, None where there is no estimate.
    """
    custom: dict[str, Any] = {
        "type": "handoff", "state": "waiting", "position": position,
        "outcome": route.outcome.value}
    if minutes is not None and route.outcome in (Outcome.QUEUE, Outcome.BUSY):
        custom["minutes"] = minutes
    if route.opens_at:
        custom["opens_at"] = route.opens_at.isoformat()
    text = texts(
        f"handoff.outcomes.{route.outcome.value}", position=position,
        wait=wait_words(texts, minutes), opening=opening_words(texts, route, now))
    return Reply(text, _buttons(texts, route), custom)


def _buttons(texts: Texts, route: Route) -> tuple[Button, ...]:
    contact = Button(texts("buttons.contact"), COMMAND_CONTACT)
    assistant = Button(texts("buttons.assistant"), COMMAND_ASSISTANT)
    return (assistant, contact) if route.outcome is Outcome.QUEUE else (contact, assistant)


def left_text(
    texts: Texts, escalation: Escalation, route: Route, now: datetime, key: str = "left_already",
    **values: object,
) -> Reply:
    """What somebody who has left a message is told: how and from when on an agent answers.

    With its data (docs/schemas/contact.json).
    """
    details = ContactDetails(str(escalation.contact_kind), str(escalation.contact_value))
    text = texts(f"contact.{key}_{details.kind}", value=details.words,
                 when=_when(texts, route, now), **values)
    return Reply(text, custom={
        "type": "contact", "step": "left", "kind": details.kind, "value": details.value})


def _when(texts: Texts, route: Route, now: datetime) -> str:
    """From when on, or until when today, an agent can answer."""
    if route.outcome is Outcome.CLOSED:
        if not route.opens_at:
            return texts("contact.reopening")
        return texts("contact.from", moment=moment_words(texts, route.opens_at, now))
    opening = route.team.opening(now) if route.team else None
    if opening and opening.until:
        return texts("contact.until", time=write_time(opening.until))
    return texts("contact.soon")


def wait_words(texts: Texts, minutes: int | None) -> str:
    """The estimated wait as a sentence, never more exact than an estimate is."""
    if minutes is None:
        return texts("wait.unknown")
    if minutes <= 1:
        return texts("wait.short")
    if minutes <= _EXACT:
        return texts("wait.minutes", minutes=minutes)
    rounded = _up(minutes, 5)
    if rounded < _HOUR:
        return texts("wait.minutes", minutes=rounded)
    if rounded > _LONGEST:
        return texts("wait.long", hours=_LONGEST // _HOUR)
    hours, left = divmod(_up(minutes, 15), _HOUR)
    key = "wait.hours_minutes" if left else "wait.hour" if hours == 1 else "wait.hours"
    return texts(key, hours=hours, minutes=left)


def _up(minutes: int, step: int) -> int:
    return math.ceil(minutes / step) * step


def opening_words(texts: Texts, route: Route, now: datetime) -> str:
    """Which days are public holidays until it opens, and when that is."""
    if not route.opens_at:
        return texts("opening.unknown")
    team = route.team
    found = holidays_until(
        team.hours, team.department, now, route.opens_at, team.closed_days) if team else []
    here = now.astimezone(route.opens_at.tzinfo).date()
    said = [
        texts("opening.holiday_today", name=name) if day == here else
        texts("opening.holiday", weekday=DAYS[day.weekday()], day=_day(day, here), name=name)
        for day, name in found]
    return " ".join(
        [*said, texts("opening.opens", moment=moment_words(texts, route.opens_at, now))])


def moment_words(texts: Texts, moment: datetime, now: datetime) -> str:
    """« demain à 8 h 30 », « lundi 23 novembre à 8 h 30 », on the moment's own clock."""
    here = now.astimezone(moment.tzinfo).date()
    time, days = write_time(moment), (moment.date() - here).days
    if days in (0, 1):
        return texts("moments.tomorrow" if days else "moments.today", time=time)
    return texts("moments.day", weekday=DAYS[moment.weekday()],
                 day=_day(moment.date(), here), time=time)


def _day(day, here) -> str:
    written = write_date(day)
    return written.removesuffix(f" {day.year}") if day.year == here.year else written
