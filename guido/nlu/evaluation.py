"""Measuring understanding on labelled questions: reading the file, and the figures."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.metrics import f1_score

from guido.errors import GuidoError
from guido.nlu.confidence import ANSWER, CHOOSE, OUT_OF_SCOPE_INTENT, SEARCH

COLUMNS = ("text", "intent", "facet")
NONE = "-"


class EvaluationFileError(GuidoError):
    """The file cannot be read; the message names it and the line."""


@dataclass(frozen=True)
class Row:
    """A labelled question; intent and facet are None where there is none."""

    text: str
    intent: str | None
    facet: str | None


@dataclass(frozen=True)
class Outcome:
    """What the model made of a row: its ranking, the facet found, and the policy's decision."""

    row: Row
    ranking: tuple[str, ...]
    facet: str | None
    decision: str
    answered: str
    candidates: tuple[str, ...]
    milliseconds: float

    @classmethod
    def of(cls, row: Row, parsed: dict[str, Any], milliseconds: float) -> Outcome:
        """From the parse result of Rasa."""
        return cls(
            row, tuple(entry["name"] for entry in parsed.get("intent_ranking", ())),
            (parsed.get("facet") or {}).get("name"), parsed["decision"],
            parsed["intent"]["name"], tuple(parsed.get("candidates", ())), milliseconds)


def read_rows(path: Path, intents: frozenset[str], facets: frozenset[str]) -> list[Row]:
    """Read tab-separated text, intent, facet; other columns and a header line are ignored.

    Raises EvaluationFileError for a line with too few columns or an unknown name.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileError(f"{path}: {error}") from error
    places = range(len(COLUMNS))
    rows = []
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if number == 1 and set(COLUMNS) <= set(cells):
            places = [cells.index(column) for column in COLUMNS]
            continue
        if not line.strip():
            continue
        if len(cells) <= max(places):
            raise EvaluationFileError(f"{path}:{number}: expected {', '.join(COLUMNS)}")
        text, intent, facet = (cells[place].strip() for place in places)
        if intent != NONE and intent not in intents:
            raise EvaluationFileError(f"{path}:{number}: unknown intent {intent!r}")
        if facet != NONE and facet not in facets:
            raise EvaluationFileError(f"{path}:{number}: unknown facet {facet!r}")
        rows.append(Row(text, None if intent == NONE else intent,
                        None if facet == NONE else facet))
    if not rows:
        raise EvaluationFileError(f"{path}: no questions found")
    return rows


def figures(outcomes: Sequence[Outcome], services: frozenset[str]) -> dict[str, Any]:
    """All figures; shares are from 0 to 1, and None where the file has no such rows."""
    in_scope = [o for o in outcomes if o.row.intent not in (None, OUT_OF_SCOPE_INTENT)]
    off_topic = [o for o in outcomes if o.row.intent == OUT_OF_SCOPE_INTENT]
    long_tail = [o for o in outcomes if o.row.intent is None]
    with_facet = [o for o in outcomes if o.row.facet]
    times = sorted(o.milliseconds for o in outcomes)
    return {
        "rows": len(outcomes),
        "intent": {
            "top1": _share(in_scope, lambda o: o.row.intent in o.ranking[:1]),
            "top3": _share(in_scope, lambda o: o.row.intent in o.ranking[:3]),
            "macro_f1": _macro_f1(in_scope),
        },
        "facet": {"accuracy": _share(with_facet, lambda o: o.facet == o.row.facet)},
        "policy": {name: _share(in_scope, lambda o, n=name: _result(o) == n)
                   for name in ("right", "wrong", "asked_right", "asked_without", "refused")},
        "hors_sujet": {"not_answered": _share(
            off_topic, lambda o: not (o.decision == ANSWER and o.answered in services))},
        "long_tail": {"searched": _share(long_tail, lambda o: o.decision == SEARCH)},
        "milliseconds": {
            "median": statistics.median(times),
            "p95": times[min(len(times) - 1, round(0.95 * len(times)))],
        },
    }


def _result(outcome: Outcome) -> str:
    if outcome.decision == ANSWER:
        return "right" if outcome.answered == outcome.row.intent else "wrong"
    if outcome.decision == CHOOSE:
        return "asked_right" if outcome.row.intent in outcome.candidates else "asked_without"
    return "refused"


def _macro_f1(outcomes: Sequence[Outcome]) -> float | None:
    if not outcomes:
        return None
    truth = [o.row.intent for o in outcomes]
    found = [o.ranking[0] if o.ranking else NONE for o in outcomes]
    return float(f1_score(truth, found, labels=sorted(set(truth)), average="macro"))


def _share(outcomes: Sequence[Outcome], is_counted) -> float | None:
    if not outcomes:
        return None
    return sum(map(bool, map(is_counted, outcomes))) / len(outcomes)
