"""The table of feedback."""

from __future__ import annotations

import sqlalchemy as sa

from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

feedback = sa.Table(
    "feedback", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("score", sa.Integer),
    sa.Column("service", sa.String(40)),
    sa.Column("comment", sa.Text),
    sa.Column("team_id", sa.Integer),
    sa.Column("escalation_id", sa.Integer),
    sa.Column("created_at", UtcDateTime),
)
# The columns of another subject's table that are looked up here; that subject writes them.
_escalations = sa.table(
    "escalations", sa.column("id", sa.Integer), sa.column("conversation_id", sa.String))


def insert(tx: Transaction, **values: object) -> bool:
    """False if the escalation has its feedback already."""
    return insert_new(tx, feedback, **values)


def set_comment(tx: Transaction, escalation_id: int, comment: str) -> bool:
    return tx.execute(feedback.update().where(
        feedback.c.escalation_id == escalation_id, feedback.c.comment.is_(None),
    ).values(comment=comment)).rowcount == 1


def forget_conversation(tx: Transaction, conversation_id: str) -> None:
    _forget(tx, feedback.c.escalation_id.in_(sa.select(_escalations.c.id).where(
        _escalations.c.conversation_id == conversation_id)))


def forget_deleted(tx: Transaction) -> None:
    _forget(tx, sa.and_(
        feedback.c.escalation_id.is_not(None),
        feedback.c.escalation_id.not_in(sa.select(_escalations.c.id))))


def _forget(tx: Transaction, condition: sa.sql.ColumnElement) -> None:
    tx.execute(feedback.update().where(condition).values(comment=None, escalation_id=None))
