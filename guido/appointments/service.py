"""Offering free slots, holding, booking, moving and cancelling: no seat is ever given twice."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from guido.appointments import store
from guido.appointments.model import HELD, MOST_UPCOMING, Appointment, Kind, Slot, State
from guido.clock import utc_now
from guido.errors import AppointmentNotFound, SlotTaken, TooManyAppointments
from guido.hours import zone_of
from guido.storage import Transaction

_KEY_LENGTH = 32


class Appointments:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, kinds: Mapping[str, Kind], department: str, secret: bytes,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._kinds = kinds
        self._department = department
        self._secret = secret
        self.now = now

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """All kinds of appointments, by their names."""
        return self._kinds

    @property
    def zone(self) -> ZoneInfo:
        """By which clocks its offices open."""
        return zone_of(self._department)

    def offered(
        self, tx: Transaction, kind: str, office: str | None = None,
        after: datetime | None = None, most: int = 6,
    ) -> list[Slot]:
        """The next free slots of a kind, at one office or at all, the earliest first."""
        found_kind, now = self._kinds.get(kind), self.now()
        if not found_kind:
            return []
        store.delete_held(tx, until=now)
        found: list[Slot] = []
        for place in found_kind.places:
            if office in (None, place.id):
                taken, here = store.taken(tx, kind, place.id, now), 0
                for start in found_kind.starts(place, after or now, now, self._department):
                    free = found_kind.seats - taken[start]
                    if free > 0 and here < most:
                        found.append(Slot(kind, place.id, start, free))
                        here += 1
        return sorted(found, key=lambda slot: slot.start)[:most]

    def slot(self, slot_id: str) -> Slot | None:
        """The slot of an id, free or not; None if none is ever given then and there."""
        kind_name, _, rest = slot_id.partition("@")
        office, _, written = rest.partition("@")
        kind = self._kinds.get(kind_name)
        place = kind.place(office) if kind else None
        try:
            start = datetime.strptime(written, "%Y-%m-%dT%H:%MZ").replace(tzinfo=timezone.utc)
        except ValueError:
            return None
        if not kind or not place or start not in kind.starts(
                place, start, self.now(), self._department):
            return None
        return Slot(kind.name, place.id, start)

    def hold(self, tx: Transaction, conversation_id: str, slot: Slot) -> Appointment:
        """Keep a seat for a conversation while it goes on; what it held before is given back.

        Raises SlotTaken, and TooManyAppointments for who has several already.
        """
        now = self.now()
        store.delete_held(tx, until=now)
        store.delete_held(tx, conversation_id)
        if self.slot(slot.id) is None:
            raise SlotTaken(slot.id)
        if len(store.upcoming(tx, conversation_id, now)) >= MOST_UPCOMING:
            raise TooManyAppointments(conversation_id)
        taken = store.insert(tx, self._kinds[slot.kind], slot, conversation_id, now + HELD, now)
        if taken is None:
            raise SlotTaken(slot.id)
        return self._get(tx, taken)

    def release(self, tx: Transaction, conversation_id: str) -> None:
        """Give back what a conversation holds and has not booked."""
        store.delete_held(tx, conversation_id)

    def book(
        self, tx: Transaction, conversation_id: str, slot: Slot, reference: str
    ) -> Appointment:
        """Book for a case what the conversation holds, or what is still free.

        Raises SlotTaken, and TooManyAppointments.
        """
        held = next((each for each in store.held_by(tx, conversation_id)
                     if each.slot.id == slot.id), None)
        held = held or self.hold(tx, conversation_id, slot)
        store.confirm(tx, held.id, reference, 0)
        return self._get(tx, held.id)

    def of_case(self, tx: Transaction, reference: str) -> Appointment | None:
        """The appointment of a case, cancelled or not."""
        return store.find_of_case(tx, reference)

    def move(self, tx: Transaction, reference: str, slot: Slot) -> Appointment:
        """Give a case another slot, and its old one back.

        Raises AppointmentNotFound if there is nothing to move any more, and SlotTaken: it then
        keeps what it has.
        """
        old = self._changeable(tx, reference)
        if old.slot.id == slot.id:
            return old
        now, kind = self.now(), self._kinds.get(slot.kind)
        store.delete_held(tx, until=now)
        if old.conversation_id:
            store.delete_held(tx, old.conversation_id)
        is_given = kind is not None and self.slot(slot.id) is not None
        new = store.insert(tx, kind, slot, old.conversation_id, now + HELD, now) if (
            kind and is_given) else None
        if new is None:
            raise SlotTaken(slot.id)
        store.delete(tx, old.id)
        store.confirm(tx, new, reference, old.moves + 1)
        return self._get(tx, new)

    def cancel(self, tx: Transaction, reference: str) -> Appointment:
        """Give a case's seat back; raises AppointmentNotFound if there is nothing to cancel."""
        appointment = self._changeable(tx, reference)
        if not store.cancel(tx, appointment.id):
            raise AppointmentNotFound(reference)
        return self._get(tx, appointment.id)

    def upcoming(self, tx: Transaction, conversation_id: str) -> list[Appointment]:
        """What is booked in a conversation, the next first."""
        return store.upcoming(tx, conversation_id, self.now())

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Forget a conversation; who is still expected keeps the seat, under its case alone."""
        store.forget(tx, conversation_id, self.now())

    def key(self, reference: str) -> str:
        """What belongs to a case's calendar address, so that nobody else can make it up."""
        return hmac.new(self._secret, f"appointment:{reference}".encode(),
                        hashlib.sha256).hexdigest()[:_KEY_LENGTH]

    def by_key(self, tx: Transaction, reference: str, key: str) -> Appointment:
        """The appointment behind such an address; raises AppointmentNotFound."""
        found = store.find_of_case(tx, reference)
        if not found or not hmac.compare_digest(key.encode(), self.key(reference).encode()):
            raise AppointmentNotFound(reference)
        return found

    def _changeable(self, tx: Transaction, reference: str) -> Appointment:
        found = store.find_of_case(tx, reference)
        if not found or found.state is not State.BOOKED or found.start <= self.now():
            raise AppointmentNotFound(reference)
        return found

    def _get(self, tx: Transaction, appointment_id: int) -> Appointment:
        found = store.find(tx, appointment_id)
        if not found:
            raise AppointmentNotFound(str(appointment_id))
        return found
