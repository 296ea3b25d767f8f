"""Noting what is done, in the transaction in which it is done, and reading it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from guido.clock import utc_now
from guido.handoff.audit import store
from guido.handoff.audit.model import ACTIONS, Entry
from guido.handoff.model import Agent
from guido.storage import Transaction

_PAGE = 100


class Audit:
    """The audit log; there is no way to change or delete an entry."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now

    def note(
        self, tx: Transaction, agent: Agent | str | None, action: str,
        conversation_id: str | None = None, **details: Any,
    ) -> None:
        """Note an action of an agent, of a login that is nobody's, or of the service (None).

        ValueError for an action that is not in ACTIONS; `details` never holds what people wrote.
        """
        if action not in ACTIONS:
            raise ValueError(f"unknown action {action!r}")
        known = agent if isinstance(agent, Agent) else None
        login = known.login if known else str(agent or "")[:80]
        store.insert(tx, self._now(), known.id if known else None, login, action,
                     conversation_id, details)

    def entries(
        self, tx: Transaction, before: int | None = None, login: str | None = None,
        action: str | None = None, conversation_id: str | None = None,
    ) -> list[Entry]:
        """A page of entries, the newest first; the next page is before the last one's id."""
        return store.entries(tx, before, _PAGE, login, action, conversation_id)
