"""News and reminders reach who agreed to them: once, never at night, until they say « stop »."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest

from guido.cases import Cases, CaseState, Request
from guido.cases.reference import write_reference
from guido.notifications import Kind, Notice, Notifications, Way, read_quiet_times
from guido.notifications.model import PAUSES
from guido.relay.casework import Casework
from guido.relay.notifier import Addresses, Notifier
from guido.relay.stopping import Stopping
from tests.fakes import Clock
from tests.house import House
from tests.live import free_port
from tests.mailbox import mail_server

QUIET = read_quiet_times(Path("data/notifications.yml"))
SCHEMA = json.loads(Path("docs/schemas/news.json").read_text(encoding="utf-8"))
ADDRESS = "zoe@exemple.fr"


class Killed(BaseException):
    """The process ends here."""


class Desk:
    """A house, its cases, and two processes that look what is to be told."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.house, self.clock = House(url, now=clock), clock
        self.notifications = Notifications(b"key", clock)
        self.cases = Cases(b"key", clock)
        self.casework = Casework(
            self.cases, self.notifications, lambda: QUIET, self.house.texts,
            lambda service: "Acte de naissance", [], clock)
        self.reaches("", "")

    def reaches(self, smtp_url: str, mail_from: str = "guido@mairie.example") -> None:
        self.notifiers = [
            Notifier(self.house.database, self.house.bus, self.house.conversations,
                     self.notifications, lambda: QUIET, self.house.texts,
                     Addresses("Mairie", "https://guido.example", smtp_url, mail_from), self.clock)
            for _ in range(2)]

    def run(self, work, *arguments):
        return self.house.database.run(work, *arguments)

    def files(self, **more) -> str:
        request = Request("acte_etat_civil", conversation_id=self.house.id)
        return self.run(self.casework.file, replace(request, **more)).case.reference

    def agrees(self, way: Way = Way.HERE, reference: str | None = None) -> None:
        self.run(self.notifications.agree, self.house.id, way,
                 ADDRESS if way is Way.EMAIL else None, reference)

    async def looks(self) -> None:
        await asyncio.gather(*(notifier.look() for notifier in self.notifiers))

    def told(self) -> list[str]:
        return [message.text for message in self.house.database.run(
            self.house.conversations.messages, self.house.id)
            if (message.custom or {}).get("type") == "news"]


@pytest.fixture
def desk(database_url, clock):
    desk = Desk(database_url, clock)
    yield desk
    desk.house.database.close()


@pytest.fixture(scope="module")
def server():
    with mail_server() as box:
        yield box


@pytest.fixture
def mailbox(server, desk):
    server.letters.clear()
    server.refuses = False
    desk.reaches(server.url)
    return server


def passes_to_a_noon(clock: Clock) -> None:
    """Two days and more, to an hour at which citizens are told."""
    clock.passes(days=2, hours=1)
    while QUIET.is_quiet(clock()):
        clock.passes(hours=1)


def reminder(desk, due_at, **more) -> Notice:
    return Notice("Pensez à votre rendez-vous.", "Rappel", due_at, "rappel-1",
                  desk.house.id, **more)


async def test_a_new_status_is_told_once_in_the_conversation_whoever_looks(desk):
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(
        desk.casework.add_status, reference, CaseState.MISSING_DOCUMENT, None, "un justificatif")
    for _ in range(3):
        await desk.looks()
    (told,) = desk.told()
    assert write_reference(reference) in told
    assert "document manquant" in told
    assert "un justificatif" in told
    last = desk.house.last()
    jsonschema.validate(last.custom, SCHEMA)
    assert [button.title for button in last.buttons] == ["Ne plus être prévenu"]


async def test_filing_itself_is_no_news(desk):
    desk.agrees(reference=desk.files())
    await desk.looks()
    assert desk.told() == []


async def test_who_did_not_agree_is_not_told_nor_who_agreed_later_of_what_was_before(desk):
    reference = desk.files()
    desk.run(desk.casework.add_status, reference, CaseState.IN_REVIEW)
    await desk.looks()
    desk.agrees(reference=reference)
    await desk.looks()
    assert desk.told() == []


