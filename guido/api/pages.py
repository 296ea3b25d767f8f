"""The demonstration page and the widget's files, from the folder `widget/`."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS, Files


def pages(folder: Path) -> Blueprint:
    """The blueprint of `/`, `/widget.js` and `/widget/<file>`."""
    blueprint = Blueprint("guido_pages")
    files = Files(folder)
    templates = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape())

    @blueprint.get("/")
    async def demonstration(request: Request) -> HTTPResponse:
        runtime: Runtime = request.app.ctx.guido
        page = templates.get_template("demonstration.html").render(
            organisation=runtime.organisation)
        return html(page, headers=SECURITY_HEADERS)

    @blueprint.get("/widget.js")
    async def widget(_request: Request) -> HTTPResponse:
        return files.respond("widget.js")

    @blueprint.get("/widget/<name:str>")
    async def widget_file(_request: Request, name: str) -> HTTPResponse:
        return files.respond(name)

    return blueprint
