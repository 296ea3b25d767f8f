"""Numbers, sums and days as people write them in an answer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from text_to_num import alpha2digit

from guido.french.dates import MONTHS, find_date
from guido.french.days import find_day
from guido.french.normalise import fold
from guido.french.spans import find_spans

_DIGITS = r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|\d+"
_NUMBER = re.compile(
    rf"(?P<minus>(?<![\w)])-\s?|\bmoins )?(?P<whole>{_DIGITS})"
    r"(?:\s?[.,](?P<part>\d{1,4})(?!\d))?")
_EURO = re.compile(r"\s*(?:€|euros?\b|eur\b|balles\b)", re.IGNORECASE)
_CENTS = re.compile(
    r"\s*(?:€|euros?)\s*(?:et\s+)?(\d{2})(?:\s*(?:centimes?|cts?))?\b"
    r"(?!\s*(?:€|euros?))", re.IGNORECASE)
_THOUSANDS = re.compile(r"\s?k(?:\s?€|\s?euros?|\b)", re.IGNORECASE)
_MINUTES = re.compile(r"\s*(?:h|heures?)\s*(?:et\s+)?(\d{1,2}|demie?|quart)\b", re.IGNORECASE)
_PARTS_OF_HOUR = {"demi": 30, "demie": 30, "quart": 15}
_HALF = re.compile(r"\s*(?:ans?|jours?|mois|heures?)?\s+et\s+demie?\b", re.IGNORECASE)
_CALENDAR = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})\b")
_COMPACT = re.compile(r"\b\d{8}\b")
_WITH_YEAR = re.compile(r"\d{4}|\d\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2}|\d{1,2} [a-zé]+ \d{2}\b")
_ONLY_MONTH = re.compile(r"(?<!\d )(?<!\der )(?<!premier )\b(?:janv|fevr|mars|avr|mai\b|juin|juil|"
                         r"aout|sept|oct|nov|dec)[a-z]*\.? (?:19|20)\d\d$|^(?:19|20)?\d\d$")
_FOLDED_MONTHS = tuple(map(fold, MONTHS))
_MONTH = r"(?:janv|fevr?|mars|avr|mai|juin|juil|aout|sept?|oct|nov|dec)[a-z]*\.?"
_WRITTEN_DAY = re.compile(rf"(?<!\d)(\d{{1,2}})(?:er)? ({_MONTH})(?: ((?:19|20)\d\d)\b)?")
_PART_OF_MONTH = re.compile(rf"\b(?:debut|mi|fin|courant)[ -](?:de )?{_MONTH}(?![a-z])")
_ABOUT = {"dizaine": "10", "douzaine": "12", "quinzaine": "15", "vingtaine": "20",
          "trentaine": "30", "quarantaine": "40", "cinquantaine": "50", "soixantaine": "60",
          "centaine": "100"}
_ABOUT_SO_MANY = re.compile(rf"\b(?:une|1) ({'|'.join(_ABOUT)})\b", re.IGNORECASE)
_CUBIC = re.compile(r"(?<=\d)(\s?)m\s?[23²³](?!\d)|\bm[23²³](?!\d)", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(rf"^\D*\d{{1,2}}(?:er)?(?:\s?[/.-]\s?\d{{1,2}}|\s{_MONTH})\D*$")
_SHORT_YEAR = re.compile(
    rf"\b(\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?|\d{{1,2}}(?:er)? {_MONTH} )(\d{{2}})(?!\d)")
_MONTH_WORD = re.compile(r"(\d ?|\der |premier )([a-z]{3,10})\b")
_CLOSE_MONTH = 0.7
_NEAR_DAYS = 731
_LEAP_YEAR = 2024  # has every day that a day without a year may be
_YEARS_AHEAD = 10  # until when « 31 » is 2031 rather than 1931, if the day may lie ahead


@dataclass(frozen=True)
class FoundNumber:
    """A number in a text, as it stands there, and whether it is a sum of euros."""

    value: Decimal
    said: str
    is_euro: bool
    start: int
    end: int


def in_digits(text: str, from_number: int = 3) -> str:
    """A text with its number words as digits: « mille deux cents » → « 1200 ».

    Words for less than `from_number` stay: « un » is an article, too.
    """
    exact = _ABOUT_SO_MANY.sub(lambda match: _ABOUT[match[1].lower()], text)
    return alpha2digit(exact, "fr", threshold=from_number)


def find_numbers(text: str, in_hours: bool = False) -> list[FoundNumber]:
    """The numbers of a text in digits; « 12 € 50 » and « 35 h 30 » are one each."""
    return list(_numbers(text, in_hours))


def _numbers(text: str, in_hours: bool) -> Iterator[FoundNumber]:
    text = _CUBIC.sub(lambda match: " " * len(match.group()), text)
    end = 0
    for match in _NUMBER.finditer(text):
        if match.start() < end:
            continue
        end = match.end()
        digits = re.sub(r"\D", "", match["whole"])
        value = Decimal(f"{digits}.{match['part']}" if match["part"] else digits)
        cents, euro = _CENTS.match(text, end), _EURO.match(text, end)
        thousands, half = _THOUSANDS.match(text, end), _HALF.match(text, end)
        minutes = _MINUTES.match(text, end) if in_hours else None
        if cents and not match["part"]:
            value, end = value + Decimal(cents[1]) / 100, cents.end()
        elif minutes:
            part = minutes[1].lower()
            value += Decimal(_PARTS_OF_HOUR.get(part) or int(part)) / 60
            value, end = value.quantize(Decimal("0.01")), minutes.end()
        elif half:
            value, end = value + Decimal("0.5"), half.end()
        elif thousands:
            value, end = value * 1000, thousands.end()
        elif euro:
            end = euro.end()
        is_euro = bool(cents or euro or (thousands and thousands.group().strip().lower() != "k"))
        yield FoundNumber(-value if match["minus"] else value, text[match.start():end].strip(),
                          is_euro, match.start(), end)


class DateRefused(ValueError):
    """A text holds no whole day; `reason` is a key below procedures.wrong, `said` the words."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


