"""Services and their cards, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guido.french.quantities import write_quantity

_OLD_MONTHS = 24
# In the order in which they are offered; the names are those of the taxonomy.
FACETS = ("demarche", "documents", "cout", "delai", "lieu", "conditions")


@dataclass(frozen=True)
class Amount:
    """A figure that may change, with the days from and until which it applies (both included)."""

    label: str
    value: Decimal
    unit: str
    valid_from: date
    valid_to: date | None
    source: str

    def __str__(self) -> str:
        return write_quantity(self.value, self.unit)

    def applies_on(self, day: date) -> bool:
        """Whether the figure is the current one on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Link:
    """A page to go to."""

    label: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where a card's facts come from, when they were last compared with it, and must be again."""

    name: str
    url: str
    verified: date
    review_by: date


@dataclass(frozen=True)
class Option:
    """One answer to a situation's question, and how people say it; `ages` are whole years."""

    name: str
    label: str
    words: tuple[str, ...]
    ages: tuple[int, int] | None = None


@dataclass(frozen=True)
class Situation:
    """Something about the citizen that changes an answer, such as being an adult or a minor."""

    name: str
    question: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Variant:
    """The exact card where situations are known: option by situation."""

    when: dict[str, str]
    card: Card


@dataclass(frozen=True)
class Card:
    """The answer for one service and facet; `body` has its amounts filled in.

    It holds for everybody; `variants` are more exact for some. `offices` are the kinds of offices
    of the official directory that are in charge, for the facet « lieu ».
    """

    service: str
    facet: str
    title: str
    body: str
    steps: tuple[str, ...]
    documents: tuple[str, ...]
    links: tuple[Link, ...]
    source: Source
    amounts: tuple[Amount, ...]
    variants: tuple[Variant, ...] = ()
    offices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServiceEntry:
    """A service with its cards by facet, and the situations that change them.

    A draft is read and checked, but its cards are not shown: the assistant says that there is
    no verified card yet and gives the official page.
    """

    name: str
    theme: str
    title: str
    summary: str
    official_url: str
    cards: dict[str, Card]
    situations: tuple[Situation, ...] = ()
    is_draft: bool = False


def is_old(day: date, today: date) -> bool:
    """Whether a text of that day may be out of date: more than 24 months ago."""
    return (today.year - day.year) * 12 + today.month - day.month > _OLD_MONTHS
