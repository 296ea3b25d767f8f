"""What is printed on the documents of a finished procedure: its answers and computed values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from guido.documents import Note, Paper, Result, Row, Section, Table
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.organisation import Organisation
from guido.procedures.engine import Engine
from guido.procedures.formats import Writer
from guido.procedures.model import Answers, Letter, Question, Source, Type
from guido.procedures.steps import Computed

# Of more fields each person is a list: columns would be too narrow to be read.
_MOST_COLUMNS = 5
# What a letter to each of several calls the one that it is for, in its file.
OPTION = "option"


class Content:
    """The documents of one procedure and its answers, on one day."""

    def __init__(
        self, engine: Engine, answers: Answers, texts: Texts, organisation: Organisation
    ) -> None:
        self._engine = engine
        self._answers = engine.prune(answers)
        self._texts = texts
        self._organisation = organisation
        self._writer = Writer(texts)
        self._asked = {each.name: each for each in engine.asked(answers)}
        self._printed: dict[str, Computed] = {}
        self._computed = {each.computation.name: each for each in engine.computed(answers)}

    def request(self, title: str, reference: str, follow_url: str) -> Paper:
        """The document itself, with how the case is followed if there is one."""
        own = self._organisation
        rule = self._engine.procedure.document
        sections = [
            Section(each.title, *self._shown(each.show), self._filled_in((each.text,)))
            for each in rule.sections] if rule and rule.sections else self._everything()
        sections += [self._parameters(), *self._consent()]
        return Paper(
            title=self._fill(title), sender=(own.name, own.address, own.telephone),
            day=self._engine.day, recipient=self._filled_in(rule.recipient if rule else ()),
            reference=reference, follow_url=follow_url,
            sections=tuple(each for each in sections if _has_content(each)))

    def letters(self, letter: Letter) -> list[Paper]:
        """The letters of one rule: none, one, or one for each chosen option."""
        if letter.when and not letter.when.holds(self._engine.scope(self._answers)):
            return []
        if not letter.for_each:
            return [self._letter(letter, "")]
        question = self._engine.procedure.by_name[letter.for_each]
        chosen = self._answers.get(letter.for_each) or ()
        return [self._letter(letter, option.label) for option in question.options
                if option.name in chosen]

    def _letter(self, letter: Letter, option: str) -> Paper:
        return Paper(
            title=self._fill(letter.title, option), sender=(), day=self._engine.day,
            recipient=self._filled_in(letter.recipient, option),
            sections=(Section(paragraphs=self._filled_in((letter.text,), option)),))

    def _everything(self) -> list[Section]:
        return [
            Section(self._texts("documents.answers"), *self._shown(self._asked)),
            Section(self._texts("documents.results"), *self._shown(self._computed))]

    def _consent(self) -> list[Section]:
        if not self._engine.procedure.consent:
            return []
        return [Section(self._texts("documents.consent"), paragraphs=(
            self._engine.procedure.consent,
            self._texts("documents.consented", day=write_date(self._engine.day))))]

    def _shown(
        self, names: Iterable[str]
    ) -> tuple[tuple[Row, ...], tuple[Table, ...], tuple[Result, ...]]:
        """Answers as rows, persons as tables, figures as results; what is not known is left out."""
        rows: list[Row] = []
        tables: list[Table] = []
        results: list[Result] = []
        of_persons: dict[str, list[Computed]] = {}
        for name in names:
            if name in self._asked and self._answers.get(name) not in (None, []):
                self._answer(self._asked[name], rows, tables)
            elif name in self._computed:
                computed = self._printed[name] = self._computed[name]
                if computed.computation.each:
                    of_persons.setdefault(computed.computation.each, []).append(computed)
                if computed.computation.unit == "text":
                    rows.append(self._told(computed))
                elif not computed.computation.each or self._notes(computed):
                    results.append(self._result(computed))
        tables += [self._table_of_results(*each) for each in of_persons.items()]
        return tuple(rows), tuple(tables), tuple(results)

    def _answer(self, question: Question, rows: list[Row], tables: list[Table]) -> None:
        value = self._answers[question.name]
        if question.type is not Type.PERSONS:
            rows.append(Row(question.label, self._writer.answer(question, value)))
        elif len(question.fields) <= _MOST_COLUMNS:
            tables.append(Table(
                question.label, tuple(field.label for field in question.fields),
                tuple(self._of_person(question, person) for person in value)))
        else:
            rows += [Row(f"{self._person(question, number, person)} – {field.label}", written)
                     for number, person in enumerate(value, 1)
                     for field, written in zip(question.fields, self._of_person(question, person))
                     if written]

    def _of_person(self, question: Question, person: dict[str, Any]) -> tuple[str, ...]:
        return tuple(
            "" if person.get(field.name) is None
            else self._writer.answer(field, person[field.name]) for field in question.fields)

    def _table_of_results(self, name: str, found: Sequence[Computed]) -> Table:
        """What is computed for each person: a line for each."""
        question = self._engine.procedure.by_name[name]
        rows = []
        for number, person in enumerate(self._answers[name], 1):
            values = (each.value[number - 1] if number <= len(each.value) else None
                      for each in found)
            rows.append((self._person(question, number, person), *(
                self._writer.value(value, each.computation.unit)
                for value, each in zip(values, found))))
        columns = (self._texts("documents.person"), *(each.computation.label for each in found))
        return Table("", columns, tuple(rows))

    def _person(self, question: Question, number: int, person: dict[str, Any]) -> str:
        """What one of several is called: by the first answer if it is a text, else by a number."""
        first = question.fields[0]
        if first.type is Type.TEXT and person.get(first.name):
            return str(person[first.name])
        one = question.one or question.label
        return self._texts("documents.nth", one=one[:1].upper() + one[1:], number=number)

    def _result(self, computed: Computed) -> Result:
        value = (self._texts("documents.in_table") if computed.computation.each
                 else self._writer.computed(computed.computation, computed.value))
        return Result(computed.computation.label, value, tuple(self._notes(computed)))

    def _told(self, computed: Computed) -> Row:
        """A computed sentence, with its source below it."""
        notes = [f"{note.label} {note.text}" for note in self._notes(computed)]
        value = self._writer.computed(computed.computation, computed.value)
        return Row(computed.computation.label, "\n".join([value, *notes]))

    def _notes(self, computed: Computed) -> list[Note]:
        notes = []
        how = self._writer.how(self._engine, self._answers, computed)
        if how:
            is_sentence = computed.computation.unit == "text"  # nothing was calculated
            notes.append(Note(self._texts(f"documents.{'note' if is_sentence else 'how'}"), how))
        if computed.computation.source:
            notes.append(self._source(computed.computation.source))
        return notes

    def _parameters(self) -> Section:
        """The dated values that the computed ones rest on, each once."""
        used = {each.name: (each, dated) for computed in self._printed.values()
                for each, dated in computed.parameters}
        return Section(self._texts("documents.parameters"), results=tuple(
            Result(each.label, self._writer.value(dated.value, each.unit), (
                Note(self._texts("documents.valid"), self._days(dated.since, dated.until)),
                self._source(dated.source)))
            for each, dated in used.values()))

    def _days(self, since: date, until: date | None) -> str:
        if until is None:
            return self._texts("documents.since", since=write_date(since))
        return self._texts("documents.between", since=write_date(since), until=write_date(until))

    def _source(self, source: Source) -> Note:
        return Note(self._texts("documents.source"), self._texts(
            "documents.verified", name=source.name, day=write_date(source.verified)), source.url)

    def _filled_in(self, lines: Iterable[str], option: str = "") -> tuple[str, ...]:
        """The lines with their {names} as values, without those of which nothing is left."""
        return tuple(line for line in (self._fill(each, option) for each in lines) if line)

    def _fill(self, template: str, option: str = "") -> str:
        return self._writer.fill(
            self._engine, self._answers, template, {OPTION: option}).strip()


def _has_content(section: Section) -> bool:
    return bool(section.rows or section.tables or section.results or section.paragraphs)
