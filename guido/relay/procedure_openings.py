"""What belongs to procedures while none goes on: their list, a code, an address for news."""

from __future__ import annotations

from enum import Enum
from typing import Any

from guido.conversations import Author, Conversations
from guido.french.normalise import same
from guido.procedures.codes import find_code
from guido.relay.procedure_codes import LETTER_STEP
from guido.relay.procedure_commands import KIND
from guido.relay.procedure_ending import EMAIL_STEP
from guido.relay.procedure_hearing import Ear
from guido.storage import Transaction

_CODE_STEP = "code"
APPOINTMENT = "appointment"  # the type of messages about changing one


class Opening(str, Enum):
    """What a text asks for."""

    LIST = "list"
    RESUME = "resume"
    CODE = "code"
    EMAIL = "email"
    LETTER = "letter"


_ADDRESSED = {EMAIL_STEP: Opening.EMAIL, LETTER_STEP: Opening.LETTER}  # an address was asked for


class Openings:
    """Understands by words, and by what was said last. Runs in the caller's transaction."""

    def __init__(self, conversations: Conversations, ear: Ear) -> None:
        self._conversations = conversations
        self._ear = ear

    def of(self, tx: Transaction, conversation_id: str, text: str) -> Opening | None:
        """What a text is, if it is one."""
        if self._ear.says(text, "list_words"):
            return Opening.LIST
        code = find_code(text)
        if self._ear.says(text, "resume_words") and not code:
            return Opening.RESUME
        if code and self._ear.begins(text, "resume_words"):
            return Opening.CODE
        last = self.last(tx, conversation_id)
        addressed = _ADDRESSED.get(last.get("step", ""))
        if addressed and not self._ear.is_question(text) and not self._ear.says(text, "no_words"):
            return addressed
        if last.get("step") == _CODE_STEP and not self._ear.is_question(text):
            return Opening.CODE
        # Alone it may be what somebody else has just asked for: the code of a case.
        is_alone = code and same(text.replace(" ", "").replace("-", ""), code)
        is_asked = is_alone and self._is_asked_elsewhere(tx, conversation_id)
        return Opening.CODE if is_alone and not is_asked else None

    def last(self, tx: Transaction, conversation_id: str) -> dict[str, Any]:
        """What was said last, if it was of a procedure or about a contact."""
        last = self._conversations.last_said(tx, conversation_id)
        custom = (last.custom or {}) if last else {}
        return custom if custom.get("type") in (KIND, "contact") else {}

    def _is_asked_elsewhere(self, tx: Transaction, conversation_id: str) -> bool:
        """Whether the assistant, or who changes appointments, may have asked for a code."""
        last = self._conversations.last_said(tx, conversation_id)
        if last is None or not last.custom:
            return last is not None and last.author is Author.ASSISTANT
        return last.custom.get("type") == APPOINTMENT and last.custom.get("step") == "secret"
