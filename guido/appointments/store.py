"""The table of appointments, and its way to the model and back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from guido.appointments.model import Appointment, Kind, Slot, State
from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

appointments = sa.Table(
    "appointments", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(60)),
    sa.Column("office", sa.String(60)),
    sa.Column("start_at", UtcDateTime),
    sa.Column("seat", sa.Integer),
    sa.Column("state", sa.String(10)),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("case_reference", sa.String(12)),
    sa.Column("moves", sa.Integer),
    sa.Column("held_until", UtcDateTime),
    sa.Column("created_at", UtcDateTime),
)
_TAKES_A_SEAT = appointments.c.state.in_((State.HELD.value, State.BOOKED.value))


def _to_appointment(row) -> Appointment:
    return Appointment(
        row.id, row.kind, row.office, row.start_at, State(row.state), row.conversation_id,
        row.case_reference, row.moves)


def taken(
    tx: Transaction, kind: str, office: str, now: datetime
) -> Counter[datetime]:
    """How many seats are taken from now on, by the moments at which they begin."""
    rows = tx.execute(sa.select(appointments.c.start_at).where(
        appointments.c.kind == kind, appointments.c.office == office,
        appointments.c.start_at >= now, _TAKES_A_SEAT))
    return Counter(rows.scalars())


def insert(
    tx: Transaction, kind: Kind, slot: Slot, conversation_id: str | None, held_until: datetime,
    now: datetime,
) -> int | None:
    """Take the first free seat; None if there is none.

    The seat's number is in a unique index: of many at once each gets another one, or none.
    """
    busy = set(tx.execute(sa.select(appointments.c.seat).where(_at(slot))).scalars())
    for seat in range(1, kind.seats + 1):
        if seat not in busy and insert_new(
                tx, appointments, kind=slot.kind, office=slot.office, start_at=slot.start,
                seat=seat, state=State.HELD.value, conversation_id=conversation_id, moves=0,
                held_until=held_until, created_at=now):
            return tx.execute(sa.select(appointments.c.id).where(
                _at(slot), appointments.c.seat == seat)).scalar_one()
    return None


def _at(slot: Slot) -> sa.sql.ColumnElement:
    return sa.and_(
        appointments.c.kind == slot.kind, appointments.c.office == slot.office,
        appointments.c.start_at == slot.start, _TAKES_A_SEAT)


def find(tx: Transaction, appointment_id: int) -> Appointment | None:
    row = tx.execute(sa.select(appointments).where(appointments.c.id == appointment_id)).first()
    return _to_appointment(row) if row else None


def find_of_case(tx: Transaction, reference: str) -> Appointment | None:
    """The appointment of a case; its last one, if it was cancelled and made again."""
    row = tx.execute(sa.select(appointments).where(
        appointments.c.case_reference == reference,
    ).order_by(appointments.c.id.desc()).limit(1)).first()
    return _to_appointment(row) if row else None


def held_by(tx: Transaction, conversation_id: str) -> list[Appointment]:
    rows = tx.execute(sa.select(appointments).where(
        appointments.c.conversation_id == conversation_id,
        appointments.c.state == State.HELD.value).order_by(appointments.c.id))
    return list(map(_to_appointment, rows))


def upcoming(tx: Transaction, conversation_id: str, now: datetime) -> list[Appointment]:
    """What is booked in a conversation from now on, the next first."""
    rows = tx.execute(sa.select(appointments).where(
        appointments.c.conversation_id == conversation_id,
        appointments.c.state == State.BOOKED.value, appointments.c.start_at >= now,
    ).order_by(appointments.c.start_at, appointments.c.id))
    return list(map(_to_appointment, rows))


def confirm(
    tx: Transaction, appointment_id: int, reference: str, moves: int
) -> bool:
    """Make a held seat a booked one; False if it is not held any more."""
    return tx.execute(appointments.update().where(
        appointments.c.id == appointment_id, appointments.c.state == State.HELD.value,
    ).values(state=State.BOOKED.value, case_reference=reference, moves=moves, held_until=None,
             )).rowcount == 1


def cancel(tx: Transaction, appointment_id: int) -> bool:
    """Give a booked seat back; False if it is not booked any more."""
    return tx.execute(appointments.update().where(
        appointments.c.id == appointment_id, appointments.c.state == State.BOOKED.value,
    ).values(state=State.CANCELLED.value)).rowcount == 1


def delete(tx: Transaction, appointment_id: int) -> None:
    tx.execute(appointments.delete().where(appointments.c.id == appointment_id))


def delete_held(
    tx: Transaction, conversation_id: str | None = None, until: datetime | None = None
) -> None:
    """Give back what a conversation holds, or what has been held too long."""
    is_meant = (appointments.c.conversation_id == conversation_id if conversation_id
                else appointments.c.held_until < until)
    tx.execute(appointments.delete().where(
        appointments.c.state == State.HELD.value, is_meant))


def forget(tx: Transaction, conversation_id: str, now: datetime) -> None:
    """Delete what is over; who is still expected keeps the seat, not the conversation."""
    mine = appointments.c.conversation_id == conversation_id
    tx.execute(appointments.delete().where(mine, sa.or_(
        appointments.c.start_at < now, appointments.c.state != State.BOOKED.value)))
    tx.execute(appointments.update().where(mine).values(conversation_id=None))
