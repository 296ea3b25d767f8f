"""Leaving a message and a way to be reached: by the widget's form, or in a short dialogue.

The dialogue needs no assistant. Where it stands is told by the system's last message in the
conversation (`custom: {"type": "contact", "step": …}`), so that any process can go on with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from guido.clock import utc_now
from guido.conversations import Author, Button, Conversations, Draft, Message
from guido.errors import FieldsRefused
from guido.french.contact_details import ContactDetails, check_contact, find_contact
from guido.french.dates import write_date
from guido.french.normalise import same
from guido.french.texts import Texts
from guido.handoff import Escalation, Handoff, State
from guido.organisation import Organisation
from guido.relay.handoff_texts import left_text
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_CONTACT, Turn
from guido.storage import Transaction

COMMAND_CANCEL = f"{COMMAND_CONTACT}:cancel"
KIND = "contact"
_LOOKED_BACK = 10


class Contact:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, conversations: Conversations, handoff: Handoff, texts: Texts,
        organisation: Organisation, now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._conversations = conversations
        self._handoff = handoff
        self._texts = texts
        self._organisation = organisation
        self._now = now

    def draft(
        self, kind: object, value: object, text: str, sender_message_id: str
    ) -> Draft:
        """The message of the form, to be taken in by the relay; raises FieldsRefused."""
        details = check_contact(kind, value, self._organisation.department)
        return Draft(
            Author.CITIZEN, text, sender_message_id=sender_message_id,
            custom={"type": KIND, "step": "form", "kind": details.kind, "value": details.value})

    def handles(
        self, tx: Transaction, conversation_id: str, message: Message, command: str | None
    ) -> bool:
        """Whether a citizen's message is one of the form or of the dialogue."""
        if (message.custom or {}).get("type") == KIND:
            return True
        escalation = self._handoff.open_of(tx, conversation_id)
        if escalation and escalation.state is State.ASSIGNED:
            return False  # an agent answers
        if command:
            return command in (COMMAND_CONTACT, COMMAND_CANCEL)
        return self._step(tx, conversation_id) is not None

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """Answer such a message; the conversation is locked and the message not yet settled."""
        escalation = self._handoff.open_of(tx, turn.conversation_id)
        step = self._step(tx, turn.conversation_id)
        form = turn.message.custom or {}
        if form.get("type") == KIND:
            self._leave(tx, turn, ContactDetails(form["kind"], form["value"]))
        elif escalation and escalation.state is State.ASSIGNED:
            return  # taken over meanwhile
        elif turn.command == COMMAND_CANCEL or self._is_cancelling(turn.message.text):
            self._cancel(tx, turn, escalation)
        elif turn.command == COMMAND_CONTACT or not step:
            self._say(tx, turn, "contact.ask", {"step": "value"}, self._cancel_button())
        elif step["step"] == "value":
            self._read_value(tx, turn)
        else:
            self._leave(tx, turn, ContactDetails(step["kind"], step["value"]))

    def _step(self, tx: Transaction, conversation_id: str) -> dict[str, Any] | None:
        """What the dialogue waits for; None if there is none, or something else was said since."""
        last = self._conversations.get(tx, conversation_id).last_sequence
        said = [message for message in self._conversations.messages(
            tx, conversation_id, max(0, last - _LOOKED_BACK))
            if message.author is not Author.CITIZEN and not _is_notice(message)]
        custom = (said[-1].custom or {}) if said else {}
        is_waiting = custom.get("type") == KIND and custom.get("step") in ("value", "text")
        return custom if is_waiting else None

    def _is_cancelling(self, text: str) -> bool:
        words = self._texts.raw("contact.cancel_words").split(", ")
        return any(same(text, word) for word in words)

    def _read_value(self, tx: Transaction, turn: Turn) -> None:
        try:
            details = find_contact(turn.message.text, self._organisation.department)
        except FieldsRefused as refused:
            self._say(tx, turn, f"contact.refused.{refused.reasons['value']}", {"step": "value"},
                      self._cancel_button())
            return
        self._say(tx, turn, "contact.ask_text", {
            "step": "text", "kind": details.kind, "value": details.value},
            self._cancel_button(), value=details.words)

    def _leave(self, tx: Transaction, turn: Turn, details: ContactDetails) -> None:
        if self._conversations.is_blocked(tx, turn.conversation_id):
            until = self._conversations.get(tx, turn.conversation_id).blocked_until
            self._say(tx, turn, "handoff.blocked", {"step": "cancelled"},
                      until=write_date(until.date()) if until else "",
                      telephone=self._organisation.telephone)
            return
        self._handoff.request(tx, turn.conversation_id, "asked")
        escalation = self._handoff.leave_contact(
            tx, turn.conversation_id, details.kind, details.value)
        said = left_text(
            self._texts, escalation, self._handoff.route(tx, escalation), self._now(), "left",
            days=self._organisation.retention_days)
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, said.text, custom=said.custom, reply_to=turn.message.sequence))

    def _cancel(self, tx: Transaction, turn: Turn, escalation: Escalation | None) -> None:
        contact = Button(self._texts("buttons.contact"), COMMAND_CONTACT)
        if escalation:
            assistant = Button(self._texts("buttons.assistant"), COMMAND_ASSISTANT)
            self._say(tx, turn, "contact.still_waiting", {"step": "cancelled"}, contact, assistant)
        else:
            self._say(tx, turn, "contact.cancelled", {"step": "cancelled"}, contact)

    def _cancel_button(self) -> Button:
        return Button(self._texts("buttons.cancel"), COMMAND_CANCEL)

    def _say(
        self, tx: Transaction, turn: Turn, key: str, custom: dict[str, Any], *buttons: Button,
        **values: object,
    ) -> None:
        self._conversations.append(tx, turn.conversation_id, Draft(
            Author.SYSTEM, self._texts(key, **values), buttons, {"type": KIND, **custom},
            reply_to=turn.message.sequence))


def _is_notice(message: Message) -> bool:
    """Whether it was said to everybody, or came by itself, whatever the conversation was about."""
    return (message.custom or {}).get("type") in ("notice", "news")
