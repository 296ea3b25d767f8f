"""What begins, lists or takes up procedures, by a button or by words, and what is asked around."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guido.conversations import Button, Conversations
from guido.errors import ProcedureNotFound
from guido.french.texts import Texts
from guido.procedures.codes import find_code
from guido.procedures.drafts import Draft, DraftState
from guido.procedures.service import Procedures
from guido.relay.procedure_codes import Codes
from guido.relay.procedure_commands import (
    COMMAND_CODE,
    COMMAND_NEWS,
    COMMAND_RESUME,
    COMMAND_START,
    Chosen,
    Do,
    start_command,
    step_command,
)
from guido.relay.procedure_course import Course
from guido.relay.procedure_ending import Ending
from guido.relay.procedure_hearing import Ear
from guido.relay.procedure_openings import Opening, Openings
from guido.relay.procedure_talk import Stand, Talk
from guido.storage import Transaction


class Beginnings:
    """Each call runs in the caller's transaction; `stand_of` gives a draft its engine."""

    def __init__(
        self, conversations: Conversations, procedures: Procedures, ear: Ear, course: Course,
        codes: Codes, ending: Ending, texts: Texts, stand_of: Callable[[Draft], Stand],
    ) -> None:
        self._procedures = procedures
        self._course = course
        self._codes = codes
        self._ending = ending
        self._openings = Openings(conversations, ear)
        self._texts = texts
        self._stand = stand_of

    def is_one(self, tx: Transaction, conversation_id: str, text: str) -> bool:
        """Whether a text belongs to procedures though none goes on, or none can go on."""
        is_orphan = self._procedures.orphan(tx, conversation_id, DraftState.ACTIVE) is not None
        return is_orphan or self._openings.of(tx, conversation_id, text) is not None

    def said_last(self, tx: Transaction, conversation_id: str) -> dict[str, Any]:
        """What was said last, if it was of a procedure or about a contact."""
        return self._openings.last(tx, conversation_id)

    def choose(self, talk: Talk, stand: Stand | None, chosen: Chosen) -> None:
        """A button that is about no step."""
        if chosen.command == COMMAND_NEWS:
            self._ending.news(talk, chosen)
        elif chosen.command == COMMAND_CODE:
            self._codes.letter(talk, chosen.values["code"], chosen.values.get("address"))
        elif chosen.command == COMMAND_RESUME:
            self._resume_here(talk, stand)
        elif chosen.command == COMMAND_START:
            self._start(talk, stand, chosen)

    def leave_orphan(self, talk: Talk) -> bool:
        """Say that what goes on here is not offered any more, and leave it; False if it is."""
        orphan = self._procedures.orphan(talk.tx, talk.conversation_id, DraftState.ACTIVE)
        if orphan:
            self._procedures.leave(talk.tx, orphan)
            self._codes.gone(talk)
        return orphan is not None

    def open(self, talk: Talk, text: str) -> None:
        """What is said while no procedure goes on."""
        opening = self._openings.of(talk.tx, talk.conversation_id, text)
        last = self._openings.last(talk.tx, talk.conversation_id)
        if opening is Opening.EMAIL:
            self._ending.email(talk, text, last.get("reference"))
        elif opening is Opening.LETTER:
            self._codes.address(talk, text, last["code"])
        elif opening is Opening.CODE:
            self._resume(talk, self._codes.resume(talk, find_code(text)))
        elif opening is Opening.LIST:
            self._list(talk)
        else:
            self._resume_here(talk, None)

    def _start(self, talk: Talk, stand: Stand | None, chosen: Chosen) -> None:
        name, case = chosen.values["name"], chosen.values.get("case")
        if stand and stand.engine.procedure.name == name:
            self._ask_again(talk, stand, ("go_on", step_command(stand.id, Do.GO_ON)),
                            ("stop", step_command(stand.id, Do.CANCEL)))
            return
        left = self._procedures.paused(talk.tx, talk.conversation_id)
        if left and left.procedure == name and not case and not chosen.values.get("anew"):
            self._ask_again(talk, self._stand(left), ("resume", COMMAND_RESUME),
                            ("restart", start_command(name, is_anew=True)))
            return
        try:
            draft = self._procedures.start(talk.tx, talk.conversation_id, name,
                                           self._ending.from_case(talk.tx, name, case))
        except ProcedureNotFound:
            talk.tell(self._texts("procedure.gone"), "cancelled")
            return
        begun = self._course.settled(talk, self._stand(draft))
        procedure = begun.engine.procedure
        talk.tell(self._texts(
            "procedure.start", title=procedure.title, minutes=procedure.minutes,
            introduction=procedure.introduction), "start", name=name, draft=begun.id)
        self._course.go_on(talk, begun)

    def _ask_again(self, talk: Talk, stand: Stand, *ways: tuple[str, str]) -> None:
        """Who begins what they have begun already is asked what they mean."""
        talk.tell(self._texts("procedure.already", title=stand.engine.procedure.title), "confirm",
                  *(Button(self._texts(f"procedure.buttons.{key}"), command)
                    for key, command in ways))

    def _resume_here(self, talk: Talk, stand: Stand | None) -> None:
        """Take up what was left in this conversation; the code is asked for if there is none."""
        draft = stand.draft if stand else self._procedures.go_on(talk.tx, talk.conversation_id)
        if draft:
            self._resume(talk, draft)
        elif self._procedures.orphan(talk.tx, talk.conversation_id, DraftState.PAUSED):
            self._codes.gone(talk)
        else:
            self._codes.ask(talk)

    def _resume(self, talk: Talk, draft: Draft | None) -> None:
        if draft:
            stand = self._stand(draft)
            self._course.take_up(talk, stand, self._texts(
                "procedure.resumed", title=stand.engine.procedure.title))

    def _list(self, talk: Talk) -> None:
        starts = [Button(each.title, start_command(each.name))
                  for each in self._procedures.library.all()]
        key = "list" if starts else "none"
        talk.tell(self._texts(f"procedure.{key}"), "list", *starts)
