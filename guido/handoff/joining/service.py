"""Joining open conversations of one citizen, and taking them apart again."""

from __future__ import annotations

from guido.conversations import Conversations
from guido.errors import AlreadyTaken, ConversationNotFound
from guido.handoff.audit import Audit
from guido.handoff.joining import store
from guido.handoff.joining.model import Same, likenesses
from guido.handoff.model import Agent, Escalation, State
from guido.handoff.service import Handoff
from guido.handoff.store import change, joined_conversations
from guido.storage import Transaction


class Joining:
    """Each call runs in the caller's transaction."""

    def __init__(self, conversations: Conversations, handoff: Handoff, audit: Audit) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._audit = audit

    def candidates(self, tx: Transaction, conversation_id: str) -> list[Same]:
        """The other open conversations, joined ones and those with most in common first.

        Raises ConversationNotFound if this one is not open.
        """
        one = self._open(tx, conversation_id)
        others = [each for each in self._handoff.queue(tx) if each.id != one.id]
        joined = {each.id for each in self._handoff.joined_with(tx, one)}
        written = store.written_by_citizens(
            tx, [conversation_id, *(each.conversation_id for each in others)])
        found = [Same(each, likenesses(one, each, written), each.id in joined)
                 for each in others]
        return sorted(found, key=lambda same: (not same.is_joined, -len(same.likenesses)))

    def join(
        self, tx: Transaction, conversation_id: str, other_id: str, agent: Agent
    ) -> bool:
        """Have the holder of a conversation hold another of the same citizen's, too.

        Returns whether the other waited until now. Raises NotHolder, ConversationNotFound if
        the other is not open, and AlreadyTaken if somebody else holds it.
        """
        self._lock(tx, conversation_id, other_id)
        head = self._handoff.held_by(tx, conversation_id, agent)
        other = self._open(tx, other_id)
        if other.id == head.id or other.id in self._ids_joined_with(tx, head):
            return False
        if other.state is State.ASSIGNED and not other.is_held_by(agent):
            raise AlreadyTaken(other.agent.name if other.agent else None)
        for each in [other, *self._held_with(tx, other, agent)]:
            self._handoff.join(tx, each, head)
        self._audit.note(tx, agent, "joined", conversation_id, other=other_id)
        if other.state is not State.WAITING:
            return False
        self._audit.note(tx, agent, "taken", other_id)
        return True

    def separate(
        self, tx: Transaction, conversation_id: str, other_id: str, agent: Agent
    ) -> None:
        """Undo it: both stay with the agent, and are answered apart.

        Raises NotHolder, or ConversationNotFound if the two are not joined.
        """
        self._lock(tx, conversation_id, other_id)
        one = self._handoff.held_by(tx, conversation_id, agent)
        other = self._open(tx, other_id)
        if other.id not in self._ids_joined_with(tx, one):
            raise ConversationNotFound(other_id)
        if other.joined_to is None:  # the others go on together, without it
            first, *rest = self._handoff.joined_with(tx, other)
            change(tx, first.id, joined_to=None)
            for each in rest:
                change(tx, each.id, joined_to=first.id)
        change(tx, other.id, joined_to=None)
        self._audit.note(tx, agent, "separated", conversation_id, other=other_id)

    def _held_with(self, tx: Transaction, other: Escalation, agent: Agent) -> list[Escalation]:
        return [each for each in self._handoff.joined_with(tx, other) if each.is_held_by(agent)]

    def _ids_joined_with(self, tx: Transaction, escalation: Escalation) -> set[int]:
        return {each.id for each in self._handoff.joined_with(tx, escalation)}

    def _lock(self, tx: Transaction, *conversation_ids: str) -> None:
        together = {other for each in conversation_ids
                    for other in (each, *joined_conversations(tx, each))}
        for each in sorted(together):  # always in the same order: see Handoff.held_by
            self._conversations.lock(tx, each)

    def _open(self, tx: Transaction, conversation_id: str) -> Escalation:
        found = self._handoff.open_of(tx, conversation_id)
        if not found:
            raise ConversationNotFound(conversation_id)
        return found
