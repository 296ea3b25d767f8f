"""Tables of agents and their sessions, and their way to the model and back."""

from __future__ import annotations

import json
from datetime import datetime
from enum import Enum

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
    sa.Column("id_token", sa.Text),
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


def insert(
    tx: Transaction, login: str, name: str, password_hash: str, role: Role, email: str | None,
    now: datetime,
) -> int:
    return tx.execute(agents.insert().values(
        login=login, name=name, password_hash=password_hash, role=role.value, email=email,
        created_at=now)).inserted_primary_key[0]


def update(tx: Transaction, agent_id: int, **values: object) -> None:
    """Set columns of an agent; enums and preferences are written as the table holds them."""
    if "preferences" in values:
        values["preferences"] = json.dumps(values["preferences"], ensure_ascii=False)
    written = {name: value.value if isinstance(value, Enum) else value
               for name, value in values.items()}
    tx.execute(agents.update().where(agents.c.id == agent_id).values(**written))


def find(tx: Transaction, agent_id: int) -> Agent | None:
    return _one(tx, agents.c.id == agent_id)


def with_login(tx: Transaction, login: str) -> Agent | None:
    return _one(tx, agents.c.login == login)


def with_subject(tx: Transaction, subject: str) -> Agent | None:
    return _one(tx, agents.c.subject == subject)


def unlinked_with_email(tx: Transaction, email: str) -> Agent | None:
    """The active agent with an address whom nobody's identity is linked to yet."""
    return _one(tx, sa.and_(agents.c.email == email, agents.c.is_active.is_(True),
                            agents.c.subject.is_(None)))


def has_email(tx: Transaction, email: str, except_id: int | None) -> bool:
    """Whether another agent has the address."""
    return tx.execute(sa.select(agents.c.id).where(
        agents.c.email == email, agents.c.id != (except_id or 0))).first() is not None


def all_agents(tx: Transaction) -> list[Agent]:
    rows = tx.execute(sa.select(*agent_columns()).order_by(agents.c.login))
    return [to_agent(row) for row in rows]


def lock_administrators(tx: Transaction) -> list[int]:
    """The ids of the active administrators, none of whom can change until the end of `tx`."""
    return list(tx.execute(sa.select(agents.c.id).where(
        agents.c.role == Role.ADMINISTRATOR.value, agents.c.is_active.is_(True),
    ).order_by(agents.c.id).with_for_update()).scalars())


def _one(tx: Transaction, condition: sa.sql.ColumnElement) -> Agent | None:
    row = tx.execute(sa.select(*agent_columns()).where(condition)).first()
    return to_agent(row) if row else None


def password_hash(tx: Transaction, login: str) -> str | None:
    """The hash of the agent's password; None for no such login."""
    return tx.execute(sa.select(agents.c.password_hash).where(
        agents.c.login == login)).scalar_one_or_none()


def count_failure(
    tx: Transaction, login: str, now: datetime, most: int, locked_until: datetime
) -> bool:
    """Count a wrong password; whether the account is locked by it."""
    tx.execute(agents.update().where(agents.c.login == login, _is_open(now)).values(
        failures=agents.c.failures + 1))
    return tx.execute(agents.update().where(
        agents.c.login == login, agents.c.failures >= most,
    ).values(failures=0, locked_until=locked_until)).rowcount == 1


def admit(tx: Transaction, login: str, now: datetime) -> bool:
    """Forget the failures of an agent who gave the password; False if they may not come in."""
    return tx.execute(agents.update().where(
        agents.c.login == login, agents.c.is_active.is_(True), _is_open(now),
    ).values(failures=0, locked_until=None)).rowcount == 1


def _is_open(now: datetime) -> sa.sql.ColumnElement:
    return sa.or_(agents.c.locked_until.is_(None), agents.c.locked_until <= now)


def set_seen(tx: Transaction, agent_id: int, now: datetime, before: datetime) -> None:
    """Note that an agent is there, unless that was noted after `before`."""
    tx.execute(agents.update().where(agents.c.id == agent_id, sa.or_(
        agents.c.seen_at.is_(None), agents.c.seen_at < before)).values(seen_at=now))


def insert_session(
    tx: Transaction, token_hash: str, agent_id: int, csrf_token: str, now: datetime,
    expires_at: datetime, id_token: str | None,
) -> None:
    tx.execute(sessions.insert().values(
        token_hash=token_hash, agent_id=agent_id, csrf_token=csrf_token, seen_at=now,
        expires_at=expires_at, id_token=id_token))


# Looked up at each wake of each stream: made once, as making it takes longer than running it.
_SESSION = sa.select(
    *agent_columns(), sessions.c.csrf_token, sessions.c.id_token,
    sessions.c.seen_at.label("session_seen_at"),
).select_from(sessions.join(agents, agents.c.id == sessions.c.agent_id)).where(
    sessions.c.token_hash == sa.bindparam("token_hash"),
    sessions.c.expires_at > sa.bindparam("now", type_=UtcDateTime),
    sessions.c.seen_at > sa.bindparam("idle_since", type_=UtcDateTime),
    agents.c.is_active.is_(True))


def session(
    tx: Transaction, token_hash: str, now: datetime, idle_since: datetime
) -> tuple[Agent, str, str | None, datetime] | None:
    """Agent, CSRF token, identity token and last activity of a session that has not ended."""
    row = tx.execute(
        _SESSION, {"token_hash": token_hash, "now": now, "idle_since": idle_since}).first()
    if not row:
        return None
    return to_agent(row), row.csrf_token, row.id_token, row.session_seen_at


def set_session_seen(tx: Transaction, token_hash: str, now: datetime, before: datetime) -> None:
    """Note that a session is in use, unless that was noted after `before`."""
    tx.execute(sessions.update().where(
        sessions.c.token_hash == token_hash, sessions.c.seen_at < before).values(seen_at=now))


def has_sessions(tx: Transaction, agent_id: int) -> bool:
    return tx.execute(sa.select(sessions.c.token_hash).where(
        sessions.c.agent_id == agent_id)).first() is not None


def delete_session(tx: Transaction, token_hash: str) -> None:
    tx.execute(sessions.delete().where(sessions.c.token_hash == token_hash))


def delete_sessions(tx: Transaction, agent_id: int, except_hash: str = "") -> None:
    """Delete the sessions of an agent, all or all but one."""
    tx.execute(sessions.delete().where(
        sessions.c.agent_id == agent_id, sessions.c.token_hash != except_hash))


def delete_ended_sessions(tx: Transaction, now: datetime, idle_since: datetime) -> None:
    tx.execute(sessions.delete().where(sa.or_(
        sessions.c.expires_at <= now, sessions.c.seen_at.is_(None),
        sessions.c.seen_at <= idle_since)))
