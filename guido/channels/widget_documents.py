"""The documents of a conversation: fetched with its token, so that no link of theirs is enough."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from guido.channels.widget_session import of_conversation, refuse, runtime_of
from guido.conversations import Conversation
from guido.errors import DocumentExpired, DocumentNotFound
from guido.web import download


def add_document_route(blueprint: Blueprint) -> None:
    """Add the route to the widget's."""
    blueprint.add_route(_document, "/documents/<document_id:str>", methods=["GET"])


@of_conversation
async def _document(
    request: Request, conversation: Conversation, document_id: str
) -> HTTPResponse:
    runtime = runtime_of(request)
    try:
        document, content = await runtime.database.run_async(
            runtime.documents.fetch, conversation.id, document_id)
    except DocumentNotFound:
        return refuse(request, "unknown_document")
    except DocumentExpired:
        return refuse(request, "expired_document")
    return download(document.name, content, document.kind)
