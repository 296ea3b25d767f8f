"""What the list needs to know of all open conversations, in one query each."""

from __future__ import annotations

import sqlalchemy as sa

from guido.handoff.lists.model import Last
from guido.handoff.store import OPEN, escalations
from guido.handoff.watchers.model import Watcher
from guido.handoff.watchers.store import watchers
from guido.storage.database import Transaction

_LONGEST_LAST = 120
# The columns of other subjects' tables that are read here; those subjects write them.
_messages = sa.table(
    "messages", sa.column("conversation_id", sa.String), sa.column("sequence", sa.Integer),
    sa.column("author", sa.String), sa.column("text", sa.Text))
_notes = sa.table("notes", sa.column("id", sa.Integer), sa.column("conversation_id", sa.String))
_mentions = sa.table(
    "mentions", sa.column("note_id", sa.Integer), sa.column("agent_id", sa.Integer),
    sa.column("seen_at", sa.DateTime))
_is_open = escalations.c.state.in_(OPEN)
_open_conversations = sa.select(escalations.c.conversation_id).where(_is_open)


def last_words(tx: Transaction) -> dict[str, Last]:
    """What a citizen or an agent wrote last in each open conversation."""
    newest = (
        sa.select(_messages.c.conversation_id, sa.func.max(_messages.c.sequence).label("sequence"))
        .where(_messages.c.conversation_id.in_(_open_conversations),
               _messages.c.author.in_(("citizen", "agent")))
        .group_by(_messages.c.conversation_id).subquery())
    rows = tx.execute(
        sa.select(_messages.c.conversation_id, _messages.c.author,
                  sa.func.substr(_messages.c.text, 1, _LONGEST_LAST + 1).label("text"))
        .join(newest, sa.and_(_messages.c.conversation_id == newest.c.conversation_id,
                              _messages.c.sequence == newest.c.sequence)))
    return {row.conversation_id: Last(row.author, _cut(row.text)) for row in rows}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_LAST else f"{text[:_LONGEST_LAST - 1]}…"


def written_to_agents(tx: Transaction) -> dict[str, list[int]]:
    """The numbers of what citizens wrote since they asked for a person, in order."""
    rows = tx.execute(
        sa.select(_messages.c.conversation_id, _messages.c.sequence)
        .join(escalations, escalations.c.conversation_id == _messages.c.conversation_id)
        .where(_is_open, _messages.c.author == "citizen",
               _messages.c.sequence > sa.func.coalesce(escalations.c.begun_sequence, 0))
        .order_by(_messages.c.sequence))
    found: dict[str, list[int]] = {}
    for conversation_id, sequence in rows:
        found.setdefault(conversation_id, []).append(sequence)
    return found


def watchers_of_open(tx: Transaction) -> dict[tuple[str, str], Watcher]:
    """Who watches each open conversation, by conversation and party."""
    rows = tx.execute(sa.select(watchers).where(
        watchers.c.conversation_id.in_(_open_conversations)))
    return {(row.conversation_id, row.party): Watcher(
        row.party, row.looking_until, row.typing_until, row.read_sequence) for row in rows}


def unseen_mentions(tx: Transaction) -> frozenset[tuple[str, int]]:
    """Open conversations with the agents who are mentioned there and have not seen it."""
    rows = tx.execute(
        sa.select(_notes.c.conversation_id, _mentions.c.agent_id)
        .join(_mentions, _mentions.c.note_id == _notes.c.id)
        .where(_mentions.c.seen_at.is_(None),
               _notes.c.conversation_id.in_(_open_conversations)))
    return frozenset((conversation_id, agent_id) for conversation_id, agent_id in rows)
