"""One conversation: reading it, taking it, writing in it, ending it."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.session import changing, reading, session_of
from guido.errors import AlreadyTaken, ConversationNotFound, MessageRefused, NotHolder
from guido.handoff import Session, State
from guido.relay.feed import follow, number_after, send_stream
from guido.relay.runtime import Runtime
from guido.relay.topics import conversation_topic
from guido.web import json_object

_ENDS = {"return": State.RETURNED, "close": State.CLOSED}
_NO_STORE = {"Cache-Control": "no-store"}


def add_conversation_routes(blueprint: Blueprint) -> None:
    """Add the routes below `/agents/data/conversations`."""
    conversation = "/data/conversations/<conversation_id:str>"
    blueprint.add_route(_messages, f"{conversation}/messages", methods=["GET"])
    blueprint.add_route(_stream, f"{conversation}/stream", methods=["GET"])
    blueprint.add_route(_write, f"{conversation}/messages", methods=["POST"])
    blueprint.add_route(_take, f"{conversation}/take", methods=["POST"])
    blueprint.add_route(_end, f"{conversation}/<end:return|close>", methods=["POST"])


@reading
async def _messages(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    if not await _may_read(runtime, conversation_id):
        return json({"error": "not_open"}, status=404)
    fetched = await _fetch(runtime, conversation_id, number_after(request))
    return json({"messages": fetched}, headers=_NO_STORE)


@reading
async def _stream(request: Request, session: Session, conversation_id: str) -> HTTPResponse | None:
    runtime = _runtime(request)
    if not await _may_read(runtime, conversation_id):
        return json({"error": "not_open"}, status=404)

    async def fetch(after: int) -> list[dict[str, Any]] | None:
        # What is written after the conversation has left the queue is not the agents' business.
        if not await session_of(request) or not await _may_read(runtime, conversation_id):
            return None
        return await _fetch(runtime, conversation_id, after)

    await send_stream(request, follow(
        runtime.bus, conversation_topic(conversation_id), fetch, number_after(request)))
    return None


async def _may_read(runtime: Runtime, conversation_id: str) -> bool:
    """Only conversations that wait or are held can be read in the console."""
    return await runtime.database.run_async(
        runtime.handoff.open_of, conversation_id) is not None


async def _fetch(runtime: Runtime, conversation_id: str, after: int) -> list[dict[str, Any]]:
    messages = await runtime.database.run_async(
        runtime.conversations.messages, conversation_id, after)
    return [message.public() for message in messages]


@changing
async def _take(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    try:
        await _runtime(request).desk.take(conversation_id, session.agent)
    except AlreadyTaken as taken:
        return json({"error": "taken", "holder": taken.holder}, status=409)
    return json({"status": "taken"})


@changing
async def _write(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    body = json_object(request)
    try:
        appended = await runtime.desk.write(
            conversation_id, session.agent, body.get("text"), body.get("id"))
    except (NotHolder, ConversationNotFound):
        return json({"error": "not_holder"}, status=409)
    except MessageRefused as refusal:
        message = runtime.texts(f"refused.{refusal.reason}")
        return json({"error": refusal.reason, "message": message}, status=422)
    return json({"sequence": appended.message.sequence, "duplicate": appended.duplicate}, 202)


@changing
async def _end(request: Request, session: Session, conversation_id: str, end: str) -> HTTPResponse:
    try:
        await _runtime(request).desk.end(conversation_id, session.agent, _ENDS[end])
    except (NotHolder, ConversationNotFound):
        return json({"error": "not_holder"}, status=409)
    return json({"status": "ended"})


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
