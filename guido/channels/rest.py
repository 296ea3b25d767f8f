"""The REST channel: `POST /webhooks/rest/webhook {"sender", "message"}` → a list of replies.

It answers synchronously, as Rasa's own does, and adds what a person wrote meanwhile. With
`message_id` in the body the same message sent twice is stored once and gets the same replies.
"""

from __future__ import annotations

import hmac
import uuid
from itertools import takewhile
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.conversations import Author, Message
from guido.errors import MessageRefused
from guido.relay.runtime import Runtime, attach
from guido.storage import Transaction

_LONGEST_SENDER = 255


class RestChannel(InputChannel):
    """Rasa's REST protocol on the relay."""

    @classmethod
    def name(cls) -> str:
        return "rest"

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
            body = request.json if isinstance(request.json, dict) else {}
            sender = body.get("sender", "default")
            if not isinstance(sender, str) or not 1 <= len(sender) <= _LONGEST_SENDER:
                return json({"error": "sender: expected a text of 1 to 255 characters"}, 400)
            return json(await _exchange(runtime, sender, body))

        attach(blueprint)
        return blueprint


def _is_allowed(request: Request, runtime: Runtime) -> bool:
    wanted = runtime.settings.rest_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return not wanted or hmac.compare_digest(given.encode(), wanted.encode())


async def _exchange(
    runtime: Runtime, sender: str, body: dict[str, Any]
) -> list[dict[str, Any]]:
    database, conversations = runtime.database, runtime.conversations
    conversation = await database.run_async(conversations.open, "rest", sender)
    message_id = body.get("message_id") or uuid.uuid4().hex
    try:
        appended = await runtime.relay.receive(conversation.id, body.get("message"), message_id)
    except MessageRefused as refusal:
        return [{"recipient_id": sender, "text": runtime.texts(f"refused.{refusal.reason}")}]
    sequence = appended.message.sequence
    if not await runtime.relay.wait_until_settled(conversation.id, sequence):
        return [{"recipient_id": sender, "text": runtime.texts("assistant.failed")}]
    if appended.duplicate:
        new = await database.run_async(_answers_to, runtime, conversation.id, sequence)
    else:
        new = await database.run_async(
            _undelivered, runtime, conversation.id, conversation.delivered_sequence)
    return [_reply(sender, message) for message in new]


def _answers_to(
    tx: Transaction, runtime: Runtime, conversation_id: str, sequence: int
) -> list[Message]:
    later = runtime.conversations.messages(tx, conversation_id, sequence)
    return list(takewhile(lambda message: message.author is not Author.CITIZEN, later))


def _undelivered(
    tx: Transaction, runtime: Runtime, conversation_id: str, after: int
) -> list[Message]:
    new = runtime.conversations.messages(tx, conversation_id, after)
    if new:
        runtime.conversations.delivered(tx, conversation_id, new[-1].sequence)
    return [message for message in new if message.author is not Author.CITIZEN]


def _reply(sender: str, message: Message) -> dict[str, Any]:
    reply: dict[str, Any] = {"recipient_id": sender, "text": message.text}
    if message.buttons:
        # Sent back as they are; the relay knows what was offered.
        reply["buttons"] = [{"title": b.title, "payload": b.title} for b in message.buttons]
    if message.custom:
        reply["custom"] = message.custom
    return reply
