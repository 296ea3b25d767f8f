"""How a conversation stands: typing, looking, reading, and the stream that tells it."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta, timezone

import pytest

from guido.bus import MemoryBus
from guido.handoff.watchers import CITIZEN, agent_party
from guido.relay.feed import Page, follow
from guido.relay.model import COMMAND_PERSON
from guido.relay.topics import conversation_topic
from guido.relay.watching import Watching
from tests.house import House

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)


class Lines:
    """A stream of pages that a test sets, read line by line."""

    def __init__(self, *pages: Page | None) -> None:
        self.bus = MemoryBus()
        self.pages = list(pages)
        self.stream = follow(self.bus, "topic", self._fetch, 0)

    async def _fetch(self, after: int) -> Page | None:
        return self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]

    async def next(self):
        """The next line that says something."""
        while not (line := (await asyncio.wait_for(anext(self.stream), 5)).strip()):
            continue
        return json.loads(line)


async def test_the_status_comes_at_the_start_and_when_it_changes_and_not_again():
    entries = [{"sequence": 1, "text": "bonjour"}, {"sequence": 2, "text": "oui"}]
    lines = Lines(
        Page(entries[:1], {"typing": False}), Page([], {"typing": False}),
        Page([], {"typing": True}), Page([], {"typing": True}),
        Page(entries[1:], {"typing": True}), Page([], {"typing": True}))

    async def publish() -> None:
        while True:
            await asyncio.sleep(0.01)
            lines.bus.publish("topic")

    publishing = asyncio.create_task(publish())
    assert [await lines.next() for _ in range(4)] == [
        entries[0], {"status": {"typing": False}}, {"status": {"typing": True}}, entries[1]]
    publishing.cancel()


async def test_a_status_that_changes_by_itself_is_looked_at_again_without_being_told():
    lines = Lines(Page([], {"typing": True}, changes_in=0.02), Page([], {"typing": False}))
    assert await lines.next() == {"status": {"typing": True}}
    assert await lines.next() == {"status": {"typing": False}}


@pytest.fixture
def house(tmp_path):
    house = House(f"sqlite:///{tmp_path}/guido.sqlite3")
    yield house
    house.database.close()


async def watched(house, now=lambda: NOW):
    """A bus that counts what is told of the house's conversation, and what watches it."""
    told = []

    class Counting(MemoryBus):
        def publish(self, topic: str) -> None:
            told.append(topic)

    return Watching(house.database, Counting(), house.watchers, now), told


async def test_only_what_is_news_is_told(house):
    watching, told = await watched(house, house.now)
    topic = conversation_topic(house.id)
    for _ in range(3):
        await watching.type(house.id, CITIZEN, True)
    assert told.count(topic) == 1
    await watching.type(house.id, CITIZEN, False)
    assert told.count(topic) == 2
    for _ in range(3):
        await watching.look(house.id, agent_party(1), True)
    assert told.count(topic) == 3
    await house.wishes(COMMAND_PERSON)
    for sequence in (1, 1, 1):
        await watching.read(house.id, agent_party(1), sequence)
    assert told.count(topic) == 4


async def test_who_stops_without_saying_so_is_taken_to_have_stopped(tmp_path):
    now = [NOW]
    house = House(f"sqlite:///{tmp_path}/guido.sqlite3", now=lambda: now[0])
    await house.watching.type(house.id, CITIZEN, True)
    await house.watching.look(house.id, CITIZEN, True)

    def state():
        (watcher,) = house.database.run(house.watchers.of, house.id)
        return watcher.is_typing(now[0]), watcher.is_looking(now[0])

    assert state() == (True, True)
    now[0] += timedelta(seconds=10)
    assert state() == (False, True)
    now[0] += timedelta(seconds=60)
    assert state() == (False, False)
    house.database.close()
