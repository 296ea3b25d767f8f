"""Telling what is kept, and erasing it after a confirmation: the relay carries it out."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import say


class ActionAskErasure(Action):
    """Says what is kept for how long, and asks whether to erase it now."""

    def name(self) -> str:
        return "action_ask_erasure"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        say(dispatcher, "ask_erasure")
        return [SlotSet("pending", "erasure")]


class ActionErase(Action):
    """Tells the relay to erase the conversation."""

    def name(self) -> str:
        return "action_erase"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(json_message={"type": "erasure_request"})
        return [SlotSet("pending", None)]
