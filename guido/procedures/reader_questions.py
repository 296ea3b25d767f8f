"""Reading the questions of a procedure's file, and the formulas in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guido.content import Fields
from guido.procedures.formulas import RESERVED, Formula, FormulaError
from guido.procedures.model import (
    UNITS,
    WITH_EXAMPLE,
    WITH_LIMITS,
    WITH_OPTIONS,
    Check,
    Option,
    Question,
    Type,
)
from guido.procedures.periods import PERIODS

_NAME = re.compile(r"[a-z][a-z_0-9]*")
_KEYS = {"name", "type", "ask", "label", "why", "example", "when", "optional", "unknown", "check",
         "from_case"}
_OWN_KEYS = {
    **{each: {"options"} for each in WITH_OPTIONS},
    **{each: {"min", "max", "unit"} for each in WITH_LIMITS},
    Type.AMOUNT: {"min", "max", "unit", "per", "every_day"},
    Type.PERSONS: {"fields", "one", "least", "most"}, Type.SLOT: {"kind", "offices"},
}
_NOT_OF_PERSONS = {Type.PERSONS, Type.FILE, Type.SLOT}
_MOST_PERSONS = 30


def read_questions(fields: Fields, key: str) -> tuple[Question, ...]:
    """The questions of a list, each with a name of its own; raises ContentError."""
    questions = tuple(_question(each) for each in fields.each(key))
    check_names(fields, [each.name for each in questions], key)
    return questions


def check_names(fields: Fields, names: Iterable[str], key: str = "") -> None:
    """Refuse names that are none, mean something else in formulas, or stand there twice."""
    seen: set[str] = set()
    for name in names:
        if not _NAME.fullmatch(name):
            raise fields.error(
                f"{name!r} is no name; write it with small letters, digits and _", key)
        if name in RESERVED:
            raise fields.error(f"{name!r} is a word of formulas; take another name", key)
        if name in seen:
            raise fields.error(f"the name {name!r} stands there twice", key)
        seen.add(name)


def read_formula(fields: Fields, key: str) -> Formula:
    """A formula; raises ContentError with what is wrong in it."""
    try:
        return Formula(fields.text(key))
    except FormulaError as error:
        raise fields.error(str(error), key) from error


def optional_formula(fields: Fields, key: str) -> Formula | None:
    """The same, None where it is left out."""
    return read_formula(fields, key) if key in fields else None


def read_check(fields: Fields) -> Check:
    """A condition with what is said when it is not met."""
    fields.only({"that", "say", "correct"})
    return Check(read_formula(fields, "that"), fields.text("say"), fields.texts("correct"))


def _question(fields: Fields) -> Question:
    type_ = Type(fields.choice("type", [each.value for each in Type]))
    fields.only(_KEYS | _OWN_KEYS.get(type_, set()))
    if type_ in WITH_EXAMPLE - {Type.TEXT} and "example" not in fields:
        raise fields.error(f"a question of type {type_.value} shows an example")
    ask = fields.text("ask")
    options = _options(fields.below("options"))
    if type_ in WITH_OPTIONS and len(options) < 2:
        raise fields.error("expected at least two options", "options")
    return Question(
        name=fields.text("name"), type=type_, ask=ask,
        label=_text(fields, "label") or ask.rstrip(" ?\u00a0\u202f"),
        why=_text(fields, "why"), example=_text(fields, "example"), options=options,
        when=optional_formula(fields, "when"), optional=fields.flag("optional"),
        unknown=_text(fields, "unknown"),
        checks=tuple(read_check(each) for each in fields.each("check")),
        min=_limit(fields, "min"), max=_limit(fields, "max"),
        unit=fields.choice("unit", UNITS) if "unit" in fields else "",
        per=fields.choice("per", PERIODS) if "per" in fields else "",
        every_day=fields.flag("every_day"), from_case=_text(fields, "from_case"),
        kind=_text(fields, "kind"),
        offices=fields.texts("offices"), **(_persons(fields) if type_ is Type.PERSONS else {}))


def _options(fields: Fields) -> tuple[Option, ...]:
    options = []
    for name in fields.names():
        option = fields.below(name).only({"label", "words"})
        options.append(Option(name, option.text("label"), option.texts("words")))
    return tuple(options)


def _limit(fields: Fields, key: str) -> Formula | None:
    """A number, a day, or a formula such as `ajoute_mois(aujourdhui, 3)`."""
    if key not in fields:
        return None
    written = fields.plain()[key]
    if isinstance(written, str):
        return read_formula(fields, key)
    if fields.text("type") == Type.DATE.value:
        day = fields.date(key)
        return Formula(f"jour({day.year}, {day.month}, {day.day})")
    return Formula(str(fields.number(key)))


def _persons(fields: Fields) -> dict[str, object]:
    asked = read_questions(fields, "fields")
    if not asked:
        raise fields.error("expected what is asked of each person", "fields")
    for each in asked:
        if each.type in _NOT_OF_PERSONS:
            raise fields.error(f"{each.type.value} cannot be asked of each person", "fields")
    for key in ("check", "optional"):
        if key in fields:
            raise fields.error("not here; persons are checked by their fields and by checks", key)
    least, most = fields.whole("least", 0), fields.whole("most", 10)
    if not 0 <= least <= most <= _MOST_PERSONS or most == 0:
        raise fields.error(f"expected least and most from 0 to {_MOST_PERSONS}", "most")
    return {"fields": asked, "one": fields.text("one"), "least": least, "most": most}


def _text(fields: Fields, key: str) -> str:
    return fields.text(key) if key in fields else ""
