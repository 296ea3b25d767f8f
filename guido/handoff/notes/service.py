"""Writing and reading notes; each call runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from guido.clock import utc_now
from guido.conversations import Conversations
from guido.handoff.accounts import Agent, Agents
from guido.handoff.audit import Audit
from guido.handoff.notes import store
from guido.handoff.notes.model import Mention, Note, checked_text, mentioned_in
from guido.storage import Transaction

_MOST_MENTIONS = 100


class Notes:
    """Notes that only agents see, and the mentions in them."""

    def __init__(
        self, conversations: Conversations, agents: Agents,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._conversations = conversations
        self._agents = agents
        self._audit = Audit(now)
        self._now = now

    def add(self, tx: Transaction, conversation_id: str, agent: Agent, text: object) -> list[Agent]:
        """Write a note; returns the colleagues whom it mentions as « @login ».

        Raises FieldsRefused for a text that cannot be taken, or ConversationNotFound.
        """
        written = checked_text(text)
        self._conversations.lock(tx, conversation_id)
        self._conversations.get(tx, conversation_id)
        colleagues = [each for each in self._agents.all(tx)
                      if each.is_active and each.id != agent.id]
        named = mentioned_in(written, colleagues)
        store.insert(tx, conversation_id, agent.id, written, [each.id for each in named],
                     self._now())
        self._audit.note(tx, agent, "note_added", conversation_id,
                         mentioned=[each.login for each in named])
        return named

    def of(self, tx: Transaction, conversation_id: str) -> list[Note]:
        """The notes of a conversation, the oldest first."""
        return store.of(tx, conversation_id)

    def number(self, tx: Transaction, conversation_id: str) -> int:
        """How many notes a conversation has."""
        return store.number_of(tx, conversation_id)

    def unseen(self, tx: Transaction, agent_id: int) -> list[Mention]:
        """Where an agent was mentioned and has not looked yet, the newest first."""
        return store.unseen(tx, agent_id, _MOST_MENTIONS)

    def mentioning(self, tx: Transaction, agent_id: int) -> set[str]:
        """The conversations in which an agent was mentioned and has not looked yet."""
        return store.conversations_mentioning(tx, agent_id)

    def seen(self, tx: Transaction, conversation_id: str, agent_id: int) -> bool:
        """An agent has looked at a conversation's notes; whether that is news."""
        return store.set_seen(tx, conversation_id, agent_id, self._now())

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all notes of a conversation."""
        store.delete_of(tx, conversation_id)
