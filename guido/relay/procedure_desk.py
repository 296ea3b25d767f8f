"""Procedures as agents see them: the answers so far, and one put right with the citizen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guido.bus import Bus
from guido.conversations import Appended, Author, Conversations, Draft
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import FieldsRefused, NotHolder
from guido.french.texts import Texts
from guido.handoff import Agent, Handoff
from guido.handoff.audit import Audit
from guido.procedures.answers import is_person, split
from guido.procedures.model import Question, Type
from guido.procedures.service import Procedures
from guido.procedures.steps import Ask, Objection
from guido.relay.procedure_commands import KIND
from guido.relay.procedure_parts import ProcedureParts
from guido.relay.procedure_talk import Stand
from guido.relay.topics import conversation_topic
from guido.storage import Database, Transaction

# What only the citizen can give, in the conversation itself; an agent can ask for it again. Of
# persons each answer is corrected by itself.
_ASKED_AGAIN = frozenset((Type.PERSONS, Type.FILE, Type.SLOT))


class AnswerRefused(FieldsRefused):
    """An agent's answer cannot be taken; `said` is the sentence that says why."""

    def __init__(self, said: str) -> None:
        super().__init__({"value": "answer"})
        self.said = said


class ProcedureDesk:
    """What the holder of a conversation does with the procedure in whose midst they are."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        audit: Audit, procedures: Procedures, parts: ProcedureParts, texts: Texts,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._audit = audit
        self._procedures = procedures
        self._dialogue = parts.dialogue
        self._ear = parts.ear
        self._steps = parts.steps
        self._texts = texts

    def overview(
        self, tx: Transaction, conversation_id: str, agent: Agent
    ) -> dict[str, Any] | None:
        """The procedure with its answers; None if there is none, or nobody is asked for now."""
        escalation = self._handoff.open_of(tx, conversation_id)
        stand = self._dialogue.stand(tx, conversation_id)
        if not stand or not escalation:
            return None
        step, is_mine = stand.engine.next(stand.answers), escalation.is_held_by(agent)
        return {
            "title": stand.engine.procedure.title, "state": stand.draft.state.value,
            "progress": list(stand.engine.progress(stand.answers)),
            "asks": step.question.ask if isinstance(step, Ask) else None,
            "answers": [{**answer, **self._correctable(stand, answer["name"], is_mine)}
                        for answer in self._answers(stand)]}

    async def correct(
        self, conversation_id: str, agent: Agent, name: str, text: object, sender_message_id: object
    ) -> Appended:
        """Put another answer in a question's place, and tell the citizen.

        Raises NotHolder, also if there is no such answer; AnswerRefused, MessageRefused.
        """
        text = check_text(text)

        def change(stand: Stand, question: Question, label: str) -> tuple[dict[str, Any], str]:
            if question.type in _ASKED_AGAIN:
                raise NotHolder(conversation_id)
            value = self._read(stand, question, name, text)
            return stand.engine.answer(stand.answers, name, value), self._texts(
                "procedure.corrected_by_agent", name=agent.name, label=label,
                value=self._steps.value(question, value))

        return await self._change(
            conversation_id, agent, name, sender_message_id, "procedure_corrected", change)

    async def ask_again(
        self, conversation_id: str, agent: Agent, name: str, sender_message_id: object
    ) -> Appended:
        """Have the citizen give a file, an appointment or persons anew when the procedure goes on.

        Raises NotHolder, also if there is no such answer; MessageRefused.
        """
        def change(stand: Stand, question: Question, label: str) -> tuple[dict[str, Any], str]:
            if question.type not in _ASKED_AGAIN:
                raise NotHolder(conversation_id)
            return stand.engine.without(stand.answers, name), self._texts(
                "procedure.asked_again_by_agent", name=agent.name, label=label)

        return await self._change(
            conversation_id, agent, name, sender_message_id, "procedure_asked_again", change)

    async def _change(
        self, conversation_id: str, agent: Agent, name: str, sender_message_id: object,
        action: str, change: Callable[[Stand, Question, str], tuple[dict[str, Any], str]],
    ) -> Appended:
        """`change` gives the new answers and what the citizen is told."""
        message_id = check_sender_message_id(sender_message_id)

        def work(tx: Transaction) -> Appended:
            escalation = self._handoff.held_by(tx, conversation_id, agent)
            known = self._conversations.sent_as(tx, conversation_id, Author.AGENT, message_id)
            if known:
                return Appended(known, duplicate=True)
            stand = self._dialogue.stand(tx, conversation_id)
            given = self._given(stand, name) if stand else None
            if not stand or not given:
                raise NotHolder(conversation_id)
            answers, told = change(stand, *given)
            self._save(tx, stand, answers)
            self._handoff.answered(tx, escalation)
            self._audit.note(tx, agent, action, conversation_id, question=name)
            return self._tell(tx, conversation_id, agent, message_id, told)

        appended = await self._database.run_async(work)
        self._bus.publish(conversation_topic(conversation_id))
        return appended

    def _tell(
        self, tx: Transaction, conversation_id: str, agent: Agent, sender_message_id: str,
        text: str,
    ) -> Appended:
        return self._conversations.append(tx, conversation_id, Draft(
            Author.AGENT, text, custom={"type": KIND, "step": "corrected"},
            author_name=agent.name, author_id=agent.id, sender_message_id=sender_message_id))

    def _save(self, tx: Transaction, stand: Stand, answers: dict[str, Any]) -> None:
        step = stand.engine.next(answers)
        self._procedures.save(
            tx, stand.draft, answers, step.path if isinstance(step, Ask) else None)

    def _answers(self, stand: Stand) -> list[dict[str, str]]:
        """The answers one by one, those about persons, too."""
        found = []
        for answer in self._steps.answers(stand):
            question = stand.engine.procedure.question(answer["name"])
            is_list = question.type is Type.PERSONS and stand.answers[question.name]
            found += self._steps.of_persons(stand, question) if is_list else [answer]
        return found

    def _given(self, stand: Stand, path: str) -> tuple[Question, str] | None:
        """The question at a path that is answered, and what its answer is called."""
        name, place, field = split(path)
        if path in stand.answers and path in stand.engine.procedure.by_name:
            question = stand.engine.procedure.question(path)
            return question, self._steps.label(question)
        if not field or not is_person(stand.answers, f"{name}.{place}") or (
                field not in stand.answers[name][place]):
            return None
        question = stand.engine.question_at(path)
        return question, self._steps.label(
            question, stand.engine.procedure.question(name), place + 1)

    def _read(self, stand: Stand, question: Question, path: str, text: str) -> Any:
        """The value of an agent's words; raises AnswerRefused."""
        heard = self._ear.read(stand, question, text)
        if isinstance(heard, Objection):
            raise AnswerRefused(self._steps.objection(heard))
        objection = stand.engine.objection(stand.answers, path, heard.value)
        if objection:
            raise AnswerRefused(self._steps.objection(objection))
        return heard.value

    def _correctable(self, stand: Stand, name: str, is_mine: bool) -> dict[str, Any]:
        question = stand.engine.question_at(name)
        if question.type is Type.YES_NO:
            options = [self._texts("procedure.buttons.yes"), self._texts("procedure.buttons.no")]
        else:
            options = [option.label for option in question.options]
        return {
            "may_correct": is_mine and question.type not in _ASKED_AGAIN,
            "may_ask_again": is_mine and question.type in _ASKED_AGAIN,
            **({"options": options} if options else {}),
            **({"example": question.example} if question.example else {})}
