"""Measuring understanding on labelled questions."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.metrics import f1_score

from guido.nlu.confidence import ANSWER, CHOOSE, OUT_OF_SCOPE_INTENT, SEARCH, Decision
from guido.nlu.quality.rows import NONE, Row

_BINS = 15


@dataclass(frozen=True)
class Outcome:
    """What the model made of a row: intents with their shares, facet, and the decision."""

    row: Row
    ranking: tuple[tuple[str, float], ...]
    facet: str | None
    decision: Decision
    milliseconds: float = 0.0
    facet_ranking: tuple[tuple[str, float], ...] = ()
    two_services: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Row, parsed: dict[str, Any], milliseconds: float) -> Outcome:
        """From the parse result of Rasa."""
        def ranking(key: str) -> tuple[tuple[str, float], ...]:
            return tuple((each["name"], each["confidence"]) for each in parsed.get(key, ()))

        return cls(
            row, ranking("intent_ranking"), (parsed.get("facet") or {}).get("name"),
            Decision(parsed["decision"], parsed["intent"]["name"], parsed["intent"]["confidence"],
                     tuple(parsed.get("candidates", ()))),
            milliseconds, ranking("facet_ranking"),
            tuple(each["service"] for each in parsed.get("questions") or ()))

    @property
    def first(self) -> str | None:
        """The likeliest intent."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def result(self) -> str:
        """What the policy did, seen from the citizen: right, wrong, asked_…, refused."""
        decision = self.decision
        if decision.kind == ANSWER:
            return "right" if decision.intent == self.row.intent else "wrong"
        if decision.kind == CHOOSE:
            offered = self.row.intent in decision.candidates
            return "asked_right" if offered else "asked_without"
        return "refused"


def figures(outcomes: Sequence[Outcome], services: frozenset[str]) -> dict[str, Any]:
    """All figures; shares are from 0 to 1, and None where the file has no such rows."""
    in_scope = [o for o in outcomes if o.row.is_in_scope]
    off_topic = [o for o in outcomes if o.row.intent == OUT_OF_SCOPE_INTENT]
    long_tail = [o for o in outcomes if o.row.intent is None]
    with_facet = [o for o in outcomes if o.row.facet]
    times = sorted(o.milliseconds for o in outcomes)
    return {
        "rows": len(outcomes),
        "intent": {
            "top1": _share(in_scope, lambda o: o.first == o.row.intent),
            "top3": _share(
                in_scope, lambda o: o.row.intent in [name for name, _ in o.ranking[:3]]),
            "macro_f1": _macro_f1(in_scope),
        },
        "facet": {"accuracy": _share(with_facet, lambda o: o.facet == o.row.facet)},
        "policy": {name: _share(in_scope, lambda o, n=name: o.result == n)
                   for name in ("right", "wrong", "asked_right", "asked_without", "refused")},
        "hors_sujet": {"not_answered": _share(off_topic, lambda o: not is_served(o, services))},
        "long_tail": {"searched": _share(long_tail, lambda o: o.decision.kind == SEARCH)},
        "calibration": {"expected_error": expected_error(in_scope)},
        "milliseconds": {
            "median": statistics.median(times),
            "p95": times[min(len(times) - 1, round(0.95 * len(times)))],
        },
    }


def is_served(outcome: Outcome, services: frozenset[str]) -> bool:
    """Whether the policy answered with a service."""
    return outcome.decision.kind == ANSWER and outcome.decision.intent in services


def reliability(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, questions) of each of 15 bins of confidence that has any."""
    bins: list[list[Outcome]] = [[] for _ in range(_BINS)]
    for outcome in outcomes:
        if outcome.ranking:
            bins[min(int(outcome.ranking[0][1] * _BINS), _BINS - 1)].append(outcome)
    return [
        (statistics.fmean(o.ranking[0][1] for o in each),
         statistics.fmean(o.first == o.row.intent for o in each), len(each))
        for each in bins if each]


def expected_error(outcomes: Sequence[Outcome]) -> float | None:
    """Expected calibration error: how far confidence is from the share right, on average."""
    found = reliability(outcomes)
    number = sum(count for _, _, count in found)
    if not number:
        return None
    return sum(count * abs(confidence - right) for confidence, right, count in found) / number


def confusions(
    outcomes: Sequence[Outcome], most: int = 20
) -> list[tuple[str, str, float, list[str]]]:
    """The costliest confusions: wanted, taken for, cost, and the sentences.

    A confusion costs the confidence in what is wrong: sure mistakes are answered, others asked.
    """
    costs: dict[tuple[str, str], float] = {}
    texts: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes:
        if not outcome.ranking or outcome.first == outcome.row.intent:
            continue
        pair = (outcome.row.intent or NONE, outcome.ranking[0][0])
        costs[pair] = costs.get(pair, 0.0) + outcome.ranking[0][1]
        texts.setdefault(pair, []).append(outcome.row.text)
    order = sorted(costs, key=lambda pair: (-costs[pair], pair))[:most]
    return [(*pair, costs[pair], texts[pair]) for pair in order]


def _macro_f1(outcomes: Sequence[Outcome]) -> float | None:
    if not outcomes:
        return None
    truth = [o.row.intent for o in outcomes]
    found = [o.first or NONE for o in outcomes]
    return float(f1_score(truth, found, labels=sorted(set(truth)), average="macro"))


def _share(outcomes: Sequence[Outcome], is_counted: Callable[[Outcome], object]) -> float | None:
    if not outcomes:
        return None
    return sum(map(bool, map(is_counted, outcomes))) / len(outcomes)
