"""Guided procedures in the conversation: begun by a button, carried out by questions, resumed.

Where one stands is its draft in the database, so that any process can go on with it. While one is
active every message of the citizen is the procedure's, except questions in its midst, which the
assistant answers, and whatever an agent who was asked for deals with.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from guido.clock import utc_now
from guido.conversations import Button, Conversations, Message
from guido.french.texts import Texts
from guido.handoff import Handoff, State
from guido.procedures.drafts import Draft
from guido.procedures.service import Procedures
from guido.relay.model import Answer, Turn
from guido.relay.procedure_beginnings import Beginnings
from guido.relay.procedure_codes import Codes
from guido.relay.procedure_commands import (
    ANSWER,
    COMMAND_RESUME,
    Chosen,
    read_command,
    start_command,
)
from guido.relay.procedure_course import Course
from guido.relay.procedure_ending import Ending
from guido.relay.procedure_hearing import Ear, Meaning
from guido.relay.procedure_offers import intent_of, with_offers
from guido.relay.procedure_talk import Stand, Talk
from guido.storage import Transaction


class ProcedureDialogue:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, procedures: Procedures, ear: Ear,
        course: Course, codes: Codes, ending: Ending, texts: Texts,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._procedures = procedures
        self._ear = ear
        self._course = course
        self._codes = codes
        self._beginnings = Beginnings(
            conversations, procedures, ear, course, codes, ending, texts, self._stand)
        self._texts = texts
        self._now = now

    async def prepare(self, conversation_id: str) -> None:
        """Have ready what takes long, before a transaction goes on with it."""
        await self._course.prepare(conversation_id)

    # --- what belongs to it --------------------------------------------------------------

    def handles(
        self, tx: Transaction, conversation_id: str, message: Message, command: str | None
    ) -> bool:
        """Whether a citizen's message belongs to a procedure, or begins one."""
        is_file = (message.custom or {}).get("type") == ANSWER
        is_own = is_file or self._is_its_own(tx, conversation_id, message.text, command)
        return is_own and self._is_free(tx, conversation_id)

    def waits(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether a procedure waits for the citizen's next word."""
        return self._is_free(tx, conversation_id) and (
            self._procedures.active(tx, conversation_id) is not None)

    def is_answer(self, tx: Transaction, conversation_id: str, text: str) -> bool:
        """Whether a text answers the question of a procedure that goes on."""
        stand = self.stand(tx, conversation_id)
        return stand is not None and self._ear.hear(stand, text).meaning is Meaning.ANSWERS

    def wants_person(self, tx: Transaction, conversation_id: str, text: str) -> bool:
        """Whether words in the midst of a procedure ask for a person."""
        return self._ear.wants_person(text) and (
            self._procedures.active(tx, conversation_id) is not None)

    def stand(self, tx: Transaction, conversation_id: str) -> Stand | None:
        """The draft that the conversation is about, with its engine; None if there is none."""
        draft = self._procedures.active(tx, conversation_id)
        return self._stand(draft) if draft else None

    def service(self, tx: Transaction, conversation_id: str) -> str | None:
        """The service that the procedure carries out, if one goes on."""
        stand = self.stand(tx, conversation_id)
        return stand.engine.procedure.service if stand else None

    # --- going on ------------------------------------------------------------------------

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """Answer such a message; the conversation is locked and the message not yet settled."""
        if not self._is_free(tx, turn.conversation_id):
            return  # an agent was asked for, or has taken over meanwhile
        talk = self._talk(tx, turn.conversation_id, turn.message.sequence)
        custom, chosen = turn.message.custom or {}, read_command(turn.command)
        stand = self.stand(tx, turn.conversation_id)
        is_beginning = chosen is not None and not chosen.do
        if not stand and not is_beginning and self._beginnings.leave_orphan(talk):
            return
        if custom.get("type") == ANSWER:
            self._take_file(talk, stand, custom)
        elif chosen and chosen.do:
            self._choose(talk, stand, chosen)
        elif chosen:
            self._beginnings.choose(talk, stand, chosen)
        elif stand:
            self._hear(talk, stand, turn.message.text)
        else:
            self._beginnings.open(talk, turn.message.text)

    def with_offers(
        self, tx: Transaction, conversation_id: str, answer: Answer, command: str | None
    ) -> Answer:
        """The assistant's answer, with the procedures that it offers to begin."""
        if self._procedures.active(tx, conversation_id):
            return answer
        return with_offers(answer, intent_of(command, answer), self._starts)

    def say_again(
        self, tx: Transaction, conversation_id: str, reply_to: int | None = None
    ) -> None:
        """Say again what the procedure waits for, unless something else was asked meanwhile."""
        stand = self.stand(tx, conversation_id)
        if stand and self._is_free(tx, conversation_id) and not self._is_asked(
                tx, conversation_id):
            self._course.go_on(self._talk(tx, conversation_id, reply_to), stand)

    def set_aside(self, tx: Transaction, conversation_id: str) -> None:
        """Keep the procedure for later, and offer to take it up."""
        stand = self.stand(tx, conversation_id)
        if stand:
            self._codes.set_aside(self._talk(tx, conversation_id, None), stand)

    # --- parts ---------------------------------------------------------------------------

    def _hear(self, talk: Talk, stand: Stand, text: str) -> None:
        heard = self._ear.hear(stand, text)
        self._ear.forget(stand)
        if self._course.has_moved(stand) and heard.is_answer:
            self._course.take_up(talk, stand)
        elif heard.meaning is Meaning.ANSWERS:
            self._course.take(talk, stand, heard.values, heard.is_told)
        elif heard.meaning is Meaning.WRONG:
            self._course.wrong(talk, stand, heard.said)
        elif heard.meaning is Meaning.QUESTION:  # and nobody is there to answer it
            self._course.go_on(talk, stand, self._texts("procedure.no_assistant"))
        elif heard.meaning is Meaning.BACK:
            self._course.back(talk, stand)
        elif heard.meaning is Meaning.WHY:
            self._course.why(talk, stand)
        elif heard.meaning is Meaning.UNKNOWN:
            self._course.unknown(talk, stand)
        elif heard.meaning is Meaning.SLOT:
            self._course.find_slot(talk, stand, heard.said)
        else:
            assert heard.do
            self._course.do(talk, stand, heard.do, heard.values)

    def _choose(self, talk: Talk, stand: Stand | None, chosen: Chosen) -> None:
        """A button of a step; one of a draft that is left or over comes too late."""
        if stand and stand.id == chosen.values["draft"] and chosen.do:
            self._course.do(talk, stand, chosen.do, chosen.values)
        elif stand:
            self._course.go_on(talk, stand, self._texts("procedure.stale"))
        else:
            self._stale(talk)

    def _take_file(self, talk: Talk, stand: Stand | None, custom: dict[str, Any]) -> None:
        if stand and stand.id == custom["draft"] and not self._course.has_moved(stand):
            self._course.take(talk, stand, {custom["question"]: custom["file"]})
        else:
            self._stale(talk)

    def _stale(self, talk: Talk) -> None:
        talk.tell(self._texts("procedure.stale"), "cancelled", Button(
            self._texts("procedure.buttons.resume"), COMMAND_RESUME))

    # --- where it stands -----------------------------------------------------------------

    def _is_its_own(
        self, tx: Transaction, conversation_id: str, text: str, command: str | None
    ) -> bool:
        """Whether a message is a procedure's, as long as no agent is in it."""
        if command:
            return read_command(command) is not None
        stand = self.stand(tx, conversation_id)
        if stand:
            return self._ear.hear(stand, text).meaning is not Meaning.QUESTION
        return self._beginnings.is_one(tx, conversation_id, text)

    def _is_free(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether no agent answers or is waited for; who left a message doesn't wait here."""
        escalation = self._handoff.open_of(tx, conversation_id)
        return escalation is None or (
            escalation.has_left_message and escalation.state is State.WAITING)

    def _is_asked(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether a short dialogue of another kind has just asked something."""
        last = self._beginnings.said_last(tx, conversation_id)
        return last.get("type") == "contact" and last.get("step") in ("value", "text")

    def _stand(self, draft: Draft) -> Stand:
        today = self._now().astimezone().date()
        return Stand(draft, self._procedures.engine(draft.procedure, today))

    def _talk(self, tx: Transaction, conversation_id: str, reply_to: int | None) -> Talk:
        return Talk(tx, conversation_id, reply_to, self._conversations)

    def _starts(self, name: str) -> list[Button]:
        return [Button(self._texts("procedure.buttons.start", title=each.title),
                       start_command(each.name))
                for each in self._procedures.library.offered_with(name)]
