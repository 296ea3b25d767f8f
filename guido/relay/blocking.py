"""Blocking a citizen who insults agents: for a time no person is asked for in the conversation.

The assistant goes on answering, emergencies first; the town hall's telephone is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from guido.clock import utc_now
from guido.conversations import Author, Conversations, Draft
from guido.errors import FieldsRefused
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.handoff import Agent, Handoff, State
from guido.handoff.audit import Audit
from guido.storage import Transaction

BLOCK_DAYS = (1, 7, 30)
BLOCK_REASONS = ("insults", "threats", "flood", "other")


class Blocking:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, audit: Audit, texts: Texts,
        telephone: str, now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._audit = audit
        self._texts = texts
        self._telephone = telephone
        self._now = now

    def block(
        self, tx: Transaction, conversation_id: str, agent: Agent, days: object, reason: object
    ) -> list[str]:
        """The holder gives the conversation back to the assistant and blocks it for some days.

        With those that were joined to it; returns the ids of all. Raises NotHolder, and
        FieldsRefused for days or a reason that are not offered.
        """
        wrong = {name: f"block_{name}" for name, value, allowed in (
            ("days", days, BLOCK_DAYS), ("reason", reason, BLOCK_REASONS)) if value not in allowed}
        if wrong or type(days) is not int:  # True would be a day, too
            raise FieldsRefused(wrong or {"days": "block_days"})
        escalation = self._handoff.held_by(tx, conversation_id, agent)
        joined = [each for each in self._handoff.joined_with(tx, escalation)
                  if each.is_held_by(agent)]
        until = self._now() + timedelta(days=days)
        for each in (escalation, *joined):
            self._conversations.block(tx, each.conversation_id, until)
            self._say(tx, each.conversation_id, agent, until)
            self._handoff.end(tx, each.conversation_id, agent, State.RETURNED, "abusive")
            self._audit.note(tx, agent, "blocked", each.conversation_id, days=days,
                             reason=reason)
        return [escalation.conversation_id, *(each.conversation_id for each in joined)]

    def unblock(self, tx: Transaction, conversation_id: str, agent: Agent) -> None:
        """A person can be asked for again; raises ConversationNotFound."""
        if self._conversations.is_blocked(tx, conversation_id):
            self._conversations.block(tx, conversation_id, None)
            self._audit.note(tx, agent, "unblocked", conversation_id)

    def _say(
        self, tx: Transaction, conversation_id: str, agent: Agent, until: datetime
    ) -> None:
        told = self._texts("handoff.blocked", until=write_date(until.date()),
                           telephone=self._telephone)
        ended = self._texts("handoff.ended", name=agent.name)
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, f"{ended} {told}",
            custom={"type": "handoff", "state": "returned"}))
