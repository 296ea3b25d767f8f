"""Procedures as agents see them: the answers so far, and one put right with the citizen."""

from __future__ import annotations

from typing import Any

from guido.bus import Bus
from guido.conversations import Appended, Author, Conversations, Draft
from guido.conversations.model import check_sender_message_id, check_text
from guido.errors import FieldsRefused, NotHolder
from guido.french.texts import Texts
from guido.handoff import Agent, Handoff
from guido.handoff.audit import Audit
from guido.procedures.model import Question, Type
from guido.procedures.service import Procedures
from guido.procedures.steps import Ask, Objection
from guido.relay.procedure_commands import KIND
from guido.relay.procedure_parts import ProcedureParts
from guido.relay.procedure_talk import Stand
from guido.relay.topics import conversation_topic
from guido.storage import Database, Transaction

# What only the citizen can give, in the conversation itself.
_NOT_CORRECTED = frozenset((Type.PERSONS, Type.FILE, Type.SLOT))


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
                        for answer in self._steps.answers(stand)]}

    async def correct(
        self, conversation_id: str, agent: Agent, name: str, text: object, sender_message_id: object
    ) -> Appended:
        """Put another answer in a question's place, and tell the citizen.

        Raises NotHolder, also if there is no such answer; AnswerRefused, MessageRefused.
        """
        appended = await self._database.run_async(
            self._correct, conversation_id, agent, name, check_text(text),
            check_sender_message_id(sender_message_id))
        self._bus.publish(conversation_topic(conversation_id))
        return appended

    def _correct(
        self, tx: Transaction, conversation_id: str, agent: Agent, name: str, text: str,
        sender_message_id: str,
    ) -> Appended:
        escalation = self._handoff.held_by(tx, conversation_id, agent)
        known = self._conversations.sent_as(tx, conversation_id, Author.AGENT, sender_message_id)
        if known:
            return Appended(known, duplicate=True)
        stand = self._dialogue.stand(tx, conversation_id)
        question = stand.engine.procedure.by_name.get(name) if stand else None
        if not stand or not question or not self._may_correct(question) or (
                name not in stand.answers):
            raise NotHolder(conversation_id)
        value = self._read(stand, question, text)
        answers = stand.engine.answer(stand.answers, name, value)
        step = stand.engine.next(answers)
        self._procedures.save(
            tx, stand.draft, answers, step.path if isinstance(step, Ask) else None)
        self._handoff.answered(tx, escalation)
        self._audit.note(tx, agent, "procedure_corrected", conversation_id, question=name)
        return self._conversations.append(tx, conversation_id, Draft(
            Author.AGENT, self._texts(
                "procedure.corrected_by_agent", name=agent.name, label=question.label,
                value=self._steps.value(question, value)),
            custom={"type": KIND, "step": "corrected"}, author_name=agent.name,
            author_id=agent.id, sender_message_id=sender_message_id))

    def _read(self, stand: Stand, question: Question, text: str) -> Any:
        """The value of an agent's words; raises AnswerRefused."""
        heard = self._ear.read(stand, question, text)
        if isinstance(heard, Objection):
            raise AnswerRefused(self._steps.objection(heard))
        objection = stand.engine.objection(stand.answers, question.name, heard.value)
        if objection:
            raise AnswerRefused(self._steps.objection(objection))
        return heard.value

    def _correctable(self, stand: Stand, name: str, is_mine: bool) -> dict[str, Any]:
        question = stand.engine.procedure.question(name)
        if question.type is Type.YES_NO:
            options = [self._texts("procedure.buttons.yes"), self._texts("procedure.buttons.no")]
        else:
            options = [option.label for option in question.options]
        return {
            "may_correct": is_mine and self._may_correct(question),
            **({"options": options} if options else {}),
            **({"example": question.example} if question.example else {})}

    def _may_correct(self, question: Question) -> bool:
        return question.type not in _NOT_CORRECTED
