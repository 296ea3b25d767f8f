"""Telling a citizen who asked for a person where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from guido.clock import utc_now
from guido.conversations import Author, Conversations, Draft
from guido.french.texts import Texts
from guido.handoff import Escalation, Handoff, State
from guido.relay.handoff_texts import handoff_text, left_text
from guido.storage import Transaction


class Waiting:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, texts: Texts,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._texts = texts
        self._now = now

    def draft(self, tx: Transaction, escalation: Escalation) -> Draft:
        """What the citizen is told of the queue, the opening hours and what they can do.

        Or who answers them, if the team has given the conversation to somebody at once.
        """
        agent = escalation.agent
        if agent and escalation.state is State.ASSIGNED:
            return Draft(
                Author.SYSTEM, self._texts("handoff.taken", name=agent.name),
                custom={"type": "handoff", "state": "assigned", "agent": agent.name})
        route, now = self._handoff.route(tx, escalation), self._now()
        reply = left_text(self._texts, escalation, route, now) if escalation.has_left_message else (
            handoff_text(self._texts, route, self._handoff.position(tx, escalation),
                         self._handoff.minutes(tx, escalation), now))
        return Draft(Author.SYSTEM, reply.text, reply.buttons, reply.custom)

    def say(
        self, tx: Transaction, escalation: Escalation, before: str | None = None,
        reply_to: int | None = None, **values: object,
    ) -> None:
        """Tell it, after the sentence of the key `before` if there is one."""
        draft = self.draft(tx, escalation)
        if before:
            draft = replace(draft, text=f"{self._texts(before, **values)} {draft.text}")
        self._conversations.append(
            tx, escalation.conversation_id, replace(draft, reply_to=reply_to))
