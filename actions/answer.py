"""Answering a question about a service with its cards."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import life_event, place, situation, turn
from actions.context import Context, context, say
from guido.catalogue import FACETS, Card, ServiceEntry, card_custom, card_text
from guido.catalogue.situations import exact_card
from guido.french.normalise import fold, words

DEFAULT_FACET = "demarche"
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
        begun = life_event.begin(tracker)
        if begun:
            return begun
        intent = turn.intent(tracker)
        named = context().catalogue.service(intent)
        kept = place.keep(dispatcher, tracker)
        if kept:
            return kept
        answered = answer_pending(dispatcher, tracker, is_sure=True)
        if answered:
            return answered
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
    entry = here.catalogue.service(service)
    known = situation.known_situations(tracker, entry)
    buttons = [*_other_facets(entry, asked), *life_event.offer(service)]
    cards = _show(dispatcher, here, entry, asked, known, buttons)
    # One question at a time: the place goes first, as it is what « où » asks for.
    asked_place = place.show(dispatcher, tracker, entry) if place.FACET in asked else None
    to_ask = None if asked_place else situation.ask(dispatcher, entry, cards, known)
    slots = {"service": service, "facet": ",".join(asked),
             "situations": situation.kept(service, known, to_ask)}
    if to_ask:
        return turn.asked_for_situation(**slots)
    return turn.succeeded(**slots, **asked_place or {})


def answer_pending(
    dispatcher: CollectingDispatcher, tracker: Tracker, is_sure: bool
) -> list[dict[str, Any]] | None:
    """Answer anew where a message says the situation or the commune asked for; else None."""
    if not situation.is_answer(tracker, is_sure) and not place.is_answer(tracker):
        return None
    return answer(dispatcher, tracker, tracker.get_slot("service"), is_named=False)


def answer_both(
    dispatcher: CollectingDispatcher, questions: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Utter a card for each of two services; the conversation goes on with the second."""
    here = context()
    for service, facet in questions:
        _show(dispatcher, here, here.catalogue.service(service), [facet], {}, [])
    last_service, last_facet = questions[-1]
    return turn.succeeded(service=last_service, facet=last_facet)


def _show(
    dispatcher: CollectingDispatcher, here: Context, entry: ServiceEntry, asked: list[str],
    known: dict[str, str], buttons: list[dict[str, str]],
) -> list[Card]:
    """Utter the cards that there are, or where to look; returns them as they hold for everybody."""
    cards = [entry.cards[facet] for facet in asked if facet in entry.cards]
    if not cards:
        say(dispatcher, "no_card", service=entry.title, official_url=entry.official_url)
        return []
    for number, card in enumerate(cards, 1):
        is_last = number == len(cards)
        exact = exact_card(card, known)
        dispatcher.utter_message(
            text=card_text(exact, here.texts, date.today()),
            json_message=card_custom(exact, here.texts, date.today()),
            buttons=buttons if is_last else [])
    return cards


def _asked(tracker: Tracker, is_named: bool) -> list[str]:
    """The facets to show: those of this message, that of before it, or how it is done."""
    before = tracker.get_slot("facet")
    goes_on = not is_named or turn.waits_for_service(tracker) or _is_follow_up(
        tracker.latest_message.get("text") or "")
    if before and goes_on:
        return turn.facets(tracker, only_clear=is_named) or before.split(",")
    return turn.facets(tracker) or [DEFAULT_FACET]


def _is_follow_up(text: str) -> bool:
    """Whether a message such as « et pour la carte d'identité ? » goes on with the last one."""
    if len(words(text)) > _LONGEST_FOLLOW_UP:
        return False
    opening = fold(text)
    return any(opening.startswith(f"{fold(o)} ") for o in context().follow_up_openings)


def _other_facets(entry: ServiceEntry, shown: list[str]) -> list[dict[str, str]]:
    return [
        turn.button(context().texts(f"facets.{facet}"), entry.name, facet=facet)
        for facet in FACETS if facet not in shown and facet in entry.cards
    ]
