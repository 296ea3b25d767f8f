"""Tags that were used before."""

from __future__ import annotations

import json

import sqlalchemy as sa

from guido.handoff.store import escalations
from guido.storage.database import Transaction

_LOOKED_BACK = 2000


def used_tags(tx: Transaction) -> list[list[str]]:
    """The tags of each escalation that has any, the newest first."""
    rows = tx.execute(sa.select(escalations.c.tags).where(
        escalations.c.tags != "[]").order_by(escalations.c.id.desc()).limit(_LOOKED_BACK))
    return [json.loads(row.tags) for row in rows]
