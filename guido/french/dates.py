"""Dates as people write them in French, and as the service writes them."""

from __future__ import annotations

import re
from datetime import date, datetime

from guido.french.normalise import fold

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
           "septembre", "octobre", "novembre", "décembre")
_MONTH = r"(?:janv|fevr?|mars|avr|mai|juin|juil|aout|sept?|oct|nov|dec)[a-z]*\.?"
_FORMS = (
    re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b"),
    re.compile(r"\b(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})\b"),
    re.compile(rf"\b(?:\d{{1,2}}|1er|premier)\s*(?:er\b)?[\s-]*{_MONTH}[\s-]*(?:\d{{4}}|\d{{2}})\b"),
    re.compile(r"\b(\d{2})(\d{2})(\d{4})\b"),
)


def find_date(text: str, today: date) -> date | None:
    """The first date of the past in a text, or None; years of two digits are taken as past.

    Reads « 12/05/1984 », « 12.5.84 », « 12 mai 1984 », « 1er juin 90 », « 12051984 »,
    « 1984-05-12 », with any words around it. The calendar is checked by dateparser.
    """
    folded = fold(text)
    for form in _FORMS:
        match = form.search(folded)
        if match:
            found = _read(match, today)
            if found:
                return found
    return None


def _read(match: re.Match[str], today: date) -> date | None:
    import dateparser  # slow to import; only those who read dates pay for it

    numbers = match.groups()
    if numbers and len(numbers[0]) == 4:
        written = "/".join(reversed(numbers))
    elif numbers:
        written = "/".join(numbers)
    else:
        written = re.sub(r"\b(1er|premier)\b", "1", match.group().replace("-", " "))
    read: datetime | None = dateparser.parse(
        written,
        languages=["fr"],
        settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PREFER_DATES_FROM": "past",
                  "RELATIVE_BASE": datetime(today.year, today.month, today.day)},
    )
    if read is None:
        return None
    short_year = not re.search(r"\d{4}$", written)
    if short_year and read.date() > today:
        read = read.replace(year=read.year - 100)
    return read.date() if read.date() <= today else None


def write_date(day: date) -> str:
    """« 1er mars 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def write_time(moment: datetime) -> str:
    """« 9 h 05 », with spaces that do not break."""
    return f"{moment.hour}\u00a0h\u00a0{moment.minute:02d}"
