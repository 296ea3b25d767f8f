"""The REST channel: `POST /webhooks/rest/webhook {"sender", "message"}` → a list of replies.

It answers synchronously, as Rasa's own does, and adds what a person wrote meanwhile. With
`message_id` in the body the same message sent twice is stored once and gets the same replies.
"""

from __future__ import annotations

import hmac
import uuid
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.conversations import Author, Conversation, Message
from guido.conversations.model import check_text, chosen
from guido.errors import MessageRefused
from guido.relay.announcements import announce
from guido.relay.assistant import RasaAssistant
from guido.relay.runtime import Runtime
from guido.relay.serving import attach
from guido.storage import Transaction
from guido.web import json_object

CHANNEL = "rest"
_LONGEST_SENDER = 255
_LOOKED_BACK = 30


class RestChannel(InputChannel):
    """Rasa's REST protocol on the relay."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """The webhook; Rasa's own handler is not used, because the relay asks the assistant."""
        blueprint = Blueprint("guido_rest")

        @blueprint.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @blueprint.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            runtime: Runtime = request.app.ctx.guido
            if not _is_allowed(request, runtime):
                return json({"error": "unauthorized"}, status=401)
            body = json_object(request)
            sender = body.get("sender")
            if not isinstance(sender, str) or not 1 <= len(sender) <= _LONGEST_SENDER:
                return json({"error": "sender: expected a text of 1 to 255 characters"}, 400)
            return json(await _exchange(runtime, sender, body))

        attach(blueprint, RasaAssistant)
        return blueprint


def _is_allowed(request: Request, runtime: Runtime) -> bool:
    wanted = runtime.settings.rest_token
    if not wanted:
        return runtime.settings.is_demonstration
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


async def _exchange(
    runtime: Runtime, sender: str, body: dict[str, Any]
) -> list[dict[str, Any]]:
    database = runtime.database
    message_id = body.get("message_id") or uuid.uuid4().hex
    try:
        check_text(body.get("message"))
        conversation, offered_by = await database.run_async(
            _open, runtime, sender, body.get("message"))
        appended = await runtime.relay.receive(
            conversation.id, body.get("message"), message_id, offered_by)
    except MessageRefused as refusal:
        return [{"recipient_id": sender, "text": runtime.texts(f"refused.{refusal.reason}")}]
    sequence = appended.message.sequence
    if not await runtime.relay.wait_until_settled(conversation.id, sequence):
        return [{"recipient_id": sender, "text": runtime.texts("assistant.failed")}]
    new = await database.run_async(
        _to_deliver, runtime, conversation.id, sequence)
    return [_reply(sender, message) for message in new]


def _open(
    tx: Transaction, runtime: Runtime, sender: str, text: str
) -> tuple[Conversation, int | None]:
    """The sender's conversation, and the message that offered what they choose, if it is known.

    Today's notices stand in it before the next answer.
    """
    conversation = runtime.conversations.open(tx, CHANNEL, sender)
    offered_by = _offered_by(tx, runtime, conversation, text)
    announce(tx, runtime.conversations, runtime.notices, conversation.id)
    return conversation, offered_by


def _offered_by(
    tx: Transaction, runtime: Runtime, conversation: Conversation, text: str
) -> int | None:
    """What nobody asked for, such as an agent's leaving, comes with the next answer only.

    So a button of it counts as well as one of the answer itself, which goes first.
    """
    last = runtime.conversations.messages(
        tx, conversation.id, max(0, conversation.last_sequence - _LOOKED_BACK))
    citizens = [place for place, message in enumerate(last) if message.author is Author.CITIZEN]
    if not citizens:
        return None
    before = citizens[-2] if len(citizens) > 1 else -1
    unasked = [message for message in last[before + 1:citizens[-1]] if message.reply_to is None]
    return next((message.sequence for message in (*last[citizens[-1]:], *reversed(unasked))
                 if chosen(text, message.buttons)), None)


def _to_deliver(
    tx: Transaction, runtime: Runtime, conversation_id: str, sequence: int
) -> list[Message]:
    """The answers to a message, and what an agent wrote and nobody has fetched yet.

    A message that comes again gets its answers again. Read and marked in one transaction, so
    that of two requests at once only one takes what was waiting.
    """
    conversations = runtime.conversations
    conversations.lock(tx, conversation_id)
    conversation = conversations.get(tx, conversation_id)
    waiting = [
        message for message in conversations.messages(
            tx, conversation_id, conversation.delivered_sequence)
        if message.author is not Author.CITIZEN and message.reply_to in (None, sequence)
    ]
    found = {message.sequence: message for message in waiting}
    answers = conversations.replies_to(tx, conversation_id, sequence)
    found.update({message.sequence: message for message in answers})
    if found:
        conversations.delivered(tx, conversation_id, max(found))
    return [found[number] for number in sorted(found)]


def _reply(sender: str, message: Message) -> dict[str, Any]:
    reply: dict[str, Any] = {"recipient_id": sender, "text": message.text}
    if message.buttons:
        # Sent back as they are; the relay knows what was offered.
        reply["buttons"] = [{"title": b.title, "payload": b.title} for b in message.buttons]
    if message.custom:
        reply["custom"] = message.custom
    return reply
