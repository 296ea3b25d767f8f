"""The period that a sum is told for, and the same sum for another period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from guido.procedures.numbers import FoundNumber

DAY, HOUR = "day", "hour"
# So many of each make a year, by the calendar; how many hours somebody works nobody knows here.
_IN_A_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52, DAY: 365}
PERIODS = (*_IN_A_YEAR, HOUR)
_WORDS = {
    "year": r"ans?|ann[ée]es?", "quarter": r"trimestres?", "month": r"mois",
    "week": r"semaines?", DAY: r"jours?|j", HOUR: r"heures?|h"}
_ADJECTIVES = {
    "year": "annuel", "quarter": "trimestriel", "month": "mensuel", "week": "hebdomadaire",
    DAY: "journali[eè]r", HOUR: r"(?:salaire|taux|brut|net)\s+horaire"}
# « l'année dernière » is when, not how often.
_EACH = r"(?:\b(?:par|chaque|tou(?:te)?s les|[àa] l['’]|de l['’]|l['’]|au|le)\s*|/\s*)"
_PERIOD = re.compile("|".join(
    rf"(?P<{name}>{_EACH}(?:{_WORDS[name]})\b(?!\s+(?:derni|pass|proch|prec|préc|(?:19|20)\d\d\b))"
    rf"|\b(?:{_ADJECTIVES[name]})(?:le|ne|e)?(?:s|ment)?\b)" for name in PERIODS), re.IGNORECASE)
_CENT = Decimal("0.01")


def period_of(text: str, number: FoundNumber, numbers: Sequence[FoundNumber]) -> str | None:
    """For which period a sum of a text is told; None if the text doesn't say.

    What stands behind it counts; before it only in a text with no other number.
    """
    following = min((each.start for each in numbers if each.start >= number.end),
                    default=len(text))
    behind = _PERIOD.search(text, number.end, following)
    if behind:
        return behind.lastgroup
    named = {match.lastgroup for match in _PERIOD.finditer(text)}
    return named.pop() if len(numbers) == 1 and len(named) == 1 else None


def converted(value: Decimal, told: str, asked: str) -> Decimal | None:
    """A sum for one period as that for another, to the cent; None if nobody can know it."""
    if told == asked:
        return value
    if told not in _IN_A_YEAR or asked not in _IN_A_YEAR:
        return None
    year = value * _IN_A_YEAR[told]
    return (year / _IN_A_YEAR[asked]).quantize(_CENT, ROUND_HALF_UP)
