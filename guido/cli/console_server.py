"""The console as a process of its own: no Rasa, no model, ready in a second or two.

It serves agents, pages, API and the widget's channel. What citizens write to the assistant is
stored, and answered by a process that has one; whoever waits for or talks to an agent needs none.
"""

from __future__ import annotations

from sanic import Sanic

from guido.channels.widget_routes import CHANNEL, widget_routes
from guido.cli.doors import add_doors, new_app
from guido.relay.serving import attach
from guido.settings import Settings


def run_console(settings: Settings) -> int:
    """Serve until the process is ended."""
    app = build_app()
    app.run(settings.host, settings.port_number, access_log=False, motd=False)
    return 0


def build_app() -> Sanic:
    """The application with all doors that need no assistant."""
    app = new_app()
    app.blueprint(widget_routes(), url_prefix=f"/webhooks/{CHANNEL}")
    add_doors(app)
    attach(app)
    return app
