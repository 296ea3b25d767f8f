"""The tables of drafts, and their way to the model and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from guido.procedures.drafts import Draft, DraftState
from guido.storage.database import Transaction, UtcDateTime, metadata

drafts = sa.Table(
    "procedure_drafts", metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("procedure", sa.String(60)),
    sa.Column("answers", sa.Text),
    sa.Column("current", sa.String(120)),
    sa.Column("context", sa.Text),
    sa.Column("state", sa.String(10)),
    sa.Column("code_hash", sa.String(64)),
    sa.Column("case_reference", sa.String(12)),
    sa.Column("created_at", UtcDateTime),
    sa.Column("updated_at", UtcDateTime),
)
failures = sa.Table(
    "resume_failures", metadata,
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("failed_at", UtcDateTime),
)


def insert(tx: Transaction, draft: Draft) -> None:
    tx.execute(drafts.insert().values(
        id=draft.id, conversation_id=draft.conversation_id, procedure=draft.procedure,
        answers=draft.written, current=draft.current, context=json.dumps(draft.context),
        state=draft.state.value, created_at=draft.created_at, updated_at=draft.updated_at))


def find(tx: Transaction, draft_id: str) -> Draft | None:
    return _first(tx, drafts.c.id == draft_id)


def find_by_code(tx: Transaction, code_hash: str, since: datetime) -> Draft | None:
    """A draft that is not filed, changed since a moment."""
    return _first(tx, drafts.c.code_hash == code_hash, drafts.c.updated_at >= since,
                  drafts.c.state != DraftState.FILED.value)


def latest(tx: Transaction, conversation_id: str, state: DraftState) -> Draft | None:
    return _first(tx, drafts.c.conversation_id == conversation_id, drafts.c.state == state.value)


def update(tx: Transaction, draft_id: str, **values: Any) -> bool:
    """False if there is no such draft."""
    if "context" in values:
        values["context"] = json.dumps(values["context"], ensure_ascii=False, default=str)
    return tx.execute(
        drafts.update().where(drafts.c.id == draft_id).values(**values)).rowcount == 1


def delete(tx: Transaction, draft_id: str) -> None:
    tx.execute(drafts.delete().where(drafts.c.id == draft_id))


def delete_of(tx: Transaction, conversation_id: str) -> None:
    for table in (drafts, failures):
        tx.execute(table.delete().where(table.c.conversation_id == conversation_id))


def delete_older(tx: Transaction, changed_before: datetime, failed_before: datetime) -> int:
    """How many drafts were deleted."""
    tx.execute(failures.delete().where(failures.c.failed_at < failed_before))
    return tx.execute(drafts.delete().where(drafts.c.updated_at < changed_before)).rowcount


def count_failures(tx: Transaction, conversation_id: str, since: datetime) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(failures).where(
        failures.c.conversation_id == conversation_id, failures.c.failed_at > since)).scalar_one()


def add_failure(tx: Transaction, conversation_id: str, now: datetime) -> None:
    tx.execute(failures.insert().values(conversation_id=conversation_id, failed_at=now))


def _first(tx: Transaction, *conditions: sa.sql.ColumnElement) -> Draft | None:
    row = tx.execute(sa.select(drafts).where(*conditions).order_by(
        drafts.c.updated_at.desc(), drafts.c.id)).first()
    return Draft(
        row.id, row.conversation_id, row.procedure, row.answers, DraftState(row.state),
        row.created_at, row.updated_at, current=row.current, context=json.loads(row.context),
        case_reference=row.case_reference) if row else None
