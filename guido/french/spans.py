"""Dates, durations, amounts and postal codes as people write them, where they stand in a text.

All patterns read a text folded by guido.french.normalise.fold_in_place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTH = (r"(?:janvier|janv|fevrier|fevr?|mars|avril|avr|mai|juin|juillet|juil|aout|"
          r"septembre|sept|octobre|oct|novembre|nov|decembre|dec)\b\.?")
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_DAY = r"(?:[12]?\d|3[01]|0\d|1er|premier)"
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
_WHEN = r"(?:prochaine?|derniere?|suivante?|passee?)"
_TIME_OF_DAY = r"(?:\s+(?:matin|midi|apres[\s-]midi|soir))"
_ONES = (r"(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|"
         r"quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille)")
_IN_WORDS = rf"{_ONES}(?:[\s-]+(?:et[\s-]+)?{_ONES})*"
_IN_DIGITS = r"\d+(?:[  .]\d{3})*(?:[.,]\d{1,2})?"

_DATES = (
    rf"(?:{_WEEKDAY}\s+)?{_DAY}\s*(?:er\s+)?{_MONTH}(?:\s+{_YEAR}\b)?",
    r"(?:[12]?\d|3[01]|0\d)\s*[-/.]\s*(?:1[0-2]|0?[1-9])(?:\s*[-/.]\s*(?:19\d\d|20\d\d|\d\d)\b|(?![-/.\d]))",
    r"(?:19|20)\d\d-\d\d-\d\d",
    rf"(?:debut|fin|mi)[\s-]+{_MONTH}(?:\s+(?:19|20)\d\d)?",
    rf"{_MONTH}\s+(?:19|20)\d\d",
    rf"(?<=\ben ){_MONTH}", rf"(?<=\bmois de ){_MONTH}", rf"(?<=\bdepuis ){_MONTH}",
    rf"(?<=\bavant ){_MONTH}", rf"(?<=\ben ){_MONTH}", rf"(?<=\bfinal ){_MONTH}",
    rf"{_WEEKDAY}(?:\s+{_WHEN}|\s+(?:[12]?\d|3[01])\b|{_TIME_OF_DAY})?",
    rf"(?:semaine|mois|annee|an|week[\s-]?end)\s+{_WHEN}",
    rf"(?:apres[\s-]demain|avant[\s-]hier|aujourd'?\s?hui|demain|hier){_TIME_OF_DAY}?",
    r"(?:noel|paques|toussaint|pentecote|jour de l'an|14 juillet)",
)
_UNIT_OF_TIME = (r"(?:jours?|semaines?|mois|ans|annees?|heures?|trimestres?|h|j|an)")
_DURATIONS = (
    rf"(?:{_IN_WORDS}|\d+(?:,5)?)\s*{_UNIT_OF_TIME}(?:\s+et\s+demie?)?",
    r"une\s+(?:huitaine|dizaine|quinzaine|vingtaine|trentaine)\s+(?:de\s+|d')(?:jours|mois|annees)",
    r"48\s*h|24\s*h|72\s*h",
)
_AMOUNTS = (
    rf"(?:{_IN_DIGITS}|{_IN_WORDS})\s*(?:€|euros?\b|eur\b|balles\b|centimes\b)",
)
_POSTAL_CODES = (r"\d{2}[ ]?\d{3}",)
# « ma fille de 3 ans », « j'ai 62 ans »: an age is no duration.
_AGE = re.compile(
    r"(?:(?<!y )\b(?:ai|as|a|avais|avait|aura|aurai|ont|avons|avez|eu|eus|"
    r"(?:fils|fille|enfant|enfants|garcon|petite?|bebe|ado|mere|pere|oncle|tante|soeur|frere|"
    r"mineure?|jeune|fillette|gamine?|mamie|papy|moins|plus) de|age de|agee? de|partir de|des)"
    r"\s+(?:que\s+)?)$")


def _whole(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![\w-])(?:{each})(?!\w)" for each in patterns))


_KINDS = (
    ("duration", _whole(_DURATIONS)), ("date", _whole(_DATES)), ("amount", _whole(_AMOUNTS)),
    ("postal_code", _whole(_POSTAL_CODES)),
)


@dataclass(frozen=True)
class Span:
    """A stretch of a text and what it is; `end` is the place after the last character."""

    start: int
    end: int
    kind: str
    value: str

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def find_spans(folded: str) -> Iterator[Span]:
    """Durations, dates, amounts and five-digit numbers, in this order; they may overlap."""
    for kind, pattern in _KINDS:
        for match in pattern.finditer(folded):
            if kind == "duration" and _is_age(folded, match):
                continue
            yield Span(match.start(), match.end(), kind, match.group())


def _is_age(folded: str, match: re.Match[str]) -> bool:
    in_years = re.search(r"\bans?\b", match.group()) is not None
    return in_years and _AGE.search(folded[:match.start()]) is not None
