"""A finished procedure becomes a case, and its reminders come when they were promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from guido.cases import Cases, CaseState, Found, NotMatching, read_code
from guido.conversations import Conversations
from guido.french.texts import Texts
from guido.notifications import Kind, Notifications, Way, read_quiet_times
from guido.procedures.engine import Engine
from guido.procedures.formats import Writer
from guido.procedures.library import Library
from guido.relay.casework import Casework
from guido.relay.news import ProcedureFiling, ProcedureNews, monthly
from guido.relay.procedure_commands import start_command
from guido.relay.procedure_ports import Finished

TEXTS = Texts.load(Path("data/messages.yml"))
QUIET = read_quiet_times(Path("data/notifications.yml"))
NOW = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
ANSWERS = {"nom": "Zoé", "courriel": "zoe@exemple.fr", "ne_le": date(1990, 1, 31),
           "scrutin": date(2027, 4, 11), "rappel": True}
PERMIT = """
title: Demander une carte
service: passeport
words: [carte]
minutes: 3
verified: 2026-11-20
sources: [{name: Ville, url: "https://www.example.org/", verified: 2026-11-20}]
introduction: Préparez vos papiers.
questions:
  - {name: nom, type: text, label: Nom, ask: Quel est votre nom ?, why: Il le faut., example: Zoé}
  - {name: courriel, type: email, label: Courriel, ask: Laquelle ?, why: Nous., example: a@b.fr}
  - {name: ne_le, type: date, label: Naissance, ask: Quand ?, why: Suivi., example: 1/2/1990}
  - {name: scrutin, type: date, label: Scrutin, ask: Quand ?, why: Rappel., example: 1/2/2027}
  - {name: rappel, type: yes_no, label: Rappel, ask: Un rappel ?, why: Si vous voulez.}
consent: J'accepte.
case:
  delay_days: 10
  contact: courriel
  birth_date: ne_le
  follow_up: suite
  reminders:
    - {name: mois, every: month, day: 1, times: 3, say: "{nom}, déclarez le mois."}
    - {name: avant, before: scrutin, days: 7, when: "rappel", say: "Le scrutin est le {scrutin}."}
