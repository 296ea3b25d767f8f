"""The table of feedback."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.storage.database import Transaction, UtcDateTime, metadata

feedback = sa.Table(
    "feedback", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("score", sa.Integer),
    sa.Column("service", sa.String(40)),
    sa.Column("created_at", UtcDateTime),
)


def insert(tx: Transaction, score: int, service: str | None, now: datetime) -> None:
    tx.execute(feedback.insert().values(score=score, service=service, created_at=now))
