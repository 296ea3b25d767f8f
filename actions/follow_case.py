"""Following a request: the form asks for reference and date of birth, this action checks them.

What was filed in the conversation itself is shown at once; where no date of birth was asked at
filing, the code that was shown then takes its place.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.context import context, say
from guido.cases import Case, Found, Locked, Reading, read_code, read_reference
from guido.cases.render import case_custom, case_text
from guido.french.dates import find_date, write_time
from guido.french.normalise import fold

REFERENCE, BIRTH_DATE, REQUESTED = "case_reference", "birth_date", "requested_slot"
_CASE_INTENT, _NO = "suivre_demande", "nier"
_MOST_SHOWN = 3
_Events = list[dict[str, Any]]


class ActionAskCaseReference(Action):
    """The form's first question."""

    def name(self) -> str:
        return "action_ask_case_reference"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        say(dispatcher, "ask_case_reference")
        return turn.asked_something_else()


class ActionAskBirthDate(Action):
    """The form's second question."""

    def name(self) -> str:
        return "action_ask_birth_date"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        say(dispatcher, "ask_birth_date")
        return turn.asked_something_else()


class ValidateFollowCaseForm(Action):
    """Reads both answers from any message of the form, and looks the case up.

    Returning no slot makes the form give way, so that a question in the middle is answered by
    its own rule; the form then goes on. The date of birth is never put into a slot.
    """

    def name(self) -> str:
        return "validate_follow_case_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        here = context()
        until = here.database.run(here.cases.lock_of, tracker.sender_id)
        if until:
            return _locked(dispatcher, until)
        text = tracker.latest_message.get("text") or ""
        requested = tracker.get_slot(REQUESTED)
        read = read_reference(text)
        reference = read.reference or tracker.get_slot(REFERENCE)
        if not requested:
            own = _filed_here(tracker.sender_id, read.reference)
            if own:
                return _show_own(dispatcher, own)
        secret = find_date(text, date.today()) or read_code(text)
        is_answer = bool(read.reference or secret)
        if requested and not is_answer and read.reading is Reading.ABSENT:
            if turn.intent(tracker) == _NO or fold(text) in here.cancel_words:
                say(dispatcher, "follow_case_cancelled")
                return _ended()
            if turn.is_other_question(tracker, _CASE_INTENT):
                return []
        if reference and secret:
            return _look_up(dispatcher, tracker, reference, secret)
        if read.reading is Reading.MISTYPED:
            say(dispatcher, "reference_mistyped")
        elif requested == REFERENCE and not reference:
            say(dispatcher, "reference_absent")
        elif requested == BIRTH_DATE and not read.reference:
            say(dispatcher, "birth_date_absent")
        return [SlotSet(REFERENCE, reference), SlotSet(BIRTH_DATE, None),
                *turn.asked_something_else()]


def _filed_here(conversation_id: str, reference: str | None) -> list[Case]:
    """The cases of the conversation, or only the one that is named; none if it is another's."""
    here = context()
    found = here.database.read(here.cases.of_conversation, conversation_id)
    return [each for each in found if reference in (None, each.reference)][:_MOST_SHOWN]


def _show_own(dispatcher: CollectingDispatcher, cases: list[Case]) -> _Events:
    for case in reversed(cases):
        _show(dispatcher, case)
    say(dispatcher, "case_of_another_place")
    return _ended(service=cases[0].service)


def _look_up(
    dispatcher: CollectingDispatcher, tracker: Tracker, reference: str, secret: date | str
) -> _Events:
    here = context()
    result = here.database.run(here.cases.look_up, reference, secret, tracker.sender_id)
    if isinstance(result, Found):
        _show(dispatcher, result.case)
        return _ended(service=result.case.service)
    if isinstance(result, Locked):
        return _locked(dispatcher, result.until)
    say(dispatcher, "case_not_matching")
    return [SlotSet(REFERENCE, None), SlotSet(BIRTH_DATE, None), *turn.asked_something_else()]


def _show(dispatcher: CollectingDispatcher, case: Case) -> None:
    here = context()
    entry = here.catalogue.service(case.service)
    title = entry.title if entry else case.service
    dispatcher.utter_message(
        text=case_text(case, title, here.texts), json_message=case_custom(case, title, here.texts))


def _locked(dispatcher: CollectingDispatcher, until) -> _Events:
    say(dispatcher, "case_locked", until=write_time(until.astimezone()))
    return _ended()


def _ended(**slots: Any) -> _Events:
    return [SlotSet(REFERENCE, None), SlotSet(BIRTH_DATE, None), SlotSet(REQUESTED, None),
            *turn.succeeded(**slots)]
