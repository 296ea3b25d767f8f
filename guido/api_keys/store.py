"""Tables of keys and of kept answers, and their way to the model and back."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from guido.api_keys.model import ApiKey, KeptAnswer, Scope
from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

api_keys = sa.Table(
    "api_keys", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80)),
    sa.Column("key_hash", sa.String(64)),
    sa.Column("scopes", sa.Text),
    sa.Column("created_at", UtcDateTime),
    sa.Column("revoked_at", UtcDateTime),
    sa.Column("last_used_at", UtcDateTime),
)
answers = sa.Table(
    "idempotency", metadata,
    sa.Column("key_id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("request_hash", sa.String(64)),
    sa.Column("status", sa.Integer),
    sa.Column("body", sa.Text),
    sa.Column("created_at", UtcDateTime),
)


def _to_key(row) -> ApiKey:
    return ApiKey(row.id, row.name, frozenset(map(Scope, json.loads(row.scopes))),
                  row.created_at, row.revoked_at, row.last_used_at)


def insert(
    tx: Transaction, name: str, key_hash: str, scopes: Collection[Scope], now: datetime
) -> bool:
    """False if there is a key of this name."""
    return insert_new(
        tx, api_keys, name=name, key_hash=key_hash, created_at=now,
        scopes=json.dumps(sorted(scope.value for scope in scopes)))


def all_keys(tx: Transaction) -> list[ApiKey]:
    return [_to_key(row) for row in tx.execute(sa.select(api_keys).order_by(api_keys.c.name))]


def with_hash(tx: Transaction, key_hash: str) -> ApiKey | None:
    row = tx.execute(sa.select(api_keys).where(
        api_keys.c.key_hash == key_hash, api_keys.c.revoked_at.is_(None))).first()
    return _to_key(row) if row else None


def revoke(tx: Transaction, name: str, now: datetime) -> bool:
    return tx.execute(api_keys.update().where(
        api_keys.c.name == name, api_keys.c.revoked_at.is_(None)).values(
        revoked_at=now)).rowcount == 1


def set_used(tx: Transaction, key_id: int, now: datetime) -> None:
    tx.execute(api_keys.update().where(api_keys.c.id == key_id).values(last_used_at=now))


def begin(
    tx: Transaction, key_id: int, key: str, request_hash: str, now: datetime
) -> bool:
    """False if a request came with this key before; waits for one that is being answered."""
    return insert_new(tx, answers, key_id=key_id, key=key, request_hash=request_hash,
                      created_at=now)


def kept(tx: Transaction, key_id: int, key: str) -> tuple[str, KeptAnswer]:
    """The request's hash and its answer."""
    row = tx.execute(sa.select(answers).where(
        answers.c.key_id == key_id, answers.c.key == key)).one()
    return row.request_hash, KeptAnswer(row.status, row.body)


def keep(tx: Transaction, key_id: int, key: str, answer: KeptAnswer) -> None:
    tx.execute(answers.update().where(
        answers.c.key_id == key_id, answers.c.key == key,
    ).values(status=answer.status, body=answer.body))


def delete_kept(tx: Transaction, before: datetime) -> None:
    tx.execute(answers.delete().where(answers.c.created_at < before))
