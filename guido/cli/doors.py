"""What every server process that citizens and agents reach has in common: limits and doors."""

from __future__ import annotations

import logging
from pathlib import Path

from sanic import Sanic
from sanic.exceptions import MethodNotSupported
from sanic.request import Request
from sanic.response import HTTPResponse, json, text

from guido.api.appointments import blueprint as appointments
from guido.api.cases import blueprint as cases
from guido.api.catalogue import blueprint as catalogue
from guido.api.checklists import checklists
from guido.api.documents import blueprint as documents
from guido.api.handoffs import blueprint as handoffs
from guido.api.health import blueprint as health
from guido.api.notices import blueprint as notices
from guido.api.notifications import notifications
from guido.api.pages import pages
from guido.cli.origins import add_origins
from guido.console.pages import console
from guido.errors import StorageError
from guido.relay.runtime import Runtime

_LARGEST_REQUEST = 6 * 1024 * 1024  # a file of 5 MB and what is around it; see also guido.web
_LONGEST_RESPONSE_SECONDS = 3600
_SECONDS_TO_WAIT = "2"
_log = logging.getLogger(__name__)


def new_app() -> Sanic:
    """An application without doors."""
    app = Sanic("guido", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = _LONGEST_RESPONSE_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    app.error_handler.add(StorageError, _unavailable)
    app.error_handler.add(MethodNotSupported, _not_supported)
    add_origins(app)
    return app


def add_doors(app: Sanic) -> None:
    """Pages, console, API and health; the channels are the caller's."""
    widget = Path("widget")
    for door in (health, catalogue, appointments, documents, handoffs, notices, pages(widget),
                 checklists(widget), cases, notifications(widget), console(Path("console"))):
        app.blueprint(door)
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST


def _unavailable(request: Request, error: StorageError) -> HTTPResponse:
    """The database is away: nothing was taken, and asking again later helps."""
    _log.error("refused with 503: %s", error)
    runtime: Runtime = request.app.ctx.guido
    message, headers = runtime.texts("unavailable"), {"Retry-After": _SECONDS_TO_WAIT}
    if "text/html" in request.headers.get("accept", ""):
        return text(message, status=503, headers=headers)
    return json({"error": "unavailable", "message": message}, status=503, headers=headers)


def _not_supported(_request: Request, error: MethodNotSupported) -> HTTPResponse:
    """405 with the methods that are: Sanic's own answer leaves them out where it is JSON."""
    return json({"error": "method_not_allowed", "message": str(error)}, status=405,
                headers=error.headers)