def read_day(text: str, today: date, earliest: date | None, latest: date | None) -> date:
    """The day that a text means; raises DateRefused.

    A day of the long past needs its year; one that lies near today does not.
    """
    is_long_past = latest is not None and latest <= today and (
        earliest is None or (today - earliest).days > _NEAR_DAYS)
    written = _with_century(_MONTH_WORD.sub(_spelt_month, fold(in_digits(text))),
                            today.year + (0 if is_long_past else _YEARS_AHEAD))
    impossible = _impossible(written)
    if impossible:
        raise DateRefused("date_impossible", impossible)
    is_month = _ONLY_MONTH.search(written) or _PART_OF_MONTH.search(written)
    if is_month and not _COMPACT.search(written):
        raise DateRefused("date_day")
    past = find_date(written, today)
    if past and is_long_past:
        return past
    found = find_day(written, today, earliest or date(1900, 1, 1), latest or date(2199, 12, 31))
    if found and is_long_past and not _WITH_YEAR.search(written) and _DAY_AND_MONTH.match(written):
        raise DateRefused("date_year")
    if not found and not past:
        raise DateRefused("date")
    return found or past  # type: ignore[return-value]


def _spelt_month(match: re.Match[str]) -> str:
    """A month with a typing error: « 3 fevirer » → « 3 fevrier »."""
    close = difflib.get_close_matches(match[2], _FOLDED_MONTHS, 1, _CLOSE_MONTH)
    known = any(month.startswith(match[2].rstrip(".")) for month in _FOLDED_MONTHS)
    return match.group() if known or not close else f"{match[1]}{close[0]}"


def _with_century(written: str, latest_year: int) -> str:
    """« 14/03/85 » with its whole year, the last one that is not after a year."""
    def whole(match: re.Match[str]) -> str:
        year = latest_year - (latest_year - int(match[2])) % 100
        return f"{match[1]}{year}"
    return _SHORT_YEAR.sub(whole, written)


def find_days(text: str) -> list[tuple[int, int, str]]:
    """Where the dates of a text stand, and their words."""
    spans = [span for span in find_spans(text) if span.kind == "date"]
    kept = []
    for span in spans:
        if not any(span is not other and other.start <= span.start and span.end <= other.end
                   and (span.start, span.end) != (other.start, other.end) for other in spans):
            kept.append((span.start, span.end, span.value))
    return sorted(set(kept))


def _impossible(written: str) -> str:
    for match in _CALENDAR.finditer(written):
        try:
            date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return match.group()
    for match in _WRITTEN_DAY.finditer(written):
        month = next((place for place, name in enumerate(_FOLDED_MONTHS, 1)
                      if name.startswith(match[2].rstrip(".")[:4])), 0)
        if not month:
            continue
        try:
            date(int(match[3] or _LEAP_YEAR), month, int(match[1]))
        except ValueError:
            return " ".join(filter(None, (match[1], MONTHS[month - 1], match[3])))
    return ""
