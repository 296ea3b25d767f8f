"""Marking a conversation; every agent may, and it is noted who did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from guido.clock import utc_now
from guido.errors import ConversationNotFound, FieldsRefused
from guido.handoff.audit import Audit
from guido.handoff.marks import store
from guido.handoff.marks.model import checked_tags, most_used
from guido.handoff.model import Agent, Escalation
from guido.handoff.service import Handoff
from guido.handoff.store import change
from guido.storage import Transaction

_SUGGESTED = 50


class Marks:
    """Each call runs in the caller's transaction, on the newest escalation, open or ended.

    Most raise ConversationNotFound where nobody has asked for a person.
    """

    def __init__(
        self, handoff: Handoff, audit: Audit, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._handoff = handoff
        self._audit = audit
        self._now = now

    def suggested(self, tx: Transaction) -> list[str]:
        """The tags that agents have used, the most usual first."""
        return most_used(store.used_tags(tx), _SUGGESTED)

    def newest(self, tx: Transaction, conversation_id: str) -> Escalation:
        """The escalation that marks are put on."""
        found = self._handoff.history(tx, conversation_id)
        if not found:
            raise ConversationNotFound(conversation_id)
        return found[0]

    def set_word(self, tx: Transaction, escalation: Escalation, word: str) -> None:
        """Put a word for whoever takes the conversation in the place of the one there."""
        change(tx, escalation.id, word=word)

    def set_tags(
        self, tx: Transaction, conversation_id: str, agent: Agent, tags: object
    ) -> tuple[str, ...]:
        """Put these tags in the place of those there; raises FieldsRefused."""
        checked = checked_tags(tags)
        escalation = self.newest(tx, conversation_id)
        if escalation.tags != checked:
            change(tx, escalation.id, tags=checked)
            self._audit.note(tx, agent, "tagged", conversation_id)
        return checked

    def set_test(
        self, tx: Transaction, conversation_id: str, agent: Agent, is_test: bool
    ) -> None:
        """Leave the conversation out of statistics, or count it again."""
        escalation = self.newest(tx, conversation_id)
        if escalation.is_test != is_test:
            self._handoff.mark_test(tx, escalation, is_test)
            self._audit.note(
                tx, agent, "marked_test" if is_test else "unmarked_test", conversation_id)

    def set_follow_up(
        self, tx: Transaction, conversation_id: str, agent: Agent, on_day: date | None,
        today: date | None = None,
    ) -> None:
        """Set or clear the day to come back to it; raises FieldsRefused for a day that is over."""
        if on_day is not None and on_day < (today or self._now().date()):
            raise FieldsRefused({"on": "follow_up_past"})
        escalation = self.newest(tx, conversation_id)
        if escalation.follow_up_on != on_day:
            self._handoff.follow_up(tx, escalation, on_day)
            self._audit.note(tx, agent, "follow_up_set", conversation_id,
                             on=on_day.isoformat() if on_day else None)
