"""The functions that formulas of procedures may call; each gives None for what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from dateutil.relativedelta import relativedelta

from guido.hours import is_working_day

_MOST_DECIMALS = 6


@dataclass(frozen=True)
class Function:
    """A function and how many values it takes; with `takes_unknown` None is a value, too."""

    work: Callable[..., Any]
    least: int
    most: int
    takes_unknown: bool = False

    def __call__(self, *values: Any) -> Any:
        if not self.takes_unknown and any(value is None for value in values):
            return None
        try:
            return self.work(*values)
        except (TypeError, ValueError, OverflowError, DecimalException, AttributeError):
            return None  # what does not go together is not known


def plus(left: Any, right: Any, is_minus: bool) -> Any:
    """Sums with days: a day and a number of days, or the days between two; None for others."""
    if is_minus and isinstance(left, date) and isinstance(right, date):
        return Decimal((left - right).days)
    if not isinstance(left, date):
        left, right = (right, left) if not is_minus else (None, None)
    return FUNCTIONS["ajoute_jours"](left, None if right is None else -right if is_minus else right)


def _numbers(values: tuple[Any, ...]) -> list[Any]:
    """The values of lists and of what stands beside them; ValueError if one is not known."""
    flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
    if any(each is None for each in flat) or not flat:
        raise ValueError("not known")
    return flat


def _round(value: Any, decimals: Any = Decimal(0)) -> Decimal:
    places = min(max(int(decimals), 0), _MOST_DECIMALS)
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _add_days(day: date, number: Any) -> date:
    return _day(day) + timedelta(days=int(number))


def _add_months(day: date, number: Any) -> date:
    return _day(day) + relativedelta(months=int(number))


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError("not a day")
    return value


def _months(begin: date, end: date) -> Decimal:
    """Whole months from one day to another."""
    span = relativedelta(_day(end), _day(begin))
    return Decimal(12 * span.years + span.months)


def _working_day(day: date) -> date:
    """The day itself, or the next one that is no weekend and no public holiday."""
    _day(day)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _years(birth: date, day: date) -> Decimal:
    return Decimal(relativedelta(_day(day), _day(birth)).years)


def _sum(values: Any) -> Any:
    known = values if isinstance(values, list) else [values]
    is_known = all(isinstance(each, Decimal | int) for each in known)
    return sum(map(Decimal, known), Decimal(0)) if is_known else None


def _count(values: Any) -> Any:
    """How many there are; of conditions, how many hold."""
    if values is None:
        return None
    counted = values if isinstance(values, list) else [values]
    return Decimal(sum(1 for each in counted if each is not False and each is not None))


FUNCTIONS: Mapping[str, Function] = {
    "arrondi": Function(_round, 1, 2),
    "entier": Function(lambda x: Decimal(x).to_integral_value(ROUND_FLOOR), 1, 1),
    "min": Function(lambda *values: min(_numbers(values)), 1, 20),
    "max": Function(lambda *values: max(_numbers(values)), 1, 20),
    "si": Function(lambda condition, yes, no: yes if condition else no, 3, 3, True),
    "connu": Function(lambda value: value is not None, 1, 1, True),
    "age": Function(_years, 1, 2),  # on a day; without one, today
    "jours": Function(lambda a, b: Decimal((_day(b) - _day(a)).days), 2, 2),
    "mois": Function(_months, 2, 2),
    "ajoute_jours": Function(_add_days, 2, 2),
    "ajoute_mois": Function(_add_months, 2, 2),
    "fin_mois": Function(lambda day: _day(day) + relativedelta(day=31), 1, 1),
    "jour": Function(lambda *parts: date(*map(int, parts)), 3, 3),  # jour(2026, 5, 31)
    "annee": Function(lambda day: Decimal(_day(day).year), 1, 1),
    "ouvre": Function(_working_day, 1, 1),
}
# With two values, the second is worked out for each person of the first.
OVER_PERSONS: Mapping[str, Callable[[Any], Any]] = {"somme": _sum, "nombre": _count}
