"""Names in a procedure's formulas and texts that nothing has, or that are known too late."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from guido.procedures.formulas import TODAY, Formula
from guido.procedures.model import CaseRule, Document, Procedure, Question, Type

# What texts may name beside answers and values: a letter the option that it is about, a form's
# field the case.
_MORE_NAMES = {"document.letters": {"option"}, "document.fields": {"reference"}}
_TEMPLATE = re.compile(r"\{([^{}]*)\}")
_CONTACT = (Type.EMAIL, Type.TELEPHONE)


def check_names(procedure: Procedure) -> Iterator[str]:
    """A line for each name that is wrong."""
    everything = _all_names(procedure)
    fields = {field.name for question in procedure.questions for field in question.fields}
    earlier = {*procedure.parameters, *(each.name for each in procedure.computed)}
    for question in procedure.questions:
        yield from _question(procedure, question, question.name, earlier)
        earlier.add(question.name)
        inside = set(earlier)
        for field in question.fields:
            yield from _question(procedure, field, f"{question.name}.{field.name}", inside)
            inside.add(field.name)
    for place, formula in _formulas(procedure):
        yield from _unknown(place, formula.names, everything | fields)
        yield from _options(procedure, place, formula)
    for place, text in _templates(procedure):
        more = _MORE_NAMES.get(place.rpartition(".")[0], set())
        yield from _unknown(place, _TEMPLATE.findall(text), everything | more | {TODAY})
    for place, names in _references(procedure):
        yield from _unknown(place, names, everything)
    yield from _types(procedure)


def _all_names(procedure: Procedure) -> set[str]:
    return {*procedure.by_name, *procedure.parameters, *(each.name for each in procedure.computed)}


def _question(
    procedure: Procedure, question: Question, place: str, earlier: set[str]
) -> Iterator[str]:
    later = _all_names(procedure) - earlier - {question.name}
    for formula in question.formulas:
        for name in sorted(formula.names & later):
            yield f"{place}: {name!r} is asked later, so that it is not known yet"
        yield from _unknown(place, formula.names - later, earlier | {question.name})
        yield from _options(procedure, place, formula)
    if question.when and question.name in question.when.names:
        yield f"{place}: `when` speaks of its own answer"


def _unknown(place: str, names: object, known: set[str] | frozenset[str]) -> Iterator[str]:
    for name in sorted(set(names) - known):  # type: ignore[call-overload]
        yield f"{place}: {name!r} is no question, parameter or computed value"


def _options(procedure: Procedure, place: str, formula: Formula) -> Iterator[str]:
    """Options that a formula compares with and that there are not."""
    questions = {each.name: each for question in procedure.questions
                 for each in (*question.fields, question)}
    for node in ast.walk(ast.parse(" ".join(formula.text.split()), mode="eval")):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        named = [questions[side.id] for side in sides
                 if isinstance(side, ast.Name) and side.id in questions]
        values = [each.value for side in sides for each in ast.walk(side)
                  if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        for question in named:
            for value in values:
                if question.options and not question.option(value):
                    yield f"{place}: {value!r} is no option of {question.name}"


def _formulas(procedure: Procedure) -> Iterator[tuple[str, Formula]]:
    for stop in procedure.stops:
        yield f"stops.{stop.name}", stop.when
    for number, check in enumerate(procedure.checks, 1):
        yield f"checks[{number}]", check.that
    for each in procedure.computed:
        yield f"computed.{each.name}", each.formula
        if each.when:
            yield f"computed.{each.name}.when", each.when
    if procedure.document:
        for letter in procedure.document.letters:
            if letter.when:
                yield f"document.letters.{letter.name}", letter.when
    for reminder in procedure.case.reminders if procedure.case else ():
        if reminder.when:
            yield f"case.reminders.{reminder.name}", reminder.when


def _templates(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for each in procedure.computed:
        yield f"computed.{each.name}.in_words", each.in_words
    for stop in procedure.stops:
        yield f"stops.{stop.name}.say", stop.say
    for reminder in procedure.case.reminders if procedure.case else ():
        yield f"case.reminders.{reminder.name}.say", reminder.say
    if procedure.document:
        yield from _document_templates(procedure.document)


def _document_templates(document: Document) -> Iterator[tuple[str, str]]:
    for line in document.recipient:
        yield "document.recipient", line
    for section in document.sections:
        yield f"document.sections.{section.title}", section.text
    for letter in document.letters:
        for text in (letter.title, *letter.recipient, letter.text):
            yield f"document.letters.{letter.name}", text
    for name, text in document.fields.items():
        yield f"document.fields.{name}", text


def _references(procedure: Procedure) -> Iterator[tuple[str, list[str]]]:
    for stop in procedure.stops:
        yield f"stops.{stop.name}.correct", list(stop.correct)
    for check in procedure.checks:
        yield "checks.correct", list(check.correct)
    for each in procedure.computed:
        yield f"computed.{each.name}.each", [each.each] if each.each else []
    for section in procedure.document.sections if procedure.document else ():
        yield f"document.sections.{section.title}.show", list(section.show)
    yield "slots", [procedure.slots] if procedure.slots else []


def _types(procedure: Procedure) -> Iterator[str]:
    """Names that must be of a certain type."""
    wanted: list[tuple[str, str, tuple[Type, ...]]] = [
        ("slots", procedure.slots, (Type.SLOT,))]
    wanted += [(f"computed.{each.name}.each", each.each, (Type.PERSONS,))
               for each in procedure.computed]
    wanted += [(f"document.letters.{letter.name}.for_each", letter.for_each, (Type.CHOICES,))
               for letter in (procedure.document.letters if procedure.document else ())]
    if procedure.case:
        wanted += [("case.contact", procedure.case.contact, _CONTACT),
                   ("case.birth_date", procedure.case.birth_date, (Type.DATE,))]
        yield from _days(procedure, procedure.case)
    for place, name, types in wanted:
        question = procedure.by_name.get(name)
        if name and (not question or question.type not in types):
            yield f"{place}: {name!r} is no question of type {' or '.join(types)}"


def _days(procedure: Procedure, case: CaseRule) -> Iterator[str]:
    """Reminders are told before or after a day that is known."""
    days = {each.name for each in procedure.questions if each.type in (Type.DATE, Type.SLOT)}
    days |= {each.name for each in (*procedure.computed, *procedure.parameters.values())
             if each.unit == "date"}
    for reminder in case.reminders:
        name = reminder.before or reminder.after
        if name and name not in days:
            yield f"case.reminders.{reminder.name}: {name!r} is no date"
