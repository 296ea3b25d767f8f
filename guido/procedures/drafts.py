"""A procedure that somebody has begun, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class DraftState(str, Enum):
    """How a draft stands; one that is given up is deleted."""

    ACTIVE = "active"
    PAUSED = "paused"
    FILED = "filed"


@dataclass(frozen=True)
class Draft:
    """The answers so far; `written` is their JSON, which only the procedure's file can read.

    `current` and `context` are the dialogue's own: where it stands beside the answers.
    """

    id: str
    conversation_id: str
    procedure: str
    written: str
    state: DraftState
    created_at: datetime
    updated_at: datetime
    answers: dict[str, Any] = field(default_factory=dict)
    current: str | None = None
    context: dict[str, Any] = field(default_factory=dict)
    case_reference: str | None = None


class Resumption(str, Enum):
    """What came of a code."""

    RESUMED = "resumed"
    WRONG = "wrong"
    TOO_MANY = "too_many"
    GONE = "gone"  # it was right, but its procedure is not offered any more


@dataclass(frozen=True)
class Resumed:
    """The result of trying a code, and the draft if it was right."""

    result: Resumption
    draft: Draft | None = None
