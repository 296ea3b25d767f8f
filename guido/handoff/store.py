"""Tables of escalations, agents and their sessions, and their way to the model and back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.handoff.model import Agent, Escalation, State
from guido.storage.database import Transaction, UtcDateTime, metadata

agents = sa.Table(
    "agents", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("login", sa.String(80)),
    sa.Column("name", sa.String(80)),
    sa.Column("password_hash", sa.String(200)),
    sa.Column("created_at", UtcDateTime),
)
sessions = sa.Table(
    "agent_sessions", metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("agent_id", sa.Integer),
    sa.Column("csrf_token", sa.String(64)),
    sa.Column("expires_at", UtcDateTime),
)
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
    escalations, agents.c.login, agents.c.name,
).select_from(escalations.outerjoin(agents, agents.c.id == escalations.c.agent_id))


def _to_escalation(row) -> Escalation:
    agent = Agent(row.agent_id, row.login, row.name) if row.agent_id else None
    return Escalation(
        row.id, row.conversation_id, row.reason, row.service, State(row.state), agent,
        row.created_at, row.assigned_at, row.ended_at,
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


def insert_agent(
    tx: Transaction, login: str, name: str, password_hash: str, now: datetime
) -> None:
    tx.execute(agents.insert().values(
        login=login, name=name, password_hash=password_hash, created_at=now))


def agent_with_hash(tx: Transaction, login: str) -> tuple[Agent, str] | None:
    row = tx.execute(sa.select(agents).where(agents.c.login == login)).first()
    return (Agent(row.id, row.login, row.name), row.password_hash) if row else None


def set_password_hash(tx: Transaction, agent_id: int, password_hash: str) -> None:
    tx.execute(agents.update().where(agents.c.id == agent_id).values(
        password_hash=password_hash))


def all_agents(tx: Transaction) -> list[Agent]:
    rows = tx.execute(sa.select(agents).order_by(agents.c.login))
    return [Agent(row.id, row.login, row.name) for row in rows]


def insert_session(
    tx: Transaction, token_hash: str, agent_id: int, csrf_token: str, expires_at: datetime
) -> None:
    tx.execute(sessions.insert().values(
        token_hash=token_hash, agent_id=agent_id, csrf_token=csrf_token, expires_at=expires_at))


def session(tx: Transaction, token_hash: str, now: datetime) -> tuple[Agent, str] | None:
    """The agent and the CSRF token of a session that has not ended."""
    row = tx.execute(sa.select(agents.c.id, agents.c.login, agents.c.name, sessions.c.csrf_token)
                     .select_from(sessions.join(agents, agents.c.id == sessions.c.agent_id))
                     .where(sessions.c.token_hash == token_hash,
                            sessions.c.expires_at > now)).first()
    return (Agent(row.id, row.login, row.name), row.csrf_token) if row else None


def delete_session(tx: Transaction, token_hash: str) -> None:
    tx.execute(sessions.delete().where(sessions.c.token_hash == token_hash))


def delete_sessions(tx: Transaction, agent_id: int | None, expired_at: datetime) -> None:
    """Delete the sessions of an agent, and all that have ended."""
    tx.execute(sessions.delete().where(sa.or_(
        sessions.c.agent_id == agent_id, sessions.c.expires_at <= expired_at)))
