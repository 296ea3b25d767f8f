"""The tables of the outbox and of agreements, and their way to the model and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guido.notifications.model import Agreement, Entry, Kind, State, Way
from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

outbox = sa.Table(
    "outbox", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(10)),
    sa.Column("due_at", UtcDateTime),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("case_reference", sa.String(12)),
    sa.Column("payload", sa.Text),
    sa.Column("state", sa.String(10)),
    sa.Column("attempts", sa.Integer),
    sa.Column("next_at", UtcDateTime),
    sa.Column("claimed_by", sa.String(32)),
    sa.Column("claimed_until", UtcDateTime),
    sa.Column("dedupe_key", sa.String(200)),
    sa.Column("created_at", UtcDateTime),
)
agreements = sa.Table(
    "notice_agreements", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("case_reference", sa.String(12)),
    sa.Column("way", sa.String(10)),
    sa.Column("address", sa.Text),
    sa.Column("created_at", UtcDateTime),
)
_WAITING = outbox.c.state == State.WAITING.value


def _to_entry(row) -> Entry:
    return Entry(row.id, Kind(row.kind), row.due_at, row.conversation_id, row.case_reference,
                 json.loads(row.payload), row.attempts)


def _to_agreement(row) -> Agreement:
    return Agreement(row.id, row.conversation_id, row.case_reference, Way(row.way), row.address)


def insert(
    tx: Transaction, kind: Kind, due_at: datetime, payload: dict[str, Any], dedupe: str,
    conversation_id: str | None, case_reference: str | None, now: datetime,
) -> bool:
    """False if the same was planned before."""
    return insert_new(
        tx, outbox, kind=kind.value, due_at=due_at, next_at=due_at, state=State.WAITING.value,
        payload=json.dumps(payload, ensure_ascii=False), dedupe_key=dedupe, attempts=0,
        conversation_id=conversation_id, case_reference=case_reference, created_at=now)


def count_letters(tx: Transaction, conversation_id: str, since: datetime) -> int:
    """How many were asked for in a conversation."""
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(
        outbox.c.conversation_id == conversation_id, outbox.c.kind == Kind.LETTER.value,
        outbox.c.created_at > since)).scalar_one()


def due(tx: Transaction, kinds: list[Kind], now: datetime, most: int) -> list[Entry]:
    """What nobody is sending now, the oldest first."""
    rows = tx.execute(sa.select(outbox).where(
        _WAITING, outbox.c.next_at <= now, outbox.c.kind.in_([kind.value for kind in kinds]),
        sa.or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now),
    ).order_by(outbox.c.next_at, outbox.c.id).limit(most))
    return [_to_entry(row) for row in rows]


def claim(
    tx: Transaction, entry_id: int, owner: str, now: datetime, until: datetime
) -> Entry | None:
    """Reserve what is due and what nobody else has reserved; locks it."""
    claimed = tx.execute(outbox.update().where(
        outbox.c.id == entry_id, _WAITING, outbox.c.next_at <= now,
        sa.or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now),
    ).values(claimed_by=owner, claimed_until=until))
    if claimed.rowcount != 1:
        return None
    row = tx.execute(sa.select(outbox).where(outbox.c.id == entry_id)).first()
    return _to_entry(row) if row else None


def earlier_at(tx: Transaction, entry: Entry, name: str) -> datetime | None:
    """When something of the same case whose name begins so, and waits since before the entry, is
    tried next; None if nothing does."""
    return tx.execute(sa.select(outbox.c.next_at).where(
        _WAITING, outbox.c.id < entry.id, outbox.c.case_reference == entry.case_reference,
        outbox.c.dedupe_key.startswith(name, autoescape=True),
    ).order_by(outbox.c.id).limit(1)).scalar()


def settle(tx: Transaction, entry_id: int, owner: str, state: State) -> None:
    """It waits no more; what was said is not kept."""
    tx.execute(outbox.update().where(_of_owner(entry_id, owner)).values(
        state=state.value, payload="{}", claimed_by=None, claimed_until=None))


def put_back(
    tx: Transaction, entry_id: int, owner: str, attempts: int, next_at: datetime
) -> None:
    tx.execute(outbox.update().where(_of_owner(entry_id, owner)).values(
        attempts=attempts, next_at=next_at, claimed_by=None, claimed_until=None))


def _of_owner(entry_id: int, owner: str) -> sa.sql.ColumnElement:
    """Claimed by the owner, or by nobody: what failed may have taken the claim back with it."""
    return sa.and_(outbox.c.id == entry_id, _WAITING, sa.or_(
        outbox.c.claimed_by == owner, outbox.c.claimed_by.is_(None)))


def postpone(tx: Transaction, entry_id: int, now: datetime, next_at: datetime) -> None:
    """What nobody is sending now is looked at later."""
    tx.execute(outbox.update().where(outbox.c.id == entry_id, _WAITING, sa.or_(
        outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now)).values(next_at=next_at))


def delete_waiting(tx: Transaction, dedupe: str) -> bool:
    """Whether it waited; what was told already stays, and its name can be used again."""
    is_deleted = tx.execute(outbox.delete().where(
        outbox.c.dedupe_key == dedupe, _WAITING)).rowcount == 1
    tx.execute(outbox.update().where(outbox.c.dedupe_key == dedupe).values(dedupe_key=None))
    return is_deleted


def delete_waiting_of_case(tx: Transaction, case_reference: str) -> None:
    tx.execute(outbox.delete().where(
        outbox.c.case_reference == case_reference, _WAITING,
        outbox.c.kind == Kind.CITIZEN.value))


def delete_settled(tx: Transaction, before: datetime) -> None:
    tx.execute(outbox.delete().where(sa.not_(_WAITING), outbox.c.due_at < before))


def delete_of(tx: Transaction, conversation_id: str) -> None:
    for table in (outbox, agreements):
        tx.execute(table.delete().where(table.c.conversation_id == conversation_id))


def save_agreement(
    tx: Transaction, conversation_id: str, case_reference: str | None, way: Way,
    address: str | None, now: datetime,
) -> None:
    """In place of an earlier one for the same."""
    delete_agreement(tx, conversation_id, case_reference)
    insert_new(tx, agreements, conversation_id=conversation_id, case_reference=case_reference,
               way=way.value, address=address, created_at=now)


def delete_agreement(
    tx: Transaction, conversation_id: str, case_reference: str | None
) -> None:
    tx.execute(agreements.delete().where(
        agreements.c.case_reference == case_reference if case_reference
        else _of_conversation(conversation_id)))


def agreement(
    tx: Transaction, conversation_id: str | None, case_reference: str | None, since: datetime
) -> Agreement | None:
    """That for the case, or else that for the conversation."""
    conditions = []
    if case_reference:
        conditions.append(agreements.c.case_reference == case_reference)
    if conversation_id:
        conditions.append(_of_conversation(conversation_id))
    for condition in conditions:
        row = tx.execute(sa.select(agreements).where(
            condition, agreements.c.created_at > since)).first()
        if row:
            return _to_agreement(row)
    return None


def _of_conversation(conversation_id: str) -> sa.sql.ColumnElement:
    return sa.and_(agreements.c.conversation_id == conversation_id,
                   agreements.c.case_reference.is_(None))


def with_id(tx: Transaction, agreement_id: int) -> Agreement | None:
    row = tx.execute(sa.select(agreements).where(agreements.c.id == agreement_id)).first()
    return _to_agreement(row) if row else None


def delete_with_id(tx: Transaction, agreement_id: int) -> None:
    tx.execute(agreements.delete().where(agreements.c.id == agreement_id))


def delete_of_case(tx: Transaction, case_reference: str) -> None:
    tx.execute(agreements.delete().where(agreements.c.case_reference == case_reference))


def delete_agreements_of(tx: Transaction, conversation_id: str) -> bool:
    """Whether there was one."""
    return tx.execute(agreements.delete().where(
        agreements.c.conversation_id == conversation_id)).rowcount > 0


def delete_old_agreements(tx: Transaction, before: datetime) -> None:
    """Those that count no more, and those that nothing can come of without a conversation."""
    tx.execute(agreements.delete().where(sa.or_(
        agreements.c.created_at < before, sa.and_(
            agreements.c.conversation_id.is_(None), sa.or_(
                agreements.c.way == Way.HERE.value, agreements.c.case_reference.is_(None))))))


def has_agreement(tx: Transaction, conversation_id: str) -> bool:
    return tx.execute(sa.select(agreements.c.id).where(
        agreements.c.conversation_id == conversation_id).limit(1)).first() is not None


def conversations_promised(tx: Transaction) -> list[str]:
    """Those in which news of a case were agreed to come, or for which a reminder is planned."""
    of_cases = sa.select(agreements.c.conversation_id).where(
        agreements.c.way == Way.HERE.value, agreements.c.case_reference.is_not(None),
        agreements.c.conversation_id.is_not(None))
    reminded = sa.select(outbox.c.conversation_id).where(
        _WAITING, outbox.c.conversation_id.in_(sa.select(agreements.c.conversation_id).where(
            agreements.c.conversation_id.is_not(None))))
    return list(tx.execute(sa.union(of_cases, reminded)).scalars())
