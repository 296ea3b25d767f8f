"""The table of escalations and its way to the model and back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.handoff.accounts.store import agent_columns, agents, to_agent
from guido.handoff.model import Escalation, State
from guido.storage.database import Transaction, UtcDateTime, metadata

escalations = sa.Table(
    "escalations", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("reason", sa.String(40)),
    sa.Column("service", sa.String(40)),
    sa.Column("state", sa.String(10)),
    sa.Column("agent_id", sa.Integer),
    sa.Column("created_at", UtcDateTime),
    sa.Column("assigned_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
)
_OPEN = (State.WAITING.value, State.ASSIGNED.value)
_WITH_AGENT = sa.select(
    escalations, *agent_columns("holder_"),
).select_from(escalations.outerjoin(agents, agents.c.id == escalations.c.agent_id))


def _to_escalation(row) -> Escalation:
    return Escalation(
        row.id, row.conversation_id, row.reason, row.service, State(row.state),
        to_agent(row, "holder_"), row.created_at, row.assigned_at, row.ended_at,
    )


def insert(
    tx: Transaction, conversation_id: str, reason: str, service: str | None, now: datetime
) -> None:
    tx.execute(escalations.insert().values(
        conversation_id=conversation_id, reason=reason, service=service,
        state=State.WAITING.value, created_at=now))


def open_of(tx: Transaction, conversation_id: str) -> Escalation | None:
    row = tx.execute(_WITH_AGENT.where(
        escalations.c.conversation_id == conversation_id,
        escalations.c.state.in_(_OPEN))).first()
    return _to_escalation(row) if row else None


def find(tx: Transaction, escalation_id: int) -> Escalation | None:
    row = tx.execute(_WITH_AGENT.where(escalations.c.id == escalation_id)).first()
    return _to_escalation(row) if row else None


def all_open(tx: Transaction) -> list[Escalation]:
    rows = tx.execute(_WITH_AGENT.where(escalations.c.state.in_(_OPEN)).order_by(
        escalations.c.created_at, escalations.c.id))
    return [_to_escalation(row) for row in rows]


def waiting_before(tx: Transaction, escalation: Escalation) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(escalations).where(
        escalations.c.state == State.WAITING.value,
        escalations.c.id < escalation.id)).scalar_one()


def assign(tx: Transaction, escalation_id: int, agent_id: int, now: datetime) -> bool:
    """Give a waiting escalation to an agent; False if it is not waiting any more."""
    return tx.execute(escalations.update().where(
        escalations.c.id == escalation_id, escalations.c.state == State.WAITING.value,
    ).values(state=State.ASSIGNED.value, agent_id=agent_id, assigned_at=now)).rowcount == 1


def end(tx: Transaction, escalation_id: int, state: State, now: datetime) -> None:
    tx.execute(escalations.update().where(escalations.c.id == escalation_id).values(
        state=state.value, ended_at=now))


def delete_of(tx: Transaction, conversation_id: str) -> None:
    tx.execute(escalations.delete().where(escalations.c.conversation_id == conversation_id))
