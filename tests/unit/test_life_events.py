"""From a life event, its date and a few answers follows what to do, in which order, by when."""

from datetime import date, datetime, timezone
from pathlib import Path

import pytest
from icalendar import Calendar

from guido.catalogue.life_events import LifeEvents, make_checklist
from guido.catalogue.life_events.render import (
    checklist_calendar,
    checklist_text,
    checklist_url,
    read_query,
)
from guido.catalogue.life_events.store import GROUPS, read_life_event
from guido.catalogue.service import Catalogue
from guido.errors import ContentError
from guido.french.texts import Texts

EVENTS = LifeEvents(Path("data/life_events")).all()
TODAY = date(2026, 11, 22)
MOVING = """
event: demenagement
group: logement
title: Je déménage
summary: Tout ce qu'il faut faire
services: [changement_adresse]
date: {question: Quand ?, label: jour du déménagement, past_days: 365, future_days: 730}
questions:
  voiture: {question: Avez-vous une voiture ?, options: {oui: Oui, non: Non}}
tasks:
  - name: carte_grise
    title: Changer la carte grise
    body: En ligne.
    when: {voiture: 'oui'}
    due: {kind: legal, after: {months: 1}, text: dans le mois,
          source: {name: "Code de la route, art. R322-7", url: "https://a.fr/"}}
  - name: compteurs
    title: Relever les compteurs
    body: Le jour même.
  - name: devis
    title: Comparer les devis
    body: Ils sont gratuits.
    due: {kind: advice, before: {weeks: 6}, text: environ 6 semaines avant}
source: {name: a.fr, url: "https://a.fr/", verified: 2026-01-01}
"""


@pytest.fixture
def texts():
    return Texts.load(Path("data/messages.yml"))


def moving(tmp_path, written=MOVING):
    path = tmp_path / "demenagement.yml"
    path.write_text(written, encoding="utf-8")
    return read_life_event(path)


def test_tasks_come_in_the_order_of_their_days_and_only_those_that_apply(tmp_path):
    event = moving(tmp_path)
    checklist = make_checklist(event, date(2027, 1, 31), {"voiture": "oui"})
    assert [(item.task.name, item.day) for item in checklist.items] == [
        ("devis", date(2026, 12, 20)), ("carte_grise", date(2027, 2, 28)), ("compteurs", None)]
    without = make_checklist(event, date(2027, 1, 31), {"voiture": "non"})
    assert [item.task.name for item in without.items] == ["compteurs", "devis"]


def test_a_legal_deadline_an_advice_and_a_day_gone_by_read_differently(tmp_path, texts):
    checklist = make_checklist(moving(tmp_path), date(2026, 10, 1), {"voiture": "oui"})
    text = checklist_text(checklist, texts, "https://ville.fr", TODAY)
    assert "Conseillé avant le 20 août 2026 (environ 6 semaines avant). Cette date est" in text
    assert ("Au plus tard le 1er novembre 2026 (la règle : dans le mois – Code de la route, "
            "art. R322-7)") in text
    assert "https://ville.fr/demarches/demenagement?date=2026-10-01&voiture=oui" in text


def test_the_calendar_holds_each_dated_task_once_with_a_reminder(tmp_path, texts):
    checklist = make_checklist(moving(tmp_path), date(2027, 1, 31), {"voiture": "oui"})
    now = datetime(2026, 11, 22, tzinfo=timezone.utc)
    written = checklist_calendar(checklist, texts, now)
    events = Calendar.from_ical(written).walk("VEVENT")
    assert [(each["summary"], each["dtstart"].dt) for each in events] == [
        ("Comparer les devis", date(2026, 12, 20)), ("Changer la carte grise", date(2027, 2, 28))]
    assert all(each.walk("VALARM") for each in events)
    assert max(map(len, written.split(b"\r\n"))) <= 75
    assert checklist_calendar(checklist, texts, now) == written, "the same identifiers each time"


def test_the_address_of_a_checklist_holds_all_that_it_needs(tmp_path):
    event = moving(tmp_path)
    checklist = make_checklist(event, date(2027, 1, 31), {"voiture": "oui"})
    assert checklist_url(checklist, ".ics") == (
        "/demarches/demenagement.ics?date=2027-01-31&voiture=oui")
    assert read_query(event, {"date": "2027-01-31", "voiture": "oui"}) == (
        date(2027, 1, 31), {"voiture": "oui"})


@pytest.mark.parametrize("query", [
    {}, {"date": "demain", "voiture": "oui"}, {"date": "2027-01-31"},
    {"date": "2027-01-31", "voiture": "peut-être"}, {"date": "2027-02-31", "voiture": "oui"},
    {"date": "9999-12-31", "voiture": "oui"}, {"date": "0001-01-01", "voiture": "oui"},
])
def test_an_address_that_is_not_whole_is_no_checklist(tmp_path, query):
    assert read_query(moving(tmp_path), query) is None


@pytest.mark.parametrize(("old", "new", "told"), [
    ("when: {voiture: 'oui'}", "when: {velo: 'oui'}",
     r"tasks\[1\]\.when\.velo: is not one of the questions"),
    ("when: {voiture: 'oui'}", "when: {voiture: oui?}", r"'oui\?' is none of non, oui"),
    ("after: {months: 1}", "after: {moons: 1}", "'moons' is not known here"),
    (", text: environ 6 semaines avant", ", after: {days: 1}, text: x", "either before or after"),
    ("kind: advice", "kind: legal", "a legal deadline needs its source"),
    ("- name: compteurs", "- name: devis", "each with a name of its own"),
    ("event: demenagement", "event: depart", "but the file is named"),
    ("group: logement", "group: maison", "'maison' is none of"),
])
def test_a_mistake_is_named_with_its_place(tmp_path, old, new, told):
    assert old in MOVING
    with pytest.raises(ContentError, match=told):
        moving(tmp_path, MOVING.replace(old, new))


def test_there_are_ten_life_events_in_all_five_groups():
    assert len(EVENTS) >= 10
    assert {event.group for event in EVENTS} == set(GROUPS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_life_event_names_services_and_cards_that_exist(event):
    catalogue = Catalogue(Path("data/catalogue"))
    assert event.services
    for name in event.services:
        assert catalogue.service(name), name
    for task in event.tasks:
        assert task.card is None or catalogue.card(*task.card), task.name


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_question_of_a_life_event_changes_its_list(event, texts):
    first = {each.name: next(iter(each.options)) for each in event.questions}
    for question in event.questions:
        lists = {tuple(item.task.name for item in make_checklist(
            event, TODAY, {**first, question.name: option}).items)
            for option in question.options}
        assert len(lists) > 1, question.name
    checklist = make_checklist(event, TODAY, first)
    assert len(checklist.items) >= 5
    assert len(checklist_text(checklist, texts, "https://ville.fr", TODAY)) < 8000
