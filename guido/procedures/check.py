"""What is wrong with a procedure's file beyond its form; every line names file and place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guido.french.normalise import words
from guido.procedures.check_names import check_names
from guido.procedures.engine import Engine
from guido.procedures.explore import explore
from guido.procedures.hearing import Hearing
from guido.procedures.model import Parameter, Procedure, Question, Type
from guido.procedures.steps import Ask, Objection

REVIEW_AFTER = timedelta(days=366)
_SOON = timedelta(days=30)
_LONGEST = {"ask": 200, "why": 300, "label": 80, "option": 110, "say": 700, "introduction": 800}


@dataclass(frozen=True)
class Surroundings:
    """What a procedure's file may name: services of the catalogue, intents, other procedures."""

    services: Collection[str]
    intents: Collection[str]
    procedures: Mapping[str, Procedure]


def check_procedure(
    procedure: Procedure, day: date, around: Surroundings, hearing: Hearing
) -> list[str]:
    """A line for each problem as of a day."""
    problems = [
        *_references(procedure, around), *check_names(procedure), *_dates(procedure, day),
        *_texts(procedure), *_stops(procedure), *_examples(procedure, day, hearing)]
    if not problems:  # a walk through what is broken would only say the same again
        problems += _ways(procedure, day)
    return [f"data/procedures/{procedure.name}.yml: {problem}" for problem in problems]


def _references(procedure: Procedure, around: Surroundings) -> Iterator[str]:
    if procedure.service not in around.services:
        yield f"service: {procedure.service!r} is no service of the catalogue"
    for name in procedure.offered_with:
        if name not in around.services and name not in around.intents:
            yield f"offered_with: {name!r} is no service and no intent"
    follow_up = procedure.case.follow_up if procedure.case else ""
    for key, name in (("follows", procedure.follows), ("case.follow_up", follow_up)):
        if name and name not in around.procedures:
            yield f"{key}: there is no procedure {name!r}"
    followed = around.procedures.get(procedure.follows)
    for question in procedure.questions if followed else ():
        given = followed.by_name.get(question.from_case)
        if question.from_case and (not given or given.type is not question.type):
            yield (f"{question.name}.from_case: {procedure.follows} has no question "
                   f"{question.from_case!r} of type {question.type.value}")
    if procedure.case and not procedure.consent:
        yield "consent: nothing is filed without consent; add its text"
    if procedure.case and procedure.case.delay_days and not procedure.case.delay_source:
        yield "case.delay_source: an expected delay needs its source"


def _dates(procedure: Procedure, day: date) -> Iterator[str]:
    if procedure.verified > day:
        yield f"verified: {procedure.verified} lies ahead"
    if procedure.verified + REVIEW_AFTER < day:
        yield (f"verified: compared with its sources on {procedure.verified}; do so again, change "
               "`verified`")
    for parameter in procedure.parameters.values():
        yield from _parameter(parameter, day)


def _parameter(parameter: Parameter, day: date) -> Iterator[str]:
    place, last = f"parameters.{parameter.name}", parameter.values[-1]
    if not parameter.on(day):
        until = f"; the last value applied until {last.until}" if last.until else ""
        yield f"{place}: no value applies on {day}{until}"
    elif last.until and last.until < day + _SOON:
        yield f"{place}: the last value applies until {last.until}; add the one that follows"
    for value in parameter.values:
        if value.source.verified > day:
            yield f"{place}: the source was compared on {value.source.verified}, which lies ahead"


def _texts(procedure: Procedure) -> Iterator[str]:
    yield from _too_long("introduction", procedure.introduction, "introduction")
    for number, question in enumerate(procedure.questions, 1):
        place = f"questions[{number}]"
        if not question.why:
            yield f"{place}: why is missing: people ask why they are asked « {question.name} »"
        yield from _question_texts(place, question)
        for field in question.fields:
            yield from _question_texts(f"{place}.{field.name}", field)
    for stop in procedure.stops:
        yield from _too_long(f"stops.{stop.name}", stop.say, "say")


def _question_texts(place: str, question: Question) -> Iterator[str]:
    for key in ("ask", "why", "label"):
        yield from _too_long(f"{place}.{key}", getattr(question, key), key)
    said: dict[tuple[str, ...], str] = {}
    for option in question.options:
        yield from _too_long(f"{place}.options.{option.name}", option.label, "option")
        for phrase in {tuple(words(each)) for each in (option.label, *option.words)}:
            if phrase in said:
                yield f"{place}: « {' '.join(phrase)} » means {said[phrase]} and {option.name}"
            said[phrase] = option.name


def _too_long(place: str, text: str, kind: str) -> Iterator[str]:
    if len(text) > _LONGEST[kind]:
        yield f"{place}: {len(text)} characters; at most {_LONGEST[kind]} are read"


def _stops(procedure: Procedure) -> Iterator[str]:
    for stop in procedure.stops:
        if not (stop.links or stop.correct or stop.person or re.search(r"\d\d|https:", stop.say)):
            yield (f"stops.{stop.name}: a dead end without a way out; add links, answers to "
                   "correct, or person: true")


def _examples(procedure: Procedure, day: date, hearing: Hearing) -> Iterator[str]:
    """Every example that is shown must be a right answer."""
    engine = Engine(procedure, day)
    asks = [Ask(question, question.name) for question in procedure.questions]
    asks += [Ask(field, f"{question.name}.0.{field.name}", question, 1)
             for question in procedure.questions for field in question.fields]
    for ask in asks:
        if not ask.question.example or ask.question.type in (Type.PERSONS, Type.FILE, Type.SLOT):
            continue
        heard = hearing.read(engine, {}, ask, ask.question.example)
        if isinstance(heard, Objection):
            yield (f"{ask.path}: the example {ask.question.example!r} is not understood: "
                   f"{hearing.words(heard)}")


def _ways(procedure: Procedure, day: date) -> Iterator[str]:
    found = explore(Engine(procedure, day))
    if not found.is_finished and not procedure.follows:
        yield "no way was found from the first question to the summary"
    for question in procedure.questions:
        if question.name not in found.asked:
            yield f"{question.name}: is never asked; can its `when` hold?"
    for stop in procedure.stops:
        if stop.name not in found.stops:
            yield f"stops.{stop.name}: never applies; can its `when` hold?"
