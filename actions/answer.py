"""Answering a question about a service with its cards."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.context import Context, context, say
from guido.catalogue import FACETS, card_custom, card_text
from guido.french.normalise import fold, words

DEFAULT_FACET, PLACE_FACET = "demarche", "lieu"
# A longer message says what it wants by itself.
_LONGEST_FOLLOW_UP = 8


class ActionAnswer(Action):
    """Shows the card of the service and facets that were asked, in this turn or before it."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        questions = turn.two_questions(tracker)
        if questions:
            return answer_both(dispatcher, questions)
        intent = turn.intent(tracker)
        named = context().catalogue.service(intent)
        service = intent if named else tracker.get_slot("service")
        if not service:
            say(dispatcher, "ask_service")
            return turn.asked_for_service(facet=(turn.facets(tracker) or [None])[0])
        return answer(dispatcher, tracker, service, bool(named))


def answer(
    dispatcher: CollectingDispatcher, tracker: Tracker, service: str, is_named: bool
) -> list[dict[str, Any]]:
    """Utter the cards of a service for the facets of this turn; returns the turn's events."""
    here = context()
    asked = _asked(tracker, is_named)
    shown = _show(dispatcher, here, service, asked, _other_facets(here, service, asked))
    commune = tracker.get_slot("commune")
    if commune and PLACE_FACET in asked:
        say(dispatcher, "place_known", commune=commune)
    return turn.succeeded(service=service, facet=shown)


def answer_both(
    dispatcher: CollectingDispatcher, questions: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Utter a card for each of two services; the conversation goes on with the second."""
    for service, facet in questions:
        _show(dispatcher, context(), service, [facet], [])
    last_service, last_facet = questions[-1]
    return turn.succeeded(service=last_service, facet=last_facet)


def _show(
    dispatcher: CollectingDispatcher, here: Context, service: str, asked: list[str],
    buttons: list[dict[str, str]],
) -> str:
    """Utter the cards that there are, or where to look; the facet that was shown last."""
    entry = here.catalogue.service(service)
    cards = [entry.cards[facet] for facet in asked if facet in entry.cards]
    if not cards:
        say(dispatcher, "no_card", service=entry.title, official_url=entry.official_url)
        return asked[0]
    for place, card in enumerate(cards):
        is_last = place == len(cards) - 1
        dispatcher.utter_message(
            text=card_text(card, here.texts), json_message=card_custom(card, here.texts),
            buttons=buttons if is_last else [])
    return cards[-1].facet


def _asked(tracker: Tracker, is_named: bool) -> list[str]:
    """The facets to show: those of this message, that of before it, or how it is done."""
    before = tracker.get_slot("facet")
    goes_on = not is_named or turn.waits_for_service(tracker) or _is_follow_up(
        tracker.latest_message.get("text") or "")
    if before and goes_on:
        return turn.facets(tracker, only_clear=is_named) or [before]
    return turn.facets(tracker) or [DEFAULT_FACET]


def _is_follow_up(text: str) -> bool:
    """Whether a message such as « et pour la carte d'identité ? » goes on with the last one."""
    if len(words(text)) > _LONGEST_FOLLOW_UP:
        return False
    opening = fold(text)
    return any(opening.startswith(f"{fold(o)} ") for o in context().follow_up_openings)


def _other_facets(here: Context, service: str, shown: list[str]) -> list[dict[str, str]]:
    entry = here.catalogue.service(service)
    return [
        turn.button(here.texts(f"facets.{facet}"), service, facet=facet)
        for facet in FACETS if facet not in shown and entry and facet in entry.cards
    ]