@pytest.mark.parametrize("moment, told_at", [
    ("2026-11-23T19:30:00+00:00", "2026-11-24T07:00:00+00:00"),  # 20:30 in Paris
    ("2026-11-24T05:30:00+00:00", "2026-11-24T07:00:00+00:00"),
    ("2026-11-29T12:00:00+00:00", "2026-11-30T07:00:00+00:00"),  # a Sunday
    ("2026-12-25T12:00:00+00:00", "2026-12-26T07:00:00+00:00"),  # a holiday
])
async def test_nobody_is_told_anything_at_night_on_sundays_and_on_holidays(
    desk, clock, moment, told_at
):
    reference = desk.files()
    desk.agrees(reference=reference)
    clock.now = datetime.fromisoformat(moment)
    desk.run(desk.casework.add_status, reference, CaseState.IN_REVIEW)
    await desk.looks()
    clock.now = datetime.fromisoformat(told_at) - timedelta(minutes=1)
    await desk.looks()
    assert desk.told() == []
    clock.passes(minutes=1)
    await desk.looks()
    assert len(desk.told()) == 1


async def test_a_process_that_is_killed_between_leaves_it_to_be_told_once(desk, clock):
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(desk.casework.add_status, reference, CaseState.IN_REVIEW)
    first, second = desk.notifiers
    append = desk.house.conversations.append

    def dies(*arguments):
        append(*arguments)
        raise Killed

    desk.house.conversations.append = dies
    with pytest.raises(Killed):
        await first.look()
    desk.house.conversations.append = append
    assert desk.told() == []
    await second.look()
    await first.look()
    assert len(desk.told()) == 1


async def test_a_letter_reaches_who_agreed_to_letters_once_with_a_way_to_end_them(desk, mailbox):
    reference = desk.files()
    desk.agrees(Way.EMAIL, reference)
    desk.run(desk.casework.add_status, reference, CaseState.READY)
    for _ in range(2):
        await desk.looks()
    ((receivers, letter),) = mailbox.letters
    assert receivers == [ADDRESS]
    assert write_reference(reference) in letter["Subject"]
    assert "prêt, à retirer au guichet" in letter.get_content()
    link = re.search(r"https://guido\.example/notifications/(\S+)", letter.get_content())
    assert letter["List-Unsubscribe"].strip() == f"<{link[0]}>"
    assert desk.told() == []
    assert desk.run(desk.notifications.stop_by, link[1])
    assert not desk.run(desk.notifications.stop_by, link[1]), "it has ended"
    desk.run(desk.casework.add_status, reference, CaseState.CLOSED)
    await desk.looks()
    assert len(mailbox.letters) == 1


@pytest.mark.parametrize("token", ["", "1", "1-", "1-abc", "x-1", "²-1", "9" * 20, "1-\x00é"])
def test_a_made_up_link_ends_nothing(desk, token):
    desk.agrees(Way.EMAIL)
    assert not desk.run(desk.notifications.stop_by, token)
    assert desk.run(desk.notifications.has_agreed, desk.house.id)


async def test_a_letter_that_is_not_taken_is_tried_again_ever_later(desk, mailbox, clock):
    reference = desk.files()
    desk.agrees(Way.EMAIL, reference)
    desk.run(desk.casework.add_status, reference, CaseState.READY)
    mailbox.refuses = True
    await desk.looks()
    mailbox.refuses = False
    await desk.looks()
    assert mailbox.letters == [], "not at once"
    clock.passes(seconds=PAUSES[0].total_seconds() + 1)
    await desk.looks()
    assert len(mailbox.letters) == 1


async def test_what_fails_for_weeks_is_given_up(desk, mailbox, clock):
    desk.reaches(f"smtp://127.0.0.1:{free_port()}")
    desk.run(desk.notifications.plan, reminder(desk, clock()))
    desk.agrees(Way.EMAIL)
    for _ in range(len(PAUSES) + 1):
        await desk.looks()
        passes_to_a_noon(clock)
    assert desk.run(desk.notifications.due, list(Kind)) == []
    desk.reaches(mailbox.url)
    await desk.looks()
    assert mailbox.letters == []


async def test_a_letter_in_the_hands_of_a_process_that_dies_is_sent_by_another_later(
    desk, mailbox, clock
):
    desk.agrees(Way.EMAIL)
    desk.run(desk.notifications.plan, reminder(desk, clock()))
    (entry,) = desk.run(desk.notifications.due, list(Kind))
    assert desk.run(desk.notifications.claim, entry.id, "a process that dies")
    await desk.looks()
    assert mailbox.letters == [], "the other may be sending it"
    clock.passes(minutes=3)
    await desk.looks()
    assert len(mailbox.letters) == 1


