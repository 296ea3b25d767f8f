"""A procedure as its file says it: questions, checks, computed values, document, case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from guido.procedures.formulas import Formula

# Names with what was answered: str, bool, date, Decimal, int, list[str], dict, list[dict]; None is
# a question that was left out (« passer »).
Answers = Mapping[str, Any]


class Type(str, Enum):
    """What a question asks for."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    COMMUNE = "commune"
    ADDRESS = "address"
    EMAIL = "email"
    TELEPHONE = "telephone"
    NIR = "nir"
    IBAN = "iban"
    SIRET = "siret"
    CASE_REFERENCE = "case_reference"
    PERSONS = "persons"
    FILE = "file"
    SLOT = "slot"


WITH_OPTIONS = frozenset((Type.CHOICE, Type.CHOICES))
WITH_LIMITS = frozenset((Type.DATE, Type.AMOUNT, Type.NUMBER))
# Types that are typed in a form of their own, so that an example has to be shown.
WITH_EXAMPLE = frozenset(Type) - WITH_OPTIONS - {Type.YES_NO, Type.PERSONS, Type.FILE, Type.SLOT}
UNITS = ("euro", "percent", "hours", "days", "number", "date", "text")


@dataclass(frozen=True)
class Link:
    """A page to go to."""

    label: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where a fact comes from, and when somebody compared it."""

    name: str
    url: str
    verified: date


@dataclass(frozen=True)
class DatedValue:
    """What a parameter is from a day on, until a day (included) if that is known."""

    value: Decimal | date
    since: date
    until: date | None
    source: Source

    def applies_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Parameter:
    """A figure of a rule that changes with time."""

    name: str
    label: str
    unit: str
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue | None:
        """What applies on a day; None if nothing is known."""
        return next((each for each in self.values if each.applies_on(day)), None)


@dataclass(frozen=True)
class Option:
    """One answer to a choice, and how people say it."""

    name: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A condition that answers must meet, what is said otherwise, and what can be corrected."""

    that: Formula
    say: str
    correct: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question; `label` names its answer in the summary and in documents."""

    name: str
    type: Type
    ask: str
    label: str
    why: str = ""
    example: str = ""
    options: tuple[Option, ...] = ()
    when: Formula | None = None
    optional: bool = False
    unknown: str = ""  # what « je ne sais pas » is answered with
    checks: tuple[Check, ...] = ()
    min: Formula | None = None
    max: Formula | None = None
    unit: str = ""
    per: str = ""  # of a sum: the period that it is asked for; one for another is converted
    every_day: bool = False  # of a sum: it is paid for each day of the calendar
    fields: tuple[Question, ...] = ()  # of persons: asked of each
    one: str = ""  # of persons: how one of them is called, « enfant »
    least: int = 0
    most: int = 0
    from_case: str = ""  # the answer of the case that this procedure follows up
    kind: str = ""  # of a slot: what the appointment is for
    offices: tuple[str, ...] = ()  # of a slot: where it may be; empty for all

    def option(self, name: object) -> Option | None:
        """The option of a name."""
        return next((each for each in self.options if each.name == name), None)

    def field(self, name: str) -> Question | None:
        """A person's question by its name."""
        return next((each for each in self.fields if each.name == name), None)

    @property
    def shown_unit(self) -> str:
        """The unit with which its answer is shown."""
        return self.unit or ("euro" if self.type is Type.AMOUNT else "")

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """What decides whether it is asked, and what is right."""
        found = (self.when, self.min, self.max, *(check.that for check in self.checks))
        return tuple(each for each in found if each)


@dataclass(frozen=True)
class Stop:
    """A dead end: why it ends here, where to go, and the answers that may be corrected."""

    name: str
    when: Formula
    say: str
    links: tuple[Link, ...] = ()
    correct: tuple[str, ...] = ()
    person: bool = False  # a person can look at it


@dataclass(frozen=True)
class Computation:
    """A value that is worked out; `each` names the persons for each of whom it is."""

    name: str
    label: str
    formula: Formula
    unit: str
    in_words: str = ""
    source: Source | None = None
    when: Formula | None = None
    each: str = ""
    is_shown: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The names that it is worked out from."""
        named = {self.each} - {""}
        return self.formula.names | named | (self.when.names if self.when else frozenset())


@dataclass(frozen=True)
class Section:
    """A part of a document: answers and computed values by name, or a text with {names}."""

    title: str
    show: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Letter:
    """A further document; `for_each` names the question of whose chosen options each has one."""

    name: str
    title: str
    recipient: tuple[str, ...]
    text: str
    when: Formula | None = None
    for_each: str = ""


@dataclass(frozen=True)
class Document:
    """What is made of the answers; `form` is an administration's own PDF with its fields."""

    title: str
    recipient: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    letters: tuple[Letter, ...] = ()
    form: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reminder:
    """What is told later: `every` month on a `day`, or some `days` before (after) a date's name."""

    name: str
    say: str
    every: str = ""
    day: int = 1
    times: int = 1
    before: str = ""
    after: str = ""
    days: int = 0
    when: Formula | None = None


@dataclass(frozen=True)
class CaseRule:
    """What the answers become when they are filed; names are those of questions."""

    delay_days: int | None = None
    delay_source: Source | None = None
    contact: str = ""
    birth_date: str = ""
    reminders: tuple[Reminder, ...] = ()
    follow_up: str = ""


@dataclass(frozen=True)
class Procedure:
    """A guided procedure."""

    name: str
    title: str
    service: str
    words: tuple[str, ...]
    minutes: int
    verified: date
    sources: tuple[Source, ...]
    introduction: str
    questions: tuple[Question, ...]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    stops: tuple[Stop, ...] = ()
    checks: tuple[Check, ...] = ()
    computed: tuple[Computation, ...] = ()
    consent: str = ""
    document: Document | None = None
    case: CaseRule | None = None
    follows: str = ""  # the procedure whose case it goes on with; started from there only
    result: str = ""
    provider: str = ""
    slots: str = ""
    offered_with: tuple[str, ...] = ()  # other services and intents whose answers offer it, too

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """The questions by name (without those asked of persons)."""
        return {question.name: question for question in self.questions}

    def question(self, name: str) -> Question:
        """A question by name; KeyError if there is none."""
        return self.by_name[name]
