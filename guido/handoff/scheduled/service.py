"""Scheduling messages, cancelling them, and sending each that is due exactly once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from guido.clock import utc_now
from guido.conversations.model import check_text
from guido.errors import NotHolder, ScheduledNotFound
from guido.handoff.audit import Audit
from guido.handoff.model import Agent
from guido.handoff.scheduled import store
from guido.handoff.scheduled.model import Due, ScheduledMessage, Standing, check_due
from guido.handoff.service import Handoff
from guido.storage import Transaction


class Scheduled:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, handoff: Handoff, audit: Audit, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._handoff = handoff
        self._audit = audit
        self._now = now

    def add(
        self, tx: Transaction, conversation_id: str, agent: Agent, text: object,
        due_at: datetime,
    ) -> ScheduledMessage:
        """Keep a text until its moment.

        Raises NotHolder if the agent does not hold the conversation, MessageRefused for the
        text, and FieldsRefused for a moment that is over or too far away.
        """
        self._handoff.held_by(tx, conversation_id, agent)
        checked, now = check_text(text), self._now()
        scheduled_id = store.insert(
            tx, conversation_id, agent.id, checked, check_due(due_at, now), now)
        self._audit.note(tx, agent, "message_scheduled", conversation_id,
                         due_at=due_at.isoformat())
        return self._get(tx, scheduled_id)

    def of(self, tx: Transaction, agent: Agent) -> list[ScheduledMessage]:
        """What an agent has scheduled, the next first: what waits, and what could not be sent."""
        return store.unsent_of(tx, agent.id)

    def is_promised(self, tx: Transaction, conversation_id: str, agent: Agent) -> bool:
        """Whether an agent has scheduled a message for this conversation that is still to come."""
        return store.has_waiting(tx, conversation_id, agent.id)

    def cancel(self, tx: Transaction, agent: Agent, scheduled_id: int) -> ScheduledMessage:
        """Delete a message of the agent's own that was not sent; raises ScheduledNotFound."""
        message = self._get(tx, scheduled_id)
        if message.agent.id != agent.id or not store.delete_unsent(tx, scheduled_id):
            raise ScheduledNotFound(str(scheduled_id))
        self._audit.note(tx, agent, "schedule_cancelled", message.conversation_id)
        return message

    def due_in(self, tx: Transaction) -> list[str]:
        """The conversations for which something is to be sent now."""
        return store.conversations_due(tx, self._now())

    def due(self, tx: Transaction, conversation_id: str) -> list[Due]:
        """What is to be sent there now, noted as sent with the caller's transaction: each once.

        What its author can't send any more, because the conversation has ended or changed
        hands, is not sent; the author finds it among their scheduled messages.
        """
        found = []
        for message in store.due(tx, conversation_id, self._now()):
            is_theirs = self._is_held(tx, message)
            standing = Standing.SENT if is_theirs else Standing.DROPPED
            if store.move(tx, message.id, standing) and is_theirs:
                found.append(Due(message.conversation_id, message.agent, message.text,
                                 f"scheduled-{message.id}"))
        return found

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all scheduled messages of a conversation."""
        store.delete_of(tx, conversation_id)

    def _is_held(self, tx: Transaction, message: ScheduledMessage) -> bool:
        try:
            self._handoff.held_by(tx, message.conversation_id, message.agent)
        except NotHolder:
            return False
        return True

    def _get(self, tx: Transaction, scheduled_id: int) -> ScheduledMessage:
        found = store.find(tx, scheduled_id)
        if not found:
            raise ScheduledNotFound(str(scheduled_id))
        return found
