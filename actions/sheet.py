"""A chosen official sheet: its title, the passage that answers, its page and its date."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.context import context, say
from guido.catalogue.model import is_old
from guido.french.dates import write_date


def show_sheet(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]] | None:
    """Say the sheet that a button names, and first if it is old; None if it is there no more."""
    audience, _, name = (turn.entity(tracker, "sheet") or "").partition("/")
    sheet = context().sheets.sheet(audience, name)
    if not sheet:  # retired since the button was shown
        return None
    place = int(turn.entity(tracker, "passage") or 0)
    # A new import may have cut the sheet in another way.
    passage = sheet.passages[min(place, len(sheet.passages) - 1)]
    old = is_old(sheet.date, date.today())
    say(dispatcher, "sheet_old" if old else "sheet", custom={
        "type": "sheet", "id": sheet.id, "title": sheet.title, "heading": passage.heading,
        "passage": passage.text, "url": sheet.url, "date": sheet.date.isoformat(),
        "is_old": old,
    }, title=sheet.title, heading=f"{passage.heading} : " if passage.heading else "",
        passage=passage.text, url=sheet.url, day=write_date(sheet.date))
    return turn.succeeded()
