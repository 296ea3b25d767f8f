"""A procedure as a dialogue in the terminal, with the engine and the words of the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from guido.french.texts import Texts
from guido.procedures.engine import Engine
from guido.procedures.formats import Writer
from guido.procedures.hearing import Command, Hearing
from guido.procedures.model import WITH_OPTIONS, Check, Procedure, Stop, Type
from guido.procedures.steps import Ask, Objection, Summary

_PROMPT = "> "


class Trial:
    """One go through a procedure; nothing is kept or filed."""

    def __init__(
        self, procedure: Procedure, day: date, texts: Texts, hearing: Hearing,
        read: Callable[[str], str] = input, say: Callable[[str], None] = print,
    ) -> None:
        self._engine = Engine(procedure, day)
        self._texts, self._writer, self._hearing = texts, Writer(texts), hearing
        self._read, self._say = read, say
        self.answers: dict[str, Any] = {}

    def run(self) -> int:
        """Ask until the summary is right; 1 if it is left before."""
        procedure = self._engine.procedure
        self._say(f"{procedure.title}\n{procedure.introduction}\n")
        try:
            while not self._is_done():
                pass
        except EOFError:
            return 1
        except _Left:
            return 1
        return 0

    def _is_done(self) -> bool:
        """Say what comes next and take what is answered; true at a right summary."""
        step = self._engine.next(self.answers)
        if isinstance(step, Ask):
            self._ask(step)
        elif isinstance(step, Stop):
            self._say(self._writer.fill(self._engine, self.answers, step.say))
            for link in step.links:
                self._say(f"{link.label} : {link.url}")
            self._correct(step.correct)
        elif isinstance(step, Check):
            self._say(step.say)
            self._correct(step.correct)
        elif isinstance(step, Summary):
            return self._summary()
        return False

    def _ask(self, ask: Ask) -> None:
        place, of = self._engine.progress(self.answers)
        self._say(f"[{place}/{of}] {self._asked(ask)}")
        if ask.question.type in WITH_OPTIONS and not ask.is_another:
            for number, option in enumerate(ask.question.options, 1):
                self._say(f"  {number}. {option.label}")
        elif ask.question.example and not ask.is_another:
            self._say(f"  {self._texts('procedures.example', example=ask.question.example)}")
        text = self._read(_PROMPT)
        command = self._hearing.command(text, ask.question)
        if command:
            self._obey(command, ask)
        elif ask.question.type in (Type.FILE, Type.SLOT):
            self._keep({ask.path: _made_up(ask.question.type, text, self._engine.day)})
        else:
            heard = self._hearing.hear(self._engine, self.answers, ask, text)
            if isinstance(heard, Objection):
                self._say(self._hearing.words(heard))
            else:
                self._keep(heard)

    def _asked(self, ask: Ask) -> str:
        if ask.is_another and ask.number > 1 and ask.persons:
            return self._texts("procedure.another", one=ask.persons.one)
        if ask.persons and not ask.is_another:
            return f"({ask.persons.one} {ask.number}) {ask.question.ask}"
        return ask.question.ask

    def _keep(self, heard: dict[str, Any]) -> None:
        for path, value in heard.items():
            objection = self._engine.objection(self.answers, path, value)
            if objection:
                self._say(self._hearing.words(objection))
                return
            self.answers = self._engine.answer(self.answers, path, value)

    def _obey(self, command: Command, ask: Ask) -> None:
        question = ask.question
        if command is Command.WHY:
            self._say(question.why)
        elif command is Command.UNKNOWN:
            self._say(question.unknown or question.why)
        elif command is Command.BACK:
            previous = self._engine.previous(self.answers)
            self.answers = self._engine.without(self.answers, previous) if previous else {}
        elif command is Command.RESTART:
            self.answers = {}
        elif command is Command.SKIP:
            self._keep({ask.path: None})
        else:
            raise _Left

    def _summary(self) -> bool:
        for question in self._engine.asked(self.answers):
            written = self._writer.answer(question, self.answers[question.name])
            self._say(f"{question.label} : {written}")
        for each in self._engine.computed(self.answers):
            how = self._writer.how(self._engine, self.answers, each)
            written = self._writer.computed(each.computation, each.value)
            self._say(f"{each.computation.label} : {written}{f' ({how})' if how else ''}")
        self._say(self._texts("procedures.right"))
        if self._hearing.reader.is_yes(self._read(_PROMPT)):
            return True
        self._correct(tuple(question.name for question in self._engine.asked(self.answers)))
        return False

    def _correct(self, names: tuple[str, ...]) -> None:
        """Which answer is forgotten, to be given again; without any, the procedure is left."""
        kept = [name for name in names if name in self.answers]
        if not kept:
            raise _Left
        self._say(self._texts("procedures.which"))
        for number, name in enumerate(kept, 1):
            self._say(f"  {number}. {self._engine.question_at(name).label}")
        text = self._read(_PROMPT).strip()
        if text.isdecimal() and 1 <= int(text) <= len(kept):
            self.answers = self._engine.without(self.answers, kept[int(text) - 1])
        elif self._hearing.command(text) is Command.CANCEL:
            raise _Left


class _Left(Exception):
    """The procedure was left."""


def _made_up(type_: Type, text: str, day: date) -> dict[str, Any]:
    """What stands for a file or a slot, which a terminal does not have."""
    if type_ is Type.FILE:
        return {"id": text, "name": text, "kind": "application/pdf", "size": 0}
    return {"id": text, "office": text, "start": f"{day.isoformat()}T09:00:00"}
