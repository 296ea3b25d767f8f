"""What citizens wrote in several conversations, read at once."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from guido.storage.database import Transaction

_messages = sa.table(
    "messages", sa.column("conversation_id", sa.String), sa.column("sequence", sa.Integer),
    sa.column("author", sa.String), sa.column("text", sa.Text))
_MOST = 5000


def written_by_citizens(
    tx: Transaction, conversation_ids: Sequence[str]
) -> dict[str, list[str]]:
    """The citizens' texts by conversation; of very many conversations only the newest."""
    rows = tx.execute(sa.select(_messages.c.conversation_id, _messages.c.text).where(
        _messages.c.conversation_id.in_(conversation_ids), _messages.c.author == "citizen",
    ).order_by(_messages.c.sequence.desc()).limit(_MOST))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, []).append(row.text)
    return found
