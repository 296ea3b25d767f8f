"""Reading `data/procedures/<name>.yml`; every error names the file, the line and the place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path

from guido.content import Fields
from guido.procedures.model import (
    UNITS,
    CaseRule,
    Computation,
    DatedValue,
    Document,
    Letter,
    Link,
    Parameter,
    Procedure,
    Reminder,
    Section,
    Source,
    Stop,
)
from guido.procedures.reader_questions import (
    check_names,
    optional_formula,
    read_check,
    read_formula,
    read_questions,
)

FOLDER = "procedures"
_KEYS = {
    "title", "service", "words", "minutes", "verified", "sources", "introduction", "parameters",
    "questions", "stops", "checks", "computed", "consent", "document", "case", "follows",
    "result", "provider", "slots", "offered_with"}
_PARAMETER_UNITS = tuple(unit for unit in UNITS if unit != "text")
_EVERY = ("month",)


def procedure_files(data: Path) -> list[Path]:
    """All files of procedures below the folder of the content files, sorted."""
    return sorted((data / FOLDER).glob("*.yml"))


def read_all(data: Path) -> dict[str, Procedure]:
    """All procedures by name; raises ContentError for the first mistake."""
    return {path.stem: read_procedure(path) for path in procedure_files(data)}


def read_procedure(path: Path) -> Procedure:
    """Read one file; raises ContentError if malformed or incomplete."""
    fields = Fields.read(path).only(_KEYS)
    check_names(fields, [path.stem])
    parameters = fields.below("parameters")
    questions = read_questions(fields, "questions")
    if not questions:
        raise fields.error("expected at least one question", "questions")
    procedure = Procedure(
        name=path.stem, title=fields.text("title"), service=fields.text("service"),
        words=fields.texts("words"), minutes=fields.whole("minutes"),
        verified=fields.date("verified"),
        sources=tuple(read_source(each) for each in fields.each("sources")),
        introduction=fields.text("introduction"), questions=questions,
        parameters={name: _parameter(name, parameters.below(name))
                    for name in parameters.names()},
        stops=tuple(_stop(each) for each in fields.each("stops")),
        checks=tuple(read_check(each) for each in fields.each("checks")),
        computed=tuple(_computation(each) for each in fields.each("computed")),
        consent=_text(fields, "consent"),
        document=_document(fields.below("document")) if "document" in fields else None,
        case=_case(fields.below("case")) if "case" in fields else None,
        offered_with=fields.texts("offered_with"),
        **{key: _text(fields, key) for key in ("follows", "result", "provider", "slots")})
    if not procedure.sources:
        raise fields.error("expected at least one source", "sources")
    check_names(fields, [
        *procedure.by_name, *procedure.parameters, *(each.name for each in procedure.computed)])
    return procedure


def read_source(fields: Fields) -> Source:
    """A source with the day on which it was compared."""
    fields.only({"name", "url", "verified"})
    return Source(fields.text("name"), fields.url("url"), fields.date("verified"))


def _text(fields: Fields, key: str) -> str:
    return fields.text(key) if key in fields else ""


def _parameter(name: str, fields: Fields) -> Parameter:
    fields.only({"label", "unit", "values"})
    unit = fields.choice("unit", _PARAMETER_UNITS)
    values = [_dated(each, unit) for each in fields.each("values")]
    if not values:
        raise fields.error("expected at least one value", "values")
    values.sort(key=lambda each: each.since)
    for one, following in pairwise(values):
        if one.until is None or one.until >= following.since:
            raise fields.error(
                f"two values apply on {following.since}; give the earlier one its last day (to)",
                "values")
    return Parameter(name, fields.text("label"), unit, tuple(values))


def _dated(fields: Fields, unit: str) -> DatedValue:
    fields.only({"value", "from", "to", "source"})
    value: Decimal | date = fields.date("value") if unit == "date" else _number(fields, "value")
    until = fields.date("to") if "to" in fields else None
    since = fields.date("from")
    if until and until < since:
        raise fields.error("ends before it begins", "to")
    if "source" not in fields:
        raise fields.error("source is missing")
    return DatedValue(value, since, until, read_source(fields.below("source")))


def _number(fields: Fields, key: str) -> Decimal:
    """A number, which may stand in quotes so that it stays exactly as it is written."""
    written = fields.plain().get(key)
    if not isinstance(written, str):
        return fields.number(key)
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise fields.error(f"{written!r} is no number", key)
    return number


def _stop(fields: Fields) -> Stop:
    fields.only({"name", "when", "say", "links", "correct", "person"})
    links = tuple(read_link(each) for each in fields.each("links"))
    return Stop(fields.text("name"), read_formula(fields, "when"), fields.text("say"), links,
                fields.texts("correct"), fields.flag("person"))


def read_link(fields: Fields) -> Link:
    """A page to go to."""
    fields.only({"label", "url"})
    return Link(fields.text("label"), fields.url("url"))


def _computation(fields: Fields) -> Computation:
    fields.only({"name", "label", "formula", "unit", "in_words", "source", "when", "each", "shown"})
    return Computation(
        fields.text("name"), fields.text("label"), read_formula(fields, "formula"),
        fields.choice("unit", UNITS), _text(fields, "in_words"),
        read_source(fields.below("source")) if "source" in fields else None,
        optional_formula(fields, "when"), _text(fields, "each"),
        fields.flag("shown") if "shown" in fields else True)


def _document(fields: Fields) -> Document:
    fields.only({"title", "recipient", "sections", "letters", "form", "fields"})
    filled = fields.below("fields").plain()
    if not all(isinstance(value, str) for value in filled.values()):
        raise fields.error("expected a text with {names} for each field of the form", "fields")
    form = _text(fields, "form")
    if form and not (fields.path.parent / form).is_file():
        raise fields.error(f"there is no file {form} beside this one", "form")
    return Document(
        fields.text("title"), fields.texts("recipient"),
        tuple(_section(each) for each in fields.each("sections")),
        tuple(_letter(each) for each in fields.each("letters")), form, filled)


def _section(fields: Fields) -> Section:
    fields.only({"title", "show", "text"})
    return Section(fields.text("title"), fields.texts("show"), _text(fields, "text"))


def _letter(fields: Fields) -> Letter:
    fields.only({"name", "title", "when", "recipient", "text", "for_each"})
    return Letter(fields.text("name"), fields.text("title"), fields.texts("recipient"),
                  fields.text("text"), optional_formula(fields, "when"), _text(fields, "for_each"))


def _case(fields: Fields) -> CaseRule:
    fields.only(
        {"delay_days", "delay_source", "contact", "birth_date", "reminders", "follow_up"})
    return CaseRule(
        fields.whole("delay_days") if "delay_days" in fields else None,
        read_source(fields.below("delay_source")) if "delay_source" in fields else None,
        _text(fields, "contact"), _text(fields, "birth_date"),
        tuple(_reminder(each) for each in fields.each("reminders")), _text(fields, "follow_up"))


def _reminder(fields: Fields) -> Reminder:
    fields.only({"name", "say", "every", "day", "times", "before", "after", "days", "when"})
    ways = [key for key in ("every", "before", "after") if key in fields]
    if len(ways) != 1:
        raise fields.error("expected either every, before or after")
    return Reminder(
        fields.text("name"), fields.text("say"),
        fields.choice("every", _EVERY) if "every" in fields else "",
        fields.whole("day", 1), fields.whole("times", 1), _text(fields, "before"),
        _text(fields, "after"), fields.whole("days", 0), optional_formula(fields, "when"))
