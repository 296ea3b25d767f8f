"""Slots of appointments as answers: offered, understood in a sentence, kept until all is filed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from guido.appointments import Appointment, Appointments, Kind, Place, Slot
from guido.errors import SlotTaken, TooManyAppointments
from guido.french.dates import write_date, write_time
from guido.french.days import find_day
from guido.french.normalise import fold
from guido.french.texts import Texts
from guido.hours import DAYS
from guido.procedures.model import Answers, Question
from guido.storage import Transaction

_SHOWN = 6
_LOOKED_THROUGH = 1000
_TIME = re.compile(r"\b(\d{1,2}) ?(?:h(?:eures?)?|:) ?(\d{2})?\b")
_NOON = 12

Offer = tuple[str, dict[str, Any]]


class AppointmentSlots:
    """Each call runs in the caller's transaction."""

    def __init__(self, appointments: Appointments, texts: Texts) -> None:
        self._appointments = appointments
        self._texts = texts

    def offered(
        self, tx: Transaction, question: Question, answers: Answers, text: str = ""
    ) -> Sequence[Offer]:
        """Free slots of a question, in words and as answers: those that a text names, if any.

        Without a text some of the next half-days; what a text may mean several of, too.
        """
        return self.of(tx, *self._wanted(question, answers), text)

    def take(self, tx: Transaction, conversation_id: str, value: dict[str, Any]) -> bool:
        """Keep a slot for the conversation; False if it cannot have it."""
        slot = self._appointments.slot(str(value.get("id", "")))
        if slot is None:
            return False
        try:
            self._appointments.hold(tx, conversation_id, slot)
        except (SlotTaken, TooManyAppointments):
            return False
        return True

    def words(self, slot: Slot | Appointment) -> str:
        """« mardi 1er décembre 2026 à 9 h 20, Hôtel de ville »; at home a stretch of the day."""
        kind, place, start = self.kind(slot), self.place(slot), self._local(slot.start)
        values = {"day": f"{DAYS[start.weekday()]} {write_date(start.date())}",
                  "time": write_time(start), "until": write_time(start + kind.length),
                  "place": place.name if place else ""}
        return self._texts(f"appointments.{_key(kind)}", **values)

    def kind(self, slot: Slot | Appointment) -> Kind:
        """What an appointment is for."""
        return self._appointments.kinds[slot.kind]

    def place(self, slot: Slot | Appointment) -> Place | None:
        """The office that it is at."""
        return self.kind(slot).place(slot.office)

    def value(self, slot: Slot) -> dict[str, Any]:
        """A slot as the answer to a question."""
        return {"id": slot.id, "kind": slot.kind, "office": slot.office,
                "start": self._local(slot.start).isoformat(), "label": self.words(slot)}

    def of(
        self, tx: Transaction, kind: str, office: str | None, text: str = ""
    ) -> list[Offer]:
        """Free slots of a kind, as `offered` has them."""
        free = self._appointments.offered(tx, kind, office, most=_LOOKED_THROUGH)
        return [self._offer(slot) for slot in self._spread(
            self._named(free, text) if text else free)]

    def _wanted(self, question: Question, answers: Answers) -> tuple[str, str | None]:
        """Kind and office, each named in the file or by the answer to another question."""
        kind = str(answers.get(question.kind) or question.kind)
        named = [str(answers.get(name) or name) for name in question.offices]
        known = self._appointments.kinds.get(kind)
        offices = {_plain(place.id): place.id for place in known.places} if known else {}
        return kind, next((offices[_plain(each)] for each in named if _plain(each) in offices),
                          None)

    def _offer(self, slot: Slot) -> Offer:
        return self.words(slot), self.value(slot)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._appointments.zone)

    def _named(self, free: Iterable[Slot], text: str) -> list[Slot]:
        """The slots that a text names by day, half of the day or time."""
        today, folded = self._local(self._appointments.now()).date(), fold(text)
        match = _TIME.search(folded)
        without_time = _TIME.sub(" ", folded)
        day = _next_week(folded, today) or find_day(
            without_time, today, today, today + timedelta(days=366))
        last = day + timedelta(days=6) if day and _is_week(folded) else day
        found = []
        for slot in free:
            start = self._local(slot.start)
            if day and last and not day <= start.date() <= last:
                continue
            if match and (start.hour, start.minute) != (int(match[1]), int(match[2] or 0)):
                continue
            if "matin" in folded and start.hour >= _NOON:
                continue
            if re.search(r"apres[ -]?midi|\bsoir", folded) and start.hour < _NOON:
                continue
            found.append(slot)
        is_said = bool(day or match or re.search(r"matin|apres[ -]?midi|\bsoir", folded))
        return found if is_said else []

    def _spread(self, slots: Sequence[Slot]) -> list[Slot]:
        """Some of them: of many the first of each half-day and office."""
        if len(slots) <= _SHOWN:
            return list(slots)
        firsts: dict[tuple[date, bool, str], Slot] = {}
        for slot in slots:
            start = self._local(slot.start)
            firsts.setdefault((start.date(), start.hour < _NOON, slot.office), slot)
        chosen = list(firsts.values())[:_SHOWN]
        chosen += [slot for slot in slots if slot not in chosen][:_SHOWN - len(chosen)]
        return sorted(chosen, key=lambda slot: slot.start)


def _key(kind: Kind) -> str:
    return "slot_at_home" if kind.is_at_home else "slot"


def _plain(office: str) -> str:
    """Ids of offices have hyphens, which names of options cannot have."""
    return office.replace("-", "_")


def _is_week(folded: str) -> bool:
    return "semaine" in folded


def _next_week(folded: str, today: date) -> date | None:
    if not re.search(r"semaine (prochaine|d'apres|suivante)", folded):
        return None
    return today + timedelta(days=7 - today.weekday())
