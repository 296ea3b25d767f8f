"""What a turn changes in the database: answers, the way to a person and back, erasure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from guido.clock import utc_now
from guido.conversations import Author, Button, Conversations, Draft, Message
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.handoff import Handoff, State
from guido.handoff.audit import Audit
from guido.relay.model import (
    COMMAND_ASSISTANT,
    COMMAND_PERSON,
    EMERGENCY,
    REQUEST_ERASURE,
    REQUEST_HANDOFF,
    Answer,
    Dialogue,
    Interruptible,
    Reply,
    Turn,
    wants_person,
)
from guido.relay.waiting import Waiting
from guido.storage import Transaction

# For so long what somebody who waits has written is left to the processes with an assistant.
_FOR_OTHERS = timedelta(seconds=5)


class Eraser(Protocol):
    """A subject that forgets what it holds of a conversation."""

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all that is known of it."""


class Turns:
    """Each call runs in the caller's transaction, so that a turn is stored whole or not at all."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, audit: Audit, waiting: Waiting,
        dialogues: Sequence[Dialogue], erasers: Sequence[Eraser], texts: Texts,
        theme_of: Callable[[str | None], str | None], telephone: str,
        now: Callable[[], datetime] = utc_now, procedures: Interruptible | None = None,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._audit = audit
        self._waiting = waiting
        self._dialogues = dialogues
        self._erasers = erasers
        self._texts = texts
        self._theme_of = theme_of
        self._telephone = telephone
        self._now = now
        self._procedures = procedures

    def next(
        self, tx: Transaction, conversation_id: str, owner: str, has_assistant: bool
    ) -> Turn | None:
        """The next message to deal with, claimed for a relay; None if there is none for it.

        What the agent who holds the conversation answers is settled at once, and returned if
        nothing comes after it. The claim is given back together with finding nothing, so that a
        message which is stored meanwhile is either found here or finds the conversation free.
        """
        if not self._conversations.claim(tx, conversation_id, owner):
            return None
        settled: Turn | None = None
        while message := self._conversations.next_unanswered(tx, conversation_id):
            turn = self._turn(tx, conversation_id, message, has_assistant)
            if not turn.is_for_agent:
                if not turn.is_for_others:
                    return turn
                wish = self._wish_after(tx, turn)
                if not wish:
                    self._conversations.release(tx, conversation_id, owner)
                return wish or turn
            self._handoff.citizen_wrote(tx, conversation_id)
            self._settle(tx, turn)
            settled = turn
        self._conversations.release(tx, conversation_id, owner)
        return settled

    def _wish_after(self, tx: Transaction, turn: Turn) -> Turn | None:
        """The wish for a person that comes after a message that no assistant is there to answer.

        A person is always reachable; what was asked before is then theirs to read.
        """
        for message in self._conversations.messages(
                tx, turn.conversation_id, turn.message.sequence):
            if message.author is Author.CITIZEN:
                later = self._turn(tx, turn.conversation_id, message, has_assistant=False)
                if wants_person(later.command):
                    return later
        return None

    def give_up(
        self, tx: Transaction, conversation_id: str, owner: str, reply: Reply
    ) -> bool:
        """Answer a message that fails again and again, so that it holds up none after it."""
        if not self._conversations.claim(tx, conversation_id, owner):
            return False
        message = self._conversations.next_unanswered(tx, conversation_id)
        if message is None:
            return False
        turn = Turn(conversation_id, "", message, None, None, False)
        if self._is_open(tx, turn):
            if not self._is_held(tx, turn):
                self._append(tx, turn, reply)
            self._settle(tx, turn)
        return True

    def _turn(
        self, tx: Transaction, conversation_id: str, message: Message, has_assistant: bool
    ) -> Turn:
        channel = self._conversations.get(tx, conversation_id).channel
        escalation = self._handoff.open_of(tx, conversation_id)
        command = (message.custom or {}).get("command")
        if not command:
            button = self._conversations.choice(tx, conversation_id, message)
            command = button.command if button else self._wish(tx, conversation_id, message)
        dialogue = next((each for each in self._dialogues if each.handles(
            tx, conversation_id, message, command)), None)
        # Who has left a message doesn't wait here: the assistant answers meanwhile.
        waits = escalation and not (
            escalation.has_left_message and escalation.state is State.WAITING)
        state = escalation.state if escalation and waits else None
        needs_assistant = not (
            waits or dialogue or command == COMMAND_ASSISTANT or wants_person(command))
        if state is State.WAITING and not command and not dialogue:
            # It may tell of a danger, which only an assistant sees, if there is one elsewhere.
            needs_assistant = self._is_new(message)
        elif needs_assistant and not has_assistant and not self._is_new(message) and (
                self._procedures and self._procedures.waits(tx, conversation_id)):
            # Asked in the midst of it, and no assistant is anywhere to answer.
            dialogue, needs_assistant = self._procedures, False
        is_answer = not command and dialogue is not None and dialogue is self._procedures and (
            self._procedures.is_answer(tx, conversation_id, message.text))
        return Turn(conversation_id, channel, message, command, state,
                    needs_assistant and not has_assistant, dialogue, is_answer)

    def _wish(self, tx: Transaction, conversation_id: str, message: Message) -> str | None:
        """A wish for a person in the midst of a procedure; elsewhere the assistant sees it."""
        is_wish = self._procedures and self._procedures.wants_person(
            tx, conversation_id, message.text)
        return COMMAND_PERSON if is_wish else None

    def _is_new(self, message: Message) -> bool:
        return message.created_at is not None and self._now() - message.created_at < _FOR_OTHERS

    def store_answer(self, tx: Transaction, turn: Turn, answer: Answer) -> None:
        """Store the answers to a message, unless somebody else has dealt with it meanwhile."""
        if not self._is_open(tx, turn):
            return
        if answer.understood:
            self._conversations.note_understanding(
                tx, turn.conversation_id, turn.message.sequence, answer.understood)
        if self._procedures:
            answer = self._procedures.with_offers(
                tx, turn.conversation_id, answer, turn.command)
        for reply in () if self._is_held(tx, turn) else answer.replies:
            if reply.kind == REQUEST_HANDOFF:
                self._hand_over(tx, turn, reply, answer)
            elif reply.kind == REQUEST_ERASURE:
                self._erase(tx, turn)
            else:
                self._append(tx, turn, reply)
        if not any(reply.kind == EMERGENCY for reply in answer.replies):
            self._go_back(tx, turn)
        self._settle(tx, turn)

    async def prepare(self, turn: Turn) -> None:
        """Have ready what a procedure needs that takes long, before it goes on."""
        if self._procedures and turn.dialogue is self._procedures:
            await self._procedures.prepare(turn.conversation_id)

    def go_on(self, tx: Transaction, turn: Turn, danger: Answer) -> None:
        """Go on with a dialogue that needs no assistant, unless somebody dealt with it meanwhile.

        `danger` is what the assistant says to an immediate danger; it then goes before, and only
        what was written in a form counts all the same.
        """
        if not turn.dialogue or not self._is_open(tx, turn):
            return
        for reply in danger.replies:
            self._append(tx, turn, reply)
        if not danger.replies or (turn.message.custom or {}).get("type"):
            turn.dialogue.handle(tx, turn)
            if turn.dialogue is not self._procedures:
                self._go_back(tx, turn)
        self._settle(tx, turn)

    def note_for_agent(self, tx: Transaction, turn: Turn) -> None:
        """Written while waiting: it is said once that the agent will read it."""
        if not self._is_open(tx, turn):
            return
        last = self._conversations.last_said(tx, turn.conversation_id)
        is_noted = last is not None and (last.custom or {}).get("state") == "noted"
        if not is_noted and not self._is_held(tx, turn):
            self._say(tx, turn, self._texts("handoff.noted"), {"state": "noted"},
                      self._assistant_button())
        self._settle(tx, turn)

    def leave_queue(self, tx: Transaction, turn: Turn) -> None:
        """The citizen goes back to the assistant."""
        if not self._is_open(tx, turn):
            return
        if not self._is_held(tx, turn):
            left = self._handoff.abandon(tx, turn.conversation_id)
            text = self._texts("handoff.abandoned" if left else "handoff.with_assistant")
            self._say(tx, turn, text, {"state": "abandoned"}, person_button(self._texts))
            self._go_back(tx, turn)
        self._settle(tx, turn)

    def _go_back(self, tx: Transaction, turn: Turn) -> None:
        """Back to the procedure that was interrupted."""
        if self._procedures:
            self._procedures.say_again(tx, turn.conversation_id, turn.message.sequence)

    def _is_open(self, tx: Transaction, turn: Turn) -> bool:
        """Whether the message still waits for its answer; locks the conversation."""
        self._conversations.lock(tx, turn.conversation_id)
        conversation = self._conversations.get(tx, turn.conversation_id)
        return conversation.answered_sequence < turn.message.sequence

    def _is_held(self, tx: Transaction, turn: Turn) -> bool:
        """Whether an agent has taken over meanwhile, who is not talked over."""
        escalation = self._handoff.open_of(tx, turn.conversation_id)
        return escalation is not None and escalation.state is State.ASSIGNED

    def _hand_over(self, tx: Transaction, turn: Turn, reply: Reply, answer: Answer) -> None:
        wish, slots = reply.custom or {}, answer.slots
        if self._conversations.is_blocked(tx, turn.conversation_id):
            self._refuse(tx, turn)
            return
        was_open = self._handoff.open_of(tx, turn.conversation_id) is not None
        service = self._service(tx, turn) or wish.get("service") or slots.get("service")
        escalation = self._handoff.request(
            tx, turn.conversation_id, wish["reason"], service, self._theme_of(service),
            slots.get("commune") or slots.get("place"),
            {"slots": slots, **(answer.understood or {})}, wish.get("team"))
        if escalation.agent and not was_open:
            self._audit.note(
                tx, None, "given", turn.conversation_id, to=escalation.agent.login)
        self._waiting.say(tx, escalation, reply_to=turn.message.sequence)

    def _service(self, tx: Transaction, turn: Turn) -> str | None:
        """What the procedure is about in whose midst a person is asked for."""
        return self._procedures.service(
            tx, turn.conversation_id) if self._procedures else None

    def _refuse(self, tx: Transaction, turn: Turn) -> None:
        """No person for the time being, with another way to one."""
        until = self._conversations.get(tx, turn.conversation_id).blocked_until
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, self._texts(
                "handoff.blocked", until=write_date(until.date()) if until else "",
                telephone=self._telephone),
            reply_to=turn.message.sequence))

    def _erase(self, tx: Transaction, turn: Turn) -> None:
        self._conversations.erase(tx, turn.conversation_id, turn.message.sequence)
        for eraser in self._erasers:
            eraser.erase(tx, turn.conversation_id)
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, self._texts("erased"), custom={"type": "erased"},
            reply_to=turn.message.sequence))

    def _say(
        self, tx: Transaction, turn: Turn, text: str, state: dict[str, object], *buttons: Button
    ) -> None:
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, text, buttons, {"type": "handoff", **state},
            reply_to=turn.message.sequence))

    def _append(self, tx: Transaction, turn: Turn, reply: Reply) -> None:
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.ASSISTANT, reply.text, reply.buttons, reply.custom,
            reply_to=turn.message.sequence))

    def _settle(self, tx: Transaction, turn: Turn) -> None:
        self._conversations.settle(tx, turn.conversation_id, turn.message.sequence)

    def _assistant_button(self) -> Button:
        return Button(self._texts("buttons.assistant"), COMMAND_ASSISTANT)


def person_button(texts: Texts, reason: str | None = None) -> Button:
    """The button that asks for a person, for a reason other than that they ask."""
    values = json.dumps({"reason": reason}) if reason else ""
    return Button(texts("buttons.person"), f"{COMMAND_PERSON}{values}")
