"""The documents that a conversation was given, for agents; who opened which one is noted."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.console.access import last_readable
from guido.console.session import reading
from guido.documents import Document
from guido.errors import ConversationNotFound, DocumentExpired, DocumentNotFound
from guido.handoff import Agent, Session
from guido.relay.runtime import Runtime
from guido.storage import Transaction
from guido.web import download

_NO_STORE = {"Cache-Control": "no-store"}


def add_document_routes(blueprint: Blueprint) -> None:
    """Add the routes below `/agents/data`."""
    blueprint.add_route(_documents, "/data/conversations/<conversation_id:str>/documents")
    blueprint.add_route(_document, "/data/documents/<document_id:str>")


@reading
async def _documents(request: Request, _session: Session, conversation_id: str) -> HTTPResponse:
    """What agents may read of it, the oldest first."""
    runtime = _runtime(request)
    try:
        found = await runtime.database.read_async(_readable, runtime, conversation_id)
    except ConversationNotFound:
        return json({"error": "not_open", "message": runtime.texts("desk.not_open")}, status=404)
    return json({"documents": [_entry(each) for each in found]}, headers=_NO_STORE)


@reading
async def _document(request: Request, session: Session, document_id: str) -> HTTPResponse:
    runtime = _runtime(request)
    try:
        document, content = await runtime.database.run_async(
            _open, runtime, session.agent, document_id)
    except (ConversationNotFound, DocumentNotFound):
        return _refuse(runtime, "unknown_document", 404)
    except DocumentExpired:
        return _refuse(runtime, "expired_document", 410)
    return download(document.name, content, document.kind)


def _open(
    tx: Transaction, runtime: Runtime, agent: Agent, document_id: str
) -> tuple[Document, bytes]:
    document, content = runtime.documents.look_at(tx, document_id)
    if document.id not in {each.id for each in _readable(tx, runtime, document.conversation_id)}:
        raise DocumentNotFound(document_id)
    runtime.audit.note(
        tx, agent, "document_read", document.conversation_id, document=document.id)
    return document, content


def _readable(tx: Transaction, runtime: Runtime, conversation_id: str) -> list[Document]:
    """Those made until agents had to do with the conversation for the last time."""
    last_readable(tx, runtime, conversation_id)
    ended_at = runtime.handoff.history(tx, conversation_id)[0].ended_at
    return [each for each in runtime.documents.of_conversation(tx, conversation_id)
            if ended_at is None or each.created_at <= ended_at]


def _entry(document: Document) -> dict[str, Any]:
    return {"id": document.id, "title": document.title, "name": document.name,
            "size": document.size, "downloads": document.downloads,
            "created_at": document.created_at.isoformat(),
            "expires_at": document.expires_at.isoformat()}


def _refuse(runtime: Runtime, reason: str, status: int) -> HTTPResponse:
    message = runtime.texts(f"refused.{reason}")
    return json({"error": reason, "message": message}, status=status, headers=_NO_STORE)


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
