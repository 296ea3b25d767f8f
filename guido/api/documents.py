"""`/documents/<token>`: a document by its secret link, for channels that have only links."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from guido.errors import DocumentExpired, DocumentNotFound
from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS, download

blueprint = Blueprint("guido_documents", url_prefix="/documents")


@blueprint.get("/<token:str>")
async def document(request: Request, token: str) -> HTTPResponse:
    """The file; 404 for a link that is none, 410 for one that is over."""
    runtime: Runtime = request.app.ctx.guido
    try:
        found, content = await runtime.database.run_async(runtime.documents.fetch_by_token, token)
    except DocumentNotFound:
        return _refuse(runtime, "unknown_document", 404)
    except DocumentExpired:
        return _refuse(runtime, "expired_document", 410)
    return download(found.name, content, found.kind)


def _refuse(runtime: Runtime, reason: str, status: int) -> HTTPResponse:
    return text(runtime.texts(f"refused.{reason}"), status=status, headers={
        **SECURITY_HEADERS, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex"})
