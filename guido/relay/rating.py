"""The one question after an agent has closed a conversation: a score, then a free word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guido.conversations import Author, Button, Conversations, Draft, Message
from guido.errors import ConversationNotFound
from guido.experience import HIGHEST, LOWEST, Experience
from guido.french.texts import Texts
from guido.handoff import Escalation, Handoff
from guido.relay.model import Turn
from guido.storage import Transaction

_COMMAND = "relay:rate"
_SKIP = "skip"
_KIND = "feedback"
_LOOKED_BACK = 50


def without_rating(messages: Sequence[Message]) -> list[Message]:
    """What agents may read: not how the citizen was satisfied with whom."""
    steps = [message for message in messages if _is_step(message)]
    answers = {message.reply_to for message in steps}
    return [message for message in messages
            if not _is_step(message) and message.sequence not in answers]


def _is_step(message: Message) -> bool:
    custom = message.custom or {}
    return custom.get("type") == _KIND and "escalation" in custom


class Rating:
    """Asks once per escalation; each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, experience: Experience, texts: Texts,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._experience = experience
        self._texts = texts

    def ask(self, tx: Transaction, conversation_id: str, escalation: Escalation) -> None:
        """Put the question to the citizen of a closed escalation."""
        scores = [Button(str(score), f"{_COMMAND}:{escalation.id}:{score}")
                  for score in range(LOWEST, HIGHEST + 1)]
        skip = Button(self._texts("rating.skip"), f"{_COMMAND}:{escalation.id}:{_SKIP}")
        self._say(tx, conversation_id, "ask", escalation.id, "score", None, *scores, skip)

    def handles(
        self, _tx: Transaction, _conversation_id: str, _message: Message, command: str | None
    ) -> bool:
        """Whether a chosen button answers the question."""
        return (command or "").startswith(f"{_COMMAND}:")

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """Keep a score, or that there is none; the first answer counts.

        The conversation is locked and the message not yet settled.
        """
        _, _, number, answer = str(turn.command).split(":")
        score = None if answer == _SKIP else int(answer)
        if not self.score(tx, turn.conversation_id, int(number), score, turn.message.sequence):
            self._say(tx, turn.conversation_id, "already", int(number), "done",
                      turn.message.sequence)

    def score(
        self, tx: Transaction, conversation_id: str, escalation_id: int, score: int | None,
        reply_to: int | None = None,
    ) -> bool:
        """Keep a score; None passes the question. False if it has been answered already.

        Raises ConversationNotFound if the escalation is not one of this conversation, ValueError
        for a score that is none.
        """
        self._conversations.lock(tx, conversation_id)
        escalation = self._escalation(tx, conversation_id, escalation_id)
        if self._step(tx, escalation) != "score":
            return False
        if score is None:
            self._say(tx, conversation_id, "skipped", escalation_id, "done", reply_to)
        else:
            self._experience.rate(
                tx, score, escalation.service, escalation.team_id, escalation_id)
            self._say(tx, conversation_id, "thanks", escalation_id, "comment", reply_to)
        return True

    def comment(
        self, tx: Transaction, conversation_id: str, escalation_id: int, comment: str
    ) -> bool:
        """Keep the free word after a score; an empty one ends the question without it.

        False if it has been given or left out already. Raises ConversationNotFound if the
        escalation is not one of this conversation. The word itself is not kept in it.
        """
        self._conversations.lock(tx, conversation_id)
        escalation = self._escalation(tx, conversation_id, escalation_id)
        if self._step(tx, escalation) != "comment":
            return False
        if comment.strip():
            self._experience.comment(tx, escalation_id, comment.strip())
        key = "commented" if comment.strip() else "skipped"
        self._say(tx, conversation_id, key, escalation_id, "done", None)
        return True

    def _escalation(
        self, tx: Transaction, conversation_id: str, escalation_id: int
    ) -> Escalation:
        for escalation in self._handoff.history(tx, conversation_id):
            if escalation.id == escalation_id:
                return escalation
        raise ConversationNotFound(f"{conversation_id} has no escalation {escalation_id}")

    def _step(self, tx: Transaction, escalation: Escalation) -> str | None:
        """How far the question has come: score, comment or done; None if it was never put."""
        after = max(0, (escalation.ended_sequence or 0) - _LOOKED_BACK)
        steps = [
            message.custom["step"]
            for message in self._conversations.messages(tx, escalation.conversation_id, after)
            if message.custom and _is_step(message)
            and message.custom["escalation"] == escalation.id]
        return steps[-1] if steps else None

    def _say(
        self, tx: Transaction, conversation_id: str, key: str, escalation_id: int, step: str,
        reply_to: int | None, *buttons: Button,
    ) -> None:
        custom: dict[str, Any] = {
            "type": _KIND, "scale": HIGHEST, "escalation": escalation_id, "step": step}
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, self._texts(f"rating.{key}"), buttons, custom, reply_to=reply_to))
