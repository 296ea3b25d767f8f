"""The table of notices, and its way to the model and back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.handoff.notices.model import Notice, NoticeDraft
from guido.storage.database import Transaction, UtcDateTime, metadata

notices = sa.Table(
    "notices", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("agent_id", sa.Integer),
    sa.Column("text", sa.Text),
    sa.Column("begins_at", UtcDateTime),
    sa.Column("ends_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime),
)


def all_notices(tx: Transaction, current_at: datetime | None = None) -> list[Notice]:
    """By their beginning; those shown at a moment, if one is given."""
    wanted = sa.select(notices).order_by(notices.c.begins_at, notices.c.id)
    if current_at:
        wanted = wanted.where(notices.c.begins_at <= current_at, notices.c.ends_at > current_at)
    return [Notice(row.text, row.begins_at, row.ends_at, row.id) for row in tx.execute(wanted)]


def insert(tx: Transaction, agent_id: int, draft: NoticeDraft, now: datetime) -> int:
    return tx.execute(notices.insert().values(
        agent_id=agent_id, text=draft.text, begins_at=draft.begins_at, ends_at=draft.ends_at,
        created_at=now)).inserted_primary_key[0]


def update(tx: Transaction, notice_id: int, draft: NoticeDraft) -> bool:
    """False if there is none with this id."""
    return tx.execute(notices.update().where(notices.c.id == notice_id).values(
        text=draft.text, begins_at=draft.begins_at, ends_at=draft.ends_at)).rowcount == 1


def delete(tx: Transaction, notice_id: int) -> bool:
    """False if there was none."""
    return tx.execute(notices.delete().where(notices.c.id == notice_id)).rowcount == 1
