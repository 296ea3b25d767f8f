"""`/api/v1/notices`: what the administration tells all citizens now."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.relay.runtime import Runtime

blueprint = Blueprint("guido_notices", url_prefix="/api/v1")


@blueprint.get("/notices")
async def notices(request: Request) -> HTTPResponse:
    """`{"notices": [{"id", "text", "begins_at", "ends_at"}]}`, the one that began first first."""
    runtime: Runtime = request.app.ctx.guido
    found = await runtime.database.read_async(runtime.notices.current)
    return json({"notices": [
        {"id": notice.id, "text": notice.text, "begins_at": notice.begins_at.isoformat(),
         "ends_at": notice.ends_at.isoformat()} for notice in found]},
        headers={"Cache-Control": "no-store"})
