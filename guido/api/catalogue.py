"""`/api/v1/catalogue/search`: the search over cards and sheets, for other systems."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.catalogue import Found
from guido.relay.runtime import Runtime

_LONGEST_QUESTION = 2000
_LIMIT, _HIGHEST_LIMIT = 10, 50
blueprint = Blueprint("guido_catalogue", url_prefix="/api/v1/catalogue")


@blueprint.get("/search")
async def search(request: Request) -> HTTPResponse:
    """`{"results": […]}`, best first; 400 with what is wrong for a question that cannot be read."""
    runtime: Runtime = request.app.ctx.guido
    text = (request.args.get("q") or "").strip()
    limit = request.args.get("limit") or str(_LIMIT)
    if not text or len(text) > _LONGEST_QUESTION:
        return _refused(f"q: expected 1 to {_LONGEST_QUESTION} characters")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:5]) <= _HIGHEST_LIMIT):
        return _refused(f"limit: expected a whole number from 1 to {_HIGHEST_LIMIT}")
    found = await asyncio.get_running_loop().run_in_executor(
        None, runtime.search, text, int(limit))
    return json({"results": [_result(each) for each in found]})


def _result(found: Found) -> dict[str, object]:
    return {
        "id": found.id, "kind": found.kind, "title": found.title, "excerpt": found.excerpt,
        "url": found.url, "date": found.date.isoformat(), "score": round(found.score, 2),
    }


def _refused(reason: str) -> HTTPResponse:
    return json({"error": "bad_request", "message": reason}, status=400)
