"""Reading `data/life_events/<event>.yml`; every error names the file and the place."""

from __future__ import annotations

from pathlib import Path

from guido.catalogue.life_events.model import AskedDate, Due, LifeEvent, Question, Task
from guido.catalogue.model import FACETS, Link
from guido.catalogue.store import read_link, read_source
from guido.content import Fields

GROUPS = ("papiers", "citoyennete", "famille", "logement", "travail_social")
_UNITS = ("days", "weeks", "months", "years")
_KINDS = ("legal", "advice")
_EVENT_KEYS = {
    "event", "group", "title", "summary", "services", "date", "questions", "tasks", "source"}
_TASK_KEYS = {"name", "title", "body", "when", "due", "card", "link"}


def life_event_files(folder: Path) -> list[Path]:
    """All files of life events, sorted."""
    return sorted(folder.glob("*.yml"))


def read_life_event(path: Path) -> LifeEvent:
    """Read one file; raises ContentError if malformed or incomplete."""
    fields = Fields.read(path).only(_EVENT_KEYS)
    name = fields.text("event")
    if name != path.stem:
        raise fields.error(f"event is {name!r} but the file is named {path.name!r}")
    asked = fields.below("questions")
    questions = tuple(_question(key, asked.below(key)) for key in asked.names())
    tasks = tuple(_task(task, questions) for task in fields.each("tasks"))
    names = [task.name for task in tasks]
    if not tasks or len(set(names)) < len(names):
        raise fields.error("expected tasks, each with a name of its own", "tasks")
    return LifeEvent(
        name, fields.choice("group", GROUPS), fields.text("title"), fields.text("summary"),
        fields.texts("services"), _date(fields.below("date")), questions, tasks,
        read_source(fields.below("source")))


def _date(fields: Fields) -> AskedDate:
    fields.only({"question", "label", "past_days", "future_days"})
    return AskedDate(fields.text("question"), fields.text("label"),
                     fields.whole("past_days"), fields.whole("future_days"))


def _question(name: str, fields: Fields) -> Question:
    fields.only({"question", "options"})
    options = fields.below("options")
    return Question(name, fields.text("question"),
                    {key: options.text(key) for key in options.names()})


def _task(fields: Fields, questions: tuple[Question, ...]) -> Task:
    fields.only(_TASK_KEYS)
    known, when = {each.name: each.options for each in questions}, fields.below("when")
    for name in when.names():
        if name not in known:
            raise when.error("is not one of the questions", name)
    card = fields.below("card").only({"service", "facet"}) if "card" in fields else None
    return Task(
        fields.text("name"), fields.text("title"), fields.text("body"),
        {name: when.choice(name, known[name]) for name in when.names()},
        _due(fields.below("due")) if "due" in fields else None,
        (card.text("service"), card.choice("facet", FACETS)) if card else None,
        read_link(fields.below("link")) if "link" in fields else None)


def _due(fields: Fields) -> Due:
    fields.only({"kind", "before", "after", "text", "source"})
    kind = fields.choice("kind", _KINDS)
    if ("before" in fields) == ("after" in fields):
        raise fields.error("expected either before or after")
    span = fields.below("before" if "before" in fields else "after")
    units = span.only(_UNITS).names()
    if len(units) != 1:
        raise span.error(f"expected one of {', '.join(_UNITS)}")
    source = None
    if "source" in fields:
        named = fields.below("source").only({"name", "url"})
        source = Link(named.text("name"), named.url("url"))
    elif kind == "legal":
        raise fields.error("a legal deadline needs its source")
    number = span.whole(units[0])
    return Due(kind, -number if "before" in fields else number, units[0], fields.text("text"),
               source)
