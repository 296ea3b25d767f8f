"""The demonstration page, the chat as a page, and the widget's files, from the folder `widget/`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, html

from guido.api.widget_assets import LAUNCHER, Version, WidgetAssets
from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS, Files

# Here citizens may dictate, if they ask for it.
_HEADERS = {
    **SECURITY_HEADERS, "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)"}


def pages(folder: Path) -> Blueprint:
    """The blueprint of `/`, `/chat`, `/widget`, `/widget.js` and what is below `/widget/`."""
    blueprint = Blueprint("guido_pages")
    files = Files(folder)
    assets = WidgetAssets(folder)
    templates = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape())

    def show(request: Request, name: str, **values: object) -> HTTPResponse:
        organisation = _runtime(request).organisation
        page = templates.get_template(name).render(organisation=organisation, **values)
        return html(page, headers=_HEADERS)

    async def version(request: Request) -> Version:
        # In a thread, for the first time takes a second.
        return await asyncio.to_thread(
            assets.current, _runtime(request).organisation.telephone)

    @blueprint.get("/")
    async def demonstration(request: Request) -> HTTPResponse:
        return show(request, "demonstration.html")

    @blueprint.get("/chat")
    async def chat(request: Request) -> HTTPResponse:
        wish = {name: request.args.get(name, "") for name in ("service", "question")}
        return show(request, "chat.html", lang=_language(request), **wish)

    @blueprint.get("/widget.js")
    async def launcher(request: Request) -> HTTPResponse:
        return (await version(request)).assets[LAUNCHER].respond(request, for_ever=False)

    @blueprint.get("/widget/<of:str>/<name:str>")
    async def packed(request: Request, of: str, name: str) -> HTTPResponse:
        current = await version(request)
        # Never another version's content: the address promises what it is.
        if of != current.name or name not in current.assets:
            raise NotFound(
                f"no {name} of version {of}; the current version of the widget is {current.name}")
        return current.assets[name].respond(request, for_ever=True)

    @blueprint.get("/widget/<name:str>")
    async def source(_request: Request, name: str) -> HTTPResponse:
        return files.respond(name)

    return blueprint


def _language(request: Request) -> str:
    return "en" if request.args.get("lang") == "en" else "fr"


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
