"""The table of watchers, and its way to the model and back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from guido.handoff.watchers.model import Watcher
from guido.storage.database import Transaction, UtcDateTime, metadata

watchers = sa.Table(
    "watchers", metadata,
    sa.Column("conversation_id", sa.String(36), primary_key=True),
    sa.Column("party", sa.String(20), primary_key=True),
    sa.Column("looking_until", UtcDateTime),
    sa.Column("typing_until", UtcDateTime),
    sa.Column("read_sequence", sa.Integer),
)
# Asked for at each wake of each stream: made once, as making it takes longer than running it.
_OF_CONVERSATION = sa.select(watchers).where(
    watchers.c.conversation_id == sa.bindparam("conversation")).order_by(watchers.c.party)


def of(tx: Transaction, conversation_id: str) -> list[Watcher]:
    rows = tx.execute(_OF_CONVERSATION, {"conversation": conversation_id})
    return [Watcher(row.party, row.looking_until, row.typing_until, row.read_sequence)
            for row in rows]


def set_until(
    tx: Transaction, conversation_id: str, party: str, column: str, until: datetime | None
) -> None:
    if not _update(tx, conversation_id, party, **{column: until}):
        tx.execute(watchers.insert().values(
            conversation_id=conversation_id, party=party, read_sequence=0, **{column: until}))


def set_read(tx: Transaction, conversation_id: str, party: str, sequence: int) -> bool:
    """Move the mark forward, never back; whether it moved."""
    known = tx.execute(sa.select(watchers.c.read_sequence).where(
        watchers.c.conversation_id == conversation_id, watchers.c.party == party)).scalar()
    if known is None:
        tx.execute(watchers.insert().values(
            conversation_id=conversation_id, party=party, read_sequence=sequence))
        return True
    return sequence > known and _update(
        tx, conversation_id, party, read_sequence=sequence)


def _update(tx: Transaction, conversation_id: str, party: str, **values: object) -> bool:
    return tx.execute(watchers.update().where(
        watchers.c.conversation_id == conversation_id, watchers.c.party == party,
    ).values(**values)).rowcount == 1


def delete_of(tx: Transaction, conversation_id: str) -> None:
    tx.execute(watchers.delete().where(watchers.c.conversation_id == conversation_id))
