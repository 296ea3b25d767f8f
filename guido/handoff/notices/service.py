"""Keeping notices; each call runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from guido.clock import utc_now
from guido.errors import NoticeNotFound
from guido.handoff.accounts import Agent
from guido.handoff.audit import Audit
from guido.handoff.notices import store
from guido.handoff.notices.model import Notice, checked
from guido.storage import Transaction


class Notices:
    """Notices to all citizens, which administrators keep."""

    def __init__(
        self, audit: Audit | None = None, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._audit = audit or Audit()
        self._now = now

    def current(self, tx: Transaction, now: datetime | None = None) -> list[Notice]:
        """What citizens are to see now, the one that began first at the front."""
        return store.all_notices(tx, now or self._now())

    def all(self, tx: Transaction) -> list[Notice]:
        """All, also those of the past and of later days."""
        return store.all_notices(tx)

    def save(
        self, tx: Transaction, agent: Agent, notice_id: int | None, text: str,
        begins_at: datetime | None, ends_at: datetime | None,
    ) -> int:
        """Make a notice, or change the one with an id; returns the id.

        Raises FieldsRefused with what is wrong in each field, or NoticeNotFound.
        """
        draft = checked(text, begins_at, ends_at)
        if notice_id is None:
            notice_id = store.insert(tx, agent.id, draft, self._now())
        elif not store.update(tx, notice_id, draft):
            raise NoticeNotFound(str(notice_id))
        self._audit.note(tx, agent, "notice_changed", notice=notice_id)
        return notice_id

    def delete(self, tx: Transaction, agent: Agent, notice_id: int) -> None:
        """Delete a notice; one that is not there is deleted already."""
        if store.delete(tx, notice_id):
            self._audit.note(tx, agent, "notice_deleted", notice=notice_id)
