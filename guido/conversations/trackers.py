"""The table of what the assistant remembers of each conversation, as it serialised it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

trackers = sa.Table(
    "trackers", metadata,
    sa.Column("conversation_id", sa.String(255), primary_key=True),
    sa.Column("snapshot", sa.Text),
    sa.Column("updated_at", UtcDateTime),
)


def snapshot(tx: Transaction, conversation_id: str) -> str | None:
    return tx.execute(sa.select(trackers.c.snapshot).where(
        trackers.c.conversation_id == conversation_id)).scalar()


def save(tx: Transaction, conversation_id: str, snapshot: str, now: datetime) -> None:
    if insert_new(tx, trackers, conversation_id=conversation_id, snapshot=snapshot,
                  updated_at=now):
        return
    tx.execute(trackers.update().where(
        trackers.c.conversation_id == conversation_id).values(snapshot=snapshot, updated_at=now))


def ids(tx: Transaction) -> list[str]:
    return list(tx.execute(sa.select(trackers.c.conversation_id)).scalars())


def delete(tx: Transaction, conversation_id: str) -> None:
    tx.execute(trackers.delete().where(trackers.c.conversation_id == conversation_id))
