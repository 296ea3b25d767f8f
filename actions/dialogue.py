"""Small talk, general questions, opinions, and the wish to start a procedure."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.answer import DEFAULT_FACET, answer, answer_pending
from actions.context import context, say
from actions.life_event import event_button
from actions.uncertain import not_understood

_HELP = "demander_aide"


class ActionDialogue(Action):
    """Says the reply that is named like the intent."""

    def name(self) -> str:
        return "action_dialogue"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        intent = turn.intent(tracker)
        if intent == _HELP:
            return _show_help(dispatcher, turn.entity(tracker, "answer"))
        say(dispatcher, intent)
        return turn.succeeded()


def _show_help(dispatcher: CollectingDispatcher, group: str | None) -> list[dict[str, Any]]:
    """What can be asked: the groups, or the life events and services of the chosen one."""
    here = context()
    groups = here.texts.under("groups")
    if group not in groups:
        say(dispatcher, _HELP, [
            turn.button(title, _HELP, answer=name) for name, title in groups.items()])
        return turn.succeeded()
    buttons = [event_button(event) for event in here.life_events.all() if event.group == group]
    buttons += [turn.button(entry.title, entry.name, facet=DEFAULT_FACET)
                for entry in here.catalogue.services() if entry.theme == group]
    say(dispatcher, "group", buttons, {
        "type": "choice", "options": [button["title"] for button in buttons],
    }, title=groups[group])
    return turn.succeeded()


class ActionYesOrNo(Action):
    """Takes a yes or a no for what was asked before, where it starts nothing."""

    def name(self) -> str:
        return "action_yes_or_no"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        answered = answer_pending(dispatcher, tracker, is_sure=False)
        if answered:
            return answered
        if turn.waits_for_choice(tracker):
            return not_understood(dispatcher, tracker)  # which one, or none: it is not said
        keeps_data = tracker.get_slot("pending") == "erasure"
        say(dispatcher, "erasure_cancelled" if keeps_data else turn.intent(tracker))
        return turn.succeeded()


class ActionOutOfScope(Action):
    """Says that this is no matter of public services."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        answered = answer_pending(dispatcher, tracker, is_sure=True)
        if answered:
            return answered
        # Perhaps it was our misunderstanding, so it counts as a failure.
        return not_understood(dispatcher, tracker, "hors_sujet")


class ActionFeedback(Action):
    """Asks for a score, and keeps the one given."""

    def name(self) -> str:
        return "action_feedback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        note = turn.entity(tracker, "note")
        if note is None:
            say(dispatcher, "ask_feedback", custom={"type": "feedback", "scale": 5})
            return turn.succeeded()
        here = context()
        here.database.run(here.experience.rate, int(note), tracker.get_slot("service"))
        say(dispatcher, "feedback_thanks")
        return turn.succeeded()


class ActionStartProcedure(Action):
    """Shows how the procedure is carried out, for the service spoken of."""

    def name(self) -> str:
        return "action_start_procedure"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        service = tracker.get_slot("service")
        if not service:
            say(dispatcher, "ask_service_to_start")
            return turn.succeeded()
        say(dispatcher, "start_procedure")
        return answer(dispatcher, tracker, service, is_named=True)