async def test_a_reminder_comes_at_its_moment_and_survives_a_restart(desk, clock, database_url):
    desk.agrees()
    desk.run(desk.notifications.plan, reminder(desk, clock() + timedelta(days=2)))
    await desk.looks()
    assert desk.told() == []
    clock.passes(days=2)
    again = Desk(database_url, clock)
    await again.looks()
    await desk.looks()
    assert desk.told() == ["Pensez à votre rendez-vous."]
    again.house.database.close()


async def test_the_same_is_planned_once_unless_it_was_taken_back(desk, clock):
    desk.agrees()
    first = reminder(desk, clock() + timedelta(hours=1))
    assert desk.run(desk.notifications.plan, first)
    assert not desk.run(desk.notifications.plan, first)
    assert desk.run(desk.notifications.cancel, first.dedupe)
    assert not desk.run(desk.notifications.cancel, first.dedupe)
    moved = replace(first, text="Votre rendez-vous a changé.")
    assert desk.run(desk.notifications.plan, moved)
    clock.passes(hours=2)
    await desk.looks()
    assert desk.told() == ["Votre rendez-vous a changé."]
    assert not desk.run(desk.notifications.plan, moved), "it was told"


async def test_what_comes_too_late_is_not_told(desk, clock):
    desk.agrees()
    desk.run(desk.notifications.plan, reminder(
        desk, clock(), until=clock() + timedelta(hours=3)))
    clock.passes(hours=4)
    await desk.looks()
    assert desk.told() == []
    assert desk.run(desk.notifications.due, list(Kind)) == []


@pytest.mark.parametrize("word", ["stop", "STOP !", "Ne plus être prévenu"])
async def test_stop_in_the_conversation_ends_it_and_says_so(desk, word):
    house = desk.house
    house.turns._dialogues = [Stopping(
        house.conversations, house.handoff, desk.notifications, house.texts)]
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(desk.casework.add_status, reference, CaseState.IN_REVIEW)
    await desk.looks()
    await house.says(word)
    assert "plus prévenu" in house.last().text
    desk.run(desk.casework.add_status, reference, CaseState.READY)
    await desk.looks()
    assert len(desk.told()) == 2, "the news before, and that it has ended"
    await house.rests()


async def test_the_button_of_one_case_ends_the_news_of_that_case_only(desk):
    house = desk.house
    house.turns._dialogues = [Stopping(
        house.conversations, house.handoff, desk.notifications, house.texts)]
    older, newer = desk.files(), desk.files()
    for reference in (older, newer):
        desk.agrees(reference=reference)
        desk.run(desk.casework.add_status, reference, CaseState.IN_REVIEW)
    await desk.looks()
    about_older = next(message for message in desk.run(house.conversations.messages, house.id)
                       if write_reference(older) in message.text)
    await house.says("Ne plus être prévenu", offered_by=about_older.sequence)
    assert write_reference(older) in house.last().text
    for reference in (older, newer):
        desk.run(desk.casework.add_status, reference, CaseState.READY)
    await desk.looks()
    assert write_reference(newer) in house.last().text
    assert len(desk.told()) == 4, "two before, that one has ended, and one after"
    await house.rests()


async def test_stop_means_nothing_here_to_who_did_not_agree_or_speaks_with_an_agent(desk):
    house = desk.house
    stopping = Stopping(house.conversations, house.handoff, desk.notifications, house.texts)
    house.turns._dialogues = [stopping]
    await house.says("stop")
    assert house.last().text == "réponse à stop"
    desk.agrees()
    desk.run(house.handoff.request, house.id, "asked")
    desk.run(house.handoff.take, house.id, house.agent("camille"))
    await house.says("stop", "again")
    assert desk.run(desk.notifications.has_agreed, house.id)
    await house.rests()


async def test_after_a_case_is_closed_nothing_comes_of_it_any_more(desk, clock):
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(desk.notifications.plan, reminder(
        desk, clock() + timedelta(days=1), case_reference=reference))
    desk.run(desk.casework.add_status, reference, CaseState.CLOSED)
    await desk.looks()
    clock.passes(days=2)
    await desk.looks()
    (told,) = desk.told()
    assert "demande terminée" in told
    assert not desk.run(desk.notifications.has_agreed, desk.house.id)


