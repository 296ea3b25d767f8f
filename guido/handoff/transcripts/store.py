"""Finding conversations by what was written in them and by how they ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from guido.handoff.model import Escalation
from guido.handoff.store import OPEN, WITH_AGENT, escalations, to_escalation
from guido.handoff.transcripts.model import Filters
from guido.storage.database import Transaction

# The columns of another subject's table that are read here; that subject writes them.
_messages = sa.table(
    "messages", sa.column("conversation_id", sa.String), sa.column("sequence", sa.Integer),
    sa.column("author", sa.String), sa.column("text", sa.Text), sa.column("folded", sa.Text))
_later = escalations.alias("later")
# One line a conversation: its newest escalation says how far agents may read.
_is_newest = sa.not_(sa.exists().where(
    _later.c.conversation_id == escalations.c.conversation_id, _later.c.id > escalations.c.id))
_is_open = escalations.c.state.in_(OPEN)
# Not what the service itself says: that tells how a citizen was satisfied, and where they go on.
_is_readable = sa.and_(
    _messages.c.author != "system",
    sa.or_(_is_open, _messages.c.sequence <= escalations.c.ended_sequence))


@dataclass(frozen=True)
class Hit:
    """A message in which some of the words are."""

    conversation_id: str
    sequence: int
    author: str
    text: str
    folded: str


def closed(
    tx: Transaction, filters: Filters, before: int | None, limit: int
) -> list[Escalation]:
    """The newest escalations of ended conversations, the last to end first."""
    wanted = WITH_AGENT.where(
        _is_newest, sa.not_(_is_open), *_conditions(filters),
    ).order_by(escalations.c.ended_at.desc(), escalations.c.id.desc()).limit(limit)
    if before is not None:
        last = escalations.alias("last")
        ended_at = sa.select(last.c.ended_at).where(last.c.id == before).scalar_subquery()
        wanted = wanted.where(sa.or_(
            escalations.c.ended_at < ended_at,
            sa.and_(escalations.c.ended_at == ended_at, escalations.c.id < before)))
    return [to_escalation(row) for row in tx.execute(wanted)]


def with_words(
    tx: Transaction, words: Sequence[str], filters: Filters, before: int | None, limit: int
) -> list[Escalation]:
    """The newest escalations of conversations that have each of the folded words somewhere."""
    wanted = WITH_AGENT.where(
        _is_newest, *_conditions(filters), *(sa.exists().where(
            _messages.c.conversation_id == escalations.c.conversation_id, _is_readable,
            _contains(_messages.c.folded, word)).correlate(escalations) for word in words),
    ).order_by(escalations.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(escalations.c.id < before)
    return [to_escalation(row) for row in tx.execute(wanted)]


def hits(tx: Transaction, escalation_ids: Sequence[int], words: Sequence[str]) -> list[Hit]:
    """The messages with any of the words that agents may read, the newest first."""
    rows = tx.execute(
        sa.select(_messages)
        .join(escalations, escalations.c.conversation_id == _messages.c.conversation_id)
        .where(escalations.c.id.in_(escalation_ids), _is_readable,
               sa.or_(*(_contains(_messages.c.folded, word) for word in words)))
        .order_by(_messages.c.sequence.desc()))
    return [Hit(**row) for row in rows.mappings()]


def _contains(column: sa.sql.ColumnElement, text: str) -> sa.sql.ColumnElement:
    return column.contains(text, autoescape=True)


def _conditions(filters: Filters) -> list[sa.sql.ColumnElement]:
    table = escalations.c
    wanted = [table[name] == value for name, value in (
        ("team_id", filters.team_id), ("theme", filters.theme), ("service", filters.service),
        ("reason", filters.reason)) if value is not None]
    if filters.tag is not None:
        wanted.append(_contains(table.tags, json.dumps(filters.tag, ensure_ascii=False)))
    if filters.has_contact:
        wanted.append(table.contact_kind.is_not(None))
    if filters.follow_up_until is not None:
        wanted.append(table.follow_up_on <= filters.follow_up_until)
    if not filters.with_tests:
        wanted.append(sa.not_(table.is_test))
    return wanted
