"""One conversation: reading it, taking it, writing in it, putting right what was written."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.access import last_readable
from guido.console.session import changing, needs, reading, session_in
from guido.console.understood import understood_words
from guido.conversations import Appended, Message
from guido.errors import (
    AlreadyTaken,
    ConversationNotFound,
    FileNotKnown,
    MessageRefused,
    NotHolder,
)
from guido.handoff import Agent, Role, Session
from guido.handoff.forms import File
from guido.handoff.watchers import agent_party
from guido.relay.feed import Page, follow, number_of, send_stream
from guido.relay.runtime import Runtime
from guido.relay.status import agent_status
from guido.relay.topics import conversation_topic
from guido.relay.transcript import for_agents
from guido.storage import Transaction
from guido.web import download, json_object

_NO_STORE = {"Cache-Control": "no-store"}
_NEWEST = 50
_DONE = {"status": "ok"}
_Handler = Callable[..., Awaitable[HTTPResponse | None]]


def add_conversation_routes(blueprint: Blueprint) -> None:
    """Add the routes below `/agents/data/conversations`, and the citizens' files."""
    conversation = "/data/conversations/<conversation_id:str>"
    message = f"{conversation}/messages/<sequence:int>"
    for handler, path, method in (
        (_messages, f"{conversation}/messages", "GET"),
        (_stream, f"{conversation}/stream", "GET"),
        (_write, f"{conversation}/messages", "POST"),
        (_correct, f"{message}/correct", "POST"),
        (_withdraw, f"{message}/withdraw", "POST"),
        (_form, f"{conversation}/forms", "POST"),
        (_take, f"{conversation}/take", "POST"),
        (_take_over, f"{conversation}/take-over", "POST"),
        (_look, f"{conversation}/look", "POST"),
        (_typing, f"{conversation}/typing", "POST"),
        (_file, "/data/files/<file_id:str>", "GET"),
    ):
        blueprint.add_route(_answering_errors(handler), path, methods=[method])


def _answering_errors(handler: _Handler) -> _Handler:
    """What the subjects refuse, as status and a sentence in French."""
    @functools.wraps(handler)
    async def wrapped(request: Request, **named: Any) -> HTTPResponse | None:
        texts = _runtime(request).texts
        try:
            return await handler(request, **named)
        except AlreadyTaken as taken:
            key = "desk.taken" if taken.holder else "desk.gone"
            return json({"error": "taken", "holder": taken.holder,
                         "message": texts(key, name=taken.holder)}, status=409)
        except NotHolder:
            return json({"error": "not_holder", "message": texts("desk.not_holder")}, status=409)
        except ConversationNotFound:
            return json({"error": "not_open", "message": texts("desk.not_open")}, status=404)
        except FileNotKnown:
            return json({"error": "no_file", "message": texts("desk.no_file")}, status=404)
        except MessageRefused as refusal:
            message = texts(f"refused.{refusal.reason}")
            return json({"error": refusal.reason, "message": message}, status=422)
    return wrapped


# --- reading ---------------------------------------------------------------------------------


