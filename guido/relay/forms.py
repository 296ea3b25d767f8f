"""Forms between agent and citizen: sent as a message, answered as a message, exactly once."""

from __future__ import annotations

import re
import uuid
from typing import Any

from guido.bus import Bus
from guido.cases.reference import Reading, read_reference, write_reference
from guido.conversations import Appended, Author, Conversations, Draft
from guido.conversations.model import check_sender_message_id
from guido.errors import MessageRefused
from guido.french.texts import Texts
from guido.handoff import Agent, Handoff
from guido.handoff.audit import Audit
from guido.handoff.forms import Form, Forms, Kind
from guido.handoff.forms.model import LONGEST_REFERENCE, check_kind, check_label
from guido.relay.service import Relay
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.storage import Database, Transaction

_NO_LETTER = re.compile(r"[^0-9A-Za-z]")
# Our references have eleven characters; other institutions' may begin as ours do.
_NEARLY_OURS = range(10, 13)


class FormExchange:
    """What agents ask for by a form, and what citizens answer."""

    def __init__(
        self, database: Database, bus: Bus, conversations: Conversations, handoff: Handoff,
        forms: Forms, audit: Audit, relay: Relay, texts: Texts,
    ) -> None:
        self._database = database
        self._bus = bus
        self._conversations = conversations
        self._handoff = handoff
        self._forms = forms
        self._audit = audit
        self._relay = relay
        self._texts = texts

    async def ask(
        self, conversation_id: str, agent: Agent, kind: object, label: object,
        sender_message_id: object,
    ) -> Appended:
        """The holder asks for something; raises NotHolder or MessageRefused."""
        appended = await self._database.run_async(
            self._ask, conversation_id, agent, check_kind(kind), check_label(label),
            check_sender_message_id(sender_message_id))
        self._bus.publish(conversation_topic(conversation_id))
        self._bus.publish(QUEUE_TOPIC)
        return appended

    async def answer(self, conversation_id: str, form_id: str, value: object) -> Appended:
        """The citizen's reference, or « yes » or « no ».

        Raises FormNotFound; MessageRefused for a value that cannot be taken, and if the form was
        answered already or the agents have ended the conversation.
        """
        def fill_in(tx: Transaction, form: Form) -> tuple[str, dict[str, Any]]:
            if form.kind is Kind.REFERENCE:
                taken = _checked_reference(value)
                return self._texts("forms.answer", label=form.label, value=taken), {"value": taken}
            if form.kind is Kind.CONSENT and value in ("yes", "no"):
                shown = self._texts(f"forms.{value}")
                return self._texts("forms.answer", label=form.label, value=shown), {"value": value}
            raise MessageRefused("form_value")

        return await self._relay.take_in(
            conversation_id, self._answer, conversation_id, form_id, fill_in)

    async def answer_file(
        self, conversation_id: str, form_id: str, name: object, content: bytes
    ) -> Appended:
        """The citizen's file; raises as `answer` does."""
        def fill_in(tx: Transaction, form: Form) -> tuple[str, dict[str, Any]]:
            if form.kind is not Kind.DOCUMENT:
                raise MessageRefused("form_value")
            file = self._forms.keep_file(tx, conversation_id, name, content)
            return self._texts("forms.answer", label=form.label, value=file.name), {
                "file": {"id": file.id, "name": file.name, "size": file.size}}

        return await self._relay.take_in(
            conversation_id, self._answer, conversation_id, form_id, fill_in)

    def _ask(
        self, tx: Transaction, conversation_id: str, agent: Agent, kind: Kind, label: str,
        sender_message_id: str,
    ) -> Appended:
        escalation = self._handoff.held_by(tx, conversation_id, agent)
        form_id = str(uuid.uuid4())
        appended = self._conversations.append(tx, conversation_id, Draft(
            Author.AGENT, self._texts(f"forms.{kind.value}", label=label),
            custom={"type": "form", "id": form_id, "kind": kind.value, "label": label},
            author_name=agent.name, author_id=agent.id,
            sender_message_id=sender_message_id))
        if not appended.duplicate:
            self._forms.ask(tx, form_id, conversation_id, kind, label, escalation.id)
            self._handoff.answered(tx, escalation)
            self._audit.note(tx, agent, "form_sent", conversation_id, kind=kind.value)
        return appended

    def _answer(
        self, tx: Transaction, conversation_id: str, form_id: str, fill_in: Any
    ) -> Appended:
        self._conversations.lock(tx, conversation_id)
        form = self._forms.get(tx, conversation_id, form_id)
        if form.answered_at:
            raise MessageRefused("form_answered")
        open_now = self._handoff.open_of(tx, conversation_id)
        if not open_now or open_now.id != form.escalation_id:
            raise MessageRefused("form_closed")
        text, answer = fill_in(tx, form)
        self._forms.answered(tx, form)
        return self._conversations.append(tx, conversation_id, Draft(
            Author.CITIZEN, text, sender_message_id=f"form:{form.id}",
            custom={"type": "form_answer", "form": form.id, "kind": form.kind.value, **answer}))


def _checked_reference(value: object) -> str:
    """What the citizen typed; one of our references in its usual form.

    A reference that looks like ours and has a typing error is refused, so that it is put right
    here and not days later.
    """
    if not isinstance(value, str) or not value.strip():
        raise MessageRefused("reference_empty")
    text = " ".join(value.replace("\x00", "").encode("utf-8", "replace").decode().split())
    if len(text) > LONGEST_REFERENCE:
        raise MessageRefused("reference_too_long")
    reading = read_reference(text)
    if reading.reading is Reading.MISTYPED and len(_NO_LETTER.sub("", text)) in _NEARLY_OURS:
        raise MessageRefused("reference_mistyped")
    return write_reference(reading.reference) if reading.reference else text
