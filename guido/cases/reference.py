"""Case references: « D26-K7M2-QX4P », the last character being a check.

The check character follows ISO 7064 (MOD 37,36), which finds every single wrong character and
nearly every swap of two neighbours; references for which a swap would go unnoticed are not
given out. References never contain I, L, O or U, so that these can be read as 1, 1, 0 and a
typing error. So it is with codes: « 4F7K-92QX ».
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from enum import Enum

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 11
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATOR = r"[\s.\-_/]{0,3}"
# D and the year, then at most one character more than the rest; separators anywhere. One
# character of the year must be a true digit, or « doit … » would look like a reference.
_YEAR = rf"(?:[0-9]{_SEPARATOR}[0-9OIL]|[OIL]{_SEPARATOR}[0-9])"
_CANDIDATE = re.compile(
    rf"(?<![A-Z0-9])D{_SEPARATOR}{_YEAR}(?:{_SEPARATOR}[A-Z0-9]){{0,{_LENGTH - 2}}}", re.IGNORECASE)


class Reading(str, Enum):
    """What was found when looking for a reference in a text."""

    VALID = "valid"
    MISTYPED = "mistyped"
    ABSENT = "absent"

# Each half of a code holds a letter and a digit that looks like no letter, so that « dans 2026 »
# is none; nor is what a mistyped reference ends in.
_MISTYPED = re.compile(r"(?<![A-Z0-9])D\d\d(?:[\s.\-_/]?[A-Z0-9]{4}){2}(?![A-Z0-9])")
_CODE = re.compile(
    r"(?<![A-Z0-9])(?=([A-Z0-9]{4})[\s.\-]{0,3}([A-Z0-9]{4})(?![A-Z0-9]))")


@dataclass(frozen=True)
class ReferenceReading:
    """The reading of a text, with the reference in its stored form if it is valid."""

    reading: Reading
    reference: str | None = None


def make_reference(year: int, random_source: random.Random) -> str:
    """A new reference of a year, in its stored form (no separators)."""
    while True:
        body = f"D{year % 100:02d}" + "".join(random_source.choices(_ALPHABET, k=_LENGTH - 4))
        check = mod_37_36.calc_check_digit(body)
        if check in _ALPHABET and not _has_valid_swap(body + check):
            return body + check


def write_reference(reference: str) -> str:
    """The form that people see: « D26-K7M2-QX4P »."""
    return f"{reference[:3]}-{reference[3:7]}-{reference[7:]}"


def make_code(random_source: random.Random) -> str:
    """A new code of eight characters, in its stored form (no separators)."""
    halves: list[str] = []
    while len(halves) < 2:
        half = "".join(random_source.choices(_ALPHABET, k=4))
        if _is_half(half):
            halves.append(half)
    return "".join(halves)


def write_code(code: str) -> str:
    """The form that people see: « 4F7K-92QX »."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """Find a code beside whatever else a text holds, a reference among it, or None."""
    for start, end, _ in reversed(locate_references(text)):
        text = f"{text[:start]} {text[end:]}"
    for match in _CODE.finditer(_MISTYPED.sub(" ", text.upper())):
        code = "".join(match.groups()).translate(_LOOK_ALIKES)
        if all(map(_is_half, match.groups())) and set(code) <= set(_ALPHABET):
            return code
    return None


def read_reference(text: str) -> ReferenceReading:
    """Find a reference in a text, whatever its case, spaces, hyphens and O for 0."""
    mistyped = False
    for match in _CANDIDATE.finditer(text):
        for _, candidate in _endings(match.group()):
            if _is_valid(candidate):
                return ReferenceReading(Reading.VALID, candidate)
        mistyped = True
    return ReferenceReading(Reading.MISTYPED if mistyped else Reading.ABSENT)


def locate_references(text: str) -> list[tuple[int, int, str]]:
    """All valid references of a text: start, end, and their stored form."""
    return [
        (match.start(), match.start() + length, candidate)
        for match in _CANDIDATE.finditer(text)
        for length, candidate in [next(
            (ending for ending in _endings(match.group()) if _is_valid(ending[1])), (0, ""))]
        if candidate]


def _is_half(half: str) -> bool:
    return bool(re.search("[2-9]", half) and re.search("[A-HJKMNP-Z]", half))


def _endings(written: str) -> list[tuple[int, str]]:
    """The candidate cut at each place where a word ends: what follows may be another word."""
    ends = [m.start() for m in re.finditer(r"[\s.\-_/]+", written)] + [len(written)]
    cuts = ((end, re.sub(r"[^A-Z0-9]", "", written[:end].upper())) for end in ends)
    return [(end, cut.translate(_LOOK_ALIKES)) for end, cut in cuts if len(cut) == _LENGTH]


def _has_valid_swap(reference: str) -> bool:
    swaps = (reference[:i] + reference[i + 1] + reference[i] + reference[i + 2:]
             for i in range(len(reference) - 1) if reference[i] != reference[i + 1])
    return any(_is_valid(swap) for swap in swaps)


def _is_valid(candidate: str) -> bool:
    try:
        mod_37_36.validate(candidate)
    except ValidationError:
        return False
    return True
