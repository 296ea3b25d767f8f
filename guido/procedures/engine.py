"""Carrying out a procedure: what comes next, from the answers alone.

Nothing but the answers is remembered, and every answer is looked at again after each change. So
the same answers lead to the same summary in whatever order they were given or corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guido.procedures.answers import drop, put, split
from guido.procedures.formulas import Scope
from guido.procedures.model import Answers, Procedure, Question
from guido.procedures.steps import Computed, Objection, Step, Summary
from guido.procedures.values import is_complete
from guido.procedures.walk import Walk, fails, object_to, questions_behind, scope_of


class Engine:
    """One procedure, on one day."""

    def __init__(self, procedure: Procedure, day: date) -> None:
        self.procedure = procedure
        self.day = day

    def next(self, answers: Answers) -> Step:
        """What comes next: Ask, Stop, Check (answers that don't go together) or Summary."""
        walk = self._walk(answers)
        scope = walk.scope()
        for stop in self.procedure.stops:
            if walk.is_settled(stop.when) and stop.when.holds(scope):
                return stop
        if walk.missing:
            return walk.missing
        for check in self.procedure.checks:
            if fails(check.that, scope):
                return check
        return Summary()

    def answer(self, answers: Answers, path: str, value: Any) -> dict[str, Any]:
        """The answers with one more; what is no longer asked or no longer right falls away."""
        return self._walk(put(answers, path, value)).kept

    def without(self, answers: Answers, path: str) -> dict[str, Any]:
        """The answers without one, and without those that were only asked because of it."""
        changed = drop(answers, path)
        gone = {split(path)[0]}
        for question in self.procedure.questions:
            if question.when and gone & questions_behind(self.procedure, question.when.names):
                gone.add(question.name)
                changed = drop(changed, question.name)
        return self._walk(changed).kept

    def previous(self, answers: Answers) -> str | None:
        """Where the last answer before the present question stands; None at the beginning."""
        return self._walk(answers).previous

    def objection(self, answers: Answers, path: str, value: Any) -> Objection | None:
        """Why a value cannot be the answer at a path, given the others; None if it can.

        KeyError if there is no question at the path.
        """
        name, place, field = split(path)
        question = self.question_at(path)
        kept = self._walk(answers).kept
        if place >= 0:
            persons = kept.get(name, [])
            person = persons[place] if place < len(persons) else {}
            scope = scope_of(self.procedure, self.day, kept).within({**person, field: value})
            return object_to(question, value, scope)
        if field:  # whether there is one more person
            return None if isinstance(value, bool) else Objection("no_value")
        return object_to(question, value, scope_of(self.procedure, self.day, {**kept, name: value}))

    def question_at(self, path: str) -> Question:
        """The question whose answer goes to a path; KeyError if there is none."""
        name, place, field = split(path)
        question = self.procedure.question(name)
        found = question.field(field) if place >= 0 else question
        if found is None:
            raise KeyError(path)
        return found

    def asked(self, answers: Answers) -> list[Question]:
        """The questions that these answers lead to, in their order."""
        return self._walk(answers).asked

    def computed(self, answers: Answers) -> list[Computed]:
        """The computed values that are shown, as far as they are known."""
        kept = self._walk(answers).kept
        found = []
        for each in self.procedure.computed:
            scope = scope_of(self.procedure, self.day, kept)
            value = scope.values.get(each.name)
            if each.is_shown and value is not None:
                found.append(Computed(each, value, tuple(
                    (self.procedure.parameters[name], dated) for name, dated in scope.used)))
        return found

    def scope(self, answers: Answers) -> Scope:
        """What names mean with these answers: for conditions of letters and reminders, too."""
        return self._walk(answers).scope()

    def value(self, answers: Answers, name: str) -> Any:
        """An answer, a computed value or a parameter by name; None if it is not known."""
        return self.scope(answers).find(name)

    def progress(self, answers: Answers) -> tuple[int, int]:
        """Which question this is, of how many there may be."""
        walk = self._walk(answers)
        total = len(walk.asked) + walk.undecided
        answered = sum(is_complete(each, walk.kept) for each in walk.asked)
        return min(answered + 1, total), total

    def prune(self, answers: Answers) -> dict[str, Any]:
        """The answers that still count, on this day and with this procedure's file."""
        return self._walk(answers).kept

    def _walk(self, answers: Mapping[str, Any]) -> Walk:
        return Walk(self.procedure, self.day, answers)
