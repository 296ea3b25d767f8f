"""The table of canned replies, and its way to the model and back."""

from __future__ import annotations

import sqlalchemy as sa

from guido.handoff.canned.model import CannedDraft, CannedReply
from guido.storage.database import Transaction, metadata

canned_replies = sa.Table(
    "canned_replies", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("agent_id", sa.Integer),
    sa.Column("shortcut", sa.String(40)),
    sa.Column("title", sa.String(120)),
    sa.Column("text", sa.Text),
)


def of(tx: Transaction, agent_id: int | None) -> list[CannedReply]:
    """An agent's own by shortcut; those that are shared for None."""
    rows = tx.execute(sa.select(canned_replies).where(
        _owned_by(agent_id)).order_by(canned_replies.c.shortcut, canned_replies.c.id))
    return [CannedReply(row.shortcut, row.title, row.text, row.id, row.agent_id) for row in rows]


def insert(tx: Transaction, agent_id: int | None, draft: CannedDraft) -> int:
    return tx.execute(canned_replies.insert().values(
        agent_id=agent_id, shortcut=draft.shortcut, title=draft.title, text=draft.text,
    )).inserted_primary_key[0]


def update(tx: Transaction, agent_id: int | None, reply_id: int, draft: CannedDraft) -> bool:
    """False if there is none with this id that is shared, or the agent's own."""
    return tx.execute(canned_replies.update().where(
        canned_replies.c.id == reply_id, _owned_by(agent_id),
    ).values(shortcut=draft.shortcut, title=draft.title, text=draft.text)).rowcount == 1


def delete(tx: Transaction, agent_id: int | None, reply_id: int) -> bool:
    """False if there was none."""
    return tx.execute(canned_replies.delete().where(
        canned_replies.c.id == reply_id, _owned_by(agent_id))).rowcount == 1


def is_empty(tx: Transaction) -> bool:
    return tx.execute(sa.select(canned_replies.c.id).limit(1)).first() is None


def _owned_by(agent_id: int | None) -> sa.sql.ColumnElement:
    return (canned_replies.c.agent_id.is_(None) if agent_id is None
            else canned_replies.c.agent_id == agent_id)
