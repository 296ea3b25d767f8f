"""Made-up cases for trying the service, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guido.cases.model import Case, CaseState, Status
from guido.cases.reference import make_reference

SEED = 2026
CASES_A_SERVICE = 4
_S = CaseState
# Ways through a request; a case stops somewhere on one of them.
_PRODUCTION = (_S.FILED, _S.IN_REVIEW, _S.ACCEPTED, _S.IN_PRODUCTION, _S.READY, _S.CLOSED)
_DECISION = (
    _S.FILED, _S.IN_REVIEW, _S.MISSING_DOCUMENT, _S.DOCUMENT_RECEIVED, _S.ACCEPTED, _S.CLOSED)
_REFUSAL = (_S.FILED, _S.IN_REVIEW, _S.REFUSED)
# Services at whose end something is made and fetched.
_PRODUCED = {
    "carte_identite", "passeport", "perte_vol_papiers", "permis_conduire", "carte_grise"}


def _stops(*paths: tuple[_S, ...]) -> tuple[tuple[tuple[_S, ...], int], ...]:
    """All places where a case can stop on these paths, the rarer ends first."""
    return tuple((path, stop) for path in paths for stop in range(len(path), 0, -1))


_STOPS_PRODUCED = _stops(_PRODUCTION, _REFUSAL)
_STOPS_DECIDED = _stops(_DECISION, _REFUSAL)


@dataclass(frozen=True)
class DemonstrationCase:
    """A made-up case with the date of birth that opens it."""

    case: Case
    birth_date: date


def demonstration_cases(services: Sequence[str], today: date) -> Iterator[DemonstrationCase]:
    """Four cases a service over all states, with working days and realistic pauses."""
    source = random.Random(SEED)
    numbers = {_STOPS_PRODUCED: 0, _STOPS_DECIDED: 0}
    for service in services:
        stops = _STOPS_PRODUCED if service in _PRODUCED else _STOPS_DECIDED
        for _ in range(CASES_A_SERVICE):
            path, stop = stops[numbers[stops] % len(stops)]
            numbers[stops] += 1
            days = _days(source, stop, today)
            statuses = tuple(Status(s, d) for s, d in zip(path[:stop], days))
            reference = make_reference(days[0].year, source)
            birth_date = date(1945, 1, 1) + timedelta(days=source.randrange(60 * 365))
            yield DemonstrationCase(Case(reference, service, statuses), birth_date)


def _days(source: random.Random, number: int, today: date) -> list[date]:
    days = [_working_day(today - timedelta(days=source.randrange(1, 6)))]
    while len(days) < number:
        days.append(_working_day(days[-1] - timedelta(days=source.randrange(2, 15))))
    return days[::-1]


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
