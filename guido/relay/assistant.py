"""The assistant's port on Rasa: the agent that this process has loaded."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from sanic import Sanic

from guido.conversations import Button
from guido.errors import AssistantUnavailable
from guido.relay.model import Answer, Question, Reply

EMERGENCY_INTENT = "urgence"
# Rasa takes a text that begins with « / » for an intent. An invisible character before it
# keeps a citizen's text a text; guido.nlu leaves it out when reading.
_GUARD = "\u2060"

# What agents need not know, or only the assistant understands.
_PRIVATE_SLOTS = frozenset({
    "birth_date", "failures", "pending", "requested_slot", "session_started_metadata"})


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

    async def ask(self, question: Question) -> Answer:
        """Raises AssistantUnavailable if no model is loaded."""
        replies = _Replies()
        agent = self._agent()
        await agent.handle_message(UserMessage(
            text=question.command or guarded(question.text), output_channel=replies,
            sender_id=question.conversation_id, input_channel=question.channel,
        ))
        tracker = await agent.tracker_store.retrieve(question.conversation_id)
        if tracker is None or tracker.latest_message is None:
            return Answer(replies.collected)
        slots = {name: value for name, value in tracker.current_slot_values().items()
                 if value is not None and name not in _PRIVATE_SLOTS}
        return Answer(replies.collected, _understood(tracker.latest_message.parse_data), slots)

    async def is_emergency(self, text: str, is_answer: bool = False) -> bool:
        parsed = await self._agent().parse_message(guarded(text))
        return parsed["intent"]["name"] == EMERGENCY_INTENT and (
            not is_answer or bool(parsed.get("is_sure")))

    def _agent(self):
        agent = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise AssistantUnavailable("no model is loaded")
        return agent


def guarded(text: str) -> str:
    """A text that Rasa cannot take for a command."""
    return _GUARD + text if text.lstrip().startswith("/") else text


def _understood(parsed: dict[str, Any]) -> dict[str, Any] | None:
    """What agents are shown; None for a button, with which nothing was to be understood."""
    if "decision" not in parsed:
        return None
    first = (parsed.get("intent_ranking") or [parsed["intent"]])[0]
    return {
        "intent": first["name"], "confidence": round(first["confidence"], 3),
        "facet": (parsed.get("facet") or {}).get("name"), "decision": parsed["decision"],
        "candidates": parsed.get("candidates") or [],
    }
