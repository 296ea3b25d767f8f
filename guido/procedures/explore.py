"""Walking through a procedure at random, to see what can be reached."""

from __future__ import annotations

import ast
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from guido.procedures.engine import Engine
from guido.procedures.model import Answers, Procedure, Question, Stop, Type
from guido.procedures.steps import Ask, Summary

_WALKS = 400
_MOST_STEPS = 120
_TRIES = 12  # for an answer that the question's limits allow
_SEED = 2026
_DAYS_AROUND = (0, 1, -1, 7, -7, 31, -31, 45, -90, 200, -400, 800, -17 * 365, -20 * 365, -40 * 365,
                -70 * 365)
_TEXTS = {
    Type.EMAIL: "camille@exemple.fr", Type.TELEPHONE: "+33612345678", Type.NIR: "294037512000591",
    Type.IBAN: "FR1420041010050500013M02606", Type.SIRET: "73282932000074",
    Type.CASE_REFERENCE: "D26K7M2QX4P"}
_COMMUNE = {"code": "69123", "name": "Lyon", "postal_codes": ["69001", "69002", "69003"]}


@dataclass
class Found:
    """What was reached."""

    asked: set[str] = field(default_factory=set)
    stops: set[str] = field(default_factory=set)
    is_finished: bool = False

    def is_all_of(self, procedure: Procedure) -> bool:
        return (self.is_finished and self.asked >= procedure.by_name.keys()
                and self.stops >= {stop.name for stop in procedure.stops})


def explore(engine: Engine, walks: int = _WALKS) -> Found:
    """What random answers reach; the same every time."""
    found, source = Found(), random.Random(_SEED)
    numbers, codes = _constants(engine.procedure)
    for _ in range(walks):
        _walk(engine, found, _Chooser(engine.day, source, numbers, codes))
        if found.is_all_of(engine.procedure):
            break
    return found


class _Chooser:
    """Answers that look like people's, near the numbers that formulas speak of."""

    def __init__(
        self, day: date, source: random.Random, numbers: list[Decimal], codes: list[str]
    ) -> None:
        self._day, self._source = day, source
        self._numbers, self._codes = numbers, codes

    def choose(self, question: Question) -> Any:
        if question.optional and self._source.random() < 0.2:
            return None
        choose, type_ = self._source.choice, question.type
        if type_ is Type.YES_NO or type_ is Type.PERSONS:
            return choose((True, False))
        if type_ is Type.CHOICE:
            return choose(question.options).name
        if type_ is Type.CHOICES:
            return [each.name for each in question.options if choose((True, False))] or [
                question.options[0].name]
        if type_ is Type.DATE:
            return self._day + timedelta(days=choose(_DAYS_AROUND) + choose((0, 1, 3, 20, 100)))
        if type_ in (Type.AMOUNT, Type.NUMBER):
            return max(choose(self._numbers) + choose((-1, 0, 1)), Decimal(0))
        if type_ is Type.COMMUNE:
            return {**_COMMUNE, "code": choose([*self._codes, "69123"])}
        if type_ is Type.FILE:
            return {"id": "1", "name": "piece.pdf", "kind": "application/pdf", "size": 1000}
        if type_ is Type.SLOT:
            start = self._day + timedelta(days=choose((1, 3, 12)))
            return {"id": "1", "office": "mairie", "start": f"{start.isoformat()}T09:00:00+01:00"}
        if type_ in _TEXTS:
            return _TEXTS[type_]
        return f"{choose(range(1, 99))} rue des Lilas, 69003 Lyon"


def _walk(engine: Engine, found: Found, chooser: _Chooser) -> None:
    answers: Answers = {}
    for _ in range(_MOST_STEPS):
        step = engine.next(answers)
        if isinstance(step, Stop):
            found.stops.add(step.name)
            return
        if isinstance(step, Summary):
            found.is_finished = True
            return
        if not isinstance(step, Ask):
            return  # answers that do not go together
        found.asked.add(step.persons.name if step.persons else step.question.name)
        for _ in range(_TRIES):
            value = chooser.choose(step.question)
            if not engine.objection(answers, step.path, value):
                break
        else:
            return
        answers = engine.answer(answers, step.path, value)


def _constants(procedure: Procedure) -> tuple[list[Decimal], list[str]]:
    """The numbers of all formulas and limits, and the codes that communes are compared with."""
    numbers, codes = [Decimal(0), Decimal(2), Decimal(30), Decimal(1000)], []
    numbers += [each.value for parameter in procedure.parameters.values()
                for each in parameter.values if isinstance(each.value, Decimal)]
    formulas = [formula for question in procedure.questions
                for each in (question, *question.fields) for formula in each.formulas]
    formulas += [stop.when for stop in procedure.stops]
    formulas += [check.that for check in procedure.checks]
    for formula in formulas:
        for node in ast.walk(ast.parse(" ".join(formula.text.split()), mode="eval")):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                codes.append(node.value)
            elif isinstance(node, ast.Constant) and not isinstance(node.value, bool):
                numbers.append(Decimal(str(node.value)))
    return numbers, codes
