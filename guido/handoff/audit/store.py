"""The table of the audit log, which triggers of the database keep from being changed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guido.handoff.audit.model import Entry
from guido.storage.database import Transaction, UtcDateTime, metadata

audit_log = sa.Table(
    "audit_log", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime),
    sa.Column("agent_id", sa.Integer),
    sa.Column("login", sa.String(80)),
    sa.Column("action", sa.String(40)),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("details", sa.Text),
)


def insert(
    tx: Transaction, at: datetime, agent_id: int | None, login: str, action: str,
    conversation_id: str | None, details: dict[str, Any],
) -> None:
    tx.execute(audit_log.insert().values(
        at=at, agent_id=agent_id, login=login, action=action, conversation_id=conversation_id,
        details=json.dumps(details, ensure_ascii=False)))


def entries(
    tx: Transaction, before: int | None, limit: int, login: str | None, action: str | None,
    conversation_id: str | None,
) -> list[Entry]:
    """The newest first; those with an id below `before`."""
    wanted = sa.select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(audit_log.c.id < before)
    for column, value in (("login", login), ("action", action),
                          ("conversation_id", conversation_id)):
        if value:
            wanted = wanted.where(audit_log.c[column] == value)
    return [Entry(row.id, row.at, row.login, row.action, row.conversation_id,
                  json.loads(row.details)) for row in tx.execute(wanted)]
