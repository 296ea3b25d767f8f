"""Leaving a procedure and coming back to it: here by a button, elsewhere with a code."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from guido.conversations import Button
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.procedures.codes import find_code, write_code
from guido.procedures.drafts import Draft, Resumption
from guido.procedures.model import Type
from guido.procedures.service import Procedures
from guido.relay.procedure_addresses import AddressRefused, address_given, read_address
from guido.relay.procedure_commands import COMMAND_RESUME, KIND, code_command
from guido.relay.procedure_ports import Files, Letters
from guido.relay.procedure_talk import Stand, Talk
from guido.relay.turns import person_button

LETTER_STEP = "code_email"  # where the address for the code is asked for
_EXAMPLE = "K7M2-QX4P"


class Codes:
    """Each call runs in the caller's transaction, with the conversation locked."""

    def __init__(
        self, procedures: Procedures, texts: Texts, letters: Letters | None = None,
        files: Files | None = None,
    ) -> None:
        self._procedures = procedures
        self._letters = letters
        self._files = files
        self._texts = texts

    def later(self, talk: Talk, stand: Stand) -> None:
        """Keep a draft, and show the code that resumes it anywhere; it can be sent, too."""
        code = write_code(self._procedures.pause(talk.tx, stand.draft))
        until = self._until(stand.draft.updated_at)
        talk.tell(self._texts("procedure.later", title=stand.engine.procedure.title,
                              until=write_date(until), code=code),
                  "paused", self._resume_button(), *self._letter_buttons(stand, code),
                  code=code, until=until.isoformat())

    def letter(self, talk: Talk, code: str, address: str | None) -> None:
        """Send a code that was shown here by e-mail; where to is asked if that is not known."""
        draft = self._procedures.of_code(talk.tx, find_code(code) or "")
        if not draft or not self._letters:
            talk.tell(self._texts("procedure.stale"), "cancelled")
        elif address is None:
            talk.tell(self._texts("procedure.ask_code_email"), LETTER_STEP, code=code)
        elif self._letters.send_code(
                talk.tx, talk.conversation_id, address, code, self._title(draft),
                self._until(draft.updated_at)):
            talk.tell(self._texts("procedure.code_sent", address=address), "told",
                      self._resume_button())
        else:
            talk.tell(self._texts("procedure.code_not_sent", code=code), "told",
                      self._resume_button())

    def address(self, talk: Talk, text: str, code: str) -> None:
        """Send the code to the address that was asked for, or say what is wrong with it."""
        try:
            self.letter(talk, code, read_address(self._texts, text))
        except AddressRefused as refused:
            talk.tell(refused.said, LETTER_STEP, code=code)

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
        elif resumed.result is Resumption.GONE:
            self.gone(talk)
        elif not resumed.draft:
            talk.tell(self._wrong(), "code")
        else:
            self._bring_files(talk, resumed.draft)
        return resumed.draft

    def gone(self, talk: Talk) -> None:
        """What was begun is not offered any more."""
        talk.tell(self._texts("procedure.gone_draft"), "cancelled",
                  person_button(self._texts, KIND))

    def _bring_files(self, talk: Talk, draft: Draft) -> None:
        """What was sent elsewhere follows, and is erased with the conversation that has it now."""
        procedure = self._procedures.library.get(draft.procedure)
        for question in procedure.questions if procedure and self._files else ():
            file = draft.answers.get(question.name)
            if self._files and question.type is Type.FILE and file:
                self._files.move_file(talk.tx, file["id"], talk.conversation_id)

    def _letter_buttons(self, stand: Stand, code: str) -> list[Button]:
        if not self._letters:
            return []
        given = address_given(stand)
        if not given:
            return [Button(self._texts("procedure.buttons.code_email"), code_command(code))]
        return [
            Button(self._texts("procedure.buttons.code_email_to", address=given),
                   code_command(code, given)),
            Button(self._texts("procedure.buttons.code_email_other"), code_command(code))]

    def _title(self, draft: Draft) -> str:
        procedure = self._procedures.library.get(draft.procedure)
        return procedure.title if procedure else draft.procedure

    def _wrong(self) -> str:
        return self._texts("procedure.wrong_code", days=self._procedures.days)

    def _until(self, since: datetime) -> date:
        return (since + timedelta(days=self._procedures.days)).date()

    def _resume_button(self) -> Button:
        return Button(self._texts("procedure.buttons.resume"), COMMAND_RESUME)
