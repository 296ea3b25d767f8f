"""Conversations that another Guido passes on: taken in once, and gone on with by the citizen.

The citizen gets an address with a token that works once and for some days; it is exchanged for
the secret with which the widget reads the conversation. Both are derived from our key, so that
the same conversation passed on twice is the same here.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from guido.clock import utc_now
from guido.conversations import Author, Conversation, Conversations, Draft
from guido.conversations.model import check_text
from guido.errors import ConversationNotFound, FieldsRefused, HandoffRefused, MessageRefused
from guido.french.contact_details import check_contact
from guido.french.texts import Texts
from guido.handoff import Handoff
from guido.handoff.marks import Marks
from guido.relay.waiting import Waiting
from guido.storage import Transaction

CHANNEL = "widget"
_DAYS = timedelta(days=7)
_MOST_MESSAGES, _LONGEST_ID, _LONGEST_NAME, _LONGEST_WORD = 500, 100, 80, 1000
_CONTINUED = "continued"


class Incoming:
    """Each call runs in the caller's transaction."""

    def __init__(
        self, key: bytes, conversations: Conversations, handoff: Handoff, marks: Marks,
        waiting: Waiting, texts: Texts, theme_of: Callable[[str | None], str | None],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._key = key
        self._conversations = conversations
        self._handoff = handoff
        self._marks = marks
        self._waiting = waiting
        self._texts = texts
        self._theme_of = theme_of
        self._now = now

    def take_in(
        self, tx: Transaction, partner: str, body: Mapping[str, Any]
    ) -> tuple[str, bool]:
        """Make the conversation and its escalation; the citizen's token, and whether it is new.

        Raises HandoffRefused for a body that is not as guido/api/openapi.yml describes it.
        """
        name = _text(body, "id", _LONGEST_ID)
        drafts = self._drafts(partner, body.get("messages"))
        token = self._derived("continue", partner, name)
        conversation = self._conversations.open(tx, CHANNEL, self._derived("secret", token))
        self._conversations.lock(tx, conversation.id)
        if self._conversations.get(tx, conversation.id).last_sequence:
            return token, False
        self._write(tx, conversation, drafts)
        self._ask_for_a_person(tx, conversation, partner, body)
        return token, True

    def go_on(self, tx: Transaction, token: str, attempt: str) -> str:
        """The widget's secret for a token that was not used, or was by the same attempt.

        Raises ConversationNotFound for any other, and when its days are over.
        """
        secret = self._derived("secret", token)
        found = self._conversations.find(tx, CHANNEL, secret)
        if found.created_at + _DAYS < self._now():
            raise ConversationNotFound("the address is too old")
        self._conversations.message(tx, found.id, 1)  # gone if the citizen had it erased
        mark = hashlib.sha256(attempt.encode("utf-8", "replace")).hexdigest()[:16]
        appended = self._conversations.append(tx, found.id, Draft(
            Author.SYSTEM, self._texts("partner.continued"),
            custom={"type": "continued", "by": mark}, sender_message_id=_CONTINUED))
        if (appended.message.custom or {}).get("by") != mark:
            raise ConversationNotFound("the address was used")
        return secret

    def _drafts(self, partner: str, messages: object) -> list[Draft]:
        if not isinstance(messages, list) or not 1 <= len(messages) <= _MOST_MESSAGES:
            raise HandoffRefused(f"messages: expected a list of 1 to {_MOST_MESSAGES}")
        intro = Draft(Author.SYSTEM, self._texts("partner.received", partner=partner),
                      custom={"type": "passed_on", "from": partner})
        return [intro, *(_draft(partner, each) for each in messages)]

    def _write(
        self, tx: Transaction, conversation: Conversation, drafts: list[Draft]
    ) -> None:
        for draft in drafts:
            last = self._conversations.append(tx, conversation.id, draft).message.sequence
            # What was written there is not to be answered by the assistant here.
            self._conversations.settle(tx, conversation.id, last)

    def _ask_for_a_person(
        self, tx: Transaction, conversation: Conversation, partner: str, body: Mapping[str, Any]
    ) -> None:
        theme = self._theme_of(_optional(body, "service", _LONGEST_NAME) or None)
        escalation = self._handoff.request(
            tx, conversation.id, "asked", body["service"] if theme else None, theme,
            _optional(body, "commune", _LONGEST_NAME) or None, {"partner": partner})
        agent, word = _optional(body, "agent", _LONGEST_NAME), _optional(
            body, "word", _LONGEST_WORD)
        key = "partner.word" if word else "partner.no_word"
        self._marks.set_word(tx, escalation, self._texts(
            key, partner=partner, agent=agent or partner, word=word))
        contact = body.get("contact")
        if isinstance(contact, dict):
            try:
                details = check_contact(contact.get("kind"), contact.get("value"))
            except FieldsRefused as refusal:
                raise HandoffRefused("contact: no telephone number or address") from refusal
            escalation = self._handoff.leave_contact(
                tx, conversation.id, details.kind, details.value)
        self._waiting.say(tx, escalation)

    def _derived(self, purpose: str, *parts: str) -> str:
        named = "\0".join((purpose, *parts)).encode("utf-8", "replace")
        return hmac.new(self._key, named, hashlib.sha256).hexdigest()


def _draft(partner: str, message: object) -> Draft:
    if not isinstance(message, dict) or message.get("author") not in [a.value for a in Author]:
        raise HandoffRefused("messages: each has an author: citizen, assistant, agent or system")
    try:
        text = check_text(message.get("text"))
    except MessageRefused as refusal:
        raise HandoffRefused(f"messages: text: {refusal.reason}") from refusal
    custom = {"type": "passed_on", "from": partner}
    at = _optional(message, "at", _LONGEST_NAME)
    return Draft(
        Author(message["author"]), text, custom={**custom, "at": at} if at else custom,
        author_name=_optional(message, "author_name", _LONGEST_NAME) or None)


def _text(body: Mapping[str, Any], name: str, longest: int) -> str:
    value = _optional(body, name, longest)
    if not value:
        raise HandoffRefused(f"{name}: expected a text")
    return value


def _optional(body: Mapping[str, Any], name: str, longest: int) -> str:
    """A text without control characters that the database cannot keep; empty for none."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise HandoffRefused(f"{name}: expected a text of at most {longest} characters")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()
