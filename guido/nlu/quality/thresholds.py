"""Choosing the thresholds of config.yml on a validation split, by what mistakes cost.

The costs say what a mistake is worth beside the others; they are the only numbers here that
are a matter of judgement. A wrong answer costs most, because a citizen may act on it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guido.nlu.confidence import ANSWER, OUT_OF_SCOPE_INTENT, SEARCH, Thresholds, decide
from guido.nlu.quality.evaluation import Outcome, expected_error, figures

_COST = {"right": 0.0, "wrong": 4.0, "asked_right": 0.5, "asked_without": 1.5, "refused": 1.5}
_COST_OF_SERVED = 4.0        # an off-topic or other matter is answered with a service
_COST_OF_SEARCHED = 0.5      # an off-topic message is searched
_COST_OF_REFUSED = 2.0       # another matter is called off-topic, or asked back with services
# The card of the right service is shown in both cases, with buttons for the other facets; but
# who asked something in particular did not get it.
_COST_OF_FACET_MISSED, _COST_OF_FACET_INVENTED = 1.0, 0.25
_SHARPNESS_GRID = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8)
_LEAST = 1e-4
_UNNAMED = 60
_HARDLY = 0.08
DEFAULT_FACET = "demarche"

_GRID = {
    "sure": (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8),
    "ahead": (0.1, 0.2, 0.3, 0.4, 0.5),
    "sure_out_of_scope": (0.3, 0.4, 0.5, 0.6),
    "other_matter": (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5),
    "candidate": (0.05, 0.1, 0.15),
}
CHOSEN = tuple(_GRID)
_FACET_GRID = (0.1, 0.125, 0.15, 0.175, 0.2, 0.25, 0.3, 0.35, 0.4)


@dataclass(frozen=True)
class Choice:
    """Thresholds with what they cost a question, and the figures under them."""

    thresholds: Thresholds
    cost: float
    figures: dict[str, Any]


def sharpened(outcomes: Sequence[Outcome], factor: float) -> list[Outcome]:
    """The outcomes as they would be if the model were surer (above one) or less sure."""
    found = []
    for outcome in outcomes:
        raised = [(name, share ** factor) for name, share in outcome.ranking]
        # The parse result names the likeliest ten; the rest is taken as spread evenly.
        rest = max(0.0, 1 - sum(share for _, share in outcome.ranking))
        total = sum(share for _, share in raised) + _UNNAMED * (rest / _UNNAMED) ** factor
        found.append(replace(
            outcome, ranking=tuple((name, share / total) for name, share in raised)))
    return found


def sharpness_losses(outcomes: Sequence[Outcome]) -> list[tuple[float, float, float]]:
    """(factor, log loss, expected calibration error) of each sharpness, in scope.

    The temperature is fitted on training sentences, which are harder for a model that has not
    seen them than other people's questions are: they were written not to resemble each other.
    """
    in_scope = [o for o in outcomes if o.row.is_in_scope and o.ranking]
    found = []
    for factor in _SHARPNESS_GRID:
        under = sharpened(in_scope, factor)
        loss = -sum(math.log(dict(o.ranking).get(o.row.intent, _LEAST)) for o in under)
        found.append((factor, loss / len(under), expected_error(under)))
    return found


def mildest(losses: Sequence[tuple[float, float, float]]) -> float:
    """The sharpness nearest to one whose loss is hardly more than the lowest."""
    enough = (1 + _HARDLY) * min(loss for _, loss, _ in losses)
    return min((factor for factor, loss, _ in losses if loss <= enough),
               key=lambda factor: abs(factor - 1))


def decided(
    outcomes: Sequence[Outcome], thresholds: Thresholds, not_offered: set[str]
) -> list[Outcome]:
    """The outcomes as they would be under other thresholds."""
    return [
        replace(o, decision=decide(
            o.row.text, list(o.ranking), thresholds, not_offered, o.two_services))
        for o in outcomes]


def cost(outcomes: Sequence[Outcome], services: frozenset[str]) -> float:
    """What the decisions cost, on average a question."""
    return sum(_cost(outcome, services) for outcome in outcomes) / len(outcomes)


def _cost(outcome: Outcome, services: frozenset[str]) -> float:
    if outcome.row.is_in_scope:
        return _COST[outcome.result]
    decision = outcome.decision
    if decision.kind == ANSWER and decision.intent in services:
        return _COST_OF_SERVED
    is_off_topic = outcome.row.intent == OUT_OF_SCOPE_INTENT
    if decision.kind == SEARCH:
        return _COST_OF_SEARCHED if is_off_topic else 0.0
    if is_off_topic and decision.kind == ANSWER and decision.intent == OUT_OF_SCOPE_INTENT:
        return 0.0
    return _COST_OF_REFUSED


def choose(
    outcomes: Sequence[Outcome], present: Thresholds, services: frozenset[str],
    not_offered: set[str],
) -> Choice:
    """The most careful of the thresholds of the grid that cost hardly more than the cheapest.

    Within what a few hundred questions can tell apart, it is better to mislead fewer people.
    """
    found = []
    for values in itertools.product(*_GRID.values()):
        thresholds = replace(present, **dict(zip(_GRID, values)))
        under = decided(outcomes, thresholds, not_offered)
        found.append((cost(under, services), misleading(under, services), thresholds))
    enough = (1 + _HARDLY) * min(each for each, _, _ in found)
    _, _, thresholds = min(
        (line for line in found if line[0] <= enough), key=lambda line: (line[1], line[0]))
    return _measured(outcomes, thresholds, services, not_offered)


def misleading(outcomes: Sequence[Outcome], services: frozenset[str]) -> int:
    """How many are answered with something else, or not searched though they are another matter."""
    return sum(
        outcome.result == "wrong" if outcome.row.is_in_scope
        else _cost(outcome, services) >= _COST_OF_REFUSED
        for outcome in outcomes)


def trade_off(
    outcomes: Sequence[Outcome], chosen: Thresholds, services: frozenset[str],
    not_offered: set[str],
) -> Iterator[Choice]:
    """The figures for each value of `sure`, the other thresholds as chosen."""
    for sure in _GRID["sure"]:
        yield _measured(outcomes, replace(chosen, sure=sure), services, not_offered)


def _measured(outcomes, thresholds, services, not_offered) -> Choice:
    under = decided(outcomes, thresholds, not_offered)
    return Choice(thresholds, cost(under, services), figures(under, services))


def facet_costs(
    outcomes: Sequence[Outcome], services: frozenset[str]
) -> list[tuple[float, float, float, float]]:
    """(asked_from, cost, share right of those that ask, share invented of those that don't)."""
    asking = [o for o in outcomes if o.row.facet]
    silent = [o for o in outcomes if o.row.intent in services and not o.row.facet]
    found = []
    for asked_from in _FACET_GRID:
        right = sum(_asked(o, asked_from) == o.row.facet for o in asking)
        # The default facet is shown anyway when nothing in particular is asked.
        invented = sum(_asked(o, asked_from) not in (None, DEFAULT_FACET) for o in silent)
        each = (_COST_OF_FACET_MISSED * (len(asking) - right)
                + _COST_OF_FACET_INVENTED * invented) / (len(asking) + len(silent))
        found.append((asked_from, each, right / len(asking), invented / max(1, len(silent))))
    return found


def eagerest(costs: Sequence[tuple[float, float, float, float]]) -> float:
    """The lowest `asked_from` that costs hardly more than the cheapest.

    Within what a few hundred questions can tell apart, it is better to answer what was asked.
    """
    enough = (1 + _HARDLY) * min(each for _, each, _, _ in costs)
    return min(asked_from for asked_from, each, _, _ in costs if each <= enough)


def _asked(outcome: Outcome, asked_from: float) -> str | None:
    name, share = outcome.facet_ranking[0] if outcome.facet_ranking else (None, 0.0)
    return name if share >= asked_from else None


def written(config: str, values: dict[str, float]) -> str:
    """The text of config.yml with new values on the lines `name: number`, comments kept."""
    for name, value in values.items():
        config = re.sub(rf"(?m)^(\s+{name}: )[\d.]+", rf"\g<1>{value:g}", config)
    return config
