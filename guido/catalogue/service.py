"""The catalogue in memory: cards by service and facet, and search; follows edited files."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from guido.catalogue.engine import Found, Passage, SearchIndex, SearchText, build
from guido.catalogue.model import Card, ServiceEntry
from guido.catalogue.store import read_service, service_files
from guido.errors import ContentError

_LOOK_EVERY_SECONDS = 2.0
_log = logging.getLogger(__name__)


class Catalogue:
    """The services of one folder. A file that breaks later is reported and its old cards kept."""

    def __init__(
        self, folder: Path, stop_words: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._stop_words = stop_words
        self._clock = clock
        self._stamps: dict[Path, tuple[int, int]] = {}
        self._entries: dict[Path, ServiceEntry] = {}
        self._services: dict[str, ServiceEntry] = {}
        self._index: SearchIndex | None = None
        for path in service_files(folder):
            self._stamps[path] = _stamp(path)
            self._entries[path] = read_service(path)
        if not self._entries:
            raise ContentError(f"{folder}: no service files found")
        self._rebuild()
        self._looked_at = clock()

    def services(self) -> list[ServiceEntry]:
        """All services, in the order of their files."""
        self._follow_edits()
        return list(self._services.values())

    def service(self, name: str) -> ServiceEntry | None:
        """A service by its name in the taxonomy."""
        self._follow_edits()
        return self._services.get(name)

    def card(self, service: str, facet: str) -> Card | None:
        """The card of a service and facet, or None where there is none."""
        entry = self.service(service)
        return entry.cards.get(facet) if entry else None

    def search(self, text: str, limit: int = 10) -> list[Found]:
        """Cards that share words with a text, best first; their id is « service/facet »."""
        self._follow_edits()
        index = self._index  # another thread may follow an edit meanwhile
        if index is None:
            index = self._index = build(
                (_search_text(entry, card) for entry in self._services.values()
                 for card in entry.cards.values()), self._stop_words)
        return index.search(text, limit)

    def _follow_edits(self) -> None:
        if self._clock() - self._looked_at < _LOOK_EVERY_SECONDS:
            return
        self._looked_at = self._clock()
        stamps = {path: _stamp(path) for path in service_files(self._folder)}
        if stamps == self._stamps:
            return
        changed = [path for path in stamps if stamps[path] != self._stamps.get(path)]
        for path in changed:
            try:
                self._entries[path] = read_service(path)
            except ContentError as error:
                _log.error("catalogue file refused, its old cards stay: %s", error)
        for path in set(self._entries) - set(stamps):
            del self._entries[path]
        self._stamps = stamps
        self._rebuild()

    def _rebuild(self) -> None:
        self._services = {entry.name: entry for _, entry in sorted(self._entries.items())}
        self._index = None  # made anew by the next search


def _search_text(entry: ServiceEntry, card: Card) -> SearchText:
    return SearchText(
        f"{card.service}/{card.facet}", "card", "particuliers", card.title, entry.summary,
        card.source.url, card.source.verified, card.service, (entry.title,), "",
        (Passage(card.title, " ".join((card.body, *card.steps, *card.documents))),))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)
