"""What the relay and the assistant say to each other."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Protocol

from guido.conversations import Button, Message
from guido.handoff import State
from guido.storage import Transaction

# Commands that the relay can carry out itself, so that they work while the assistant is down.
COMMAND_PERSON = "/parler_agent"
COMMAND_ASSISTANT = "relay:assistant"
COMMAND_CONTACT = "relay:contact"  # leave a message, and how to be reached

# Types of `custom` by which the assistant asks the relay for something; citizens never see them.
REQUEST_HANDOFF = "handoff_request"
REQUEST_ERASURE = "erasure_request"
EMERGENCY = "emergency"  # the type of an answer to an immediate danger


@dataclass(frozen=True)
class Question:
    """A citizen's message for the assistant; `command` is set if they chose an offered button."""

    conversation_id: str
    channel: str
    text: str
    command: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the assistant makes of a question.

    `understood` is for agents (intent, confidence, facet, decision, candidates; None for a
    chosen button); `slots` is what the assistant knows of the conversation.
    """

    replies: list[Reply]
    understood: dict[str, Any] | None = None
    slots: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One message of the assistant."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    custom: dict[str, Any] | None = None

    @property
    def kind(self) -> str | None:
        return (self.custom or {}).get("type")


def wants_person(command: str | None) -> bool:
    """Whether a chosen button asks for a person, with or without a reason."""
    return command is not None and command.partition("{")[0] == COMMAND_PERSON


def reason_of(command: str) -> str:
    """The reason that a button for a person carries; « asked » if it carries none."""
    _, brace, values = command.partition("{")
    return json.loads(brace + values).get("reason", "asked") if brace else "asked"


def offers_person(reply: Reply) -> bool:
    """Whether one of the reply's buttons asks for a person."""
    return any(wants_person(button.command) for button in reply.buttons)


class Assistant(Protocol):
    """The port through which the relay asks; tests use a fake of it."""

    async def ask(self, question: Question) -> Answer:
        """The assistant's answer; may raise anything, or never return."""

    async def is_emergency(self, text: str, is_answer: bool = False) -> bool:
        """Whether a text speaks of an immediate danger, without taking a turn.

        Of one that answers what was asked (`is_answer`: « ma fille ») only if that is sure.
        """


@dataclass(frozen=True)
class Turn:
    """A citizen's message to be dealt with, and where its conversation stood when it was taken.

    `state` is that of an open escalation, or None; `command` what a chosen button means;
    `is_for_others` that only a process with an assistant can deal with it; `dialogue` what goes on
    with it, if it is no matter of the assistant's; `is_answer` that it answers what that has asked.
    """

    conversation_id: str
    channel: str
    message: Message
    command: str | None
    state: State | None
    is_for_others: bool
    dialogue: Dialogue | None = None
    is_answer: bool = False

    @property
    def is_for_agent(self) -> bool:
        """Whether the agent who holds the conversation answers, and nothing is said before."""
        return self.state is State.ASSIGNED and self.dialogue is None


class Dialogue(Protocol):
    """A short dialogue that needs no assistant; each call runs in the caller's transaction."""

    def handles(
        self, tx: Transaction, conversation_id: str, message: Message, command: str | None
    ) -> bool:
        """Whether a citizen's message belongs to it."""

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """Answer such a message; the conversation is locked and the message not yet settled."""


class Interruptible(Dialogue, Protocol):
    """A dialogue in the midst of which something else can be asked; it then goes on."""

    async def prepare(self, conversation_id: str) -> None:
        """Have ready what takes long, before a transaction goes on with it."""

    def waits(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether it waits for the citizen's next word."""

    def is_answer(self, tx: Transaction, conversation_id: str, text: str) -> bool:
        """Whether a text answers what it has asked."""

    def wants_person(self, tx: Transaction, conversation_id: str, text: str) -> bool:
        """Whether a text in its midst asks for a person, as far as words alone tell."""

    def service(self, tx: Transaction, conversation_id: str) -> str | None:
        """The service of the catalogue that it is about, if it goes on."""

    def with_offers(
        self, tx: Transaction, conversation_id: str, answer: Answer, command: str | None
    ) -> Answer:
        """The assistant's answer to a text or a button, with what can be begun from it."""

    def say_again(
        self, tx: Transaction, conversation_id: str, reply_to: int | None = None
    ) -> None:
        """Say again what it waits for, if it does; the conversation is locked."""

    def set_aside(self, tx: Transaction, conversation_id: str) -> None:
        """Keep it for later, if it waits, and tell the citizen; the conversation is locked."""