async def test_who_is_asked_for_a_piece_is_reminded_a_week_before_it_is_due(desk, clock):
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(desk.casework.ask_missing, reference, "votre livret de famille", date(2026, 12, 20))
    await desk.looks()
    clock.now = datetime(2026, 12, 11, 12, tzinfo=timezone.utc)
    await desk.looks()
    assert len(desk.told()) == 1
    clock.passes(days=1)  # a Saturday: the 13th is a Sunday
    await desk.looks()
    assert "au plus tard le 20 décembre 2026. votre livret" in desk.told()[1]


async def test_who_has_sent_the_piece_is_not_reminded_of_it(desk, clock):
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(desk.casework.ask_missing, reference, "votre livret de famille", date(2026, 12, 20))
    desk.run(desk.casework.add_status, reference, CaseState.DOCUMENT_RECEIVED)
    clock.now = datetime(2026, 12, 14, 12, tzinfo=timezone.utc)
    await desk.looks()
    assert [("Rappel" in text) for text in desk.told()] == [False, False]


async def test_erasing_the_conversation_erases_what_was_to_be_told(desk, mailbox, clock):
    reference = desk.files()
    desk.agrees(Way.EMAIL, reference)
    desk.run(desk.notifications.plan, reminder(desk, clock() + timedelta(days=1)))
    desk.run(desk.notifications.erase, desk.house.id)
    desk.run(desk.cases.erase, desk.house.id)
    desk.run(desk.casework.add_status, reference, CaseState.READY)
    clock.passes(days=2)
    await desk.looks()
    assert mailbox.letters == []
    assert desk.told() == []
    assert desk.run(desk.cases.named, reference).current.state is CaseState.READY


async def test_a_conversation_is_kept_while_news_are_to_come_in_it_and_letters_need_none(
    desk, mailbox, clock
):
    house = desk.house
    by_letter = desk.run(house.conversations.open, "rest", "by letter").id
    reference = desk.files(conversation_id=by_letter)
    desk.run(desk.notifications.agree, by_letter, Way.EMAIL, ADDRESS, reference)
    here = desk.files()
    desk.agrees(reference=here)
    clock.passes(days=31)
    kept = desk.run(desk.notifications.promised)
    assert kept == [house.id]
    assert desk.run(house.conversations.delete_idle, 30, kept) == 1
    desk.run(desk.notifications.forget_old)
    desk.run(desk.cases.forget_deleted)
    for each in (reference, here):
        desk.run(desk.casework.add_status, each, CaseState.READY)
    await desk.looks()
    assert len(mailbox.letters) == len(desk.told()) == 1
    desk.run(desk.casework.add_status, here, CaseState.CLOSED)
    await desk.looks()
    assert desk.run(desk.notifications.promised) == []


async def test_what_was_told_is_not_kept_in_the_outbox(desk):
    reference = desk.files()
    desk.agrees(reference=reference)
    desk.run(desk.casework.add_status, reference, CaseState.MISSING_DOCUMENT, None, "un secret")
    await desk.looks()
    rows = desk.run(lambda tx: tx.exec_driver_sql("SELECT payload, state FROM outbox").all())
    assert [tuple(row) for row in rows] == [("{}", "sent")]


async def test_one_that_cannot_be_told_holds_up_no_other_and_is_given_up(desk, clock):
    for name in ("broken", "rappel-1"):
        desk.run(desk.notifications.plan, replace(reminder(desk, clock()), dedupe=name))
    desk.run(lambda tx: tx.exec_driver_sql(
        "UPDATE outbox SET payload = '{}' WHERE dedupe_key = 'broken'"))
    desk.agrees()
    for _ in range(len(PAUSES) + 1):
        await desk.looks()
        passes_to_a_noon(clock)
    assert desk.told() == ["Pensez à votre rendez-vous."]
    await desk.looks()
    assert desk.run(desk.notifications.due, list(Kind)) == []


async def test_one_that_cannot_be_reached_holds_up_no_other(desk, clock):
    desk.reaches(f"smtp://127.0.0.1:{free_port()}")
    other = desk.run(desk.house.conversations.open, "rest", "other").id
    desk.run(desk.notifications.agree, other, Way.EMAIL, ADDRESS)
    desk.run(desk.notifications.plan, replace(
        reminder(desk, clock()), conversation_id=other, dedupe="rappel-2"))
    clock.passes(minutes=1)
    desk.agrees()
    desk.run(desk.notifications.plan, reminder(desk, clock()))
    await desk.looks()
    assert desk.told() == ["Pensez à votre rendez-vous."]
