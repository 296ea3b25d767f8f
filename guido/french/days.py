"""The day of an event: « le 15 mars », « dans trois semaines », « lundi prochain ».

Unlike dates of birth it lies near today, before or after, and often has no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from guido.french.dates import MONTHS
from guido.french.normalise import fold

_FULL_MONTHS = tuple(map(fold, MONTHS))
_FULL_MONTH = rf"({'|'.join(_FULL_MONTHS)})"
_MONTH = rf"({'|'.join(_FULL_MONTHS)}|janv|fevr?|avr|juil|sept?|oct|nov|dec)\b\.?"
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WORDS = {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "apres-demain": 2, "demain": 1}
_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20,
    "trente": 30,
}
_UNITS = {"jour": "days", "semaine": "weeks", "mois": "months", "an": "years"}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_SPAN = re.compile(
    rf"\b(dans|d'ici|il y a|ya|y a) (?:environ )?{_NUMBER} (jour|semaine|mois|an)s?\b")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})(?: (prochain|dernier))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DIGITS = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?\b")
_DAY_OF_MONTH = re.compile(rf"\b(\d{{1,2}}|1er|premier) {_MONTH}(?: (\d{{4}}))?\b")
_IN_MONTH = re.compile(
    rf"(?<!\d )(?<!\der )\b(?:(debut|mi|fin)[ -])?{_FULL_MONTH}\b(?: (\d{{4}}))?")


def find_day(text: str, today: date, earliest: date, latest: date) -> date | None:
    """The first day that a text names, or None; without a year, the nearest to today.

    Days from earliest to latest go before others, which are found all the same. A month without
    a day is taken from its first, so that no deadline comes out too late.
    """
    folded = re.sub(r"aujourd'? ?hui", "aujourd'hui", fold(text)).replace(
        "apres demain", "apres-demain")
    for days in _readings(folded, today):
        if days:
            fitting = [day for day in days if earliest <= day <= latest]
            return min(fitting or days, key=lambda day: abs((day - today).days))
    return None


def _readings(folded: str, today: date) -> Iterator[list[date]]:
    """The days that each expression may mean, the most exact expressions first."""
    for match in _ISO.finditer(folded):
        yield _day(int(match[1]), int(match[2]), int(match[3]))
    for match in _DAY_OF_MONTH.finditer(folded):
        number = 1 if match[1] in ("1er", "premier") else int(match[1])
        yield _years(match[3], _month(match[2]), number, today)
    for match in _DIGITS.finditer(folded):
        yield _years(match[3], int(match[2]), int(match[1]), today)
    for match in _SPAN.finditer(folded):
        number = int(match[2]) if match[2].isdigit() else _NUMBERS[match[2]]
        sign = 1 if match[1].startswith("d") else -1
        yield [today + sign * relativedelta(**{_UNITS[match[3]]: number})]
    for word, days in _WORDS.items():
        if re.search(rf"(?<![\w-]){word}\b", folded):
            yield [today + timedelta(days=days)]
    for match in _WEEKDAY.finditer(folded):
        ahead = (_WEEKDAYS.index(match[1]) - today.weekday() - 1) % 7 + 1
        yield [today + timedelta(days=ahead - (7 if match[2] == "dernier" else 0))]
    for match in _IN_MONTH.finditer(folded):
        yield _years(match[3], _month(match[2]), {"mi": 15}.get(match[1], 1), today)


def _month(written: str) -> int:
    return next(number for number, name in enumerate(_FULL_MONTHS, 1) if name.startswith(written))


def _years(year: str | None, month: int, day: int, today: date) -> list[date]:
    if year:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    return [found for number in (-1, 0, 1) for found in _day(today.year + number, month, day)]


def _day(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:  # no such day in the calendar
        return []
