"""Correcting or withdrawing a message that an agent has just sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from guido.bus import Bus
from guido.clock import utc_now
from guido.conversations import Appended, Author, Conversations, Draft, Message
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import ConversationNotFound, MessageRefused
from guido.french.texts import Texts
from guido.handoff import Agent, Handoff
from guido.handoff.audit import Audit
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.storage import Database, Transaction

LONGEST_AGE = timedelta(minutes=15)
# Messages with these payloads are no words of the agent's that could be put right.
_NOT_WORDS = frozenset({"correction", "withdrawn", "form", "procedure"})


class Corrections:
    """The text is replaced in place, and an entry tells it to whoever has seen the earlier one."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        audit: Audit, texts: Texts, now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._audit = audit
        self._texts = texts
        self._now = now

    async def correct(
        self, conversation_id: str, agent: Agent, sequence: int, text: object,
        sender_message_id: object,
    ) -> Appended:
        """Put another text in the message's place.

        Raises NotHolder; MessageRefused if it is not the agent's own, too old or no message.
        """
        return await self._change(conversation_id, agent, sequence, check_text(text),
                                  check_sender_message_id(sender_message_id))

    async def withdraw(
        self, conversation_id: str, agent: Agent, sequence: int, sender_message_id: object
    ) -> Appended:
        """Take the message back; only that there was one remains. Raises as `correct` does."""
        return await self._change(conversation_id, agent, sequence, None,
                                  check_sender_message_id(sender_message_id))

    async def _change(
        self, conversation_id: str, agent: Agent, sequence: int, text: str | None,
        sender_message_id: str,
    ) -> Appended:
        appended, touched = await self._database.run_async(
            self._replace, conversation_id, agent, sequence, text, sender_message_id)
        # What was withdrawn may have been somebody's secret: it leaves the files, too.
        await asyncio.get_running_loop().run_in_executor(None, self._database.scrub)
        for each in touched:
            self._bus.publish(conversation_topic(each))
        self._bus.publish(QUEUE_TOPIC)
        return appended

    def _replace(
        self, tx: Transaction, conversation_id: str, agent: Agent, sequence: int,
        text: str | None, sender_message_id: str,
    ) -> tuple[Appended, list[str]]:
        escalation = self._handoff.held_by(tx, conversation_id, agent)
        known = self._conversations.sent_as(
            tx, conversation_id, Author.AGENT, sender_message_id)
        if known:
            return Appended(known, duplicate=True), []
        message = self._checked(tx, conversation_id, agent, sequence)
        appended = self._replace_one(
            tx, conversation_id, message, self._entry(agent, sequence, text, sender_message_id))
        touched = [conversation_id]
        # What was written to one of several joined conversations stands in all of them.
        for other in self._handoff.joined_with(tx, escalation):
            copy = self._conversations.sent_as(
                tx, other.conversation_id, Author.AGENT, message.sender_message_id or "")
            if copy and other.is_held_by(agent):
                self._replace_one(tx, other.conversation_id, copy, self._entry(
                    agent, copy.sequence, text, sender_message_id))
                touched.append(other.conversation_id)
        action = "message_withdrawn" if text is None else "message_corrected"
        self._audit.note(tx, agent, action, conversation_id, message=sequence)
        return appended, touched

    def _replace_one(
        self, tx: Transaction, conversation_id: str, message: Message, entry: Draft
    ) -> Appended:
        text = (entry.custom or {})["text"]
        self._conversations.correct(
            tx, conversation_id, message.sequence,
            self._texts("corrections.gone") if text is None else text,
            {"type": "withdrawn"} if text is None else None)
        for earlier in self._earlier(tx, conversation_id, message.sequence):
            self._conversations.correct(
                tx, conversation_id, earlier.sequence, entry.text, entry.custom)
        return self._conversations.append(tx, conversation_id, entry)

    def _entry(
        self, agent: Agent, sequence: int, text: str | None, sender_message_id: str
    ) -> Draft:
        said = (self._texts("corrections.withdrawn") if text is None
                else self._texts("corrections.corrected", text=text))
        custom: dict[str, Any] = {"type": "correction", "of": sequence, "text": text}
        return Draft(Author.AGENT, said, custom=custom, author_name=agent.name,
                     author_id=agent.id, sender_message_id=sender_message_id)

    def _checked(
        self, tx: Transaction, conversation_id: str, agent: Agent, sequence: int
    ) -> Message:
        try:
            message = self._conversations.message(tx, conversation_id, sequence)
        except ConversationNotFound as error:
            raise MessageRefused("not_own") from error
        if message.author is not Author.AGENT or message.author_id != agent.id or (
                (message.custom or {}).get("type") in _NOT_WORDS):
            raise MessageRefused("not_own")
        if not message.created_at or self._now() - message.created_at > LONGEST_AGE:
            raise MessageRefused("too_old")
        return message

    def _earlier(self, tx: Transaction, conversation_id: str, sequence: int) -> list[Message]:
        """Entries that told an earlier correction, whose text must not stay either."""
        return [message for message in self._conversations.messages(tx, conversation_id, sequence)
                if message.custom and message.custom.get("type") == "correction"
                and message.custom.get("of") == sequence]
