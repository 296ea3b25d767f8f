"""The widget's channel as Rasa loads it; its routes are in widget_routes."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from guido.channels.widget_routes import CHANNEL, widget_routes
from guido.relay.assistant import RasaAssistant
from guido.relay.serving import attach


class WidgetChannel(InputChannel):
    """What widget/transport.js speaks to."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """All routes below `/webhooks/widget`."""
        blueprint = widget_routes()
        attach(blueprint, RasaAssistant)
        return blueprint
