"""Reading a turn from the tracker, and the events with which every turn ends."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

FAILURES_BEFORE_PERSON = 2


def intent(tracker: Tracker) -> str:
    """The intent to act on."""
    return tracker.latest_message["intent"]["name"]


def likeliest(tracker: Tracker) -> str | None:
    """The intent that came first before the confidence policy, however unsure."""
    ranking = tracker.latest_message.get("intent_ranking") or [{"name": None}]
    return ranking[0]["name"]


def entity(tracker: Tracker, name: str) -> str | None:
    """The value that a chosen button carries."""
    return next(tracker.get_latest_entity_values(name), None)


def facets(tracker: Tracker, only_clear: bool = False) -> list[str]:
    """The facets that are asked, from the chosen button or from the understanding."""
    chosen = entity(tracker, "facet")
    if chosen:
        return chosen.split(",")
    return [facet["name"] for facet in tracker.latest_message.get("facets") or ()
            if facet["is_clear"] or not only_clear]


def two_questions(tracker: Tracker) -> list[tuple[str, str]]:
    """(service, facet) of both questions of a message about two services; empty otherwise."""
    if entity(tracker, "facet"):
        return []
    return [(each["service"], each["facet"])
            for each in tracker.latest_message.get("questions") or ()]


def is_other_question(tracker: Tracker, own_intent: str = "") -> bool:
    """Whether a message in a form is a question or wish of its own, to be answered first."""
    understood = tracker.latest_message
    is_button = "decision" not in understood
    return (is_button or understood["decision"] == "answer") and intent(tracker) != own_intent


def succeeded(**slots: Any) -> list[dict[str, Any]]:
    """Events of a turn in which the citizen was helped: failures are forgotten."""
    return _slots(**{"failures": 0.0, "pending": None, **slots})


def asked_for_service(**slots: Any) -> list[dict[str, Any]]:
    """Events of a turn in which the assistant asked which service is meant."""
    return _slots(failures=0.0, pending="service", **slots)


def asked_for_situation(**slots: Any) -> list[dict[str, Any]]:
    """Events of a turn that answered, and asked what would make the answer exact."""
    return _slots(failures=0.0, pending="situation", **slots)


def waits_for_service(tracker: Tracker) -> bool:
    """Whether the assistant has just asked which service is meant."""
    return tracker.get_slot("pending") == "service"


def waits_for_choice(tracker: Tracker) -> bool:
    """Whether the assistant has just asked which of several things is meant."""
    return tracker.get_slot("pending") in ("choice", "service")


def asked_something_else() -> list[dict[str, Any]]:
    """Events of a turn whose question is not answered by yes or no: older ones are void."""
    return _slots(pending=None)


def offered_choices() -> list[dict[str, Any]]:
    """Events of a turn that offered choices: no means none of them, and is the next failure."""
    return _slots(pending="choice")


def failed(tracker: Tracker) -> tuple[int, list[dict[str, Any]]]:
    """The number of failures in a row, this one included, and the events that keep it."""
    number = int(tracker.get_slot("failures") or 0) + 1
    pending = "person" if number >= FAILURES_BEFORE_PERSON else None
    return number, _slots(failures=float(number), pending=pending)


def button(title: str, intent_name: str, **entities: str) -> dict[str, str]:
    """A button that means an intent; the payload never leaves the server."""
    values = {name: value for name, value in entities.items() if value}
    return {"title": title, "payload": f"/{intent_name}{json.dumps(values) if values else ''}"}


def _slots(**values: Any) -> list[dict[str, Any]]:
    return [SlotSet(name, value) for name, value in values.items()]
