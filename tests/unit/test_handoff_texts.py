"""What a citizen who asks for a person is told."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.french.texts import Texts
from guido.handoff.teams import Outcome, Route, Team
from guido.hours import DAYS, parse_hours
from guido.relay.handoff_texts import handoff_text, wait_words

TEXTS = Texts.load(Path("data/messages.yml"))
HOURS = parse_hours(dict.fromkeys(DAYS[:5], "8:30-12:00 13:30-17:00"))
TEAM = Team(id=1, name="Papiers", hours=HOURS, department="54")
SCHEMA = json.loads(Path("docs/schemas/handoff.json").read_text(encoding="utf-8"))


def at(day: str, hour: int = 18) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00").replace(tzinfo=timezone.utc)


def closed(now: datetime) -> Route:
    opening = TEAM.opening(now)
    assert opening and not opening.is_open
    return Route(TEAM, None, Outcome.CLOSED, opening.next)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_is_said_comes_as_data_that_keeps_its_schema(outcome):
    now = at("2026-11-20")
    route = closed(now) if outcome is Outcome.CLOSED else Route(TEAM, None, outcome)
    said = handoff_text(TEXTS, route, 3, 7, now)
    jsonschema.validate(said.custom, SCHEMA)
    assert said.custom["position"] == 3
    assert {button.title for button in said.buttons} == {
        "Laisser un message", "Revenir à l'assistant"}


def test_the_widget_knows_the_button_that_opens_its_form():
    # Elsewhere it begins a dialogue.
    widget = Path("widget/words.js").read_text(encoding="utf-8")
    assert f"open: '{TEXTS('buttons.contact')}'," in widget


def test_who_waits_is_told_the_place_and_how_long():
    said = handoff_text(TEXTS, Route(TEAM, None, Outcome.QUEUE), 2, 6, at("2026-11-20", 9))
    assert "Vous êtes numéro 2" in said.text
    assert "environ 6 minutes" in said.text
    assert said.custom["minutes"] == 6


def test_without_an_estimate_none_is_made_up():
    said = handoff_text(TEXTS, Route(TEAM, None, Outcome.QUEUE), 1, None, at("2026-11-20", 9))
    assert "pas encore d'estimation" in said.text
    assert "minutes" not in said.custom


@pytest.mark.parametrize(("minutes", "words"), [
    (1, "moins d'une minute"), (2, "environ 2 minutes"), (10, "environ 10 minutes"),
    (11, "environ 15 minutes"), (55, "environ 55 minutes"), (56, "environ une heure"),
    (61, "environ 1 h 15"), (120, "environ 2 heures"), (239, "environ 4 heures"),
    (500, "plus de 4 heures"),
])
def test_an_estimate_is_never_more_exact_than_it_can_be(minutes, words):
    assert words in wait_words(TEXTS, minutes)


def test_when_nobody_is_there_in_opening_hours_it_is_said_and_a_message_offered_first():
    said = handoff_text(TEXTS, Route(TEAM, None, Outcome.NOBODY), 1, 5, at("2026-11-20", 9))
    assert "aucun agent n'est connecté" in said.text
    assert "minutes" not in said.custom
    assert said.buttons[0].title == "Laisser un message"


@pytest.mark.parametrize(("now", "words"), [
    (at("2026-11-19"), "demain à 8 h 30"),
    (at("2026-11-20"), "lundi 23 novembre à 8 h 30"),
    (at("2026-11-20", 12), "aujourd'hui à 13 h 30"),
    (at("2026-12-31"), "lundi 4 janvier 2027 à 8 h 30"),
])
def test_out_of_hours_the_citizen_is_told_when_it_opens(now, words):
    said = handoff_text(TEXTS, closed(now), 1, None, now)
    assert f"Ils reviennent {words}." in said.text.replace("\xa0", " ")
    assert datetime.fromisoformat(said.custom["opens_at"]) > now


def test_public_holidays_until_it_opens_are_named():
    before, on = at("2026-11-10"), at("2026-11-11", 10)
    assert "Le mercredi 11 novembre est un jour férié (Armistice). Ils reviennent jeudi" in (
        handoff_text(TEXTS, closed(before), 1, None, before).text)
    assert "Aujourd'hui est un jour férié (Armistice). Ils reviennent demain" in (
        handoff_text(TEXTS, closed(on), 1, None, on).text)


def test_a_holiday_on_a_day_without_hours_is_not_worth_a_word():
    friday = at("2026-10-30")  # the first of November 2026 is a Sunday
    assert "férié" not in handoff_text(TEXTS, closed(friday), 1, None, friday).text


def test_a_team_that_does_not_open_again_promises_nothing():
    said = handoff_text(TEXTS, Route(TEAM, None, Outcome.CLOSED), 1, None, at("2026-11-20"))
    assert "Nous ne savons pas encore" in said.text
    assert "opens_at" not in said.custom
