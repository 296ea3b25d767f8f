"""The table of scheduled messages, and its way to the model and back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.handoff.accounts.store import agent_columns, agents, to_agent
from guido.handoff.scheduled.model import ScheduledMessage, Standing
from guido.storage.database import Transaction, UtcDateTime, metadata

scheduled_messages = sa.Table(
    "scheduled_messages", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("agent_id", sa.Integer),
    sa.Column("text", sa.Text),
    sa.Column("due_at", UtcDateTime),
    sa.Column("state", sa.String(10)),
    sa.Column("created_at", UtcDateTime),
)
_WITH_AGENT = sa.select(scheduled_messages, *agent_columns("author_")).select_from(
    scheduled_messages.join(agents, agents.c.id == scheduled_messages.c.agent_id))


def _to_message(row) -> ScheduledMessage:
    return ScheduledMessage(
        row.id, row.conversation_id, to_agent(row, "author_"), row.text, row.due_at,
        Standing(row.state))


def insert(
    tx: Transaction, conversation_id: str, agent_id: int, text: str, due_at: datetime,
    now: datetime,
) -> int:
    return tx.execute(scheduled_messages.insert().values(
        conversation_id=conversation_id, agent_id=agent_id, text=text, due_at=due_at,
        state=Standing.WAITING.value, created_at=now)).inserted_primary_key[0]


def find(tx: Transaction, scheduled_id: int) -> ScheduledMessage | None:
    row = tx.execute(_WITH_AGENT.where(scheduled_messages.c.id == scheduled_id)).first()
    return _to_message(row) if row else None


def unsent_of(tx: Transaction, agent_id: int) -> list[ScheduledMessage]:
    """What an agent has written and what has not gone out, the next first."""
    rows = tx.execute(_WITH_AGENT.where(
        scheduled_messages.c.agent_id == agent_id,
        scheduled_messages.c.state != Standing.SENT.value,
    ).order_by(scheduled_messages.c.due_at, scheduled_messages.c.id))
    return [_to_message(row) for row in rows]


def has_waiting(tx: Transaction, conversation_id: str, agent_id: int) -> bool:
    return tx.execute(sa.select(scheduled_messages.c.id).where(
        scheduled_messages.c.conversation_id == conversation_id,
        scheduled_messages.c.agent_id == agent_id,
        scheduled_messages.c.state == Standing.WAITING.value).limit(1)).first() is not None


def _is_due(now: datetime) -> sa.sql.ColumnElement:
    return sa.and_(scheduled_messages.c.state == Standing.WAITING.value,
                   scheduled_messages.c.due_at <= now)


def conversations_due(tx: Transaction, now: datetime) -> list[str]:
    return list(tx.execute(sa.select(scheduled_messages.c.conversation_id).where(
        _is_due(now)).distinct()).scalars())


def due(tx: Transaction, conversation_id: str, now: datetime) -> list[ScheduledMessage]:
    rows = tx.execute(_WITH_AGENT.where(
        _is_due(now), scheduled_messages.c.conversation_id == conversation_id,
    ).order_by(scheduled_messages.c.due_at, scheduled_messages.c.id))
    return [_to_message(row) for row in rows]


def move(tx: Transaction, scheduled_id: int, standing: Standing) -> bool:
    """Take a message out of those that wait; False if somebody else did so first.

    The text of one that was sent is in its conversation, and can be withdrawn there.
    """
    gone = {"text": ""} if standing is Standing.SENT else {}
    return tx.execute(scheduled_messages.update().where(
        scheduled_messages.c.id == scheduled_id,
        scheduled_messages.c.state == Standing.WAITING.value,
    ).values(state=standing.value, **gone)).rowcount == 1


def delete_unsent(tx: Transaction, scheduled_id: int) -> bool:
    """False if it was sent, or is there no more."""
    return tx.execute(scheduled_messages.delete().where(
        scheduled_messages.c.id == scheduled_id,
        scheduled_messages.c.state != Standing.SENT.value)).rowcount == 1


def delete_of(tx: Transaction, conversation_id: str) -> None:
    tx.execute(scheduled_messages.delete().where(
        scheduled_messages.c.conversation_id == conversation_id))
