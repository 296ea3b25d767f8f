"""Full-text search over the cards with SQLite's FTS5, in memory."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable

from guido.catalogue.model import Card
from guido.french.normalise import fold, words

_SHORTEST_WORD = 4
_PREFIX = 6
# Title and service weigh more than the text.
# Below this score a card shares only common words with the question.
_LEAST_SCORE = 3.0
_RANK = "bm25(cards, 0, 0, 4.0, 1.0)"


class CardIndex:
    """An index of cards by the words of their titles and texts."""

    def __init__(self, cards: Iterable[Card], stop_words: frozenset[str]) -> None:
        self._stop_words = {fold(word) for word in stop_words}
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.execute(
            "CREATE VIRTUAL TABLE cards USING fts5(service UNINDEXED, facet UNINDEXED, title, body)"
        )
        self._connection.executemany("INSERT INTO cards VALUES (?, ?, ?, ?)", [
            (card.service, card.facet,
             fold(f"{card.service.replace('_', ' ')} {card.title}"),
             fold(" ".join((card.body, *card.steps, *card.documents))))
            for card in cards
        ])

    def search(self, text: str, limit: int) -> list[tuple[tuple[str, str], float]]:
        """(service, facet) and score, best first; words are compared by their beginnings."""
        wanted = {
            word[:_PREFIX] for word in words(text)
            if len(word) >= _SHORTEST_WORD and word not in self._stop_words
        }
        if not wanted:
            return []
        query = " OR ".join(f'"{word}"*' for word in sorted(wanted))
        with self._lock:
            rows = self._connection.execute(
                f"SELECT service, facet, -{_RANK} FROM cards WHERE cards MATCH ?"
                f" ORDER BY {_RANK} LIMIT ?", (query, limit)).fetchall()
        return [((service, facet), score) for service, facet, score in rows
                if score >= _LEAST_SCORE]
