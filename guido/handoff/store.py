"""The table of escalations and its way to the model and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guido.handoff.accounts.model import Presence
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
    sa.Column("team_id", sa.Integer),
    sa.Column("theme", sa.String(40)),
    sa.Column("commune", sa.String(80)),
    sa.Column("context", sa.Text),
    sa.Column("queued_at", UtcDateTime),
    sa.Column("held_since", UtcDateTime),
    sa.Column("offered_to", sa.Integer),
    sa.Column("first_answer_at", UtcDateTime),
    sa.Column("awaiting_since", UtcDateTime),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("idle_warned_at", UtcDateTime),
    sa.Column("outcome", sa.String(40)),
    sa.Column("tags", sa.Text),
    sa.Column("begun_sequence", sa.Integer),
    sa.Column("ended_sequence", sa.Integer),
    sa.Column("is_test", sa.Boolean),
    sa.Column("follow_up_on", sa.Date),
    sa.Column("joined_to", sa.Integer),
    sa.Column("contact_kind", sa.String(10)),
    sa.Column("contact_value", sa.String(200)),
    sa.Column("word", sa.Text),
)
OPEN = (State.WAITING.value, State.ASSIGNED.value)
WITH_AGENT = sa.select(
    escalations, *agent_columns("holder_"),
).select_from(escalations.outerjoin(agents, agents.c.id == escalations.c.agent_id))
# Asked for with each message and at each wake of each stream: made once, as making them takes
# longer than running them.
_OF_CONVERSATION = WITH_AGENT.where(
    escalations.c.conversation_id == sa.bindparam("conversation")).order_by(
    escalations.c.id.desc())
_OPEN_OF = WITH_AGENT.where(
    escalations.c.conversation_id == sa.bindparam("conversation"), escalations.c.state.in_(OPEN))
_PLAIN = tuple(field.name for field in fields(Escalation)
               if field.name not in ("state", "agent", "context", "tags"))


def to_escalation(row) -> Escalation:
    """The escalation of a row of WITH_AGENT."""
    return Escalation(
        **{name: row[name] for name in _PLAIN}, state=State(row.state),
        agent=to_agent(row, "holder_"), context=json.loads(row.context),
        tags=tuple(json.loads(row.tags)))


def insert(
    tx: Transaction, conversation_id: str, now: datetime, context: Mapping[str, Any],
    **values: object,
) -> None:
    tx.execute(escalations.insert().values(
        conversation_id=conversation_id, state=State.WAITING.value, created_at=now,
        queued_at=now, awaiting_since=now, context=json.dumps(context, ensure_ascii=False),
        **values))


def change(tx: Transaction, escalation_id: int, **values: object) -> None:
    """Set columns of an escalation."""
    if "tags" in values:
        values["tags"] = json.dumps(values["tags"], ensure_ascii=False)
    tx.execute(escalations.update().where(
        escalations.c.id == escalation_id).values(**values))


def open_of(tx: Transaction, conversation_id: str) -> Escalation | None:
    row = tx.execute(_OPEN_OF, {"conversation": conversation_id}).first()
    return to_escalation(row) if row else None


def find(tx: Transaction, escalation_id: int) -> Escalation | None:
    row = tx.execute(WITH_AGENT.where(escalations.c.id == escalation_id)).first()
    return to_escalation(row) if row else None


def of_conversation(tx: Transaction, conversation_id: str) -> list[Escalation]:
    rows = tx.execute(_OF_CONVERSATION, {"conversation": conversation_id})
    return [to_escalation(row) for row in rows]


def joined_with(tx: Transaction, escalation: Escalation) -> list[Escalation]:
    """The other open escalations that were joined with this one."""
    head = escalation.joined_to or escalation.id
    rows = tx.execute(WITH_AGENT.where(
        sa.or_(escalations.c.id == head, escalations.c.joined_to == head),
        escalations.c.id != escalation.id, escalations.c.state.in_(OPEN),
    ).order_by(escalations.c.id))
    return [to_escalation(row) for row in rows]


def joined_conversations(tx: Transaction, conversation_id: str) -> list[str]:
    """The other conversations that are open and joined with this one."""
    own = escalations.alias("own")
    return list(tx.execute(sa.select(escalations.c.conversation_id).join(own, sa.or_(
        escalations.c.id == own.c.joined_to, escalations.c.joined_to == own.c.joined_to,
        escalations.c.joined_to == own.c.id,
    )).where(own.c.conversation_id == conversation_id, own.c.state.in_(OPEN),
             escalations.c.id != own.c.id, escalations.c.state.in_(OPEN))).scalars())


def all_open(tx: Transaction) -> list[Escalation]:
    rows = tx.execute(WITH_AGENT.where(escalations.c.state.in_(OPEN)).order_by(
        escalations.c.queued_at, escalations.c.id))
    return [to_escalation(row) for row in rows]


def waiting_before(tx: Transaction, escalation: Escalation) -> int:
    """How many of the same team wait here and came earlier."""
    same_team = (escalations.c.team_id == escalation.team_id if escalation.team_id
                 else escalations.c.team_id.is_(None))
    earlier = sa.or_(
        escalations.c.queued_at < escalation.queued_at,
        sa.and_(escalations.c.queued_at == escalation.queued_at,
                escalations.c.id < escalation.id))
    return tx.execute(sa.select(sa.func.count()).select_from(escalations).where(
        escalations.c.state == State.WAITING.value, escalations.c.contact_kind.is_(None),
        same_team, earlier)).scalar_one()


def earliest_waiting(tx: Transaction, team_id: int | None) -> datetime | None:
    """The place of the first in a team's queue."""
    return tx.execute(sa.select(escalations.c.queued_at).where(
        escalations.c.state == State.WAITING.value,
        escalations.c.team_id == team_id if team_id else escalations.c.team_id.is_(None),
    ).order_by(escalations.c.queued_at).limit(1)).scalar()


