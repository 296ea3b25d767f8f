"""How the steps of a guided procedure are said: complete as a text, and as data for the widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from guido.conversations import Button
from guido.french.texts import Texts
from guido.procedures.answers import ANOTHER
from guido.procedures.formats import Writer
from guido.procedures.model import WITH_EXAMPLE, Answers, Check, Link, Question, Stop, Type
from guido.procedures.steps import Ask, Computed, Objection
from guido.relay.model import Reply
from guido.relay.procedure_commands import KIND, Do, step_command
from guido.relay.procedure_talk import Stand
from guido.relay.turns import person_button


class Steps:
    """Makes replies; says nothing itself."""

    def __init__(self, texts: Texts, writer: Writer) -> None:
        self._texts = texts
        self._writer = writer

    def question(
        self, stand: Stand, ask: Ask, before: str = "", is_wrong: bool = False,
        offered: Sequence[tuple[str, Any]] = (),
    ) -> Reply:
        """A question; `before` is what is said first, `offered` are the choices of a slot.

        With `is_wrong` it is said before what the question was, which is not repeated.
        """
        question, asked = ask.question, self._asked(ask)
        place, of = stand.engine.progress(stand.answers)
        said = [before] if is_wrong else [before, asked, *self._help(ask)]
        buttons = self._choices(stand, ask, offered)
        if question.optional and not ask.is_another:
            buttons.append(self._button(stand, "skip", Do.SKIP, question=ask.path))
        custom: dict[str, Any] = {
            **self._head(stand, "question"), "progress": [place, of],
            "question": _question(ask, asked), **({"is_wrong": True} if is_wrong else {})}
        text = _paragraphs(*said, self._texts("procedure.step", place=place, of=of))
        return Reply(text, tuple(buttons), custom)

    def stop(self, stand: Stand, stop: Stop, before: str = "") -> Reply:
        """A dead end: why, where to go, and what can be corrected."""
        buttons = self._corrections(stand, stop.correct)
        if stop.person:
            buttons.append(person_button(self._texts, KIND))
        buttons.append(self._button(stand, "stop", Do.CANCEL, sure=True))
        custom = {**self._head(stand, "stop"), "links": [
            {"label": link.label, "url": link.url} for link in stop.links]}
        return Reply(_paragraphs(
            before, stop.say, self._texts("procedure.stop_next"), self._links(stop.links)),
            tuple(buttons), custom)

    def check(self, stand: Stand, check: Check, before: str = "") -> Reply:
        """Answers that don't go together."""
        buttons = self._corrections(stand, check.correct) or [
            self._button(stand, "correct", Do.CORRECT)]
        return Reply(_paragraphs(before, check.say), tuple(buttons), self._head(stand, "check"))

    def summary(self, stand: Stand, before: str = "") -> Reply:
        """All answers and what is computed of them; is it right?"""
        answers, computed = self.answers(stand), self.computed(stand)
        lines = [self._texts("procedure.summary_line", label=each["label"], value=each["value"])
                 for each in answers]
        lines += [self._texts(
            "procedure.computed_line" if each.get("how") else "procedure.computed_short",
            label=each["label"], value=each["value"], how=each.get("how", ""))
            for each in computed]
        title = stand.engine.procedure.title
        return Reply(
            _paragraphs(before, self._texts("procedure.summary", title=title), "\n".join(lines)),
            (self._button(stand, "right", Do.RIGHT), self._button(stand, "correct", Do.CORRECT)),
            {**self._head(stand, "summary"), "answers": answers,
             **({"computed": computed} if computed else {})})

    def which(self, stand: Stand, key: str = "correct") -> Reply:
        """Which answer is to be corrected?"""
        answers = self.answers(stand)
        buttons = [*self._corrections(stand, [each["name"] for each in answers]),
                   self._button(stand, "to_summary", Do.SUMMARY)]
        return Reply(self._texts(f"procedure.{key}"), tuple(buttons),
                     {**self._head(stand, "correct"), "answers": answers})

    def which_person(self, stand: Stand, persons: Question) -> Reply:
        """Which of several persons is to be corrected, or is one missing?"""
        given = stand.answers[persons.name]
        buttons = [Button(
            self._texts("procedure.buttons.correct_person", one=persons.one.capitalize(),
                        number=number, person=self._writer.person(persons, person)),
            step_command(stand.id, Do.CORRECT, question=f"{persons.name}.{number - 1}"))
            for number, person in enumerate(given, 1)]
        if len(given) < persons.most:
            buttons.append(Button(
                self._texts("procedure.buttons.add_person", one=persons.one),
                step_command(stand.id, Do.ADD, question=persons.name)))
        buttons += [self._button(stand, "all_persons", Do.CORRECT, question=persons.name, all=True),
                    self._button(stand, "to_summary", Do.SUMMARY)]
        return Reply(self._texts("procedure.correct"), tuple(buttons),
                     {**self._head(stand, "correct"), "answers": self.answers(stand)})

    def with_corrections(self, stand: Stand, reply: Reply, names: Sequence[str]) -> Reply:
        """A step with the answers that can be put right beside it."""
        return replace(reply, buttons=(*reply.buttons, *self._corrections(stand, names)))

    def consent(self, stand: Stand) -> Reply:
        """What is agreed to before anything is filed."""
        return Reply(
            stand.engine.procedure.consent,
            (self._button(stand, "agree", Do.AGREE), self._button(stand, "refuse", Do.REFUSE)),
            self._head(stand, "consent"))

    def refused(self, stand: Stand) -> Reply:
        """Nothing is filed without consent; what else can be done."""
        ways = (("agree", Do.AGREE), ("correct", Do.CORRECT), ("later", Do.LATER),
                ("stop", Do.CANCEL))
        return Reply(self._texts("procedure.refused"),
                     tuple(self._button(stand, key, do) for key, do in ways),
                     self._head(stand, "consent"))

    def confirm(self, stand: Stand, what: Do) -> Reply:
        """Are the answers to be thrown away?"""
        first = ("stop", Do.CANCEL) if what is Do.CANCEL else ("restart", Do.RESTART)
        ways = [first, ("later", Do.LATER), ("go_on", Do.GO_ON)]
        return Reply(
            self._texts(f"procedure.confirm_{what.value}"),
            tuple(self._button(stand, key, do, sure=True) for key, do in ways),
            self._head(stand, "confirm"))

    def answers(self, stand: Stand) -> list[dict[str, str]]:
        """The answers to what was asked, in words."""
        return [
            {"name": question.name, "label": question.label,
             "value": self.value(question, stand.answers[question.name])}
            for question in stand.engine.asked(stand.answers) if question.name in stand.answers]

    def of_persons(self, stand: Stand, persons: Question) -> list[dict[str, str]]:
        """The answers about persons one by one, each with its path as its name."""
        return [
            {"name": f"{persons.name}.{place}.{field.name}",
             "label": self.label(field, persons, place + 1),
             "value": self.value(field, person[field.name])}
            for place, person in enumerate(stand.answers[persons.name])
            for field in persons.fields if field.name in person]

    def label(self, question: Question, persons: Question | None = None, number: int = 0) -> str:
        """How an answer is called; of several persons, with which of them it is about."""
        return question.label if not persons else self._texts(
            "procedure.person_label", one=persons.one.capitalize(), number=number,
            label=question.label)

    def computed(self, stand: Stand) -> list[dict[str, Any]]:
        """What is computed of the answers, in words, with how and by which source."""
        return [self._computed(stand, each) for each in stand.engine.computed(stand.answers)]

    def value(self, question: Question, value: Any) -> str:
        """An answer in words."""
        return self._writer.answer(question, value)

    def objection(self, objection: Objection) -> str:
        """Why an answer cannot be taken."""
        return self._writer.objection(objection)

    def heard(self, stand: Stand, paths: Sequence[str], asked: str) -> str:
        """What was understood, for the citizen to see; `asked` is the path that was asked for."""
        values = []
        for path in (each for each in paths if not each.endswith(f".{ANOTHER}")):
            question = stand.engine.question_at(path)
            values.append((question.label, self._noted(question, _at(stand.answers, path))))
        if not values:
            return ""
        if list(paths) == [asked]:
            return self._texts("procedure.noted", value=values[0][1])
        return self._texts("procedure.noted_several", values=" ; ".join(
            self._texts("procedure.noted_one", label=label, value=value)
            for label, value in values))

    def _noted(self, question: Question, value: Any) -> str:
        """An answer in words, with the period that a sum is for."""
        said = self.value(question, value)
        if not question.per or value is None:
            return said
        return f"{said} {self._texts(f'procedures.periods.{question.per}')}"

    def why(self, question: Question) -> str:
        """Why a question is asked."""
        return self._texts(
            "procedure.why", why=question.why or self._texts("procedure.no_why"))

    def _computed(self, stand: Stand, each: Computed) -> dict[str, Any]:
        computation = each.computation
        how = self._writer.how(stand.engine, stand.answers, each)
        source = computation.source
        return {
            "label": computation.label, "value": self._writer.computed(computation, each.value),
            **({"how": how} if how else {}),
            **({"source": {"name": source.name, "url": source.url,
                           "verified": source.verified.isoformat()}} if source else {})}

    def _asked(self, ask: Ask) -> str:
        """The question in words; of several persons, which one it is about."""
        if ask.is_another and ask.number > 1:
            return self._texts("procedure.another", one=_one(ask))
        if ask.is_another or not ask.persons:
            return ask.question.ask
        return self._texts("procedure.of_person", one=_one(ask).capitalize(), number=ask.number,
                           ask=ask.question.ask)

    def _help(self, ask: Ask) -> list[str]:
        question = ask.question
        if ask.is_another:
            return []
        if question.type is Type.FILE:
            return [self._texts("procedure.file")]
        if question.type is Type.CHOICES:
            return [self._texts("procedure.options", options=" ; ".join(
                option.label for option in question.options))]
        shows = question.example and question.type in WITH_EXAMPLE
        return [self._texts("procedure.example", example=question.example)] if shows else []

    def _choices(
        self, stand: Stand, ask: Ask, offered: Sequence[tuple[str, Any]]
    ) -> list[Button]:
        question = ask.question
        choices: list[tuple[str, Any]] = list(offered)
        if ask.is_another or question.type is Type.YES_NO:
            choices = [(self._texts("procedure.buttons.yes"), True),
                       (self._texts("procedure.buttons.no"), False)]
        elif question.type is Type.CHOICE:
            choices = [(option.label, option.name) for option in question.options]
        return [Button(label, step_command(
            stand.id, Do.ANSWER, question=ask.path, value=value))
            for label, value in choices]

    def _corrections(self, stand: Stand, names: Iterable[str]) -> list[Button]:
        return [Button(
            self._texts("procedure.buttons.correct_one",
                        label=stand.engine.procedure.question(name).label),
            step_command(stand.id, Do.CORRECT, question=name))
            for name in names if name in stand.answers]

    def _button(self, stand: Stand, key: str, do: Do, **values: Any) -> Button:
        return Button(self._texts(f"procedure.buttons.{key}"),
                      step_command(stand.id, do, **values))

    def _links(self, links: Sequence[Link]) -> str:
        return "\n".join(
            self._texts("card.link", label=link.label, url=link.url) for link in links)

    def _head(self, stand: Stand, step: str) -> dict[str, Any]:
        procedure = stand.engine.procedure
        return {"type": KIND, "step": step, "name": procedure.name, "title": procedure.title,
                "draft": stand.id}


def _question(ask: Ask, asked: str) -> dict[str, Any]:
    question = ask.question
    shown: dict[str, Any] = {
        "name": ask.path, "type": Type.YES_NO.value if ask.is_another else question.type.value,
        "ask": asked, "optional": question.optional and not ask.is_another}
    if question.why:
        shown["why"] = question.why
    if question.example:
        shown["example"] = question.example
    if question.type is Type.CHOICES:
        shown["options"] = [option.label for option in question.options]
    return shown


def _at(answers: Answers, path: str) -> Any:
    """The answer at a path such as « enfants.0.prenom »."""
    name, _, rest = path.partition(".")
    place, _, field = rest.partition(".")
    return answers[name][int(place)][field] if place.isdigit() else answers.get(path)


def _one(ask: Ask) -> str:
    return ask.persons.one if ask.persons else ""


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
