"""Going through the questions of a procedure with answers: what is asked, answered, missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from guido.procedures.answers import another, fits, in_order
from guido.procedures.formulas import Formula, Scope, is_less
from guido.procedures.model import Answers, Procedure, Question, Type
from guido.procedures.steps import Ask, Objection
from guido.procedures.values import Values


def scope_of(procedure: Procedure, day: date, answers: Answers) -> Scope:
    """What names mean in formulas."""
    scope = Scope({}, day, procedure.parameters)
    scope.values = Values(procedure, answers, scope)
    return scope


def object_to(question: Question, value: Any, scope: Scope) -> Objection | None:
    """Why a value cannot be the answer to a question; None if it can."""
    if not fits(question, value):
        return Objection("no_value", {"example": question.example})
    if value is None:
        return None
    suffix = "_date" if question.type is Type.DATE else ""
    least = question.min.value(scope) if question.min else None
    most = question.max.value(scope) if question.max else None
    shown = {"unit": question.shown_unit, "example": question.example}
    if is_less(value, least):
        return Objection(f"too_small{suffix}", {"limit": least, **shown})
    if is_less(most, value):
        return Objection(f"too_large{suffix}", {"limit": most, **shown})
    return next((Objection(say=check.say) for check in question.checks
                 if fails(check.that, scope)), None)


def fails(condition: Formula, scope: Scope) -> bool:
    """Whether a condition is not met; where something it needs is not known, it is not judged."""
    is_known = all(scope.find(name) is not None for name in condition.needed)
    return is_known and not condition.holds(scope)


def questions_behind(procedure: Procedure, names: Iterable[str]) -> frozenset[str]:
    """The questions that names come from, through computed values."""
    computations = {each.name: each for each in procedure.computed}
    found: set[str] = set()
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in procedure.by_name:
            found.add(name)
        elif name in computations:
            waiting += computations[name].names
    return frozenset(found)


class Walk:
    """The questions from first to last.

    `kept` are the answers that count: of questions that are asked, and right. `settled` are the
    names of questions that are answered or will not be asked. `previous` is where the last
    answer before the first missing one stands.
    """

    def __init__(self, procedure: Procedure, day: date, answers: Answers) -> None:
        self._procedure, self._day, self._answers = procedure, day, answers
        self.kept: dict[str, Any] = {}
        self.settled: set[str] = set()
        self.asked: list[Question] = []
        self.undecided = 0
        self.missing: Ask | None = None
        self.previous: str | None = None
        for question in procedure.questions:
            self._decide(question)

    def scope(self) -> Scope:
        """What names mean with the answers that are kept so far."""
        return scope_of(self._procedure, self._day, self.kept)

    def is_settled(self, formula: Formula) -> bool:
        """Whether all questions that a formula speaks of are answered, or not asked."""
        return questions_behind(self._procedure, formula.names) <= self.settled

    def _decide(self, question: Question) -> None:
        if question.when and not self.is_settled(question.when):
            self.undecided += 1
        elif question.when and not question.when.holds(self.scope()):
            self.settled.add(question.name)
        else:
            self.asked.append(question)
            visit = self._persons if question.type is Type.PERSONS else self._single
            visit(question)

    def _single(self, question: Question) -> None:
        name = question.name
        if name in self._answers:
            value = in_order(question, self._answers[name])
            scope = scope_of(self._procedure, self._day, {**self.kept, name: value})
            if not object_to(question, value, scope):
                self.kept[name] = value
                self.settled.add(name)
                self._answered(name)
                return
        self._miss(Ask(question, name))

    def _persons(self, question: Question) -> None:
        name = question.name
        persons = self._given(question)
        kept: list[dict[str, Any]] = []
        is_complete = True
        for number, person in enumerate(persons, 1):
            if number > question.least:
                self._answered(another(name))
            kept.append(self._person(question, number, person))
            is_complete &= len(kept[-1]) == len(self._asked_of(question, kept[-1]))
        while kept and not kept[-1] and len(kept) <= question.least:
            kept.pop()  # begun by itself, not by an answer
        if kept:
            self.kept[name] = kept
        is_closed = self._answers.get(another(name)) is False
        if is_closed and question.least <= len(kept) < question.most:
            self.kept[another(name)] = False
        if is_complete and another(name) not in self.kept and len(kept) < question.most:
            self._miss(Ask(question, another(name), question, len(kept) + 1, True))
        elif is_complete:
            self.kept[name] = kept
            self.settled.add(name)
            if another(name) in self.kept:
                self._answered(another(name))

    def _given(self, question: Question) -> list[Mapping[str, Any]]:
        """The persons, with one more to begin with where there must be more."""
        given = self._answers.get(question.name)
        persons = [each for each in given if isinstance(each, Mapping)] if isinstance(
            given, list) else []
        if len(persons) < question.least and all(persons):
            persons.append({})
        return persons[:question.most]

    def _person(
        self, question: Question, number: int, person: Mapping[str, Any]
    ) -> dict[str, Any]:
        """One person's answers that are right; what is missing is asked."""
        kept: dict[str, Any] = {}
        for each in question.fields:
            scope = self.scope().within(kept)
            if each.when and not each.when.holds(scope):
                continue
            path = f"{question.name}.{number - 1}.{each.name}"
            value = in_order(each, person.get(each.name))
            if each.name in person and not object_to(
                    each, value, scope.within({each.name: value})):
                kept[each.name] = value
                self._answered(path)
            else:
                self._miss(Ask(each, path, question, number))
        return kept

    def _asked_of(self, question: Question, person: Mapping[str, Any]) -> list[Question]:
        scope = self.scope().within(person)
        return [each for each in question.fields if not each.when or each.when.holds(scope)]

    def _miss(self, ask: Ask) -> None:
        self.missing = self.missing or ask

    def _answered(self, path: str) -> None:
        if not self.missing:
            self.previous = path
