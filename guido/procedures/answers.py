"""The answers given so far: where one stands, whether it can be one, and its way to JSON and back.

A person's answer stands at a path such as « enfants.0.prenom »; « enfants.autre » is whether
there is one more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from guido.procedures.model import Answers, Question, Type

ANOTHER = "autre"
_NUMBERS = frozenset((Type.AMOUNT, Type.NUMBER))
_OBJECTS = frozenset((Type.COMMUNE, Type.FILE, Type.SLOT))
_TYPES = ""  # where it is kept for which types of questions answers were given; no question's name


def another(name: str) -> str:
    """The path at which it is kept whether there is one more person."""
    return f"{name}.{ANOTHER}"


def split(path: str) -> tuple[str, int, str]:
    """« enfants.0.prenom » in its parts; « enfants.autre » has the place -1."""
    name, _, rest = path.partition(".")
    place, _, field = rest.partition(".")
    return (name, int(place), field) if place.isdigit() else (name, -1, place)


def is_person(answers: Answers, path: str) -> bool:
    """Whether a path such as « enfants.0 » is that of a person who is there."""
    name, place, field = split(path)
    persons = answers.get(name)
    return not field and isinstance(persons, list) and 0 <= place < len(persons)


def put(answers: Answers, path: str, value: Any) -> dict[str, Any]:
    """The answers with one more or another one; a person's « autre » begins the next person."""
    name, place, field = split(path)
    changed = dict(answers)
    if not field:
        changed[name] = value
        if isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
            changed[another(name)] = False
        return changed
    persons = [dict(person) for person in answers.get(name) or ()]
    if field == ANOTHER and place < 0:
        if value:
            persons.append({})
            changed.pop(path, None)
        else:
            changed[path] = False
    else:
        persons += [{}] * (place + 1 - len(persons))
        persons[place] = {**persons[place], field: value}
    changed[name] = persons
    return changed


def drop(answers: Answers, path: str) -> dict[str, Any]:
    """The answers without one, or without those of one person (« enfants.0 »).

    Dropping « autre » takes an unbegun person away.
    """
    name, place, field = split(path)
    changed = dict(answers)
    changed.pop(another(name), None)
    if not field and place < 0:
        changed.pop(name, None)
        return changed
    persons = [dict(person) for person in answers.get(name) or ()]
    if field == ANOTHER and place < 0:
        if persons and not persons[-1]:
            persons.pop()
    else:
        if place < len(persons) and field:
            persons[place].pop(field, None)
        elif place < len(persons):
            persons[place] = {}
        if another(name) in answers:
            changed[another(name)] = answers[another(name)]
    changed[name] = persons
    if not persons:
        del changed[name]
    return changed


def fits(question: Question, value: Any) -> bool:
    """Whether a value is of the question's kind; None is one if it may be left out."""
    if value is None:
        return question.optional
    if question.type is Type.YES_NO:
        return isinstance(value, bool)
    if question.type is Type.DATE:
        return type(value) is date
    if question.type in _NUMBERS:
        return isinstance(value, Decimal) and value.is_finite()
    if question.type is Type.CHOICE:
        return question.option(value) is not None
    if question.type is Type.CHOICES:
        return isinstance(value, list) and bool(value) and all(map(question.option, value))
    if question.type in _OBJECTS:
        return isinstance(value, dict) and bool(value)
    if question.type is Type.PERSONS:
        return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
    return isinstance(value, str) and bool(value.strip())


def in_order(question: Question, value: Any) -> Any:
    """Several choices in the order of the question, each once; anything else as it is."""
    if question.type is Type.CHOICES and isinstance(value, list):
        return [option.name for option in question.options if option.name in value]
    return value


def to_json(answers: Answers, questions: tuple[Question, ...] = ()) -> str:
    """The answers as JSON: days and numbers as texts; and the types of the questions then."""
    types = {each.name: _type_of(each) for each in questions if each.name in answers}
    return json.dumps({**answers, **({_TYPES: types} if types else {})},
                      ensure_ascii=False, default=str)


def names_in(written: str) -> list[str]:
    """The names of the questions that were answered."""
    return [name for name in json.loads(written) if name and not name.endswith(f".{ANOTHER}")]


def from_json(questions: tuple[Question, ...], written: str) -> dict[str, Any]:
    """The answers that questions can still read; what fits no question any more is left out."""
    kept = json.loads(written)
    types = kept.get(_TYPES, {})
    read: dict[str, Any] = {}
    for question in questions:
        if question.name in kept and types.get(question.name, _type_of(question)) == _type_of(
                question):
            try:
                read[question.name] = _read(question, kept[question.name])
            except (ValueError, TypeError, InvalidOperation):
                continue
        if another(question.name) in kept:
            read[another(question.name)] = kept[another(question.name)]
    return read


def _type_of(question: Question) -> Any:
    """Its type; of persons those of what is asked of each."""
    if question.type is Type.PERSONS:
        return {field.name: field.type.value for field in question.fields}
    return question.type.value


def _read(question: Question, value: Any) -> Any:
    """The value of what was written; ValueError, TypeError or InvalidOperation if it is none."""
    if question.type is Type.PERSONS and isinstance(value, list):
        value = [from_json(question.fields, json.dumps(person)) for person in value
                 if isinstance(person, Mapping)]
    read = _READ.get(question.type)
    value = read(value) if read and value is not None else value
    if not fits(question, value):
        raise ValueError(question.name)
    return value


_READ: dict[Type, Callable[[Any], Any]] = {
    Type.DATE: date.fromisoformat, Type.AMOUNT: Decimal, Type.NUMBER: Decimal}
