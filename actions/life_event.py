"""A life event: its date and a few questions in a form, then the personal checklist."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.context import context, say
from guido.catalogue.life_events import LifeEvent, Question, make_checklist
from guido.catalogue.life_events.render import checklist_custom, checklist_text
from guido.french.dates import write_date
from guido.french.days import find_day
from guido.french.normalise import fold, words

EVENT, DATE, ANSWERS, REQUESTED = "life_event", "event_date", "event_answers", "requested_slot"
_FORM, _NO, _YES = "life_event_form", "nier", "affirmer"
_NO_QUESTIONS = frozenset((
    _YES, _NO, "demander_aide", "remercier", "prendre_conge", "saluer", "hors_sujet",
    "question_suite", "donner_avis", "changer_langue"))
_Events = list[dict[str, Any]]


def begin(tracker: Tracker) -> _Events | None:
    """Start the checklist of the life event that a button names; None if it names none."""
    event = context().life_events.event(turn.entity(tracker, "event") or "")
    if not event:
        return None
    return [*_waiting(event, None, {}), *turn.succeeded(service=event.services[0]),
            FollowupAction(_FORM)]


def offer(service: str) -> list[dict[str, str]]:
    """The button that leads from a service's card to the checklist of its life event."""
    event = context().life_events.of_service(service)
    if not event:
        return []
    return [event_button(event)]


def event_button(event: LifeEvent) -> dict[str, str]:
    """The button that starts a checklist."""
    title = context().texts("checklist.button", title=event.title)
    return turn.button(title, event.services[0], event=event.name)


class ActionAskEventDate(Action):
    """The form's first question."""

    def name(self) -> str:
        return "action_ask_event_date"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        event = _event(tracker)
        say(dispatcher, "ask_event_date", title=event.title, question=event.date.question)
        return turn.asked_something_else()


class ActionAskEventAnswers(Action):
    """The form's further questions, one after the other."""

    def name(self) -> str:
        return "action_ask_event_answers"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        event = _event(tracker)
        question = event.open_question(_answers(tracker))
        buttons = [turn.button(label, event.services[0], answer=f"{question.name}:{option}")
                   for option, label in question.options.items()]
        say(dispatcher, "ask_event_question", buttons, {
            "type": "choice", "options": list(question.options.values()),
        }, question=question.question)
        return turn.asked_something_else()


class ValidateLifeEventForm(Action):
    """Reads the date and the answers; returning no slot makes the form give way to a question."""

    def name(self) -> str:
        return "validate_life_event_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> _Events:
        event = _event(tracker)
        if event is None:  # its file has gone
            return _ended()
        requested = tracker.get_slot(REQUESTED)
        if not requested:  # it has just begun
            return _waiting(event, None, {})
        text = tracker.latest_message.get("text") or ""
        if fold(text) in context().cancel_words:
            say(dispatcher, "event_cancelled")
            return _ended()
        if requested == DATE:
            return _read_date(dispatcher, tracker, event, text)
        return _read_answer(dispatcher, tracker, event, text)


def _read_date(
    dispatcher: CollectingDispatcher, tracker: Tracker, event: LifeEvent, text: str
) -> _Events:
    today = date.today()
    earliest = today - timedelta(days=event.date.past_days)
    latest = today + timedelta(days=event.date.future_days)
    day = find_day(text, today, earliest, latest)
    if day is None:
        if turn.intent(tracker) == _NO:
            say(dispatcher, "event_cancelled")
            return _ended()
        if _is_other_question(tracker):
            return []
        say(dispatcher, "event_date_absent")
        return _waiting(event, None, {})
    if not earliest <= day <= latest:
        say(dispatcher, "event_date_far", day=write_date(day), earliest=write_date(earliest),
            latest=write_date(latest))
        return _waiting(event, None, {})
    return _go_on(dispatcher, event, day, {})


def _read_answer(
    dispatcher: CollectingDispatcher, tracker: Tracker, event: LifeEvent, text: str
) -> _Events:
    answers = _answers(tracker)
    day = date.fromisoformat(tracker.get_slot(DATE))
    question = event.open_question(answers)
    option = _option(tracker, question, text)
    if option is None:
        if _is_other_question(tracker):
            return []
        say(dispatcher, "event_answer_absent")
        return _waiting(event, day, answers)
    return _go_on(dispatcher, event, day, {**answers, question.name: option})


def _is_other_question(tracker: Tracker) -> bool:
    """Whether a message asks something else; « je ne sais pas » and the like do not."""
    return turn.is_other_question(tracker) and turn.intent(tracker) not in _NO_QUESTIONS


def _option(tracker: Tracker, question: Question, text: str) -> str | None:
    """The option that was chosen: by its button, its label, its first word, or yes and no."""
    name, _, option = (turn.entity(tracker, "answer") or "").partition(":")
    if name == question.name and option in question.options:
        return option
    said = words(text)
    for option, label in question.options.items():
        if said == words(label) or (said and said[0] == option):
            return option
    by_intent = {_YES: "oui", _NO: "non"}.get(turn.intent(tracker))
    return by_intent if by_intent in question.options else None


def _go_on(
    dispatcher: CollectingDispatcher, event: LifeEvent, day: date, answers: dict[str, str]
) -> _Events:
    if event.open_question(answers):
        return _waiting(event, day, answers)
    here = context()
    checklist = make_checklist(event, day, answers)
    dispatcher.utter_message(
        text=checklist_text(checklist, here.texts, here.origin, date.today()),
        json_message=checklist_custom(checklist, here.texts, here.origin, date.today()))
    return _ended()


def _event(tracker: Tracker) -> LifeEvent | None:
    return context().life_events.event((tracker.get_slot(EVENT) or {}).get("name", ""))


def _answers(tracker: Tracker) -> dict[str, str]:
    return (tracker.get_slot(EVENT) or {}).get("answers", {})


def _waiting(event: LifeEvent, day: date | None, answers: dict[str, str]) -> _Events:
    """The form asks for what is still missing; the slot of the answers is filled by the last."""
    return [SlotSet(EVENT, {"name": event.name, "answers": answers}),
            SlotSet(DATE, day.isoformat() if day else None), SlotSet(ANSWERS, None)]


def _ended() -> _Events:
    return [SlotSet(EVENT, None), SlotSet(DATE, None), SlotSet(ANSWERS, None),
            SlotSet(REQUESTED, None), *turn.succeeded()]
