"""A life event's tasks, and the personal checklist that follows from date and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from guido.catalogue.model import Link, Source


@dataclass(frozen=True)
class Question:
    """Something that decides which tasks there are; `options` are labels by name."""

    name: str
    question: str
    options: dict[str, str]


@dataclass(frozen=True)
class Due:
    """Until when a task is done, counted from the event's date.

    `kind` is legal (a rule sets it, `source` names it) or advice. `number` is negative before
    the event; `unit` is days, weeks, months or years. `text` is the rule in words.
    """

    kind: str
    number: int
    unit: str
    text: str
    source: Link | None

    def day(self, event: date) -> date:
        """The last day; a month without that day ends on its last one (Code civil, art. 641)."""
        return event + relativedelta(**{self.unit: self.number})


@dataclass(frozen=True)
class Task:
    """Something to do; `when` holds the answers under which it is, `card` a service and facet."""

    name: str
    title: str
    body: str
    when: dict[str, str]
    due: Due | None
    card: tuple[str, str] | None
    link: Link | None


@dataclass(frozen=True)
class AskedDate:
    """The date of the event: its question, its name in a sentence, and how far it may lie."""

    question: str
    label: str
    past_days: int
    future_days: int


@dataclass(frozen=True)
class LifeEvent:
    """An event, the services whose cards lead to it, its questions and tasks."""

    name: str
    group: str
    title: str
    summary: str
    services: tuple[str, ...]
    date: AskedDate
    questions: tuple[Question, ...]
    tasks: tuple[Task, ...]
    source: Source

    def open_question(self, answers: Mapping[str, str]) -> Question | None:
        """The first question without an answer."""
        return next((each for each in self.questions if each.name not in answers), None)


@dataclass(frozen=True)
class Item:
    """A task of a checklist, with its last day."""

    task: Task
    day: date | None


@dataclass(frozen=True)
class Checklist:
    """What one person has to do for an event on a day."""

    event: LifeEvent
    day: date
    answers: dict[str, str]
    items: tuple[Item, ...]


def make_checklist(event: LifeEvent, day: date, answers: Mapping[str, str]) -> Checklist:
    """The tasks that apply, by their last day; one without a day keeps its place in the file."""
    kept = {question.name: answers[question.name] for question in event.questions}
    items, keys, latest = [], [], date.min
    for task in event.tasks:
        if not task.when.items() <= kept.items():
            continue
        last_day = task.due.day(day) if task.due else None
        latest = last_day or latest
        items.append(Item(task, last_day))
        keys.append(latest)
    ordered = [item for _, item in sorted(zip(keys, items), key=lambda pair: pair[0])]
    return Checklist(event, day, kept, tuple(ordered))
