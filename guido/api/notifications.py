"""The link in a letter that ends them: a page with a button, so that no machine does it."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from guido.relay.runtime import Runtime
from guido.web import SECURITY_HEADERS

_HEADERS = {**SECURITY_HEADERS, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex"}


def notifications(folder: Path) -> Blueprint:
    """The blueprint of `/notifications/<token>`; what the button posts, mail programs post, too."""
    blueprint = Blueprint("guido_notifications", url_prefix="/notifications")
    templates = Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape())

    def page(runtime: Runtime, is_done: bool) -> HTTPResponse:
        return html(templates.get_template("notifications.html").render(
            organisation=runtime.organisation, is_done=is_done), headers=_HEADERS)

    @blueprint.get("/<token:str>")
    async def ask(request: Request, token: str) -> HTTPResponse:
        return page(request.app.ctx.guido, is_done=False)

    @blueprint.post("/<token:str>")
    async def stop(request: Request, token: str) -> HTTPResponse:
        runtime: Runtime = request.app.ctx.guido
        # A made-up address gets the same page: it tells nobody who has agreed to what.
        await runtime.database.run_async(runtime.notifications.stop_by, token)
        return page(runtime, is_done=True)

    return blueprint
