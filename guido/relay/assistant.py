"""The assistant's port on Rasa: the agent that this process has loaded."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from sanic import Sanic

from guido.conversations import Button
from guido.errors import AssistantUnavailable
from guido.relay.model import Question, Reply

EMERGENCY_INTENT = "urgence"
# Rasa takes a text that begins with « / » for an intent. An invisible character before it
# keeps a citizen's text a text; guido.nlu leaves it out when reading.
_GUARD = "\u2060"


class _Replies(OutputChannel):
    """Collects the assistant's messages whole: text, buttons and data together."""

    def __init__(self) -> None:
        self.collected: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        return "relay"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        buttons = tuple(
            Button(button["title"], button["payload"]) for button in message.get("buttons") or ())
        self.collected.append(
            Reply(message.get("text") or "", buttons, message.get("custom") or None))


class RasaAssistant:
    """Asks the Rasa agent of a Sanic application."""

    def __init__(self, app: Sanic) -> None:
        self._app = app

    async def ask(self, question: Question) -> list[Reply]:
        """Raises AssistantUnavailable if no model is loaded."""
        replies = _Replies()
        await self._agent().handle_message(UserMessage(
            text=question.command or guarded(question.text), output_channel=replies,
            sender_id=question.conversation_id, input_channel=question.channel,
        ))
        return replies.collected

    async def is_emergency(self, text: str) -> bool:
        parsed = await self._agent().parse_message(guarded(text))
        return parsed["intent"]["name"] == EMERGENCY_INTENT

    def _agent(self):
        agent = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise AssistantUnavailable("no model is loaded")
        return agent


def guarded(text: str) -> str:
    """A text that Rasa cannot take for a command."""
    return _GUARD + text if text.lstrip().startswith("/") else text
