"""What citizens give back besides messages: forms and files, thumbs, how far they have read."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.channels.widget_session import accepted, of_conversation, refuse, runtime_of
from guido.conversations import Appended, Conversation
from guido.errors import FormNotFound
from guido.handoff.watchers import CITIZEN
from guido.relay.topics import conversation_topic
from guido.web import json_object

_THUMBS = {"up": 1, "down": -1}
_DONE = {"status": "ok"}
_LARGEST_SEQUENCE = 2**31 - 1


def add_answer_routes(blueprint: Blueprint) -> None:
    """Add the routes to the widget's."""
    blueprint.add_route(_form, "/forms/<form_id:str>", methods=["POST"])
    blueprint.add_route(_procedure_file, "/procedure/file", methods=["POST"])
    blueprint.add_route(_thumb, "/thumbs", methods=["POST"])
    blueprint.add_route(_read, "/read", methods=["POST"])
    blueprint.add_route(_typing, "/typing", methods=["POST"])


@of_conversation
async def _form(request: Request, conversation: Conversation, form_id: str) -> HTTPResponse:
    try:
        appended = await _answer(request, conversation, form_id)
    except FormNotFound:
        return refuse(request, "unknown_form")
    return accepted(appended)


async def _answer(request: Request, conversation: Conversation, form_id: str) -> Appended:
    """JSON with a `value`; a body of any other type is the file, its name in the query."""
    exchange = runtime_of(request).form_exchange
    if request.content_type.startswith("application/json"):
        return await exchange.answer(conversation.id, form_id, json_object(request).get("value"))
    return await exchange.answer_file(
        conversation.id, form_id, request.args.get("name"), request.body)


@of_conversation
async def _procedure_file(request: Request, conversation: Conversation) -> HTTPResponse:
    """The body is the file that a procedure asks for, its name in the query."""
    return accepted(await runtime_of(request).procedure_files.receive(
        conversation.id, request.args.get("name"), request.body))


@of_conversation
async def _thumb(request: Request, conversation: Conversation) -> HTTPResponse:
    runtime = runtime_of(request)
    body = json_object(request)
    await runtime.database.run_async(
        runtime.conversations.rate, conversation.id, _sequence(body.get("sequence")),
        _THUMBS.get(str(body.get("thumb")), 0))
    runtime.bus.publish(conversation_topic(conversation.id))
    return json(_DONE)


@of_conversation
async def _read(request: Request, conversation: Conversation) -> HTTPResponse:
    """The citizen has the panel before them and has seen everything up to a number."""
    watching = runtime_of(request).watching
    await watching.read(
        conversation.id, CITIZEN, _sequence(json_object(request).get("sequence")))
    await watching.look(conversation.id, CITIZEN, True)
    return json(_DONE)


@of_conversation
async def _typing(request: Request, conversation: Conversation) -> HTTPResponse:
    await runtime_of(request).watching.type(
        conversation.id, CITIZEN, json_object(request).get("typing") is True)
    return json(_DONE)


def _sequence(value: object) -> int:
    is_number = isinstance(value, int) and 0 < value <= _LARGEST_SEQUENCE
    return value if is_number and not isinstance(value, bool) else 0
