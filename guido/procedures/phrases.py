"""Finding known phrases in what people write: whole words, no accents, small typing errors."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guido.french.normalise import words

_CLOSE, _CLOSE_WHOLE = 0.84, 0.87
_SHORTEST_TO_GUESS = 5
_SHORTEST_PART = 4
_DENYING = ("pas", "ni")
_BETWEEN = ("pour", "de", "d", "du", "la", "le", "l", "les", "un", "une", "des", "mon", "ma", "en")


@dataclass(frozen=True)
class Phrase:
    """A phrase that was found: what it stands for, and its words' places in the text."""

    name: str
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def meets(self, other: Phrase) -> bool:
        """Whether the two share a word of the text."""
        return self.start < other.end and other.start < self.end


def split_words(listed: str) -> list[list[str]]:
    """Phrases that stand in a list with commas, each as its folded words."""
    return [found for phrase in listed.split(",") if (found := words(phrase))]


def is_one_of(said: list[str], phrases: Iterable[list[str]]) -> bool:
    """Whether a whole text is one of the phrases, but for a typing error in a long one."""
    text = " ".join(said)
    for phrase in phrases:
        known = " ".join(phrase)
        if text == known:
            return True
        is_long = min(len(text), len(known)) >= _SHORTEST_TO_GUESS
        if is_long and difflib.SequenceMatcher(None, text, known).ratio() >= _CLOSE_WHOLE:
            return True
    return False


def without(said: list[str], fillers: Iterable[list[str]]) -> list[str]:
    """The words without those that say nothing, at the beginning and at the end."""
    changed = True
    known = sorted(fillers, key=len, reverse=True)
    while changed:
        changed = False
        for filler in known:
            if len(filler) < len(said) and said[:len(filler)] == filler:
                said, changed = said[len(filler):], True
            elif len(filler) < len(said) and said[-len(filler):] == filler:
                said, changed = said[:-len(filler)], True
    return said


def find_phrases(
    said: list[str], phrases: Mapping[str, Iterable[list[str]]], guesses: bool = True
) -> list[Phrase]:
    """The phrases of a text, none within a longer one, none denied (« pas pour moi »).

    With `guesses`, words with a typing error are found where nothing else is.
    """
    found = _exactly(said, phrases)
    if not found and guesses:
        found = _nearly(said, phrases)
    kept = [one for one in found if not any(
        other.start <= one.start and one.end <= other.end and other.length > one.length
        for other in found)]
    return [phrase for phrase in kept if not _is_denied(said, phrase.start)]


def only_within(said: list[str], phrases: Mapping[str, Iterable[list[str]]]) -> list[str]:
    """What a text says with some words of its phrase alone: « sans filiation »."""
    telling = {word for word in said if word not in _BETWEEN}
    if not telling or not any(len(word) >= _SHORTEST_PART for word in telling):
        return []
    found = [name for name, known in phrases.items() if any(
        telling <= set(phrase) for phrase in known)]
    return found if len(found) == 1 and not set(_DENYING) & set(said) else []


def _exactly(said: list[str], phrases: Mapping[str, Iterable[list[str]]]) -> list[Phrase]:
    return [
        Phrase(name, start, start + len(phrase))
        for name, known in phrases.items() for phrase in known
        for start in range(len(said) - len(phrase) + 1)
        if said[start:start + len(phrase)] == phrase]


def _nearly(said: list[str], phrases: Mapping[str, Iterable[list[str]]]) -> list[Phrase]:
    """The phrase that is closest to words of the text; none if two options are as close."""
    best: dict[str, tuple[float, Phrase]] = {}
    for name, known in phrases.items():
        for phrase in known:
            text = " ".join(phrase)
            for start in range(len(said) - len(phrase) + 1):
                window = " ".join(said[start:start + len(phrase)])
                if min(len(text), len(window)) < _SHORTEST_TO_GUESS:
                    continue
                ratio = difflib.SequenceMatcher(None, window, text).ratio()
                if ratio >= _CLOSE and ratio > best.get(name, (0.0,))[0]:
                    best[name] = ratio, Phrase(name, start, start + len(phrase))
    top = max((ratio for ratio, _ in best.values()), default=0.0)
    closest = [phrase for ratio, phrase in best.values() if ratio == top]
    return closest if len(closest) == 1 else []


def _is_denied(said: list[str], start: int) -> bool:
    before = start - 1
    while before >= 0 and said[before] in _BETWEEN:
        before -= 1
    return before >= 0 and said[before] in _DENYING
