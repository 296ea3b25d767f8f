"""Asking for a person: the relay, which holds the queue, carries it out."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn


class ActionRequestPerson(Action):
    """Tells the relay that the citizen wants a person, why, and about what."""

    def name(self) -> str:
        return "action_request_person"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        offered = tracker.get_slot("pending") == "person"
        reason = turn.entity(tracker, "reason") or ("failures" if offered else "asked")
        dispatcher.utter_message(json_message={
            "type": "handoff_request", "reason": reason, "service": tracker.get_slot("service")})
        return turn.succeeded()
