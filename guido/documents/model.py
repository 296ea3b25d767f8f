"""Documents, without any storage: what is printed on one, and what is known of a kept one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

PDF = "application/pdf"  # the media type


@dataclass(frozen=True)
class Row:
    """A question and its answer, as they are read."""

    label: str
    value: str


@dataclass(frozen=True)
class Note:
    """What explains a value: « Source : », and the words of the source with their address."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Result:
    """A computed value with how it came about."""

    label: str
    value: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Table:
    """Several persons or things that were asked the same questions."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A part of a document under its own title; what it has is printed in this order."""

    title: str = ""
    rows: tuple[Row, ...] = ()
    tables: tuple[Table, ...] = ()
    results: tuple[Result, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """What is printed: by whom, to whom, what about. The first line of `sender` is its name."""

    title: str
    sender: tuple[str, ...]
    day: date
    sections: tuple[Section, ...]
    recipient: tuple[str, ...] = ()
    reference: str = ""
    follow_url: str = ""


@dataclass(frozen=True)
class Document:
    """What is known of a kept document; its content is read separately."""

    id: str
    conversation_id: str
    case_reference: str | None
    title: str
    name: str  # of the file
    kind: str  # its media type
    size: int
    downloads: int
    created_at: datetime
    expires_at: datetime
