"""`/api/v1`: the catalogue for other systems, as guido/api/openapi.yml describes it."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.catalogue import FACETS, Found, ServiceEntry, card_custom
from guido.catalogue.cpsv import catalogue_as_jsonld
from guido.content import read_yaml
from guido.relay.runtime import Runtime

_LONGEST_QUESTION = 2000
_LIMIT, _HIGHEST_LIMIT = 10, 50
_DESCRIPTION = Path(__file__).with_name("openapi.yml")
blueprint = Blueprint("guido_catalogue", url_prefix="/api/v1")


@blueprint.get("/openapi.json")
async def openapi(_request: Request) -> HTTPResponse:
    """The OpenAPI 3.1 document of all addresses below `/api/v1`."""
    return json(read_yaml(_DESCRIPTION))


@blueprint.get("/catalogue/search")
async def search(request: Request) -> HTTPResponse:
    """`{"results": […]}`, best first; 400 with what is wrong for a question that cannot be read."""
    runtime: Runtime = request.app.ctx.guido
    given = request.get_args(keep_blank_values=True)
    text, limit = given.get("q", ""), given.get("limit", str(_LIMIT))
    for name in ("q", "limit"):
        if len(given.getlist(name, [])) > 1:
            return _refused(f"{name}: given more than once")
    if not text.strip() or len(text) > _LONGEST_QUESTION:
        return _refused(f"q: expected 1 to {_LONGEST_QUESTION} characters")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:5]) <= _HIGHEST_LIMIT):
        return _refused(f"limit: expected a whole number from 1 to {_HIGHEST_LIMIT}")
    found = await asyncio.get_running_loop().run_in_executor(
        None, runtime.search, text, int(limit))
    return json({"results": [_result(each) for each in found]})


@blueprint.get("/services")
async def services(request: Request) -> HTTPResponse:
    """All services with the facets that have a card."""
    runtime: Runtime = request.app.ctx.guido
    return json({"services": [_service(entry) for entry in runtime.catalogue.services()]})


@blueprint.get("/services/<name:str>")
async def service(request: Request, name: str) -> HTTPResponse:
    """A service with its cards; 404 for a name that is none."""
    runtime: Runtime = request.app.ctx.guido
    entry = runtime.catalogue.service(name)
    if entry is None:
        return json({"error": "not_found", "message": "no service of this name"}, status=404)
    cards = [card_custom(entry.cards[facet], runtime.texts, date.today())
             for facet in FACETS if facet in entry.cards]
    return json({**_service(entry), "cards": cards})


@blueprint.get("/catalogue.jsonld")
async def linked_data(request: Request) -> HTTPResponse:
    """The whole catalogue as CPSV-AP 3.2 in JSON-LD."""
    runtime: Runtime = request.app.ctx.guido
    return json(
        catalogue_as_jsonld(runtime.catalogue.services(), runtime.life_events.all(),
                            runtime.texts, runtime.settings.origin),
        content_type="application/ld+json")


def _service(entry: ServiceEntry) -> dict[str, object]:
    return {"name": entry.name, "theme": entry.theme, "title": entry.title,
            "summary": entry.summary, "url": entry.official_url,
            "facets": [facet for facet in FACETS if facet in entry.cards]}


def _result(found: Found) -> dict[str, object]:
    return {
        "id": found.id, "kind": found.kind, "title": found.title, "excerpt": found.excerpt,
        "url": found.url, "date": found.date.isoformat(), "score": round(found.score, 2),
    }


def _refused(reason: str) -> HTTPResponse:
    return json({"error": "bad_request", "message": reason}, status=400)
