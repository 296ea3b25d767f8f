"""The catalogue in memory: cards by service and facet, and search; follows edited files."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from guido.catalogue.engine import Found, Passage, SearchIndex, SearchText, build
from guido.catalogue.followed import FollowedFiles
from guido.catalogue.model import Card, ServiceEntry
from guido.catalogue.store import Reading, read_service, service_files
from guido.errors import ContentError


class Catalogue:
    """The services of one folder. A file that breaks later is reported and its old cards kept.

    `expired` is how an amount is written whose period is over, see catalogue.store.Reading.
    """

    def __init__(
        self, folder: Path, stop_words: frozenset[str] = frozenset(), expired: str = "",
        clock: Callable[[], float] = time.monotonic, today: Callable[[], date] = date.today,
    ) -> None:
        self._stop_words = stop_words
        self._files = FollowedFiles(
            lambda: service_files(folder),
            lambda path, day: read_service(path, Reading(day, expired)), clock, today)
        if not self._files.current():
            raise ContentError(f"{folder}: no service files found")
        self._index: tuple[int, SearchIndex] | None = None

    def services(self) -> list[ServiceEntry]:
        """All services, in the order of their files."""
        return self._files.current()

    def theme_of(self, name: str | None) -> str | None:
        """The theme of a service; None for no service of the catalogue."""
        entry = self.service(name) if name else None
        return entry.theme if entry else None

    def service(self, name: str) -> ServiceEntry | None:
        """A service by its name in the taxonomy."""
        return next((entry for entry in self._files.current() if entry.name == name), None)

    def card(self, service: str, facet: str) -> Card | None:
        """The card of a service and facet, or None where there is none."""
        entry = self.service(service)
        return entry.cards.get(facet) if entry else None

    def search(self, text: str, limit: int = 10) -> list[Found]:
        """Cards that share words with a text, best first; their id is « service/facet »."""
        entries, version = self._files.current(), self._files.version
        held = self._index  # another thread may follow an edit meanwhile
        if held is None or held[0] != version:
            held = self._index = (version, build(
                (_search_text(entry, card) for entry in entries for card in entry.cards.values()),
                self._stop_words))
        return held[1].search(text, limit)


def _search_text(entry: ServiceEntry, card: Card) -> SearchText:
    return SearchText(
        f"{card.service}/{card.facet}", "card", "particuliers", card.title, entry.summary,
        card.source.url, card.source.verified, card.service, (entry.title,), "",
        (Passage(card.title, " ".join((card.body, *card.steps, *card.documents))),))
