"""What about the citizen changes an answer: read from what they write, or asked."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.context import context, say
from guido.catalogue import Card, ServiceEntry, Situation
from guido.catalogue.situations import option_chosen, situation_to_ask, situations_said
from guido.french.normalise import words

# A longer message is a new question, not the answer to ours.
_LONGEST_ANSWER = 6


def known_situations(tracker: Tracker, entry: ServiceEntry) -> dict[str, str]:
    """Option by situation of a service: from this message or button, or said before."""
    kept = tracker.get_slot("situations") or {}
    known = dict(kept.get("known", {})) if kept.get("service") == entry.name else {}
    chosen = turn.entity(tracker, "situation")
    if chosen:
        name, _, option = chosen.partition(":")
        return {**known, name: option}
    text = tracker.latest_message.get("text") or ""
    answered = _asked_and_answered(tracker, entry, text)
    return {**known, **situations_said(text, entry.situations), **answered}


def kept(service: str, known: dict[str, str], asked: Situation | None) -> dict[str, object]:
    """What the slot keeps as long as the service is spoken of."""
    return {"service": service, "known": known, "asked": asked.name if asked else None}


def is_answer(tracker: Tracker, is_sure: bool) -> bool:
    """Whether a message answers the situation that was asked, and is no new question.

    Where another meaning is sure, only an answer without any other word counts as one.
    """
    entry = context().catalogue.service(tracker.get_slot("service") or "")
    text = tracker.latest_message.get("text") or ""
    if tracker.get_slot("pending") != "situation" or not entry:
        return False
    if len(words(text)) > _LONGEST_ANSWER:
        return False
    answered = _asked_and_answered(tracker, entry, text)
    return bool(answered) and (not is_sure or _says_nothing_else(text, entry, answered))


def ask(
    dispatcher: CollectingDispatcher, entry: ServiceEntry, cards: list[Card], known: dict[str, str]
) -> Situation | None:
    """Ask the first thing that would change one of these cards, if there is one; returns it."""
    open_cards = {card.facet: situation_to_ask(card, known, entry.situations) for card in cards}
    situation = next(filter(None, open_cards.values()), None)
    if situation:
        facets = ",".join(facet for facet, asked in open_cards.items() if asked is situation)
        buttons = [
            turn.button(option.label, entry.name, facet=facets,
                        situation=f"{situation.name}:{option.name}")
            for option in situation.options]
        say(dispatcher, "ask_situation", buttons, {
            "type": "choice", "options": [button["title"] for button in buttons],
        }, question=situation.question)
    return situation


def _asked_and_answered(tracker: Tracker, entry: ServiceEntry, text: str) -> dict[str, str]:
    asked = (tracker.get_slot("situations") or {}).get("asked")
    if tracker.get_slot("pending") != "situation":
        return {}
    for situation in entry.situations:
        option = option_chosen(text, situation) if situation.name == asked else None
        if option:
            return {situation.name: option}
    return {}


def _says_nothing_else(text: str, entry: ServiceEntry, answered: dict[str, str]) -> bool:
    own = {word for situation in entry.situations for option in situation.options
           if answered.get(situation.name) == option.name
           for said in (option.label, *option.words) for word in words(said)}
    return set(words(text)) <= own | context().stop_words
