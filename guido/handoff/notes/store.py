"""Tables of notes and mentions, and their way to the model and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Row

from guido.handoff.accounts.store import agent_columns, agents, to_agent
from guido.handoff.notes.model import Mention, Note
from guido.storage.database import Transaction, UtcDateTime, metadata

notes = sa.Table(
    "notes", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("agent_id", sa.Integer),
    sa.Column("text", sa.Text),
    sa.Column("created_at", UtcDateTime),
)
mentions = sa.Table(
    "mentions", metadata,
    sa.Column("note_id", sa.Integer, primary_key=True),
    sa.Column("agent_id", sa.Integer, primary_key=True),
    sa.Column("seen_at", UtcDateTime),
)
_WITH_AUTHOR = sa.select(notes, *agent_columns("author_")).select_from(
    notes.join(agents, agents.c.id == notes.c.agent_id))


def insert(
    tx: Transaction, conversation_id: str, agent_id: int, text: str, mentioned: Iterable[int],
    now: datetime,
) -> int:
    note_id = tx.execute(notes.insert().values(
        conversation_id=conversation_id, agent_id=agent_id, text=text, created_at=now,
    )).inserted_primary_key[0]
    rows = [{"note_id": note_id, "agent_id": each} for each in mentioned]
    if rows:
        tx.execute(mentions.insert(), rows)
    return note_id


def of(tx: Transaction, conversation_id: str) -> list[Note]:
    """The oldest first."""
    rows = list(tx.execute(_WITH_AUTHOR.where(
        notes.c.conversation_id == conversation_id).order_by(notes.c.id)))
    named = _named(tx, [row.id for row in rows])
    return [_to_note(row, named) for row in rows]


def number_of(tx: Transaction, conversation_id: str) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(notes).where(
        notes.c.conversation_id == conversation_id)).scalar_one()


def unseen(tx: Transaction, agent_id: int, limit: int) -> list[Mention]:
    """The newest first."""
    rows = list(tx.execute(_WITH_AUTHOR.add_columns(mentions.c.seen_at).join(
        mentions, mentions.c.note_id == notes.c.id,
    ).where(mentions.c.agent_id == agent_id, mentions.c.seen_at.is_(None),
            ).order_by(notes.c.id.desc()).limit(limit)))
    named = _named(tx, [row.id for row in rows])
    return [Mention(_to_note(row, named), row.seen_at) for row in rows]


def conversations_mentioning(tx: Transaction, agent_id: int) -> set[str]:
    return set(tx.execute(sa.select(notes.c.conversation_id).join(
        mentions, mentions.c.note_id == notes.c.id,
    ).where(mentions.c.agent_id == agent_id, mentions.c.seen_at.is_(None))).scalars())


def set_seen(tx: Transaction, conversation_id: str, agent_id: int, now: datetime) -> bool:
    """False if there was nothing that the agent had not seen."""
    of_conversation = sa.select(notes.c.id).where(notes.c.conversation_id == conversation_id)
    return tx.execute(mentions.update().where(
        mentions.c.note_id.in_(of_conversation), mentions.c.agent_id == agent_id,
        mentions.c.seen_at.is_(None)).values(seen_at=now)).rowcount > 0


def delete_of(tx: Transaction, conversation_id: str) -> None:
    of_conversation = sa.select(notes.c.id).where(notes.c.conversation_id == conversation_id)
    tx.execute(mentions.delete().where(mentions.c.note_id.in_(of_conversation)))
    tx.execute(notes.delete().where(notes.c.conversation_id == conversation_id))


def _named(tx: Transaction, note_ids: list[int]) -> dict[int, list[str]]:
    """The names of those whom each note mentions."""
    found: dict[int, list[str]] = {}
    for row in tx.execute(sa.select(mentions.c.note_id, agents.c.name).join(
            agents, agents.c.id == mentions.c.agent_id,
            ).where(mentions.c.note_id.in_(note_ids)).order_by(agents.c.name)):
        found.setdefault(row.note_id, []).append(row.name)
    return found


def _to_note(row: Row, named: dict[int, list[str]]) -> Note:
    return Note(row.id, row.conversation_id, to_agent(row, "author_"), row.text, row.created_at,
                tuple(named.get(row.id, ())))
