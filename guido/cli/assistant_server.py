"""The assistant as a process: Rasa's server with Guido's channels, console, pages and API."""

from __future__ import annotations

from pathlib import Path

import rasa.core.run
from rasa.core.channels.channel import register
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from guido.cli.doors import add_doors, new_app
from guido.errors import StartError
from guido.relay.assistant import RasaAssistant
from guido.relay.serving import attach
from guido.settings import Settings


def run_assistant(settings: Settings, model: Path) -> int:
    """Serve until the process is ended; raises StartError if the model cannot be loaded."""
    app = build_app(settings, model)
    app.run(settings.host, settings.port_number, access_log=False, motd=False)
    return getattr(app.ctx, "exit_code", 0)


def build_app(settings: Settings, model: Path) -> Sanic:
    """Rasa's application with all doors, loading the model at start."""
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    endpoints.action = EndpointConfig(
        f"http://127.0.0.1:{settings.actions_port_number}/webhook",
        **endpoints.action.kwargs)
    channels = rasa.core.run.create_http_input_channels(None, "credentials.yml")
    app = new_app()
    register(channels, app, route="/webhooks/")
    add_doors(app)
    attach(app, RasaAssistant)

    async def load(running: Sanic, loop) -> None:
        agent = await rasa.core.run.load_agent_on_start(
            str(model), endpoints, None, running, loop)
        if not agent.is_ready():
            raise StartError(
                f"The model {model} is broken. Delete it and start again: it is trained anew.")

    app.register_listener(load, "before_server_start")
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")
    return app
