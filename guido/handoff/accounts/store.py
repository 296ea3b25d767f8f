"""Tables of agents and their sessions, and their way to the model and back."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Row

from guido.handoff.accounts.model import Agent, Presence, Role
from guido.storage.database import Transaction, UtcDateTime, metadata

agents = sa.Table(
    "agents", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("login", sa.String(80)),
    sa.Column("name", sa.String(80)),
    sa.Column("password_hash", sa.String(200)),
    sa.Column("created_at", UtcDateTime),
    sa.Column("email", sa.String(200)),
    sa.Column("role", sa.String(15)),
    sa.Column("is_active", sa.Boolean),
    sa.Column("subject", sa.String(255)),
    sa.Column("failures", sa.Integer),
    sa.Column("locked_until", UtcDateTime),
    sa.Column("presence", sa.String(10)),
    sa.Column("seen_at", UtcDateTime),
    sa.Column("most_conversations", sa.Integer),
    sa.Column("preferences", sa.Text),
)
sessions = sa.Table(
    "agent_sessions", metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("agent_id", sa.Integer),
    sa.Column("csrf_token", sa.String(64)),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("seen_at", UtcDateTime),
)
_PUBLIC = ("id", "login", "name", "role", "email", "is_active", "presence", "seen_at",
           "most_conversations", "preferences")


def agent_columns(prefix: str = "agent_") -> list[sa.sql.ColumnElement]:
    """The columns that `to_agent` needs, for queries that join the agents."""
    return [agents.c[name].label(prefix + name) for name in _PUBLIC]


def to_agent(row: Row, prefix: str = "agent_") -> Agent | None:
    """The agent in a row with `agent_columns`; None if the join found none."""
    values = {name: row._mapping[prefix + name] for name in _PUBLIC}
    if values["id"] is None:
        return None
    return Agent(**{**values, "role": Role(values["role"]),
                    "presence": Presence(values["presence"]),
                    "preferences": json.loads(values["preferences"])})


def insert_agent(
    tx: Transaction, login: str, name: str, password_hash: str, now: datetime
) -> None:
    tx.execute(agents.insert().values(
        login=login, name=name, password_hash=password_hash, created_at=now))


def agent_with_hash(tx: Transaction, login: str) -> tuple[Agent, str] | None:
    row = tx.execute(sa.select(*agent_columns(), agents.c.password_hash).where(
        agents.c.login == login)).first()
    return (to_agent(row), row.password_hash) if row else None


def set_password_hash(tx: Transaction, agent_id: int, password_hash: str) -> None:
    tx.execute(agents.update().where(agents.c.id == agent_id).values(
        password_hash=password_hash))


def all_agents(tx: Transaction) -> list[Agent]:
    rows = tx.execute(sa.select(*agent_columns()).order_by(agents.c.login))
    return [to_agent(row) for row in rows]


def insert_session(
    tx: Transaction, token_hash: str, agent_id: int, csrf_token: str, expires_at: datetime
) -> None:
    tx.execute(sessions.insert().values(
        token_hash=token_hash, agent_id=agent_id, csrf_token=csrf_token, expires_at=expires_at))


def session(tx: Transaction, token_hash: str, now: datetime) -> tuple[Agent, str] | None:
    """The agent and the CSRF token of a session that has not ended."""
    row = tx.execute(
        sa.select(*agent_columns(), sessions.c.csrf_token)
        .select_from(sessions.join(agents, agents.c.id == sessions.c.agent_id))
        .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)).first()
    return (to_agent(row), row.csrf_token) if row else None


def delete_session(tx: Transaction, token_hash: str) -> None:
    tx.execute(sessions.delete().where(sessions.c.token_hash == token_hash))


def delete_sessions(tx: Transaction, agent_id: int | None, expired_at: datetime) -> None:
    """Delete the sessions of an agent, and all that have ended."""
    tx.execute(sessions.delete().where(sa.or_(
        sessions.c.agent_id == agent_id, sessions.c.expires_at <= expired_at)))
