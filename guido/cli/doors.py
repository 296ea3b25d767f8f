"""What every server process that citizens and agents reach has in common: limits and doors."""

from __future__ import annotations

from pathlib import Path

from sanic import Sanic

from guido.api.catalogue import blueprint as catalogue
from guido.api.checklists import checklists
from guido.api.health import blueprint as health
from guido.api.pages import pages
from guido.console.pages import console

_LARGEST_REQUEST = 1024 * 1024
_LONGEST_RESPONSE_SECONDS = 3600


def new_app() -> Sanic:
    """An application without doors."""
    app = Sanic("guido", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = _LONGEST_RESPONSE_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    return app


def add_doors(app: Sanic) -> None:
    """Pages, console, API and health; the channels are the caller's."""
    widget = Path("widget")
    for door in (health, catalogue, pages(widget), checklists(widget), console(Path("console"))):
        app.blueprint(door)
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
