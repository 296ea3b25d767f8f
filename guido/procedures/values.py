"""What names mean while a procedure is carried out; computed values are worked out when needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guido.procedures.answers import another
from guido.procedures.formulas import Scope
from guido.procedures.model import Answers, Computation, Procedure, Question, Type


def is_complete(question: Question, answers: Answers) -> bool:
    """Whether a question is answered; of persons, whether there are no more."""
    if question.name not in answers:
        return False
    if question.type is not Type.PERSONS:
        return True
    persons = answers[question.name]
    is_closed = answers.get(another(question.name)) is False or len(persons) >= question.most
    return is_closed and all(field.name in person for person in persons
                             for field in question.fields if not field.when)


class Values(Mapping[str, Any]):
    """Answers and computed values by name; what is not (wholly) answered is not there."""

    def __init__(self, procedure: Procedure, answers: Answers, scope: Scope) -> None:
        self._answers = {
            name: answers[name] for name, question in procedure.by_name.items()
            if name in answers and is_complete(question, answers)}
        self._computations = {each.name: each for each in procedure.computed}
        self._scope = scope
        self._worked_out: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self._answers:
            return self._answers[name]
        computation = self._computations[name]
        if name not in self._worked_out:
            self._worked_out[name] = None  # a value that rests on itself is not known
            self._worked_out[name] = self._work_out(computation)
        return self._worked_out[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._answers
        yield from self._computations

    def __len__(self) -> int:
        return len(self._answers) + len(self._computations)

    def _work_out(self, computation: Computation) -> Any:
        if computation.when and not computation.when.holds(self._scope):
            return None
        if not computation.each:
            return computation.formula.value(self._scope)
        persons = self._answers.get(computation.each)
        return None if persons is None else [
            computation.formula.value(self._scope.within(person)) for person in persons]