@reading
async def _messages(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    """Those above `after`; without it the newest, or the newest below `before`."""
    runtime = _runtime(request)
    if "after" in request.args:
        after = number_of(request, "after", 0)
        page = await runtime.database.read_async(
            _page, runtime, session.agent, conversation_id, after)
        await _note_reading(runtime, session.agent, conversation_id, after)
        return json({"messages": page.entries, "status": page.status}, headers=_NO_STORE)
    before = number_of(request, "before", 0)
    found = await runtime.database.read_async(
        _newest, runtime, session.agent, conversation_id, before)
    await _note_reading(runtime, session.agent, conversation_id)
    return json(found, headers=_NO_STORE)


async def _note_reading(
    runtime: Runtime, agent: Agent, conversation_id: str, after: int = 0
) -> None:
    """Note that somebody reads what is over; those who have it all and only follow read nothing."""
    def is_read(tx: Transaction) -> bool:
        last = last_readable(tx, runtime, conversation_id)
        return after < last and not runtime.handoff.open_of(tx, conversation_id)

    if await runtime.database.read_async(is_read):
        await runtime.database.run_async(
            runtime.audit.note, agent, "transcript_read", conversation_id)


def _newest(
    tx: Transaction, runtime: Runtime, agent: Agent, conversation_id: str, before: int
) -> dict[str, Any]:
    last = last_readable(tx, runtime, conversation_id)
    status, _ = agent_status(tx, runtime, conversation_id, agent)
    messages = runtime.conversations.messages_before(
        tx, conversation_id, min(before or last + 1, last + 1), _NEWEST + 1)
    return {"messages": _for_agents(runtime, messages[-_NEWEST:]), "status": status,
            "has_earlier": len(messages) > _NEWEST}


@reading
async def _stream(request: Request, session: Session, conversation_id: str) -> None:
    runtime = _runtime(request)
    first = number_of(request, "after", 0)
    await _note_reading(runtime, session.agent, conversation_id, first)

    def read(tx: Transaction, after: int) -> Page | None:
        if not session_in(tx, request):
            return None
        try:
            return _page(tx, runtime, session.agent, conversation_id, after)
        except ConversationNotFound:
            return None  # erased meanwhile

    async def fetch(after: int) -> Page | None:
        return await runtime.database.read_async(read, after)

    await send_stream(request, follow(
        runtime.bus, conversation_topic(conversation_id), fetch, first))


def _page(
    tx: Transaction, runtime: Runtime, agent: Agent, conversation_id: str, after: int
) -> Page:
    last = last_readable(tx, runtime, conversation_id)
    messages = runtime.conversations.messages(tx, conversation_id, after)
    status, changes_in = agent_status(tx, runtime, conversation_id, agent)
    return Page(_for_agents(runtime, [each for each in messages if each.sequence <= last]),
                status, changes_in)


def _for_agents(runtime: Runtime, messages: list[Message]) -> list[dict[str, Any]]:
    return [{**message.for_agents(), "understood": understood_words(message.understood, runtime)}
            for message in for_agents(messages)]


@reading
async def _file(request: Request, session: Session, file_id: str) -> HTTPResponse:
    """A citizen's file, to be kept and never to be shown by this site itself."""
    file, content = await _runtime(request).database.run_async(
        _open_file, _runtime(request), session.agent, file_id)
    return download(file.name, content, "application/octet-stream")


def _open_file(
    tx: Transaction, runtime: Runtime, agent: Agent, file_id: str
) -> tuple[File, bytes]:
    file = runtime.forms.file(tx, file_id)
    last_readable(tx, runtime, file.conversation_id)
    runtime.audit.note(tx, agent, "file_read", file.conversation_id, file=file.id)
    return file, runtime.forms.content(tx, file)


# --- writing ---------------------------------------------------------------------------------


@changing
async def _write(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    body = json_object(request)
    return _stored(await _runtime(request).desk.write(
        conversation_id, session.agent, body.get("text"), body.get("id")))


@changing
async def _correct(
    request: Request, session: Session, conversation_id: str, sequence: int
) -> HTTPResponse:
    body = json_object(request)
    return _stored(await _runtime(request).corrections.correct(
        conversation_id, session.agent, sequence, body.get("text"), body.get("id")))


@changing
async def _withdraw(
    request: Request, session: Session, conversation_id: str, sequence: int
) -> HTTPResponse:
    return _stored(await _runtime(request).corrections.withdraw(
        conversation_id, session.agent, sequence, json_object(request).get("id")))


@changing
async def _form(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    body = json_object(request)
    return _stored(await _runtime(request).form_exchange.ask(
        conversation_id, session.agent, body.get("kind"), body.get("label"), body.get("id")))


def _stored(appended: Appended) -> HTTPResponse:
    return json({"sequence": appended.message.sequence, "duplicate": appended.duplicate}, 202)


# --- holding, and being there ----------------------------------------------------------------


@changing
async def _take(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    await _runtime(request).desk.take(conversation_id, session.agent)
    return json({"status": "taken"})


@changing
@needs(Role.SUPERVISOR)
async def _take_over(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    await _runtime(request).desk.take_over(conversation_id, session.agent)
    return json({"status": "taken"})


@changing
async def _look(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    """The agent has the conversation before them (`looking`) up to `sequence`, or leaves it."""
    runtime, body = _runtime(request), json_object(request)
    party, sequence = agent_party(session.agent.id), body.get("sequence")
    last = await runtime.database.read_async(last_readable, runtime, conversation_id)
    await runtime.watching.look(conversation_id, party, body.get("looking") is True)
    if type(sequence) is int and 0 < sequence <= last:
        await runtime.watching.read(conversation_id, party, sequence)
    return json(_DONE)


@changing
async def _typing(request: Request, session: Session, conversation_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    await runtime.database.read_async(last_readable, runtime, conversation_id)
    await runtime.watching.type(conversation_id, agent_party(session.agent.id),
                                json_object(request).get("typing") is True)
    return json(_DONE)


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
