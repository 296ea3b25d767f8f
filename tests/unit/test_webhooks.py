"""Other systems are told of cases: signed, tried again ever later, and never twice."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from guido.cases import Cases, CaseState, Request
from guido.cases.reference import write_reference
from guido.errors import SettingsError
from guido.notifications import Kind, Notifications, read_quiet_times
from guido.notifications.model import PAUSES
from guido.relay.casework import Casework
from guido.relay.notifier import Addresses, Notifier
from guido.settings import Webhook, load_settings
from tests.receiver import receiver_of_events

SECRET = "0123456789abcdef"
NIGHT = datetime(2026, 11, 22, 23, tzinfo=timezone.utc)
QUIET = read_quiet_times(Path("data/notifications.yml"))


class World:
    """A house whose cases another system, and one that is away, are told of."""

    def __init__(self, house, receiver) -> None:
        self.moment, self.house = NIGHT, house
        self.receiver = receiver
        self.notifications = Notifications(b"key", self.now)
        self.casework = Casework(
            Cases(b"key", self.now), self.notifications, lambda: QUIET, house.texts, str,
            ["registre"], self.now)
        self.reaches({"registre": Webhook(receiver.url, SECRET)})

    def now(self) -> datetime:
        return self.moment

    def reaches(self, webhooks) -> None:
        self.notifiers = [Notifier(
            self.house.database, self.house.bus, self.house.conversations, self.notifications,
            lambda: QUIET, self.house.texts,
            Addresses("Mairie", "https://guido.example", webhooks=webhooks), self.now)
            for _ in range(2)]

    def files(self) -> str:
        return self.house.database.run(self.casework.file, Request("passeport")).case.reference

    async def looks(self) -> None:
        await asyncio.gather(*(notifier.look() for notifier in self.notifiers))

    def waiting(self) -> int:
        return self.house.database.run(lambda tx: tx.exec_driver_sql(
            "SELECT count(*) FROM outbox WHERE kind = 'webhook' AND state = 'waiting'").scalar())


@pytest.fixture(scope="module")
def system():
    with receiver_of_events(SECRET) as receiver:
        yield receiver


@pytest.fixture
def world(house, system):
    system.events.clear()
    system.tries.clear()
    system.refuses = 0
    return World(house, system)


async def test_an_event_arrives_once_whoever_looks_even_at_night(world):
    reference = world.files()
    for _ in range(2):
        await world.looks()
    (event,) = world.receiver.events
    assert event["type"] == "case.filed"
    assert event["case"] == {
        "reference": write_reference(reference), "service": "passeport", "procedure": None,
        "source_system": None, "status": {"state": "filed", "date": "2026-11-22"}}
    assert world.receiver.tries == [event["id"]]


async def test_what_was_refused_is_tried_again_ever_later_under_the_same_id(world):
    world.files()
    world.receiver.refuses = 2
    for pause in PAUSES[:2]:
        await world.looks()
        assert world.receiver.events == []
        world.moment += pause - timedelta(seconds=1)
        await world.looks()
        world.moment += timedelta(seconds=2)
    await world.looks()
    assert len(world.receiver.tries) == 3
    assert len(set(world.receiver.tries)) == 1
    assert [event["id"] for event in world.receiver.events] == world.receiver.tries[:1]


async def test_what_is_refused_for_days_is_given_up(world):
    world.files()
    world.receiver.refuses = 1000
    for pause in (*PAUSES, timedelta(days=9)):
        await world.looks()
        world.moment += pause
    await world.looks()
    assert len(world.receiver.tries) == len(PAUSES) + 1
    assert world.waiting() == 0


async def test_somebody_who_knows_no_secret_is_not_believed(world):
    world.reaches({"registre": Webhook(world.receiver.url, "another secret of ours")})
    world.files()
    await world.looks()
    assert world.receiver.tries
    assert world.receiver.events == []


async def test_who_was_taken_out_of_the_settings_is_told_no_more(world):
    world.files()
    world.reaches({})
    await world.looks()
    assert (world.waiting(), world.receiver.tries) == (0, [])


async def test_an_event_in_the_hands_of_a_process_that_dies_is_sent_by_another(world):
    world.files()
    (entry,) = world.house.database.run(world.notifications.due, list(Kind))
    world.house.database.run(world.notifications.claim, entry.id, "a process that dies")
    await world.looks()
    assert world.receiver.tries == []
    world.moment += timedelta(minutes=3)
    await world.looks()
    assert len(world.receiver.tries) == 1


async def test_every_status_is_an_event_of_its_own(world):
    reference = world.files()
    for state in (CaseState.IN_REVIEW, CaseState.IN_REVIEW, CaseState.CLOSED):
        world.house.database.run(world.casework.add_status, reference, state)
    await world.looks()
    states = [event["case"]["status"]["state"] for event in world.receiver.events]
    assert states == ["filed", "in_review", "in_review", "closed"]
    assert len({event["id"] for event in world.receiver.events}) == 4


def test_an_event_waits_while_another_process_sends_an_earlier_one_of_its_case(world):
    reference = world.files()
    world.house.database.run(world.casework.add_status, reference, CaseState.IN_REVIEW)
    world.files()
    run, notifications = world.house.database.run, world.notifications
    filed, in_review, of_another = run(notifications.due, [Kind.WEBHOOK])
    assert run(notifications.claim_event, filed, "one")
    assert run(notifications.claim_event, in_review, "other") is None
    assert run(notifications.claim_event, of_another, "other")
    run(notifications.sent, filed, "one")
    assert run(notifications.claim_event, in_review, "other")


def test_what_waits_for_an_event_that_failed_stands_in_no_others_way(world):
    reference = world.files()
    world.house.database.run(world.casework.add_status, reference, CaseState.IN_REVIEW)
    run, notifications = world.house.database.run, world.notifications
    filed, in_review = run(notifications.due, [Kind.WEBHOOK])
    run(notifications.claim_event, filed, "one")
    run(notifications.failed, filed, "one")
    assert run(notifications.claim_event, in_review, "one") is None
    assert run(notifications.due, [Kind.WEBHOOK]) == []
    world.moment += PAUSES[0]
    assert [each.id for each in run(notifications.due, [Kind.WEBHOOK])] == [filed.id, in_review.id]


@pytest.mark.parametrize("webhooks, secrets", [
    ("a=https://a.example", ""), ("", f"a={SECRET}"), ("a=https://a.example", "a=short"),
    ("a=http://a.example/x", f"a={SECRET}"), ("a=ftp://a.example", f"a={SECRET}"),
    ("a=https://", f"a={SECRET}"), ("a=https://[", f"a={SECRET}"),
    ("a=https://a.example,a=https://b.example", f"a={SECRET}")])
def test_webhooks_that_cannot_be_used_are_told_at_start(webhooks, secrets):
    with pytest.raises(SettingsError, match="GUIDO_WEBHOOK"):
        load_settings({"GUIDO_WEBHOOKS": webhooks, "GUIDO_WEBHOOK_SECRETS": secrets})


def test_webhooks_are_read_by_name():
    settings = load_settings({
        "GUIDO_WEBHOOKS": "a=https://a.example/x?y=1, b=http://127.0.0.1:8000/",
        "GUIDO_WEBHOOK_SECRETS": f"a={SECRET}, b={SECRET}=="})
    assert settings.webhooks_by_name == {
        "a": Webhook("https://a.example/x?y=1", SECRET),
        "b": Webhook("http://127.0.0.1:8000/", f"{SECRET}==")}
