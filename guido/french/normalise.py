"""Bring what people write to a common form, for comparing and for recognising."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "`": "'"})
_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}
_WORD = re.compile(r"[^\W_]+")


def visible(text: str) -> str:
    """Drop control, zero-width and direction characters; line breaks become spaces."""
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    return " ".join("".join(kept).split())


def fold(text: str) -> str:
    """Lower case, without accents, ligatures and invisible characters: « Œuvré » → « oeuvre »."""
    plain = unicodedata.normalize("NFKD", visible(text).translate(_LIGATURES))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def fold_in_place(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and the place in it that each one came from.

    Unlike `fold` it keeps all spaces, so that what is found in it can be shown in the original.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            plain = " "
        elif unicodedata.category(character) in _INVISIBLE:
            continue
        else:
            parts = unicodedata.normalize("NFKD", character.translate(_LIGATURES))
            plain = "".join(c for c in parts if not unicodedata.combining(c)).casefold()
        folded.append(plain)
        places += [place] * len(plain)
    return "".join(folded), places


def words(text: str) -> list[str]:
    """The folded words of a text, without punctuation."""
    return _WORD.findall(fold(text))


def same(one: str, other: str) -> bool:
    """Whether two texts say the same but for case, accents, spaces and punctuation."""
    return words(one) == words(other) and bool(words(one))


def has_letters(text: str) -> bool:
    """Whether a text has at least one letter or digit (and not only emoji or punctuation)."""
    return any(character.isalnum() for character in visible(text))
