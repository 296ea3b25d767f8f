"""What all routes of the widget's channel share: whose conversation it is, and refusals."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.conversations import Appended, Conversation
from guido.errors import ConversationNotFound, MessageRefused
from guido.relay.runtime import Runtime

CHANNEL = "widget"
_Handler = Callable[..., Awaitable[HTTPResponse | None]]
# What is refused with another status than 422.
_STATUSES = {
    "unknown_conversation": 401, "used_address": 410, "unknown_form": 404,
    "unknown_document": 404, "expired_document": 410,
    "form_answered": 409, "form_closed": 409,
    "too_long": 413, "file_too_large": 413,
}


def of_conversation(handler: _Handler) -> _Handler:
    """For routes of one conversation: the one of the request's token, or 401.

    What the handler refuses with MessageRefused is answered with the reason and its sentence.
    """
    @functools.wraps(handler)
    async def wrapped(request: Request, *arguments, **named) -> HTTPResponse | None:
        try:
            return await handler(request, await conversation_of(request), *arguments, **named)
        except ConversationNotFound:
            return refuse(request, "unknown_conversation")
        except MessageRefused as refusal:
            return refuse(request, refusal.reason)
    return wrapped


async def conversation_of(request: Request) -> Conversation:
    """The conversation of the request's token; raises ConversationNotFound."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    runtime = runtime_of(request)
    return await runtime.database.read_async(runtime.conversations.find, CHANNEL, token)


def accepted(appended: Appended) -> HTTPResponse:
    """The acknowledgement of a stored message."""
    return json({"sequence": appended.message.sequence, "duplicate": appended.duplicate}, 202)


def refuse(request: Request, reason: str) -> HTTPResponse:
    """The refusal with its sentence in data/messages.yml."""
    message = runtime_of(request).texts(f"refused.{reason}")
    return json({"error": reason, "message": message}, status=_STATUSES.get(reason, 422))


def runtime_of(request: Request) -> Runtime:
    """The parts of this server."""
    return request.app.ctx.guido
