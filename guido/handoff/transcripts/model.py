"""What is found in transcripts, without any storage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guido.french.normalise import fold_in_place
from guido.handoff.model import Escalation

_BEFORE, _LENGTH = 40, 160


@dataclass(frozen=True)
class Filters:
    """Which conversations are looked for; what is None is not asked about."""

    team_id: int | None = None
    theme: str | None = None
    service: str | None = None
    reason: str | None = None
    tag: str | None = None
    has_contact: bool = False
    follow_up_until: date | None = None
    with_tests: bool = False


@dataclass(frozen=True)
class Excerpt:
    """Part of a message: pieces of its text, and of each whether it is what was looked for."""

    sequence: int
    author: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Found:
    """A conversation by its newest escalation, with the words that were looked for."""

    escalation: Escalation
    excerpt: Excerpt | None = None


def excerpt(sequence: int, author: str, text: str, words: Sequence[str]) -> Excerpt:
    """The part of a message around the first of the folded words that is in it."""
    folded, places = fold_in_place(text)
    marked = bytearray(len(text))
    first = len(text)
    for word in words:
        found = folded.find(word)
        while found >= 0:
            begins, ends = places[found], places[found + len(word) - 1] + 1
            marked[begins:ends] = b"\1" * (ends - begins)
            first = min(first, begins)
            found = folded.find(word, found + len(word))
    begins = 0 if first == len(text) else max(first - _BEFORE, 0)
    if begins:  # not in the middle of a word
        begins = text.find(" ", begins, first) + 1 or begins
    ends = min(begins + _LENGTH, len(text))
    pieces = _pieces(text, marked, begins, ends)
    return Excerpt(sequence, author, (
        *((("… ", False),) if begins else ()), *pieces,
        *(((" …", False),) if ends < len(text) else ())))


def _pieces(
    text: str, marked: bytearray, begins: int, ends: int
) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for place in range(begins, ends):
        is_marked = bool(marked[place])
        if pieces and pieces[-1][1] == is_marked:
            pieces[-1] = (pieces[-1][0] + text[place], is_marked)
        else:
            pieces.append((text[place], is_marked))
    return pieces
