"""French communes in a text, from the official list (Code officiel géographique).

Many communes are called like ordinary words (Y, Eu, Nice, Mais, Bras). What speaks for a place:
a word such as « à » before it, a postal code beside it, a capital letter, many inhabitants.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from guido.errors import StartError
from guido.french.gazetteer import Gazetteer, Match, name_key
from guido.french.spans import Span

_LARGE = 20_000
# Words before a place, and those that make it certain.
_BEFORE = frozenset(("a", "sur", "vers", "de", "d", "au", "aux", "en"))
_CERTAIN = frozenset((
    "habite", "habitons", "habitent", "vis", "vit", "vivons", "mairie", "ville", "commune",
    "domicilie", "domiciliee", "nee", "ne", "nes", "demenage", "emmenage", "installe",
    "installee", "prefecture", "quitte", "arrive", "residant", "resident"))
_CLOSE = 0.86


@dataclass(frozen=True)
class Commune:
    """A commune: official name, postal codes, inhabitants."""

    name: str
    postal_codes: frozenset[str]
    population: int


def read_communes(folder: Path) -> tuple[list[Commune], list[str]]:
    """All communes, and the names of départements and regions; raises StartError if missing."""
    try:
        entries = json.loads((folder / "communes.json").read_text(encoding="utf-8"))
        wider = [json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
                 for name in ("departements", "regions")]
    except OSError as error:
        raise StartError(f"The list of communes is missing ({error}). Run make run again: it "
                         "installs the data sets of package.json.") from error
    communes = [
        Commune(entry["nom"], frozenset(entry.get("codesPostaux", ())), entry.get("population", 0))
        for entry in entries if entry["type"] == "commune-actuelle"]
    return communes, [entry["nom"] for group in wider for entry in group]


class Places:
    """Finds communes and checks postal codes."""

    def __init__(self, communes: Iterable[Commune], common_words: frozenset[str]) -> None:
        self._known: dict[tuple[str, ...], Commune] = {}
        self._postal_codes: set[str] = set()
        for commune in communes:
            self._postal_codes |= commune.postal_codes
            for key in _keys(commune.name):
                known = self._known.get(key)
                if known is None or known.population < commune.population:
                    self._known[key] = commune
        self._gazetteer = Gazetteer(" ".join(key) for key in self._known)
        self._common_words = common_words
        self._large = sorted(
            " ".join(key) for key, commune in self._known.items() if commune.population >= _LARGE)

    def find(self, text: str, folded: str, places: list[int], codes: list[Span]) -> list[Span]:
        """Communes and true postal codes; `codes` are the numbers that look like one."""
        found = [self._span(match) for match in self._gazetteer.find(folded)
                 if self._is_place(match, text, folded, places, codes)]
        found += self._misspelt(folded, found)
        for code in codes:
            digits = code.value.replace(" ", "")
            beside = any(0 <= code.start - place.end <= 3 or 0 <= place.start - code.end <= 3
                         for place in found)
            if digits in self._postal_codes and (" " not in code.value or beside):
                found.append(Span(code.start, code.end, "postal_code", digits))
        return found

    def _span(self, match: Match) -> Span:
        return Span(match.start, match.end, "commune", self._known[match.key].name)

    def _is_place(
        self, match: Match, text: str, folded: str, places: list[int], codes: list[Span]
    ) -> bool:
        commune = self._known[match.key]
        if any(0 <= code.start - match.end <= 3 or 0 <= match.start - code.end <= 3
               for code in codes if code.value.replace(" ", "") in commune.postal_codes):
            return True
        has_capital = text[places[match.start]].isupper()
        shouted = text.isupper()
        is_start = not folded[:match.start].strip() or folded[:match.start].rstrip()[-1] in ".?!"
        before = match.before[-1:]
        is_common = all(word in self._common_words for word in match.key)
        after_place_word = bool(before) and before[0] in _BEFORE
        certain = any(word in _CERTAIN for word in match.before)
        if has_capital and not shouted and not is_start:
            return not is_common or certain or (after_place_word and before[0] in ("a", "sur"))
        if is_common:
            return False
        if len(match.key) > 1 or commune.population >= _LARGE:
            return True
        return certain and after_place_word

    def _misspelt(self, folded: str, found: list[Span]) -> list[Span]:
        """Large communes with a letter too many or too few, after « habite à » or « mairie de »."""
        guessed = []
        for match in _AFTER_CERTAIN.finditer(folded):
            span = Span(match.start(1), match.end(1), "commune", "")
            word = match[1]
            if word in self._common_words or any(span.overlaps(other) for other in found):
                continue
            close = difflib.get_close_matches(word, self._large, 1, _CLOSE)
            if close:
                name = self._known[tuple(close[0].split())].name
                guessed.append(Span(span.start, span.end, "commune", name))
        return guessed


_AFTER_CERTAIN = re.compile(
    rf"\b(?:{'|'.join(sorted(_CERTAIN))})\s+(?:a|de|sur|d')\s*([a-z]{{5,}})\b")


def _keys(name: str) -> list[tuple[str, ...]]:
    """The name, and without its article: « Le Havre » is also found in « du Havre »."""
    key = name_key(name)
    short = key[1:] if len(key) == 2 and key[0] in ("le", "la", "les") and len(key[1]) > 4 else ()
    return [key, short] if short else [key]
