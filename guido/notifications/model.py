"""Agreements, and what waits in the outbox, without any storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

# After each failure the next try comes later; after the last one it is given up.
PAUSES = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=6), timedelta(hours=12), timedelta(days=1), timedelta(days=2))
# An agreement counts for so long, and as long are its conversation and its case's news kept.
LONGEST_AGREEMENT = timedelta(days=400)


class Way(str, Enum):
    """How a citizen wants to be told."""

    HERE = "here"  # in the conversation
    EMAIL = "email"


class Kind(str, Enum):
    """Who is told: citizens never at night, other systems and who has just asked at once."""

    CITIZEN = "citizen"
    LETTER = "letter"
    WEBHOOK = "webhook"


class State(str, Enum):
    """Where an entry of the outbox stands; what is cancelled is deleted."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # nobody wants to be told any more, or it came too late
    FAILED = "failed"  # given up after many tries


@dataclass(frozen=True)
class Agreement:
    """A citizen wants to be told of a case, or of what comes of a conversation (no case)."""

    id: int
    conversation_id: str | None
    case_reference: str | None
    way: Way
    address: str | None


@dataclass(frozen=True)
class Notice:
    """What a citizen is told from a moment on, until another if it is too late then.

    The same `dedupe` is planned once. `custom` and `buttons` (title and command) go with the text
    into a conversation, `subject` stands above it in a letter. After the last notice of a case the
    agreement ends.
    """

    text: str
    subject: str
    due_at: datetime
    dedupe: str
    conversation_id: str | None = None
    case_reference: str | None = None
    until: datetime | None = None
    is_last: bool = False
    buttons: tuple[tuple[str, str], ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Letter:
    """An e-mail that somebody in a conversation has just asked for; not sent after a moment."""

    address: str
    subject: str
    text: str
    conversation_id: str
    until: datetime


@dataclass(frozen=True)
class Entry:
    """One thing to be told, to one citizen or one other system."""

    id: int
    kind: Kind
    due_at: datetime
    conversation_id: str | None
    case_reference: str | None
    payload: Mapping[str, Any]
    attempts: int

    @property
    def until(self) -> datetime | None:
        """The moment after which it is too late."""
        written = self.payload.get("until")
        return datetime.fromisoformat(written) if written else None
