"""Leaving a procedure and coming back to it: here by a button, elsewhere with a code."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from guido.conversations import Button
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.procedures.codes import write_code
from guido.procedures.drafts import Draft, Resumption
from guido.procedures.service import Procedures
from guido.relay.procedure_commands import COMMAND_RESUME
from guido.relay.procedure_talk import Stand, Talk

_EXAMPLE = "K7M2-QX4P"


class Codes:
    """Each call runs in the caller's transaction, with the conversation locked."""

    def __init__(self, procedures: Procedures, texts: Texts) -> None:
        self._procedures = procedures
        self._texts = texts

    def later(self, talk: Talk, stand: Stand) -> None:
        """Keep a draft, and show the code that resumes it anywhere."""
        code = write_code(self._procedures.pause(talk.tx, stand.draft))
        until = self._until(stand.draft.updated_at)
        talk.tell(self._texts("procedure.later", title=stand.engine.procedure.title,
                              until=write_date(until), code=code),
                  "paused", self._resume_button(), code=code, until=until.isoformat())

    def set_aside(self, talk: Talk, stand: Stand) -> None:
        """Keep a draft without being asked; it can be taken up here."""
        self._procedures.pause(talk.tx, stand.draft)
        until = self._until(stand.draft.updated_at)
        talk.tell(self._texts("procedure.set_aside", title=stand.engine.procedure.title,
                              until=write_date(until)),
                  "paused", self._resume_button(), until=until.isoformat())

    def ask(self, talk: Talk) -> None:
        """Ask for the code."""
        talk.tell(self._texts("procedure.ask_code", example=_EXAMPLE), "code")

    def resume(self, talk: Talk, code: str | None) -> Draft | None:
        """The draft of a code, or what was wrong with it is said."""
        if code is None:
            talk.tell(self._wrong(), "code")
            return None
        resumed = self._procedures.resume(talk.tx, talk.conversation_id, code)
        if resumed.result is Resumption.TOO_MANY:
            talk.tell(self._texts("procedure.locked"), "cancelled")
        elif not resumed.draft:
            talk.tell(self._wrong(), "code")
        return resumed.draft

    def _wrong(self) -> str:
        return self._texts("procedure.wrong_code", days=self._procedures.days)

    def _until(self, since: datetime) -> date:
        return (since + timedelta(days=self._procedures.days)).date()

    def _resume_button(self) -> Button:
        return Button(self._texts("procedure.buttons.resume"), COMMAND_RESUME)
