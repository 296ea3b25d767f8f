"""What somebody writes at a question: a word such as « retour », an answer, or several answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any

from guido.catalogue.offices.communes import Communes, all_communes
from guido.french.normalise import words
from guido.french.texts import Texts
from guido.procedures.engine import Engine
from guido.procedures.facts import Facts
from guido.procedures.formats import Writer
from guido.procedures.model import WITH_OPTIONS, Answers, Question, Type
from guido.procedures.numbers import read_day
from guido.procedures.phrases import is_one_of, split_words, without
from guido.procedures.places import Places
from guido.procedures.reading import Heard, Reader
from guido.procedures.steps import Ask, Objection

_MOST_AT_ONCE = 12
_LONGEST_WHY = 12  # words; what is longer tells something, too
_WITH_NO_AS_VALUE = (Type.YES_NO, Type.PERSONS, Type.NUMBER, Type.AMOUNT)
_MORE = {"encore", "autre", "autres"}


class Command(str, Enum):
    """What can be said at any question."""

    UNKNOWN = "unknown"
    WHY = "why"
    LATER = "later"
    BACK = "back"
    RESTART = "restart"
    CANCEL = "cancel"
    SKIP = "skip"


class Hearing:
    """Understands by words alone; needs no assistant and no database."""

    def __init__(
        self, texts: Texts, department: str = "",
        communes: Callable[[], Communes] = all_communes,
    ) -> None:
        self._places = Places(communes)
        self.reader = Reader(texts, self._places, department)
        self._writer = Writer(texts)
        self._fillers = split_words(texts.raw("procedures.fillers"))
        self._nothing, self._nothing_openings, self._why_openings = (
            split_words(texts.raw(f"procedures.{key}"))
            for key in ("nothing_words", "nothing_openings", "why_openings"))
        self._commands = {
            command: split_words(texts.raw(f"procedures.commands.{command.value}"))
            for command in Command}

    def prepare(self) -> None:
        """Load what takes long now: the first who names a commune or a day would wait for it."""
        self._places.prepare()
        read_day("14 mars 2026", date(2026, 1, 1), None, None)

    def command(self, text: str, question: Question | None = None) -> Command | None:
        """The command that a whole text is; an option of the question goes before it."""
        said = without(words(text), self._fillers)
        if not said or (question and self._is_option(question, text)):
            return None
        if question and question.optional and self._has_none(question, said):
            return Command.SKIP
        if len(said) <= _LONGEST_WHY and any(
                said[:len(opening)] == opening for opening in self._why_openings):
            return Command.WHY
        exact = [command for command, phrases in self._commands.items() if said in phrases]
        if exact:
            return exact[0]
        return next((command for command, phrases in self._commands.items()
                     if is_one_of(said, phrases)), None)

    def read(self, engine: Engine, answers: Answers, ask: Ask, text: str) -> Heard | Objection:
        """The answer to one question, or what is wrong with it."""
        if ask.is_another:
            return self._another(ask, text)
        scope = engine.scope(answers)
        least, most = (limit.value(scope) if limit else None
                       for limit in (ask.question.min, ask.question.max))
        return self.reader.read(ask.question, text, engine.day, least, most)

    def hear(
        self, engine: Engine, answers: Answers, ask: Ask, text: str
    ) -> dict[str, Any] | Objection:
        """All answers of a text by path, that to the question first; or what is wrong with it.

        Further answers are taken only where a text leaves no doubt which question they answer.
        They are right by themselves; whether the first goes together with the others is for the
        engine to say (`objection`).
        """
        facts = Facts(self.reader, text, engine.day, set(words(engine.procedure.title)))
        first = self._first(engine, answers, ask, facts)
        if isinstance(first, Objection) and ask.question.type is Type.DATE:
            facts.forget_days()  # they were said of this question, and cannot be taken
        if ask.question.type is not Type.COMMUNE:
            facts.forget_place_of_yes()
        heard = {} if isinstance(first, Objection) else {ask.path: first.value}
        self._others(engine, answers, ask, facts, heard)
        if isinstance(first, Objection) and not heard:
            return first
        if len(heard) > 1 and heard.get(ask.path) == facts.text and facts.is_about_oneself():
            del heard[ask.path]  # « je déménage le 15 décembre » is nobody's name
        return heard

    def words(self, objection: Objection) -> str:
        """An objection in words, with an example."""
        return self._writer.objection(objection)

    def _first(
        self, engine: Engine, answers: Answers, ask: Ask, facts: Facts
    ) -> Heard | Objection:
        """The answer to the question itself; of a sentence with facts, what is about it."""
        question = ask.question
        if question.type is Type.TEXT and not ask.is_another:
            facts.use(question)
            return self.read(engine, answers, ask, facts.before_facts())
        several = question.type is Type.DATE and self._follows_same(engine, answers, ask)
        text = facts.take_first_day() if several else None
        first = self.read(engine, answers, ask, text or facts.text)
        if isinstance(first, Heard):
            facts.use(question)
        return first

    def _follows_same(self, engine: Engine, answers: Answers, ask: Ask) -> bool:
        """Whether another question of the same type is open beside this one."""
        return any(each.question.type is ask.question.type and each.path != ask.path
                   for each in _open(engine, answers, ask))

    def _others(
        self, engine: Engine, answers: Answers, ask: Ask, facts: Facts, heard: dict[str, Any]
    ) -> None:
        now = dict(answers)
        for path, value in heard.items():
            now = engine.answer(now, path, value)
        for _ in range(_MOST_AT_ONCE):
            found = self._next_fact(engine, now, ask, facts, heard)
            if not found:
                return
            path, value = found
            heard[path] = value
            now = engine.answer(now, path, value)

    def _next_fact(
        self, engine: Engine, answers: Answers, ask: Ask, facts: Facts, heard: dict[str, Any]
    ) -> tuple[str, Any] | None:
        waiting = [each for each in _open(engine, answers, ask)
                   if each.path != ask.path and each.path not in heard]
        for each in waiting:
            rivals = [other.question for other in waiting if other.path != each.path]
            for value in facts.about(each.question, rivals):
                if not engine.objection(answers, each.path, value):
                    facts.use(each.question)
                    return each.path, value
        return None

    def _another(self, ask: Ask, text: str) -> Heard | Objection:
        """Whether there is one more: yes, no, or how many."""
        answer = self.reader.is_yes(text)
        if answer is not None:
            return Heard(answer)
        number = self.reader.count(text)
        if number is None:
            return Objection("yes_no")
        is_more = bool(_MORE & set(words(text)))
        return Heard(number >= (1 if is_more else ask.number))

    def _has_none(self, question: Question, said: list[str]) -> bool:
        """Whether one has nothing to answer: « aucun », or « je n'ai pas de mail »."""
        if question.type in _WITH_NO_AS_VALUE:
            return False
        is_form = question.type not in (Type.TEXT, *WITH_OPTIONS) and len(said) <= _LONGEST_WHY
        return said in self._nothing or (is_form and any(
            said[:len(opening)] == opening for opening in self._nothing_openings))

    def _is_option(self, question: Question, text: str) -> bool:
        said = words(text)
        return any(said == words(each) for option in question.options
                   for each in (option.label, *option.words))


def _open(engine: Engine, answers: Answers, ask: Ask) -> list[Ask]:
    """The questions that wait for an answer: of the same person, or of the whole procedure."""
    persons = ask.persons
    if persons and not ask.is_another:
        kept = answers.get(persons.name) or [{}] * ask.number
        person = kept[ask.number - 1] if ask.number <= len(kept) else {}
        return [Ask(field, f"{persons.name}.{ask.number - 1}.{field.name}", persons, ask.number)
                for field in persons.fields if field.name not in person]
    if persons:
        return []
    return [Ask(question, question.name) for question in engine.asked(answers)
            if question.name not in answers and question.type is not Type.PERSONS]
