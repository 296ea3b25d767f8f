"""Where to go: the commune that a citizen names, and the offices near it."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.context import context, say
from guido.catalogue import ServiceEntry
from guido.catalogue.offices import Commune, NearOffice
from guido.catalogue.offices.render import offices_custom, offices_text
from guido.french.normalise import words

FACET = "lieu"
_FORGET = "no"
_KINDS = ("commune", "postal_code")
_BESIDE = 2
# « la caf de Villeurbanne » is one organisation, and names a place.
_OF_PLACE = re.compile(r"(?:\bde|\bà|\ba|\bdu|\bd')\s*([^\W\d].*)$")
_MOST_OFFICES, _MOST_HOMONYMS = 3, 8
_LONGEST_ANSWER = 6


def show(
    dispatcher: CollectingDispatcher, tracker: Tracker, entry: ServiceEntry
) -> dict[str, Any] | None:
    """Name the offices for a service after its card; the slots to set if something was asked."""
    card = entry.cards.get(FACET)
    kinds = card.offices if card else ()
    named = communes_named(tracker)
    if len(named) > 1:
        return _ask_which(dispatcher, entry, named)
    kept = tracker.get_slot("place")
    here = context()
    commune = named[0] if named else here.communes().by_code(kept) if kept else None
    if commune:
        _show_near(dispatcher, commune, kinds)
        if kept:
            return None
        _ask_to_keep(dispatcher, commune)
        return {"pending": None}
    own = here.offices.own(kinds)
    if own:
        _say_offices(dispatcher, "offices_own", own)
    if kinds and here.offices.has_directory():
        say(dispatcher, "ask_place")
        return {"pending": "place"}
    return None


def communes_named(tracker: Tracker) -> list[Commune]:
    """The communes that this message, its button or one before it names; several are homonyms."""
    communes = context().communes
    code = turn.entity(tracker, "place")
    if code:
        found = communes().by_code(code)
        return [found] if found else []
    text = tracker.latest_message.get("text") or ""
    if tracker.get_slot("pending") == "place" and len(words(text)) <= _LONGEST_ANSWER:
        return communes().find(text)
    said = [_with_next_words(text, each) for each in tracker.latest_message.get("entities") or ()
            if each["entity"] in _KINDS and "start" in each]
    said += [place[1] for each in tracker.get_latest_entity_values("organisation")
             if (place := _OF_PLACE.search(each))]
    if said:
        return communes().find(said[0])
    if tracker.get_slot("place"):
        return []
    before = [tracker.get_slot(kind) for kind in _KINDS]
    return communes().find(" ".join(filter(None, before)))


def _with_next_words(text: str, entity: dict[str, Any]) -> str:
    """A place and what stands beside it: « Paris 15 », « Saint-Denis, 93 », « Lyon (69003) »."""
    return " ".join(text[entity["start"]:].split()[:len(entity["value"].split()) + _BESIDE])


def is_answer(tracker: Tracker) -> bool:
    """Whether a message names the commune that was asked for."""
    text = tracker.latest_message.get("text") or ""
    return (tracker.get_slot("pending") == "place" and len(words(text)) <= _LONGEST_ANSWER
            and bool(tracker.get_slot("service")) and bool(context().communes().find(text)))


def keep(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]] | None:
    """Take the answer whether a commune may be kept for this conversation; None if it is none."""
    chosen = turn.entity(tracker, "keep")
    if not chosen:
        return None
    commune = None if chosen == _FORGET else context().communes().by_code(chosen)
    if commune:
        say(dispatcher, "place_kept", commune=commune.name)
    else:
        say(dispatcher, "place_not_kept")
    return turn.succeeded(place=commune.code if commune else None, commune=None, postal_code=None)


def _show_near(
    dispatcher: CollectingDispatcher, commune: Commune, kinds: tuple[str, ...]
) -> None:
    here = context()
    near = here.offices.near(kinds, commune, _MOST_OFFICES) if kinds else []
    name = _name(commune)
    if near:
        _say_offices(dispatcher, "offices_near", near, commune=name)
    else:
        say(dispatcher, "place_known", commune=name)


def _say_offices(
    dispatcher: CollectingDispatcher, reply: str, found: list[NearOffice], **values: str
) -> None:
    here, now = context(), datetime.now(timezone.utc)
    say(dispatcher, reply, custom=offices_custom(found, here.texts, now),
        offices=offices_text(found, here.texts, now), **values)


def _ask_which(
    dispatcher: CollectingDispatcher, entry: ServiceEntry, named: list[Commune]
) -> dict[str, Any]:
    buttons = [turn.button(_name(each), entry.name, facet=FACET, place=each.code)
               for each in named[:_MOST_HOMONYMS]]
    say(dispatcher, "ask_homonym", buttons, {
        "type": "choice", "options": [button["title"] for button in buttons]})
    return {"pending": "place"}


def _ask_to_keep(dispatcher: CollectingDispatcher, commune: Commune) -> None:
    texts = context().texts
    buttons = [turn.button(texts("buttons.keep", commune=commune.name), "question_suite",
                           keep=commune.code),
               turn.button(texts("buttons.forget"), "question_suite", keep=_FORGET)]
    say(dispatcher, "ask_to_keep_place", buttons, {
        "type": "choice", "options": [button["title"] for button in buttons],
    }, commune=commune.name)


def _name(commune: Commune) -> str:
    """« Saint-Denis (93, Seine-Saint-Denis) », with the former name if that was said."""
    here = context()
    department = here.communes().departments.get(commune.department, "")
    key = "former_commune" if commune.former else "commune"
    return here.texts(f"places.{key}", name=commune.name, former=commune.former,
                      code=commune.department, department=department)
