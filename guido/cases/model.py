"""Cases and the results of looking one up, without any storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any


class CaseState(str, Enum):
    """Where a request stands; labels and what comes next are in data/messages.yml."""

    FILED = "filed"
    IN_REVIEW = "in_review"
    MISSING_DOCUMENT = "missing_document"
    DOCUMENT_RECEIVED = "document_received"
    ACCEPTED = "accepted"
    IN_PRODUCTION = "in_production"
    READY = "ready"
    CLOSED = "closed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Status:
    """A dated step of a case; `note` is said with it: which piece is missing, what comes next."""

    state: CaseState
    on_day: date
    note: str | None = None


@dataclass(frozen=True)
class Request:
    """What a citizen asks for, as a procedure or another system hands it in.

    `answers` is as JSON has it; `source_system` is who handed it in, or None for a procedure.
    """

    service: str
    procedure: str | None = None
    answers: Mapping[str, Any] | None = None
    conversation_id: str | None = None
    contact: str | None = None
    expected_on: date | None = None
    source_system: str | None = None


@dataclass(frozen=True)
class Case:
    """A request with its timeline, oldest status first."""

    reference: str
    service: str
    statuses: tuple[Status, ...]
    procedure: str | None = None
    answers: Mapping[str, Any] | None = None
    conversation_id: str | None = None
    contact: str | None = None
    expected_on: date | None = None
    source_system: str | None = None
    created_at: datetime | None = field(default=None, compare=False)
    updated_at: datetime | None = field(default=None, compare=False)

    @property
    def current(self) -> Status:
        return self.statuses[-1]

    @property
    def is_closed(self) -> bool:
        """Whether nothing comes any more."""
        return self.current.state is CaseState.CLOSED


@dataclass(frozen=True)
class Filed:
    """A new case; `code` opens it later where no date of birth does, and is shown only once."""

    case: Case
    code: str | None


@dataclass(frozen=True)
class Found:
    """Reference and date of birth, or code, belong together."""

    case: Case


@dataclass(frozen=True)
class NotMatching:
    """No such reference, or another date of birth or code: these are not told apart."""


@dataclass(frozen=True)
class Locked:
    """Too many failures; nothing is looked up before `until`."""

    until: datetime


Lookup = Found | NotMatching | Locked
