"""Going on with a draft: answers taken, corrected, left, until all is agreed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from guido.french.texts import Texts
from guido.procedures.answers import another, is_person, names_in
from guido.procedures.engine import Engine
from guido.procedures.model import Check, Stop, Type
from guido.procedures.service import Procedures
from guido.procedures.steps import Ask, Objection, Summary
from guido.relay.model import Reply
from guido.relay.procedure_codes import Codes
from guido.relay.procedure_commands import KIND, Do
from guido.relay.procedure_ending import Ending
from guido.relay.procedure_ports import Estimates, Slots
from guido.relay.procedure_steps import Steps
from guido.relay.procedure_talk import Stand, Talk
from guido.relay.turns import person_button

_MANY_WRONG = 2  # so many wrong answers to one question, and a person is offered


class Course:
    """Each call runs in the caller's transaction, with the conversation locked."""

    def __init__(
        self, procedures: Procedures, steps: Steps, codes: Codes, ending: Ending,
        slots: Slots | None, estimates: Estimates | None, texts: Texts,
    ) -> None:
        self._procedures = procedures
        self._steps = steps
        self._codes = codes
        self._ending = ending
        self._slots = slots
        self._estimates = estimates
        self._texts = texts

    async def prepare(self, conversation_id: str) -> None:
        """Have ready what takes long, before a transaction goes on with it."""
        if self._estimates:
            await self._estimates.prepare(conversation_id)

    def go_on(
        self, talk: Talk, stand: Stand, before: str = "", more: Sequence[str] = ()
    ) -> None:
        """Say what comes next; what needs a provider that is not there ends here.

        `more` are answers that were taken beside the one asked for: they can be put right at once.
        """
        if self._estimates and not self._estimates.serves(stand.engine.procedure):
            self._procedures.abandon(talk.tx, stand.draft)
            talk.say(self._estimates.unavailable())
            return
        step = stand.engine.next(stand.answers)
        if stand.phase == "consent" and isinstance(step, Summary):
            talk.say(self._steps.consent(stand))
        elif isinstance(step, Ask):
            talk.say(self._steps.with_corrections(stand, self._steps.question(
                stand, step, before, offered=self._offered(talk, stand, step)), more))
        elif isinstance(step, Stop):
            talk.say(self._steps.stop(stand, step, before))
        elif isinstance(step, Check):
            talk.say(self._steps.check(stand, step, before))
        else:
            talk.say(self._steps.summary(stand, before))

    def settled(self, talk: Talk, stand: Stand) -> Stand:
        """The draft with the answers that still count, and with what is asked now."""
        return self._save(talk, stand, stand.engine.prune(stand.answers))

    def has_moved(self, stand: Stand) -> bool:
        """Whether something else is to be asked than was: the file was edited, or time went by."""
        step = stand.engine.next(stand.answers)
        return (step.path if isinstance(step, Ask) else None) != stand.draft.current

    def take_up(self, talk: Talk, stand: Stand, before: str = "") -> None:
        """Go on where it was; what does not fit any more is told and asked again."""
        settled = self.settled(talk, stand)
        lost = [name for name in names_in(stand.draft.written) if name not in settled.answers]
        known = stand.engine.procedure.by_name
        labels = " ; ".join(known[name].label for name in lost if name in known)
        if labels:
            before = f"{before} {self._texts('procedure.changed_again', labels=labels)}".strip()
        elif lost or self.has_moved(stand):
            before = f"{before} {self._texts('procedure.changed')}".strip()
        self.go_on(talk, settled, before)

    def take(
        self, talk: Talk, stand: Stand, values: Mapping[str, Any], is_told: bool = False
    ) -> None:
        """Take answers by path; `is_told` if what was understood is to be said."""
        answers, taken = stand.answers, []
        for path, value in values.items():
            objection = self._objection(talk, stand.engine, answers, path, value)
            if objection and not taken:
                self.wrong(talk, stand, self._steps.objection(objection))
                return
            if objection:
                continue
            answers = stand.engine.answer(answers, path, value)
            taken.append(path)
        step, stand = stand.engine.next(stand.answers), self._save(talk, stand, answers)
        asked = step.path if isinstance(step, Ask) else ""
        more = [path for path in taken if path != asked] if is_told else []
        self.go_on(talk, stand, self._steps.heard(stand, taken, asked) if is_told else "", more)

    def wrong(self, talk: Talk, stand: Stand, said: str) -> None:
        """Say what is wrong with an answer; the question stays, and a person is offered soon."""
        step = stand.engine.next(stand.answers)
        if not isinstance(step, Ask):
            self.go_on(talk, stand, said)
            return
        failures = stand.draft.context.get("wrong", 0) + 1
        self._procedures.save(talk.tx, stand.draft, stand.answers, step.path, {
            **stand.draft.context, "wrong": failures})
        is_stuck = failures >= _MANY_WRONG
        reply = self._steps.question(
            stand, step, said if not is_stuck else f"{said} {self._texts('procedure.wrong_again')}",
            is_wrong=True, offered=self._offered(talk, stand, step))
        talk.say(self._with_person(reply) if is_stuck else reply)

    def do(self, talk: Talk, stand: Stand, do: Do, values: Mapping[str, Any]) -> None:
        """What a button or the same words do."""
        step = stand.engine.next(stand.answers)
        if do in (Do.ANSWER, Do.SKIP):
            self._answer(talk, stand, step, do, values)
        elif do is Do.CORRECT:
            self._correct(talk, stand, values.get("question"), values.get("all") is True)
        elif do is Do.ADD:
            self._add(talk, stand, values["question"])
        elif do is Do.LATER:
            self._codes.later(talk, stand)
        elif do in (Do.CANCEL, Do.RESTART):
            self._throw_away(talk, stand, do, values.get("sure") is True)
        elif do in (Do.RIGHT, Do.AGREE, Do.REFUSE) and isinstance(step, Summary):
            self._end(talk, stand, do)
        else:  # the summary, or going on
            self.go_on(talk, self._save(talk, stand, stand.answers))

    def back(self, talk: Talk, stand: Stand) -> None:
        """Ask the question before once more."""
        path = stand.engine.previous(stand.answers)
        if path is None:
            self.go_on(talk, stand, self._texts("procedure.no_back"))
            return
        self.go_on(talk, self._save(talk, stand, stand.engine.without(stand.answers, path)))

    def why(self, talk: Talk, stand: Stand) -> None:
        """Say why something is asked, then ask it again."""
        step = stand.engine.next(stand.answers)
        self.go_on(talk, stand, self._steps.why(step.question) if isinstance(step, Ask) else "")

    def unknown(self, talk: Talk, stand: Stand) -> None:
        """Help who does not know an answer."""
        step = stand.engine.next(stand.answers)
        if not isinstance(step, Ask):
            self.go_on(talk, stand)
            return
        question = step.question
        said = question.unknown or f"{self._texts('procedure.unknown')} {self._steps.why(question)}"
        said = said if question.optional else f"{said} {self._texts('procedure.unknown_person')}"
        talk.say(self._with_person(self._steps.question(
            stand, step, said, offered=self._offered(talk, stand, step))))

    def find_slot(self, talk: Talk, stand: Stand, text: str) -> None:
        """Take the appointment that a text names; of several, offer these."""
        step = stand.engine.next(stand.answers)
        assert isinstance(step, Ask)
        found = list(self._slots.offered(talk.tx, step.question, stand.answers, text)
                     ) if self._slots else []
        if len(found) == 1:
            self.take(talk, stand, {step.path: found[0][1]}, is_told=True)
        elif found:
            talk.say(self._steps.question(
                stand, step, self._texts("procedure.which_slot"), offered=found))
        else:
            self.wrong(talk, stand, self._texts("procedure.no_slot"))

    def _answer(
        self, talk: Talk, stand: Stand, step: object, do: Do, values: Mapping[str, Any]
    ) -> None:
        """An offered answer; one to another question than the present one comes too late."""
        if not isinstance(step, Ask) or values.get("question", step.path) != step.path:
            self.go_on(talk, stand, self._texts("procedure.stale"))
        elif do is Do.ANSWER:
            self.take(talk, stand, {step.path: values["value"]})
        elif step.question.optional and not step.is_another:
            self.take(talk, stand, {step.path: None})
        else:
            self.wrong(talk, stand, self._texts("procedure.not_optional"))

    def _correct(
        self, talk: Talk, stand: Stand, name: str | None, is_all: bool = False
    ) -> None:
        """Ask an answer again; of several persons, first which of them it is about."""
        persons = stand.engine.procedure.by_name.get(name or "")
        if persons and stand.answers.get(persons.name) and not is_all and (
                persons.type is Type.PERSONS):
            talk.say(self._steps.which_person(
                self._save(talk, stand, stand.answers, phase="correct"), persons))
            return
        if name in stand.answers or is_person(stand.answers, name or ""):
            self.go_on(talk, self._save(
                talk, stand, stand.engine.without(stand.answers, str(name))))
            return
        key = "correct_again" if stand.phase == "correct" else "correct"
        stand = self._save(talk, stand, stand.answers, phase="correct")
        talk.say(self._steps.which(stand, key))

    def _add(self, talk: Talk, stand: Stand, name: str) -> None:
        """Ask for one more person."""
        path = another(name)
        answers = stand.answers
        if path in answers:
            answers = stand.engine.answer(answers, path, True)
        self.go_on(talk, self._save(talk, stand, answers))

    def _throw_away(self, talk: Talk, stand: Stand, do: Do, is_sure: bool) -> None:
        if not is_sure:
            stand = self._save(talk, stand, stand.answers, phase=f"confirm:{do.value}")
            talk.say(self._steps.confirm(stand, do))
        elif do is Do.RESTART:
            self.go_on(talk, self._save(talk, stand, {}))
        else:
            self._procedures.abandon(talk.tx, stand.draft)
            talk.tell(self._texts("procedure.cancelled"), "cancelled")

    def _end(self, talk: Talk, stand: Stand, do: Do) -> None:
        if do is Do.REFUSE:
            self._save(talk, stand, stand.answers, phase="consent")
            talk.say(self._steps.refused(stand))
        elif do is Do.RIGHT and stand.engine.procedure.consent:
            talk.say(self._steps.consent(self._save(talk, stand, stand.answers, phase="consent")))
        elif do is Do.RIGHT or stand.phase == "consent":
            self._finish(talk, stand)
        else:
            self.go_on(talk, stand)

    def _finish(self, talk: Talk, stand: Stand) -> None:
        """The end, unless an appointment was given to somebody else meanwhile."""
        for question in stand.engine.asked(stand.answers):
            value = stand.answers.get(question.name)
            if question.type is Type.SLOT and self._slots and value and not self._slots.take(
                    talk.tx, talk.conversation_id, value):
                stand = self._save(
                    talk, stand, stand.engine.without(stand.answers, question.name))
                self.go_on(talk, stand, self._texts("procedure.slot_gone"))
                return
        self._ending.finish(talk, stand)

    def _objection(
        self, talk: Talk, engine: Engine, answers: Any, path: str, value: Any
    ) -> Objection | None:
        found = engine.objection(answers, path, value)
        if found or not self._slots or not isinstance(value, dict):
            return found
        is_slot = engine.question_at(path).type is Type.SLOT
        if is_slot and not self._slots.take(talk.tx, talk.conversation_id, value):
            return Objection(say=self._texts("procedure.slot_gone"))
        return None

    def _offered(self, talk: Talk, stand: Stand, ask: Ask) -> list[tuple[str, Any]]:
        if ask.question.type is not Type.SLOT or not self._slots:
            return []
        return list(self._slots.offered(talk.tx, ask.question, stand.answers))

    def _save(self, talk: Talk, stand: Stand, answers: Any, phase: str = "") -> Stand:
        """Keep the answers; what was waited for beside the question is over."""
        step = stand.engine.next(answers)
        draft = self._procedures.save(
            talk.tx, stand.draft, answers, step.path if isinstance(step, Ask) else None,
            {"phase": phase} if phase else {})
        return replace(stand, draft=draft)

    def _with_person(self, reply: Reply) -> Reply:
        return replace(reply, buttons=(*reply.buttons, person_button(self._texts, KIND)))