"""


@pytest.fixture
def world(database, tmp_path):
    """The procedure, its file, and what finishes it."""
    folder = tmp_path / "data" / "procedures"
    folder.mkdir(parents=True)
    (folder / "carte.yml").write_text(PERMIT, encoding="utf-8")
    follow_up = PERMIT.replace("Demander une carte", "La suite").partition("case:")[0]
    (folder / "suite.yml").write_text(follow_up, encoding="utf-8")
    return World(database, Library(folder.parent))


class World:
    """A conversation in which the procedure was finished, on a day that can be moved."""

    def __init__(self, database, library: Library) -> None:
        self.database, self.moment = database, NOW
        self.cases = Cases(b"key", self.now)
        self.notifications = Notifications(b"key", self.now)
        self.casework = Casework(self.cases, self.notifications, lambda: QUIET, TEXTS,
                                 lambda service: "Passeport", [], self.now)
        self.filing = ProcedureFiling(self.casework)
        self.news = ProcedureNews(
            self.cases, self.notifications, lambda: QUIET, TEXTS, _filled, library.get, self.now)
        self.id = database.run(Conversations(b"key").open, "rest", "me").id
        self.finished = Finished("draft", self.id, library.get("carte"), ANSWERS, NOW.date())

    def now(self) -> datetime:
        return self.moment

    def files(self, **answers):
        finished = replace(self.finished, answers={**ANSWERS, **answers})
        with self.database.transaction() as tx:
            case = self.filing.file(tx, finished)
            self.news.plan(tx, finished, case)
            return case

    def due(self):
        return self.database.run(self.notifications.due, [Kind.CITIZEN])

    def day(self, *day: int) -> None:
        self.moment = datetime(*day, 12, tzinfo=timezone.utc)


def _filled(text: str, finished: Finished) -> str:
    engine = Engine(finished.procedure, finished.day)
    return Writer(TEXTS).fill(engine, finished.answers, text)


def test_the_case_holds_the_answers_and_opens_with_the_date_of_birth_that_was_given(world):
    filed = world.files()
    case = world.database.run(world.cases.named, filed.reference)
    assert (case.service, case.procedure, case.contact) == ("passeport", "carte", "zoe@exemple.fr")
    assert case.expected_on == filed.expected_on == date(2026, 12, 3)
    assert case.answers["nom"] == "Zoé"
    assert filed.code is None
    found = world.database.run(world.cases.look_up, filed.reference, date(1990, 1, 31), "me")
    assert found == Found(case)


def test_without_a_date_of_birth_there_is_a_code_as_people_write_it(world):
    filed = world.files(ne_le=None)
    assert read_code(f"mon code : {filed.code}")
    code = read_code(filed.code)
    found = world.database.run(world.cases.look_up, filed.reference, code, "me")
    assert found != NotMatching()


def test_the_reminder_of_each_month_comes_so_often_with_the_button_that_goes_on(world):
    filed = world.files(rappel=False)
    seen = []
    for day in ((2026, 12, 1), (2027, 1, 2), (2027, 2, 1), (2027, 3, 1)):
        world.day(*day)
        for entry in world.due():
            world.database.run(world.notifications.claim, entry.id, "me")
            world.database.run(world.notifications.sent, entry, "me")
            seen.append((day[1], entry.payload["text"], entry.payload["buttons"]))
    button = [["Commencer la démarche : La suite", start_command("suite", filed.reference)]]
    assert seen == [(month, "Zoé, déclarez le mois.", button) for month in (12, 1, 2)]


def test_what_is_due_before_a_day_is_told_a_week_before_and_only_if_it_is_wanted(world):
    world.files()
    world.files(rappel=False)
    world.day(2027, 4, 2)
    before = len(world.due())
    world.day(2027, 4, 3)  # a Saturday: the day itself is a Sunday
    texts = [entry.payload["text"] for entry in world.due()[before:]]
    assert len(texts) == 1
    assert "11 avril 2027" in texts[0]


def test_a_reminder_whose_moment_is_over_is_not_planned(world):
    world.files(scrutin=NOW.date() + timedelta(days=3))
    world.day(2026, 11, 30)
    assert world.due() == []


def test_planning_the_same_again_tells_nothing_twice(world):
    filed = world.files(rappel=False)
    with world.database.transaction() as tx:
        world.news.plan(tx, replace(world.finished, answers={**ANSWERS, "rappel": False}), filed)
    world.day(2027, 3, 1)
    assert len(world.due()) == 3


@pytest.mark.parametrize("way, address", [("here", None), ("email", "zoe@exemple.fr")])
def test_who_agrees_after_filing_is_told_of_that_case(world, way, address):
    filed = world.files()
    world.database.run(world.news.agree, world.id, way, None, address)
    world.database.run(world.casework.add_status, filed.reference, CaseState.READY)
    entry = world.due()[0]
    agreement = world.database.run(world.notifications.agreement_for, entry)
    assert (agreement.way, agreement.address) == (Way(way), address)
    assert agreement.case_reference == filed.reference
    world.database.run(world.news.agree, world.id, "no_news", None)
    assert world.database.run(world.notifications.agreement_for, entry) is None


def test_of_two_cases_the_one_is_told_that_was_agreed_to_whichever_is_newer(world):
    older, newer = world.files(), world.files()
    world.database.run(world.news.agree, world.id, "here", older.reference)
    world.database.run(world.news.agree, world.id, "no_news", newer.reference)
    for case in (older, newer):
        world.database.run(world.casework.add_status, case.reference, CaseState.READY)
    told = {entry.case_reference for entry in world.due()
            if world.database.run(world.notifications.agreement_for, entry)}
    assert told == {older.reference}


@pytest.mark.parametrize("after, day, expected", [
    (date(2026, 11, 23), 1, [date(2026, 12, 1), date(2027, 1, 1)]),
    (date(2026, 11, 23), 25, [date(2026, 11, 25), date(2026, 12, 25)]),
    (date(2026, 11, 23), 23, [date(2026, 12, 23), date(2027, 1, 23)]),
    (date(2027, 1, 31), 31, [date(2027, 2, 28), date(2027, 3, 31)]),
])
def test_a_day_of_each_month_begins_after_today(after, day, expected):
    assert monthly(after, day, 2) == expected
