"""The table of documents, and its way to the model and back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.documents.model import Document
from guido.storage.database import Transaction, UtcDateTime, metadata

documents = sa.Table(
    "documents", metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("case_reference", sa.String(12)),
    sa.Column("token_hash", sa.String(64)),
    sa.Column("title", sa.String(200)),
    sa.Column("name", sa.String(200)),
    sa.Column("kind", sa.String(60)),
    sa.Column("content", sa.LargeBinary),
    sa.Column("size", sa.Integer),
    sa.Column("downloads", sa.Integer),
    sa.Column("created_at", UtcDateTime),
    sa.Column("expires_at", UtcDateTime),
)
# All but the content, which is read alone, and the hash, which nobody reads.
_KNOWN = [documents.c[name] for name in Document.__dataclass_fields__]


def insert(tx: Transaction, document: Document, token_hash: str, content: bytes) -> None:
    tx.execute(documents.insert().values(
        token_hash=token_hash, content=content,
        **{column.name: getattr(document, column.name) for column in _KNOWN}))


def find(tx: Transaction, document_id: str) -> Document | None:
    return _first(tx, documents.c.id == document_id)


def find_by_token(tx: Transaction, token_hash: str) -> Document | None:
    return _first(tx, documents.c.token_hash == token_hash)


def of_conversation(tx: Transaction, conversation_id: str) -> list[Document]:
    """The oldest first."""
    rows = tx.execute(sa.select(*_KNOWN).where(
        documents.c.conversation_id == conversation_id,
    ).order_by(documents.c.created_at, documents.c.id))
    return [Document(**row) for row in rows]


def content_of(tx: Transaction, document_id: str) -> bytes:
    return bytes(tx.execute(
        sa.select(documents.c.content).where(documents.c.id == document_id)).scalar_one())


def count_download(tx: Transaction, document_id: str) -> None:
    tx.execute(documents.update().where(documents.c.id == document_id).values(
        downloads=documents.c.downloads + 1))


def empty(tx: Transaction, expired_before: datetime) -> int:
    """Delete the content of expired documents; that there were some is still known."""
    return tx.execute(documents.update().where(
        documents.c.expires_at <= expired_before, sa.func.length(documents.c.content) > 0,
    ).values(content=b"")).rowcount


def delete_of(tx: Transaction, conversation_id: str) -> None:
    tx.execute(documents.delete().where(documents.c.conversation_id == conversation_id))


def _first(tx: Transaction, condition: sa.sql.ColumnElement) -> Document | None:
    row = tx.execute(sa.select(*_KNOWN).where(condition)).first()
    return Document(**row) if row else None
