"""What to do when the assistant is not sure: ask which, search, have it rephrased, a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.answer import answer, answer_pending
from actions.context import context, say
from actions.sheet import show_sheet
from guido.catalogue import Found
from guido.french.dates import write_date

_MOST_RESULTS = 3
_OTHER_MATTER, _FOLLOW_UP = "autre_demarche", "question_suite"
_Events = list[dict[str, Any]]


class ActionUncertain(Action):
    """Torn between a few meanings, offers them; searches the catalogue; shows a sheet found."""

    def name(self) -> str:
        return "action_uncertain"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        if turn.entity(tracker, "sheet"):
            return show_sheet(dispatcher, tracker) or not_understood(dispatcher, tracker)
        answered = answer_pending(dispatcher, tracker, is_sure=False)
        if answered:
            return answered
        candidates = tracker.latest_message.get("candidates")
        if candidates:
            return _ask_which(dispatcher, tracker, candidates)
        return _search(dispatcher, tracker)


class ActionRephrase(Action):
    """Nothing was right: asks to say it in other words, and offers a person the second time."""

    def name(self) -> str:
        return "action_rephrase"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        return not_understood(dispatcher, tracker)


def not_understood(
    dispatcher: CollectingDispatcher, tracker: Tracker, reply: str = "rephrase"
) -> _Events:
    """Say the reply at the first failure, the offer of a person from the second on."""
    failures, events = turn.failed(tracker)
    offers_person = failures >= turn.FAILURES_BEFORE_PERSON
    say(dispatcher, "offer_person" if offers_person else reply)
    return events


def _ask_which(
    dispatcher: CollectingDispatcher, tracker: Tracker, candidates: list[str]
) -> _Events:
    here = context()
    facet = (turn.facets(tracker) or [""])[0]
    buttons = []
    named = here.texts.under("choices")
    for name in candidates:
        entry = here.catalogue.service(name)
        title = entry.title if entry else named.get(name)
        if title:
            buttons.append(turn.button(title, name, facet=facet if entry else ""))
    if not buttons:
        return not_understood(dispatcher, tracker)
    return _offer(dispatcher, "ask_which", buttons)


def _search(dispatcher: CollectingDispatcher, tracker: Tracker) -> _Events:
    """Offer the best cards and sheets; without any, take a facet as a follow-up, or ask again."""
    text = tracker.latest_message.get("text") or ""
    here = context()
    results = here.search(text, _MOST_RESULTS)
    if results:
        return _offer(dispatcher, "search_results", [_found_button(each) for each in results])
    service = tracker.get_slot("service")
    likeliest = turn.likeliest(tracker)
    if service and likeliest == _FOLLOW_UP and turn.facets(tracker, only_clear=True):
        return answer(dispatcher, tracker, service, is_named=False)
    if likeliest == _OTHER_MATTER:
        say(dispatcher, "other_matter")
        return turn.succeeded()
    return not_understood(dispatcher, tracker)


def _found_button(found: Found) -> dict[str, str]:
    if found.kind == "card":
        service, facet = found.id.split("/")
        return turn.button(found.title, service, facet=facet)
    title = context().texts("buttons.sheet", title=found.title, day=write_date(found.date))
    return turn.button(title, _OTHER_MATTER, sheet=f"{found.audience}/{found.id}",
                       passage=str(found.best))


def _offer(
    dispatcher: CollectingDispatcher, reply: str, buttons: list[dict[str, str]]
) -> _Events:
    none = turn.button(context().texts("buttons.none"), "nier")
    choices = [*buttons, none]
    say(dispatcher, reply, choices,
        {"type": "choice", "options": [choice["title"] for choice in choices]})
    return turn.offered_choices()
