"""Looking, typing and reading, kept in the database so that every process knows of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from guido.clock import utc_now
from guido.conversations import Conversations
from guido.handoff.watchers import store
from guido.handoff.watchers.model import Watcher
from guido.storage import Transaction

# Clients tell again before these are over.
LOOKING = timedelta(seconds=45)
TYPING = timedelta(seconds=6)


class Watchers:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._conversations = conversations
        self._now = now

    def of(self, tx: Transaction, conversation_id: str) -> list[Watcher]:
        """All who have watched the conversation, the citizen among them."""
        return store.of(tx, conversation_id)

    def look(self, tx: Transaction, conversation_id: str, party: str, is_there: bool) -> None:
        """Somebody looks at the conversation, or has left it."""
        self._until(tx, conversation_id, party, "looking_until", LOOKING if is_there else None)

    def type(self, tx: Transaction, conversation_id: str, party: str, is_typing: bool) -> None:
        """Somebody is typing, or has stopped."""
        self._until(tx, conversation_id, party, "typing_until", TYPING if is_typing else None)

    def read(self, tx: Transaction, conversation_id: str, party: str, sequence: int) -> bool:
        """Somebody has seen everything up to a number; whether that is news."""
        self._conversations.lock(tx, conversation_id)
        last = self._conversations.get(tx, conversation_id).last_sequence
        return store.set_read(tx, conversation_id, party, min(sequence, last))

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Forget all watchers of a conversation."""
        store.delete_of(tx, conversation_id)

    def _until(
        self, tx: Transaction, conversation_id: str, party: str, column: str,
        length: timedelta | None,
    ) -> None:
        self._conversations.lock(tx, conversation_id)
        store.set_until(
            tx, conversation_id, party, column, self._now() + length if length else None)
