"""The relay: stores every message before it acknowledges it, and sees that somebody answers."""

from __future__ import annotations

import asyncio
import logging
import time

from guido.bus import Bus
from guido.conversations import Appended, Author, Button, Conversations, Draft, Message
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import AssistantUnavailable, StorageError
from guido.french.texts import Texts
from guido.handoff import Escalation, Handoff, State
from guido.relay.metrics import ANSWER_SECONDS, FAILURES, MESSAGES
from guido.relay.model import (
    COMMAND_ASSISTANT,
    COMMAND_PERSON,
    REQUEST_ERASURE,
    REQUEST_HANDOFF,
    Assistant,
    Question,
    Reply,
    reason_of,
    wants_person,
)
from guido.storage import Database, Transaction

QUEUE_TOPIC = "queue"
_SWEEP_SECONDS = 30.0
_PATIENCE_FOR_PERSON = 3.0
_MOST_FAILURES = 3
_HIGHEST_SEQUENCE = 2**31 - 1
_log = logging.getLogger(__name__)


def conversation_topic(conversation_id: str) -> str:
    """The bus topic that is published when a conversation has something new."""
    return f"conversation:{conversation_id}"


class Relay:
    """One conversation is handled by one task at a time, its messages in their order."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        assistant: Assistant, texts: Texts, patience: float,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._assistant = assistant
        self._texts = texts
        self._patience = patience
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._failures: dict[str, int] = {}

    # --- the citizen's side ------------------------------------------------------------

    async def receive(
        self, conversation_id: str, text: object, sender_message_id: object,
        offered_by: int | None = None,
    ) -> Appended:
        """Store a citizen's message, then have it answered; raises MessageRefused.

        When this returns, the message is stored. `offered_by` is the number of the message
        whose button was chosen.
        """
        is_number = offered_by is not None and 0 < offered_by <= _HIGHEST_SEQUENCE
        custom = {"offered_by": offered_by} if is_number else None
        return await self._take_in(conversation_id, Draft(
            Author.CITIZEN, check_text(text), custom=custom,
            sender_message_id=check_sender_message_id(sender_message_id)))

    async def wish(
        self, conversation_id: str, command: str, sender_message_id: object
    ) -> Appended:
        """The citizen used a button that is always there: COMMAND_PERSON or COMMAND_ASSISTANT."""
        key = "citizen.person" if command == COMMAND_PERSON else "citizen.assistant"
        return await self._take_in(conversation_id, Draft(
            Author.CITIZEN, self._texts(key), custom={"command": command},
            sender_message_id=check_sender_message_id(sender_message_id)))

    async def wait_until_settled(self, conversation_id: str, sequence: int) -> bool:
        """Wait until a message has been dealt with; False if that takes too long."""
        deadline = time.monotonic() + self._patience * 2
        with self._bus.subscribe(conversation_topic(conversation_id)) as subscription:
            while True:
                conversation = await self._database.run_async(
                    self._conversations.get, conversation_id)
                if conversation.answered_sequence >= sequence:
                    return True
                if time.monotonic() >= deadline:
                    return False
                await subscription.wait(deadline - time.monotonic())

    # --- from stored to answered -------------------------------------------------------

    async def resume(self) -> None:
        """Take up what was stored and not answered, at start and every half minute. Runs on."""
        while True:
            try:
                unsettled = await self._database.run_async(self._conversations.unsettled)
            except StorageError:
                _log.exception("the sweep failed and is tried again")
                unsettled = []
            for conversation_id in unsettled:
                self._wake(conversation_id)
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _take_in(self, conversation_id: str, draft: Draft) -> Appended:
        appended = await self._database.run_async(
            self._conversations.append, conversation_id, draft)
        if not appended.duplicate:
            MESSAGES.inc()
            _log.info("message stored", extra={
                "conversation": conversation_id, "sequence": appended.message.sequence})
            self._bus.publish(conversation_topic(conversation_id))
        self._wake(conversation_id)
        return appended

    def _wake(self, conversation_id: str) -> None:
        self._woken.add(conversation_id)
        if conversation_id not in self._workers:
            task = asyncio.get_running_loop().create_task(self._work(conversation_id))
            self._workers[conversation_id] = task

    async def _work(self, conversation_id: str) -> None:
        try:
            while conversation_id in self._woken:
                self._woken.discard(conversation_id)
                while message := await self._database.run_async(
                        self._conversations.next_unanswered, conversation_id):
                    await self._deal_with(conversation_id, message)
                    self._bus.publish(conversation_topic(conversation_id))
            self._failures.pop(conversation_id, None)
        except Exception:  # the message stays unanswered in the database; resume() tries again
            self._failures[conversation_id] = self._failures.get(conversation_id, 0) + 1
            _log.exception("relay failed", extra={"conversation": conversation_id})
        finally:
            del self._workers[conversation_id]

    async def _deal_with(self, conversation_id: str, message: Message) -> None:
        if self._failures.get(conversation_id, 0) >= _MOST_FAILURES:
            # A message that fails again and again must not hold up those after it.
            await self._database.run_async(
                self._store_replies, conversation_id, message, [self._failed()])
            return
        channel, escalation, command = await self._database.run_async(
            self._situation, conversation_id, message)
        if escalation and escalation.state is State.ASSIGNED:
            await self._database.run_async(
                self._conversations.settle, conversation_id, message.sequence)
            return
        if command == COMMAND_ASSISTANT:
            await self._database.run_async(self._leave_queue, conversation_id, message)
            self._bus.publish(QUEUE_TOPIC)
            return
        if escalation and not wants_person(command) and (
                not await self._is_emergency(conversation_id, message.text)):
            await self._database.run_async(self._note_for_agent, conversation_id, message)
            return
        replies = await self._ask(
            Question(conversation_id, channel, message.text, command), message.sequence)
        if wants_person(command) and not any(r.kind == REQUEST_HANDOFF for r in replies):
            # Whatever the assistant makes of it, a person is always reachable.
            replies = [Reply(custom={"type": REQUEST_HANDOFF, "reason": reason_of(command)})]
        await self._database.run_async(self._store_replies, conversation_id, message, replies)
        kinds = {reply.kind for reply in replies}
        if REQUEST_ERASURE in kinds:
            await asyncio.get_running_loop().run_in_executor(None, self._database.scrub)
        if kinds & {REQUEST_HANDOFF, REQUEST_ERASURE}:
            self._bus.publish(QUEUE_TOPIC)

    def _situation(
        self, tx: Transaction, conversation_id: str, message: Message
    ) -> tuple[str, Escalation | None, str | None]:
        channel = self._conversations.get(tx, conversation_id).channel
        escalation = self._handoff.open_of(tx, conversation_id)
        command = (message.custom or {}).get("command")
        if not command:
            button = self._conversations.choice(tx, conversation_id, message)
            command = button.command if button else None
        return channel, escalation, command

    async def _is_emergency(self, conversation_id: str, text: str) -> bool:
        try:
            return await asyncio.wait_for(self._assistant.is_emergency(text), self._patience)
        except Exception:  # whatever the assistant does, the citizen's message is kept
            _log.exception("assistant failed", extra={"conversation": conversation_id})
            return False

    async def _ask(self, question: Question, sequence: int) -> list[Reply]:
        began = time.perf_counter()
        try:
            replies = await asyncio.wait_for(
                self._assistant.ask(question), self._patience_for(question))
            if not replies:
                raise AssistantUnavailable("no reply")
        except Exception as error:  # whatever the assistant does, the citizen gets an answer
            reason = "timeout" if isinstance(error, asyncio.TimeoutError) else "error"
            FAILURES.inc()
            _log.exception("assistant failed", extra={
                "conversation": question.conversation_id, "sequence": sequence, "reason": reason})
            return [self._failed()]
        seconds = time.perf_counter() - began
        ANSWER_SECONDS.observe(seconds)
        _log.info("assistant answered", extra={
            "conversation": question.conversation_id, "sequence": sequence,
            "milliseconds": round(1000 * seconds)})
        return replies

    def _failed(self) -> Reply:
        return Reply(self._texts("assistant.failed"), (self._person_button(),))

    def _patience_for(self, question: Question) -> float:
        # Who wants a person gets one without the assistant, if that doesn't react soon.
        is_short = wants_person(question.command)
        return min(self._patience, _PATIENCE_FOR_PERSON) if is_short else self._patience

    def _store_replies(
        self, tx: Transaction, conversation_id: str, message: Message, replies: list[Reply]
    ) -> None:
        for reply in () if self._is_held(tx, conversation_id) else replies:
            if reply.kind == REQUEST_HANDOFF:
                self._hand_over(tx, conversation_id, message, reply)
            elif reply.kind == REQUEST_ERASURE:
                self._erase(tx, conversation_id, message)
            else:
                self._conversations.append(tx, conversation_id, Draft(
                    Author.ASSISTANT, reply.text, reply.buttons, reply.custom,
                    reply_to=message.sequence))
        self._conversations.settle(tx, conversation_id, message.sequence)

    def _is_held(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether an agent has taken over meanwhile, who is not talked over; locks."""
        self._conversations.lock(tx, conversation_id)
        escalation = self._handoff.open_of(tx, conversation_id)
        return escalation is not None and escalation.state is State.ASSIGNED

    def _hand_over(
        self, tx: Transaction, conversation_id: str, message: Message, reply: Reply
    ) -> None:
        custom = reply.custom or {}
        escalation = self._handoff.request(
            tx, conversation_id, custom["reason"], custom.get("service"))
        position = self._handoff.position(tx, escalation)
        text = self._texts("handoff.waiting", position=position)
        self._say(tx, conversation_id, message, text,
                  {"state": "waiting", "position": position}, self._assistant_button())

    def _erase(self, tx: Transaction, conversation_id: str, message: Message) -> None:
        self._conversations.erase(tx, conversation_id, message.sequence)
        self._handoff.erase(tx, conversation_id)
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, self._texts("erased"), custom={"type": "erased"},
            reply_to=message.sequence))

    def _note_for_agent(self, tx: Transaction, conversation_id: str, message: Message) -> None:
        earlier = self._conversations.messages(
            tx, conversation_id, max(0, message.sequence - 10), limit=9)
        said = [(m.custom or {}).get("state") for m in earlier if m.author is Author.SYSTEM]
        if said[-1:] != ["noted"] and not self._is_held(tx, conversation_id):
            self._say(tx, conversation_id, message, self._texts("handoff.noted"),
                      {"state": "noted"}, self._assistant_button())
        self._conversations.settle(tx, conversation_id, message.sequence)

    def _leave_queue(self, tx: Transaction, conversation_id: str, message: Message) -> None:
        if not self._is_held(tx, conversation_id):
            left = self._handoff.abandon(tx, conversation_id)
            text = self._texts("handoff.abandoned" if left else "handoff.with_assistant")
            self._say(tx, conversation_id, message, text, {"state": "abandoned"},
                      self._person_button())
        self._conversations.settle(tx, conversation_id, message.sequence)

    def _say(
        self, tx: Transaction, conversation_id: str, message: Message, text: str,
        state: dict[str, object], *buttons: Button,
    ) -> None:
        self._conversations.append(tx, conversation_id, Draft(
            Author.SYSTEM, text, buttons, {"type": "handoff", **state},
            reply_to=message.sequence))

    def _person_button(self) -> Button:
        return Button(self._texts("buttons.person"), COMMAND_PERSON)

    def _assistant_button(self) -> Button:
        return Button(self._texts("buttons.assistant"), COMMAND_ASSISTANT)
