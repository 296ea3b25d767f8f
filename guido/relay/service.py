"""The relay: stores every message before it acknowledges it, and sees that somebody answers."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import replace

from guido.bus import Bus
from guido.conversations import Appended, Author, Conversations, Draft
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import AssistantUnavailable, StorageError
from guido.french.texts import Texts
from guido.handoff.rules import Rules
from guido.relay.metrics import ANSWER_SECONDS, FAILURES, MESSAGES
from guido.relay.model import (
    COMMAND_ASSISTANT,
    COMMAND_PERSON,
    REQUEST_ERASURE,
    REQUEST_HANDOFF,
    Answer,
    Assistant,
    Question,
    Reply,
    Turn,
    offers_person,
    reason_of,
    wants_person,
)
from guido.relay.topics import (
    QUEUE_TOPIC,
    UNANSWERED_TOPIC,
    conversation_topic,
    settled_topic,
)
from guido.relay.turns import Turns, person_button
from guido.storage import Database

_SWEEP_SECONDS = 2.5  # well below the time that a claim lasts
_PATIENCE_FOR_PERSON = 3.0
_MOST_FAILURES = 3
_HIGHEST_SEQUENCE = 2**31 - 1
_log = logging.getLogger(__name__)


class Relay:
    """One conversation is handled by one task of one process at a time, its messages in order.

    A relay without an assistant takes messages in and answers what needs none of it: agents'
    conversations, the queue; it leaves the rest to the processes that have one.
    """

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, turns: Turns,
        assistant: Assistant | None, rules: Callable[[], Rules], texts: Texts, patience: float,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._turns = turns
        self._rules = rules
        self._owner = uuid.uuid4().hex
        self._assistant = assistant
        self._texts = texts
        self._patience = patience
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._failures: dict[str, int] = {}
        self._told: dict[str, int] = {}  # the numbers of messages that were left to others

    @property
    def has_assistant(self) -> bool:
        """Whether this process can ask one."""
        return self._assistant is not None

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
        return await self._store(conversation_id, Draft(
            Author.CITIZEN, check_text(text), custom=custom,
            sender_message_id=check_sender_message_id(sender_message_id)))

    async def wish(
        self, conversation_id: str, command: str, sender_message_id: object
    ) -> Appended:
        """The citizen used a button that is always there: COMMAND_PERSON or COMMAND_ASSISTANT."""
        key = "citizen.person" if command == COMMAND_PERSON else "citizen.assistant"
        return await self._store(conversation_id, Draft(
            Author.CITIZEN, self._texts(key), custom={"command": command},
            sender_message_id=check_sender_message_id(sender_message_id)))

    async def wait_until_settled(self, conversation_id: str, sequence: int) -> bool:
        """Wait until a message has been dealt with; False if that takes too long."""
        deadline = time.monotonic() + self._patience * 2
        with self._bus.subscribe(settled_topic(conversation_id)) as subscription:
            while True:
                conversation = await self._database.read_async(
                    self._conversations.get, conversation_id)
                if conversation.answered_sequence >= sequence:
                    return True
                if time.monotonic() >= deadline:
                    return False
                await subscription.wait(deadline - time.monotonic())

    # --- from stored to answered -------------------------------------------------------

    async def resume(self) -> None:
        """Take up what was stored and not answered: at start, when told, and often. Runs on."""
        with self._bus.subscribe(UNANSWERED_TOPIC) as told:
            while True:
                try:
                    if self._workers:
                        await self._database.run_async(
                            self._conversations.keep_claims, self._owner)
                    unsettled = await self._database.read_async(self._conversations.unsettled)
                except StorageError:
                    _log.exception("the sweep failed and is tried again")
                    unsettled = []
                self._told = {each: self._told[each] for each in unsettled if each in self._told}
                for conversation_id in unsettled:
                    self._wake(conversation_id)
                await told.wait(_SWEEP_SECONDS)

    async def _store(self, conversation_id: str, draft: Draft) -> Appended:
        return await self.take_in(
            conversation_id, self._conversations.append, conversation_id, draft)

    async def take_in(
        self, conversation_id: str, work: Callable[..., Appended], *arguments: object
    ) -> Appended:
        """Have `work(transaction, *arguments)` store a citizen's message, then have it answered.

        Raises what `work` raises; what it stores besides belongs to the message.
        """
        appended = await self._database.run_async(work, *arguments)
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
                while turn := await self._next(conversation_id):
                    await self._deal_with(turn)
                    self._bus.publish(conversation_topic(conversation_id))
                    self._bus.publish(settled_topic(conversation_id))
            self._failures.pop(conversation_id, None)
        except Exception:  # the message stays unanswered in the database; resume() tries again
            self._failures[conversation_id] = self._failures.get(conversation_id, 0) + 1
            _log.exception("relay failed", extra={"conversation": conversation_id})
        finally:
            del self._workers[conversation_id]

    async def _next(self, conversation_id: str) -> Turn | None:
        if self._failures.get(conversation_id, 0) >= _MOST_FAILURES:
            await self._database.run_async(
                self._turns.give_up, conversation_id, self._owner, self._failed())
            self._failures.pop(conversation_id)
        turn = await self._database.run_async(
            self._turns.next, conversation_id, self._owner, self._assistant is not None)
        if turn and turn.is_for_others:
            # Once: it wakes our own sweep, too, which comes back to it.
            if self._told.get(conversation_id) != turn.message.sequence:
                self._told[conversation_id] = turn.message.sequence
                self._bus.publish(UNANSWERED_TOPIC)
            return None
        self._told.pop(conversation_id, None)
        if turn and turn.is_for_agent:
            self._bus.publish(settled_topic(conversation_id))
            self._bus.publish(QUEUE_TOPIC)
            return None
        return turn

    async def _deal_with(self, turn: Turn) -> None:
        if turn.dialogue:
            await self._go_on(turn)
            return
        if turn.command == COMMAND_ASSISTANT:
            await self._database.run_async(self._turns.leave_queue, turn)
            self._bus.publish(QUEUE_TOPIC)
            return
        if turn.state and not wants_person(turn.command) and (
                not await self._is_emergency(turn)):
            await self._database.run_async(self._turns.note_for_agent, turn)
            self._bus.publish(QUEUE_TOPIC)
            return
        answer = await self._by_rule(turn) or self._with_offers(turn, await self._ask(turn))
        await self._database.run_async(self._turns.store_answer, turn, answer)
        kinds = {reply.kind for reply in answer.replies}
        if REQUEST_ERASURE in kinds:
            await asyncio.get_running_loop().run_in_executor(None, self._database.scrub)
        if kinds & {REQUEST_HANDOFF, REQUEST_ERASURE}:
            self._bus.publish(QUEUE_TOPIC)

    async def _go_on(self, turn: Turn) -> None:
        danger = Answer([])
        if not turn.command and await self._is_emergency(turn):
            danger = await self._ask(turn)
        await self._turns.prepare(turn)
        await self._database.run_async(self._turns.go_on, turn, danger)
        self._bus.publish(QUEUE_TOPIC)

    async def _by_rule(self, turn: Turn) -> Answer | None:
        """The way to a person that the administration wants for this message, or None."""
        rule = self._rules().for_text(turn.message.text) if not turn.command else None
        if not rule or not rule.is_at_once or turn.state or await self._is_emergency(turn):
            return None
        return Answer([Reply(custom={
            "type": REQUEST_HANDOFF, "reason": "rule", "team": rule.team})])

    def _with_offers(self, turn: Turn, answer: Answer) -> Answer:
        """The answer, with the person that was asked for or should be offered."""
        if any(reply.kind == REQUEST_HANDOFF for reply in answer.replies):
            return answer
        if wants_person(turn.command):
            # Whatever the assistant makes of it, a person is always reachable.
            return replace(answer, replies=[Reply(custom={
                "type": REQUEST_HANDOFF, "reason": reason_of(turn.command)})])
        rules, text = self._rules(), turn.message.text
        if turn.command or any(offers_person(reply) for reply in answer.replies):
            return answer
        services = [(reply.custom or {}).get("service") for reply in answer.replies]
        if rules.is_angry(text):
            offer = Reply(self._texts("handoff.anger"), (
                person_button(self._texts, "complaint"),))
        elif rules.for_text(text) or any(map(rules.for_service, services)):
            offer = Reply(self._texts("handoff.rule"), (person_button(self._texts, "rule"),))
        else:
            return answer
        return replace(answer, replies=[*answer.replies, offer])

    async def _is_emergency(self, turn: Turn) -> bool:
        if self._assistant is None:
            return False
        try:
            return await asyncio.wait_for(self._assistant.is_emergency(
                turn.message.text, turn.is_answer), self._patience)
        except Exception:  # whatever the assistant does, the citizen's message is kept
            _log.exception("assistant failed", extra={"conversation": turn.conversation_id})
            return False

    async def _ask(self, turn: Turn) -> Answer:
        message = turn.message
        question = Question(turn.conversation_id, turn.channel, message.text, turn.command)
        began = time.perf_counter()
        try:
            if self._assistant is None:
                raise AssistantUnavailable("this process has no assistant")
            answer = await asyncio.wait_for(
                self._assistant.ask(question), self._patience_for(question))
            if not answer.replies:
                raise AssistantUnavailable("no reply")
        except Exception as error:  # whatever the assistant does, the citizen gets an answer
            reason = "timeout" if isinstance(error, asyncio.TimeoutError) else "error"
            FAILURES.inc()
            _log.exception("assistant failed", extra={
                "conversation": turn.conversation_id, "sequence": message.sequence,
                "reason": reason})
            return Answer([self._failed()])
        seconds = time.perf_counter() - began
        ANSWER_SECONDS.observe(seconds)
        _log.info("assistant answered", extra={
            "conversation": turn.conversation_id, "sequence": message.sequence,
            "milliseconds": round(1000 * seconds)})
        return answer

    def _failed(self) -> Reply:
        return Reply(self._texts("assistant.failed"), (person_button(self._texts),))

    def _patience_for(self, question: Question) -> float:
        # Who wants a person gets one without the assistant, if that doesn't react soon.
        is_short = wants_person(question.command)
        return min(self._patience, _PATIENCE_FOR_PERSON) if is_short else self._patience
