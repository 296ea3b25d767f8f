"""Which pages' scripts may speak with the widget's channel: those of this site and of the setting.

Origins are compared exactly, as the Fetch standard has it. What the widget loads of itself is
public (guido/api/widget_assets.py); here it is about conversations, and what goes with them.
"""

from __future__ import annotations

import logging

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse, empty, json

from guido.relay.runtime import Runtime

_FOR_WIDGETS = ("/webhooks/widget/", "/api/v1/notices", "/api/v1/services/")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "7200",
}
_log = logging.getLogger(__name__)


def add_origins(app: Sanic) -> None:
    """Refuse pages of other origins with 403, and have browsers let those through that may."""
    app.register_middleware(_check, "request")
    app.register_middleware(_tell, "response")


async def _check(request: Request) -> HTTPResponse | None:
    origin = _foreign_origin(request)
    if origin is None:
        return None
    runtime = _runtime(request)
    if origin not in runtime.settings.other_origins:
        _log.warning("refused a page of %s at %s: GUIDO_ORIGINS doesn't name this origin",
                     origin[:200], request.path)
        return json({"error": "unknown_origin", "message": runtime.texts(
            "refused.unknown_origin", telephone=runtime.organisation.telephone)}, status=403)
    if request.method == "OPTIONS":
        return empty(204, headers=_PREFLIGHT)
    return None


async def _tell(request: Request, response: BaseHTTPResponse) -> None:
    if not request.path.startswith(_FOR_WIDGETS):
        return
    response.headers["Vary"] = "Origin"
    if origin := _foreign_origin(request):
        # The refusal, too, may be read: the widget shows what it says.
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, Retry-After"


def _foreign_origin(request: Request) -> str | None:
    """The other site's origin of a request to the widget's doors; None if there is none."""
    origin = request.headers.get("origin")
    if not origin or not request.path.startswith(_FOR_WIDGETS):
        return None
    # Only browsers write this header. Behind a proxy the server may not know its own address.
    is_own = request.headers.get("sec-fetch-site") == "same-origin" or origin in (
        _runtime(request).settings.origin, f"{request.scheme}://{request.host}")
    return None if is_own else origin


def _runtime(request: Request) -> Runtime:
    return request.app.ctx.guido