def last_agent(tx: Transaction, conversation_id: str) -> int | None:
    """The agent who answered this citizen last."""
    return tx.execute(sa.select(escalations.c.agent_id).where(
        escalations.c.conversation_id == conversation_id,
        escalations.c.agent_id.is_not(None),
        escalations.c.state.not_in(OPEN),
    ).order_by(escalations.c.id.desc()).limit(1)).scalar()


def assign(tx: Transaction, escalation_id: int, agent_id: int, now: datetime) -> bool:
    """Give a waiting escalation to an agent; False if it is not waiting any more."""
    return tx.execute(escalations.update().where(
        escalations.c.id == escalation_id, escalations.c.state == State.WAITING.value,
    ).values(state=State.ASSIGNED.value, agent_id=agent_id, assigned_at=now,
             held_since=now, offered_to=None)).rowcount == 1


def held_by_vanished(tx: Transaction, before: datetime) -> list[Escalation]:
    """Held by agents who were not seen since a moment, nor took the conversation since.

    Or who have been shown as away while the citizen has waited for them all that time.
    The last in the queue first: each goes to the front, and the first stays before the others.
    """
    rows = tx.execute(WITH_AGENT.where(
        escalations.c.state == State.ASSIGNED.value, escalations.c.held_since < before,
        sa.or_(agents.c.seen_at.is_(None), agents.c.seen_at < before,
               sa.and_(agents.c.presence == Presence.AWAY.value,
                       escalations.c.awaiting_since < before)),
    ).order_by(escalations.c.queued_at.desc(), escalations.c.id.desc()))
    return [to_escalation(row) for row in rows]


def silent_since(tx: Transaction, before: datetime) -> list[Escalation]:
    """Held, and the citizen has not written since the agent's last word before a moment."""
    rows = tx.execute(WITH_AGENT.where(
        escalations.c.state == State.ASSIGNED.value, escalations.c.awaiting_since.is_(None),
        escalations.c.answered_at < before))
    return [to_escalation(row) for row in rows]


def delete_of(tx: Transaction, conversation_id: str) -> None:
    tx.execute(escalations.delete().where(escalations.c.conversation_id == conversation_id))
