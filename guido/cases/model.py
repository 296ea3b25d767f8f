"""Cases and the results of looking one up, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


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
    """A dated step of a case."""

    state: CaseState
    on_day: date


@dataclass(frozen=True)
class Case:
    """A request with its timeline, oldest status first."""

    reference: str
    service: str
    statuses: tuple[Status, ...]

    @property
    def current(self) -> Status:
        return self.statuses[-1]


@dataclass(frozen=True)
class Found:
    """Reference and date of birth belong together."""

    case: Case


@dataclass(frozen=True)
class NotMatching:
    """No such reference, or another date of birth: the two are not told apart."""


@dataclass(frozen=True)
class Locked:
    """Too many failures; nothing is looked up before `until`."""

    until: datetime


Lookup = Found | NotMatching | Locked
