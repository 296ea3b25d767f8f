"""The queue of citizens who ask for a person; each call runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from guido.conversations import Conversations
from guido.errors import AlreadyTaken, ConversationNotFound, NotHolder
from guido.handoff import store
from guido.handoff.accounts.model import Agent
from guido.handoff.model import REASONS, Escalation, State
from guido.storage import Transaction


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Handoff:
    """Asks for a person, takes, gives back and closes."""

    def __init__(
        self, conversations: Conversations, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._conversations = conversations
        self._now = now

    def request(
        self, tx: Transaction, conversation_id: str, reason: str, service: str | None = None
    ) -> Escalation:
        """Put a conversation in the queue; one that is there already keeps its place."""
        if reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        self._conversations.lock(tx, conversation_id)
        if not store.open_of(tx, conversation_id):
            store.insert(tx, conversation_id, reason, service, self._now())
        return self._open(tx, conversation_id)

    def open_of(self, tx: Transaction, conversation_id: str) -> Escalation | None:
        """The escalation of a conversation that waits or is held, or None."""
        return store.open_of(tx, conversation_id)

    def position(self, tx: Transaction, escalation: Escalation) -> int:
        """The place in the queue, from 1."""
        return store.waiting_before(tx, escalation) + 1

    def queue(self, tx: Transaction) -> list[Escalation]:
        """All that wait or are held, the longest wait first."""
        return store.all_open(tx)

    def take(self, tx: Transaction, conversation_id: str, agent: Agent) -> Escalation:
        """Give a waiting conversation to an agent; of several at once exactly one gets it.

        Raises AlreadyTaken with the holder's name (None if the citizen left the queue).
        """
        self._conversations.lock(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation:
            raise AlreadyTaken(None)
        if escalation.is_held_by(agent):
            return escalation
        if not store.assign(tx, escalation.id, agent.id, self._now()):
            raise AlreadyTaken(escalation.agent.name if escalation.agent else None)
        return self._open(tx, conversation_id)

    def held_by(self, tx: Transaction, conversation_id: str, agent: Agent) -> Escalation:
        """The escalation that this agent holds; raises NotHolder. Locks the conversation."""
        self._conversations.lock(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation or not escalation.is_held_by(agent):
            raise NotHolder(conversation_id)
        return escalation

    def end(self, tx: Transaction, conversation_id: str, agent: Agent, state: State) -> None:
        """The holder gives the conversation back (RETURNED) or closes it (CLOSED)."""
        if state not in (State.RETURNED, State.CLOSED):
            raise ValueError(f"an agent cannot end a conversation as {state}")
        escalation = self.held_by(tx, conversation_id, agent)
        store.end(tx, escalation.id, state, self._now())

    def abandon(self, tx: Transaction, conversation_id: str) -> bool:
        """The citizen leaves the queue; False if they were not waiting."""
        self._conversations.lock(tx, conversation_id)
        escalation = store.open_of(tx, conversation_id)
        if not escalation or escalation.state is not State.WAITING:
            return False
        store.end(tx, escalation.id, State.ABANDONED, self._now())
        return True

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all that is known of a conversation's escalations."""
        store.delete_of(tx, conversation_id)

    def _open(self, tx: Transaction, conversation_id: str) -> Escalation:
        escalation = store.open_of(tx, conversation_id)
        if escalation is None:
            raise ConversationNotFound(conversation_id)
        return escalation
