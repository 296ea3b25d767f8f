"""Services and their cards, without any storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guido.french.quantities import write_quantity

# In the order in which they are offered; the names are those of the taxonomy.
FACETS = ("demarche", "documents", "cout", "delai", "lieu", "conditions")


@dataclass(frozen=True)
class Amount:
    """A figure that may change, with the day from which it applies (or was observed)."""

    label: str
    value: Decimal
    unit: str
    valid_from: date
    source: str

    def __str__(self) -> str:
        return write_quantity(self.value, self.unit)


@dataclass(frozen=True)
class Link:
    """A page to go to."""

    label: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where a card's facts come from, and the day on which they were last compared with it."""

    name: str
    url: str
    verified: date


@dataclass(frozen=True)
class Card:
    """The answer for one service and facet; `body` has its amounts filled in."""

    service: str
    facet: str
    title: str
    body: str
    steps: tuple[str, ...]
    documents: tuple[str, ...]
    links: tuple[Link, ...]
    source: Source
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class ServiceEntry:
    """A service with its cards by facet.

    A draft is read and checked, but its cards are not shown: the assistant says that there is
    no verified card yet and gives the official page.
    """

    name: str
    theme: str
    title: str
    summary: str
    official_url: str
    cards: dict[str, Card]
    is_draft: bool = False
