"""The widget's channel: post a message, follow the conversation as a stream or by asking again.

A conversation is known by a secret token, which travels in the Authorization header only and
is stored as a hash. Messages carry an identifier of the widget's, so that sending again after
a broken connection never doubles one. Nothing here needs Rasa, so that a process without an
assistant serves citizens, too.
"""

from __future__ import annotations

import secrets

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.channels.widget_answers import add_answer_routes
from guido.channels.widget_continue import add_continue_route
from guido.channels.widget_documents import add_document_route
from guido.channels.widget_handoff_routes import add_handoff_routes
from guido.channels.widget_session import CHANNEL, accepted, of_conversation, runtime_of
from guido.conversations import Conversation
from guido.relay.feed import Page, follow, number_after, send_stream
from guido.relay.model import COMMAND_ASSISTANT, COMMAND_PERSON
from guido.relay.runtime import Runtime
from guido.relay.status import citizen_status
from guido.relay.topics import conversation_topic
from guido.storage import Transaction
from guido.web import json_object

_COMMANDS = {"person": COMMAND_PERSON, "assistant": COMMAND_ASSISTANT}


def widget_routes() -> Blueprint:
    """All routes of the channel, without a prefix."""
    blueprint = Blueprint("guido_widget")
    blueprint.add_route(_open, "/conversations", methods=["POST"])
    blueprint.add_route(_send, "/messages", methods=["POST"])
    blueprint.add_route(_messages, "/messages", methods=["GET"])
    blueprint.add_route(_stream, "/stream", methods=["GET"])
    blueprint.add_route(_wish, "/<wish:person|assistant>", methods=["POST"])
    add_answer_routes(blueprint)
    add_handoff_routes(blueprint)
    add_continue_route(blueprint)
    add_document_route(blueprint)
    return blueprint


async def _open(request: Request) -> HTTPResponse:
    runtime = runtime_of(request)
    token = secrets.token_urlsafe(32)
    await runtime.database.run_async(runtime.conversations.open, CHANNEL, token)
    return json({"token": token}, status=201)


@of_conversation
async def _send(request: Request, conversation: Conversation) -> HTTPResponse:
    body = json_object(request)
    offered_by = body.get("offered_by")
    return accepted(await runtime_of(request).relay.receive(
        conversation.id, body.get("text"), body.get("id"),
        offered_by if isinstance(offered_by, int) else None))


@of_conversation
async def _wish(request: Request, conversation: Conversation, wish: str) -> HTTPResponse:
    return accepted(await runtime_of(request).relay.wish(
        conversation.id, _COMMANDS[wish], json_object(request).get("id")))


@of_conversation
async def _messages(request: Request, conversation: Conversation) -> HTTPResponse:
    runtime = runtime_of(request)
    page = await runtime.database.read_async(_page, runtime, conversation.id, number_after(request))
    return json({"messages": page.entries, "status": page.status},
                headers={"Cache-Control": "no-store"})


@of_conversation
async def _stream(request: Request, conversation: Conversation) -> None:
    runtime = runtime_of(request)

    async def fetch(after: int) -> Page:
        return await runtime.database.read_async(_page, runtime, conversation.id, after)

    await send_stream(request, follow(
        runtime.bus, conversation_topic(conversation.id), fetch, number_after(request)))


def _page(tx: Transaction, runtime: Runtime, conversation_id: str, after: int) -> Page:
    messages = runtime.conversations.messages(tx, conversation_id, after)
    status, changes_in = citizen_status(tx, runtime, conversation_id)
    return Page([message.public() for message in messages], status, changes_in)
