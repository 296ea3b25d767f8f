"""Known names in a text: the longest first, whole words only, without accents and hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guido.french.normalise import fold

_WORD = re.compile(r"[^\W_]+")
_SHORT_FORMS = {"st": "saint", "ste": "sainte"}


def name_key(name: str) -> tuple[str, ...]:
    """The words by which a name is known: « St-Étienne » → (saint, etienne)."""
    return tuple(_SHORT_FORMS.get(word, word) for word in _WORD.findall(fold(name)))


@dataclass(frozen=True)
class Match:
    """A name found: place in the folded text, its key, and the words around it."""

    start: int
    end: int
    key: tuple[str, ...]
    before: tuple[str, ...]


class Gazetteer:
    """Names to find; each key may have come from several names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._keys = {key for key in map(name_key, names) if key}
        self._longest: dict[str, int] = {}
        for key in self._keys:
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return key in self._keys

    def find(self, folded: str) -> Iterator[Match]:
        """The names in a text folded by fold_in_place, from left to right, none in another."""
        words = list(_WORD.finditer(folded))
        plain = [_SHORT_FORMS.get(word.group(), word.group()) for word in words]
        place = 0
        while place < len(words):
            for length in range(min(self._longest.get(plain[place], 0), len(words) - place), 0, -1):
                key = tuple(plain[place:place + length])
                if key in self._keys:
                    yield Match(words[place].start(), words[place + length - 1].end(), key,
                                tuple(plain[max(0, place - 3):place]))
                    place += length
                    break
            else:
                place += 1
