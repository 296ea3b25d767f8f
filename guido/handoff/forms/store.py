"""The tables of forms and files, and their way to the model and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from guido.handoff.forms.model import File, Form, Kind
from guido.storage.database import Transaction, UtcDateTime, metadata

forms = sa.Table(
    "forms", metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("kind", sa.String(20)),
    sa.Column("label", sa.Text),
    sa.Column("escalation_id", sa.Integer),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime),
)
files = sa.Table(
    "files", metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("name", sa.String(200)),
    sa.Column("media_type", sa.String(60)),
    sa.Column("content", sa.LargeBinary),
    sa.Column("created_at", UtcDateTime),
)


def insert_form(tx: Transaction, form: Form) -> None:
    tx.execute(forms.insert().values(**{**asdict(form), "kind": form.kind.value}))


def find_form(tx: Transaction, conversation_id: str, form_id: str) -> Form | None:
    row = tx.execute(sa.select(forms).where(
        forms.c.id == form_id, forms.c.conversation_id == conversation_id)).first()
    return Form(**{**row, "kind": Kind(row.kind)}) if row else None


def set_answered(tx: Transaction, form_id: str, now: datetime) -> bool:
    """False if it was answered before."""
    return tx.execute(forms.update().where(
        forms.c.id == form_id, forms.c.answered_at.is_(None)).values(answered_at=now)
    ).rowcount == 1


def insert_file(tx: Transaction, file: File, content: bytes) -> None:
    tx.execute(files.insert().values(
        id=file.id, conversation_id=file.conversation_id, name=file.name,
        media_type=file.media_type, content=content, created_at=file.created_at))


def find_file(tx: Transaction, file_id: str) -> File | None:
    row = tx.execute(sa.select(
        files.c.id, files.c.conversation_id, files.c.name, files.c.media_type,
        files.c.created_at, sa.func.length(files.c.content).label("size"),
    ).where(files.c.id == file_id)).first()
    return File(**row) if row else None


def content_of(tx: Transaction, file_id: str) -> bytes:
    return bytes(tx.execute(
        sa.select(files.c.content).where(files.c.id == file_id)).scalar_one())


def move_file(tx: Transaction, file_id: str, conversation_id: str) -> None:
    tx.execute(files.update().where(files.c.id == file_id).values(conversation_id=conversation_id))


def delete_of(tx: Transaction, conversation_id: str) -> None:
    for table in (forms, files):
        tx.execute(table.delete().where(table.c.conversation_id == conversation_id))
