"""The widget's channel: post a message, follow the conversation as a stream or by asking again.

A conversation is known by a secret token, which travels in the Authorization header only and
is stored as a hash. Messages carry an identifier of the widget's, so that sending again after
a broken connection never doubles one. Nothing here needs Rasa, so that a process without an
assistant serves citizens, too.
"""

from __future__ import annotations

import secrets
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.conversations import Appended, Conversation
from guido.errors import ConversationNotFound, MessageRefused
from guido.relay.feed import follow, number_after, send_stream
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_PERSON
from guido.relay.runtime import Runtime
from guido.relay.service import conversation_topic
from guido.web import json_object

CHANNEL = "widget"
_COMMANDS = {"person": COMMAND_PERSON, "assistant": COMMAND_ASSISTANT}


def widget_routes() -> Blueprint:
    """All routes of the channel, without a prefix."""
    blueprint = Blueprint("guido_widget")
    blueprint.add_route(_open, "/conversations", methods=["POST"])
    blueprint.add_route(_send, "/messages", methods=["POST"])
    blueprint.add_route(_messages, "/messages", methods=["GET"])
    blueprint.add_route(_stream, "/stream", methods=["GET"])
    blueprint.add_route(_wish, "/<wish:person|assistant>", methods=["POST"])
    return blueprint


async def _open(request: Request) -> HTTPResponse:
    runtime = _runtime(request)
    token = secrets.token_urlsafe(32)
    await runtime.database.run_async(runtime.conversations.open, CHANNEL, token)
    return json({"token": token}, status=201)


async def _send(request: Request) -> HTTPResponse:
    body = json_object(request)
    offered_by = body.get("offered_by")

    async def receive(conversation: Conversation) -> Appended:
        return await _runtime(request).relay.receive(
            conversation.id, body.get("text"), body.get("id"),
            offered_by if isinstance(offered_by, int) else None)

    return await _accept(request, receive)


async def _wish(request: Request, wish: str) -> HTTPResponse:
    body = json_object(request)

    async def receive(conversation: Conversation) -> Appended:
        return await _runtime(request).relay.wish(
            conversation.id, _COMMANDS[wish], body.get("id"))

    return await _accept(request, receive)


async def _accept(request: Request, receive) -> HTTPResponse:
    try:
        appended: Appended = await receive(await _conversation(request))
    except ConversationNotFound:
        return _refuse(request, "unknown_conversation", 401)
    except MessageRefused as refusal:
        return _refuse(request, refusal.reason, 413 if refusal.reason == "too_long" else 422)
    return json({"sequence": appended.message.sequence, "duplicate": appended.duplicate}, 202)


async def _messages(request: Request) -> HTTPResponse:
    try:
        conversation = await _conversation(request)
    except ConversationNotFound:
        return _refuse(request, "unknown_conversation", 401)
    fetched = await _fetch(_runtime(request), conversation, number_after(request))
    return json({"messages": fetched}, headers={"Cache-Control": "no-store"})


async def _stream(request: Request) -> HTTPResponse | None:
    runtime = _runtime(request)
    try:
        conversation = await _conversation(request)
    except ConversationNotFound:
        return _refuse(request, "unknown_conversation", 401)
    await send_stream(request, follow(
        runtime.bus, conversation_topic(conversation.id),
        lambda after: _fetch(runtime, conversation, after), number_after(request)))
    return None


async def _fetch(runtime: Runtime, conversation: Conversation, after: int) -> list[dict[str, Any]]:
    messages = await runtime.database.read_async(
        runtime.conversations.messages, conversation.id, after)
    return [message.public() for message in messages]


async def _conversation(request: Request) -> Conversation:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    runtime = _runtime(request)
    return await runtime.database.read_async(runtime.conversations.find, CHANNEL, token)


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido


def _refuse(request: Request, reason: str, status: int) -> HTTPResponse:
    message = _runtime(request).texts(f"refused.{reason}")
    return json({"error": reason, "message": message}, status=status)
