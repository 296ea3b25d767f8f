"""What time brings: vanished agents, silent citizens, messages whose hour has come.

Every process runs it; what it does is decided in a transaction that holds the conversation, so
that two processes never do the same thing twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from guido.bus import Bus
from guido.clock import utc_now
from guido.conversations import Author, Button, Conversations, Draft
from guido.errors import StorageError
from guido.french.texts import Texts
from guido.handoff import Escalation, Handoff
from guido.handoff.rules import Rules
from guido.handoff.scheduled import Scheduled
from guido.relay.desk import Desk
from guido.relay.model import COMMAND_PERSON
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.storage import Database, Transaction

_EVERY_SECONDS = 10.0
_log = logging.getLogger(__name__)


class Keeper:
    """Looks again and again whether something is due."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        scheduled: Scheduled, desk: Desk, rules: Callable[[], Rules], texts: Texts,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._scheduled = scheduled
        self._desk = desk
        self._rules = rules
        self._texts = texts
        self._now = now

    async def run(self) -> None:
        """Look every ten seconds. Runs on."""
        while True:
            try:
                await self.look()
            except StorageError:
                _log.exception("what is due could not be looked up and is tried again")
            await asyncio.sleep(_EVERY_SECONDS)

    async def look(self) -> None:
        """Do all that is due now."""
        times = self._rules().times
        vanished = await self._database.read_async(
            self._handoff.held_by_vanished, times.agent_gone)
        for escalation in vanished:
            if escalation.agent:
                await self._desk.requeue(escalation.conversation_id, escalation.agent)
        for escalation in await self._database.read_async(
                self._handoff.silent, times.idle_warning):
            await self._change(self._warn_or_close, escalation)
        await self._desk.give_waiting()
        await self._send_due()

    async def _send_due(self) -> None:
        # Each conversation for itself: what one has is not held up by another.
        for each in await self._database.read_async(self._scheduled.due_in):
            for touched in await self._database.run_async(self._write_due, each):
                self._bus.publish(conversation_topic(touched))
            self._bus.publish(QUEUE_TOPIC)

    def _write_due(self, tx: Transaction, conversation_id: str) -> list[str]:
        """Write the agents' messages whose hour has come; the conversations that have them."""
        touched: list[str] = []
        for due in self._scheduled.due(tx, conversation_id):
            draft = Draft(Author.AGENT, due.text, author_name=due.agent.name,
                          author_id=due.agent.id,
                          sender_message_id=due.sender_message_id)
            touched += self._desk.write_in(tx, due.conversation_id, due.agent, draft)[1]
        return touched

    async def _change(
        self, work: Callable[[Transaction, Escalation], bool], escalation: Escalation
    ) -> None:
        if await self._database.run_async(work, escalation):
            self._bus.publish(conversation_topic(escalation.conversation_id))
            self._bus.publish(QUEUE_TOPIC)

    def _warn_or_close(self, tx: Transaction, found: Escalation) -> bool:
        """Ask whether the citizen is there, or end what was asked in vain; whether it was due."""
        self._conversations.lock(tx, found.conversation_id)
        now, times = self._handoff.open_of(tx, found.conversation_id), self._rules().times
        if now is None or now.id != found.id or not self._is_silent(tx, now, times.idle_warning):
            return False
        minutes = times.idle_close
        if now.idle_warned_at is None:
            self._handoff.warn_of_silence(tx, now)
            self._say(tx, now, "idle", minutes=minutes)
            return True
        if now.idle_warned_at > self._now() - timedelta(minutes=minutes):
            return False
        self._say(tx, now, "idle_closed")
        self._desk.end_silent(tx, now)
        return True

    def _is_silent(self, tx: Transaction, now: Escalation, minutes: int) -> bool:
        """Whether it is the citizen's turn, still is, and nothing more was promised to them."""
        since = self._now() - timedelta(minutes=minutes)
        if now.has_left_message or not now.agent:
            return False
        if now.answered_at is None or now.answered_at >= since:
            return False
        together = [now, *self._handoff.joined_with(tx, now)]  # they are one citizen's
        return not any(
            each.awaiting_since or self._scheduled.is_promised(tx, each.conversation_id, now.agent)
            for each in together)

    def _say(self, tx: Transaction, escalation: Escalation, key: str, **values: object) -> None:
        is_end = key == "idle_closed"
        buttons = (Button(self._texts("buttons.person"), COMMAND_PERSON),) if is_end else ()
        custom = {"type": "handoff", "state": "closed"} if is_end else None
        self._conversations.append(tx, escalation.conversation_id, Draft(
            Author.SYSTEM, self._texts(f"handoff.{key}", **values), buttons, custom))
