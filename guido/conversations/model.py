"""Messages and conversations, without any storage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from guido.errors import MessageRefused
from guido.french.normalise import same

LONGEST_TEXT = 20_000
LONGEST_SENDER_MESSAGE_ID = 100


class Author(str, Enum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Button:
    """A choice offered with a message: what is shown, and what choosing it means.

    The command (for instance `/passeport{"facet": "cout"}`) stays on the server; a citizen
    only ever sends a title back.
    """

    title: str
    command: str


@dataclass(frozen=True)
class Draft:
    """A message that is not stored yet."""

    author: Author
    text: str
    buttons: tuple[Button, ...] = ()
    custom: dict[str, Any] | None = None
    author_name: str | None = None
    author_id: int | None = None  # the account of an agent who wrote it
    sender_message_id: str | None = None
    reply_to: int | None = None  # the number of the message that this one answers


@dataclass(frozen=True)
class Message(Draft):
    """A stored message with its place in the conversation."""

    sequence: int = 0
    created_at: datetime | None = None
    understood: dict[str, Any] | None = None  # what the assistant made of a citizen's message
    thumb: int | None = None  # 1 or -1, what the citizen thinks of an answer
    corrected_at: datetime | None = None

    def for_agents(self) -> dict[str, Any]:
        """What an agent may know of the message."""
        return {**self.public(), "author_id": self.author_id, "understood": self.understood}

    def public(self) -> dict[str, Any]:
        """What a citizen's client may know of the message."""
        return {
            "sequence": self.sequence,
            "author": self.author.value,
            "author_name": self.author_name,
            "text": self.text,
            "buttons": [button.title for button in self.buttons],
            "custom": self.custom,
            "id": self.sender_message_id if self.author is Author.CITIZEN else None,
            "created_at": self.created_at.isoformat() if self.created_at else None,
            "is_corrected": self.corrected_at is not None,
            "thumb": self.thumb,
        }


@dataclass(frozen=True)
class Appended:
    """The result of storing a draft: the message, and whether it was there already."""

    message: Message
    duplicate: bool


@dataclass(frozen=True)
class Conversation:
    """All messages between one citizen and Guido on one channel."""

    id: str
    channel: str
    last_sequence: int
    answered_sequence: int
    delivered_sequence: int
    created_at: datetime
    updated_at: datetime = field(compare=False)
    blocked_until: datetime | None = None  # until then no person is asked for


def check_text(text: object) -> str:
    """The text as written, if it can be taken; raises MessageRefused with the reason if not."""
    if not isinstance(text, str):
        raise MessageRefused("not_text")
    # PostgreSQL cannot keep the NUL character, and half a surrogate pair is no character.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if len(text) > LONGEST_TEXT:
        raise MessageRefused("too_long")
    if not text.strip():
        raise MessageRefused("empty")
    return text


def check_sender_message_id(identifier: object) -> str:
    """The sender's identifier of a message; raises MessageRefused if it cannot be one."""
    if not isinstance(identifier, str) or not 1 <= len(identifier) <= LONGEST_SENDER_MESSAGE_ID:
        raise MessageRefused("bad_message_id")
    if not identifier.isprintable():
        raise MessageRefused("bad_message_id")
    return identifier


def chosen(text: str, buttons: tuple[Button, ...]) -> Button | None:
    """The button whose title the text repeats, whatever its case, accents and punctuation."""
    return next((button for button in buttons if same(text, button.title)), None)
