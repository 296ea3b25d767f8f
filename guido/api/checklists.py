"""A life event's checklist as a page to print and as a calendar, from its address alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, html, raw, text

from guido.catalogue.life_events import Checklist, make_checklist
from guido.catalogue.life_events.render import (
    checklist_calendar,
    checklist_url,
    item_when,
    read_query,
)
from guido.french.dates import write_date
from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS

# The address holds an answer or two of the citizen's: it is not to be sent on, nor kept.
_HEADERS = {**SECURITY_HEADERS, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex"}


def checklists(folder: Path) -> Blueprint:
    """The blueprint of `/demarches/<event>` and `/demarches/<event>.ics`."""
    blueprint = Blueprint("guido_checklists", url_prefix="/demarches")
    templates = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape())

    @blueprint.get("/<name:str>")
    async def checklist(request: Request, name: str) -> HTTPResponse:
        runtime: Runtime = request.app.ctx.guido
        found = _read(runtime, request, name.removesuffix(".ics"))
        if found is None:
            return text(runtime.texts("checklist.bad_address"), status=400, headers=_HEADERS)
        if name.endswith(".ics"):
            return raw(checklist_calendar(found, runtime.texts), headers={
                **_HEADERS, "Content-Disposition": f'attachment; filename="{found.event.name}.ics"',
            }, content_type="text/calendar; charset=utf-8")
        page = templates.get_template("checklist.html").render(
            organisation=runtime.organisation, checklist=found, write_date=write_date,
            calendar=checklist_url(found, ".ics"), today=date.today(),
            when=lambda item: item_when(item, runtime.texts, date.today()))
        return html(page, headers=_HEADERS)

    return blueprint


def _read(runtime: Runtime, request: Request, name: str) -> Checklist | None:
    event = runtime.life_events.event(name)
    if event is None:
        raise NotFound("no such life event")
    query = read_query(event, {key: values[0] for key, values in request.args.items()})
    return make_checklist(event, *query) if query else None
