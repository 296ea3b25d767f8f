"""How the values of procedures are written for people: in summaries, documents and sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

from stdnum import iban

from guido.cases.reference import write_reference
from guido.french.contact_details import TELEPHONE, ContactDetails
from guido.french.dates import write_date, write_time
from guido.french.texts import Texts
from guido.procedures.engine import Engine
from guido.procedures.model import Answers, Computation, Question, Type
from guido.procedures.steps import Computed, Objection

_NAME = re.compile(r"\{([a-z][a-z_0-9]*)\}")
_NARROW_SPACE, _SPACE = "\u202f", "\u00a0"
_MOST_DECIMALS = Decimal("0.000001")
_WIDE = Context(prec=60)
_GROUPS = {Type.SIRET: (3, 3, 3, 5), Type.NIR: (1, 2, 2, 2, 3, 3, 2)}


def write_number(value: Decimal | int, least_decimals: int = 0) -> str:
    """« 1 250,5 »: thousands grouped, with as many decimals as there are."""
    number = Decimal(value).quantize(_MOST_DECIMALS, context=_WIDE).normalize(_WIDE)
    exponent = number.as_tuple().exponent
    decimals = max(-exponent if isinstance(exponent, int) else 0, 0)
    if decimals:
        decimals = max(decimals, least_decimals)
    return f"{number:,.{decimals}f}".replace(",", _NARROW_SPACE).replace(".", ",")


class Writer:
    """Writes values with the words of data/messages.yml."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def answer(self, question: Question, value: Any) -> str:
        """An answer; what was left out is said so."""
        if value is None or value == []:
            return self._texts("procedures.nothing")
        if question.type is Type.CHOICE:
            option = question.option(value)
            return option.label if option else str(value)
        if question.type is Type.CHOICES:
            return " ; ".join(option.label for option in question.options if option.name in value)
        if question.type is Type.PERSONS:
            return " ; ".join(self.person(question, person) for person in value)
        if question.type is Type.SLOT:
            return self._slot(value)
        if question.type in _GROUPS:
            return _grouped(value, _GROUPS[question.type])
        if question.type is Type.IBAN:
            return iban.format(value)
        if question.type is Type.TELEPHONE:
            return ContactDetails(TELEPHONE, value).words
        if question.type is Type.CASE_REFERENCE:
            return write_reference(value)
        return self.value(value, question.shown_unit)

    def person(self, question: Question, person: Mapping[str, Any]) -> str:
        """One person's answers in a line."""
        return ", ".join(self.answer(field, person[field.name]) for field in question.fields
                         if person.get(field.name) is not None)

    def value(self, value: Any, unit: str = "") -> str:
        """Any value with its unit; of a list, each."""
        if isinstance(value, bool):
            return self._texts("procedures.yes" if value else "procedures.no")
        if isinstance(value, Decimal | int):
            return self._number(Decimal(value), unit)
        if isinstance(value, date):
            return write_date(value)
        if isinstance(value, list):
            return " ; ".join(self.value(each, unit) for each in value)
        if isinstance(value, dict):
            codes = value.get("postal_codes") or ()
            name = str(value.get("name", ""))
            return f"{name} ({codes[0]})" if len(codes) == 1 else name
        return "" if value is None else str(value)

    def computed(self, computation: Computation, value: Any) -> str:
        """A computed value."""
        return self.value(value, computation.unit)

    def how(self, engine: Engine, answers: Answers, computed: Computed) -> str:
        """In words how a value was computed, with the parameters as they were on their days."""
        used = {parameter.name: self.value(dated.value, parameter.unit)
                for parameter, dated in computed.parameters}
        return self.fill(engine, answers, computed.computation.in_words, used)

    def fill(
        self, engine: Engine, answers: Answers, template: str,
        more: Mapping[str, str] | None = None,
    ) -> str:
        """A text of the procedure's file with its {names} as values; `more` goes before others."""
        given = more or {}
        scope = engine.scope(answers)
        return _NAME.sub(lambda match: given[match[1]] if match[1] in given else self._named(
            engine, match[1], scope.find(match[1])), template)

    def objection(self, objection: Objection) -> str:
        """Why an answer cannot be taken, with a right one as an example."""
        if objection.say:
            return objection.say
        unit = objection.values.get("unit", "")
        values = {key: each if isinstance(each, str) else self.value(each, unit)
                  for key, each in objection.values.items()}
        said = self._texts(f"procedures.wrong.{objection.key}", **values)
        example = objection.values.get("example")
        return f"{said} {self._texts('procedures.example', example=example)}" if example else said

    def _named(self, engine: Engine, name: str, value: Any) -> str:
        procedure = engine.procedure
        if value is None:
            return ""
        if name in procedure.by_name:
            return self.answer(procedure.by_name[name], value)
        if name in procedure.parameters:
            return self.value(value, procedure.parameters[name].unit)
        units = {each.name: each.unit for each in procedure.computed}
        return self.value(value, units.get(name, ""))

    def _number(self, value: Decimal, unit: str) -> str:
        number = write_number(value, 2 if unit == "euro" else 0)
        if unit in ("", "number", "text", "date"):
            return number
        plural = "many" if abs(value) >= 2 else "one"
        return f"{number}{_SPACE}{self._texts(f'procedures.units.{unit}_{plural}')}"

    def _slot(self, value: Mapping[str, Any]) -> str:
        if value.get("label"):
            return str(value["label"])
        start = datetime.fromisoformat(value["start"])
        return self._texts("procedures.slot", day=write_date(start.date()),
                           time=write_time(start), office=value.get("office", ""))


def _grouped(value: str, lengths: tuple[int, ...]) -> str:
    groups, place = [], 0
    for length in lengths:
        groups.append(value[place:place + length])
        place += length
    return _SPACE.join(group for group in groups if group)
