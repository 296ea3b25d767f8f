"""The action server as a process: rasa-sdk's own application, on this machine only."""

from __future__ import annotations

import logging

from rasa_sdk.endpoint import create_app
from sanic.request import Request
from sanic.response import HTTPResponse, json

from guido.settings import Settings

_log = logging.getLogger("guido.actions")


def run_actions(settings: Settings) -> int:
    """Serve until the process is ended."""
    app = create_app("actions", cors_origins="")
    app.error_handler.add(Exception, _failed)
    app.run("127.0.0.1", settings.actions_port_number, access_log=False, motd=False)
    return 0


def _failed(request: Request, error: Exception) -> HTTPResponse:
    # rasa-sdk's own handler sends the whole tracker back, and Rasa logs it: with what people wrote.
    call = request.json if isinstance(request.json, dict) else {}
    _log.error("action %s failed", call.get("next_action"), exc_info=error,
               extra={"conversation": call.get("sender_id")})
    return json({"error": type(error).__name__}, status=500)
