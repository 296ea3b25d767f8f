"""One database, several processes: who reads, who writes, who is first, and who is told what."""

from __future__ import annotations

import asyncio
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from guido.bus import MemoryBus
from guido.conversations import Author, Conversations, Draft
from guido.errors import StorageError
from guido.relay.feed import follow
from guido.storage import Database
from guido.storage.migrate import migrate


@pytest.fixture
def conversations():
    return Conversations(b"key")


def at_once(count, work):
    """The results of a work done by so many threads that begin together."""
    together = threading.Barrier(count)

    def begin(number):
        together.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def test_processes_that_start_at_once_migrate_the_database_once(empty_url):
    databases = [Database(empty_url) for _ in range(4)]
    at_once(4, lambda number: migrate(databases[number]))
    for database in databases:
        assert database.read(Conversations(b"key").unsettled) == []
        database.close()


def test_of_ten_who_open_the_conversation_of_a_new_address_all_get_the_same(
    database, conversations
):
    for number in range(5):
        opened = at_once(
            10, lambda _, n=number: database.run(conversations.open, "rest", f"someone {n}").id)
        assert len(set(opened)) == 1


def test_what_the_assistant_remembers_first_is_kept_by_whoever_comes(database, conversations):
    at_once(8, lambda number: database.run(conversations.save_tracker, "one", f"[{number}]"))
    assert database.read(conversations.tracker, "one") in [f"[{n}]" for n in range(8)]
    database.run(conversations.save_tracker, "one", "[8]")
    assert database.read(conversations.tracker, "one") == "[8]"


def test_who_reads_cannot_write(database, conversations):
    with pytest.raises(StorageError):
        database.read(conversations.open, "rest", "someone")
    database.run(conversations.open, "rest", "someone")


def test_who_reads_waits_for_nobody_who_writes(database, conversations):
    opened = database.run(conversations.open, "rest", "someone")
    with database.transaction() as tx:
        conversations.append(tx, opened.id, Draft(Author.CITIZEN, "bonjour"))
        began = time.monotonic()
        reading = threading.Thread(target=database.read, args=(conversations.messages, opened.id))
        reading.start()
        reading.join(5)
        assert time.monotonic() - began < 1
    assert len(database.read(conversations.messages, opened.id)) == 1


async def test_five_hundred_who_look_at_once_all_see_soon(database, conversations):
    opened = database.run(conversations.open, "rest", "someone")
    database.run(conversations.append, opened.id, Draft(Author.CITIZEN, "bonjour"))
    began = time.monotonic()
    seen = await asyncio.gather(*(
        database.read_async(conversations.messages, opened.id) for _ in range(500)))
    assert all(len(messages) == 1 for messages in seen)
    assert time.monotonic() - began < 5


async def test_work_for_the_database_does_not_hold_up_other_threads(database):
    release = threading.Event()
    try:
        waiting = [asyncio.ensure_future(database.read_async(lambda _tx: release.wait(10)))
                   for _ in range(50)]
        await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        assert await asyncio.wait_for(loop.run_in_executor(None, lambda: "done"), 2) == "done"
    finally:
        release.set()
    await asyncio.gather(*waiting)


def test_a_postgresql_that_is_away_is_told_soon():
    database = Database("postgresql://guido@127.0.0.1:1/nothing")
    began = time.monotonic()
    with pytest.raises(StorageError, match="The database failed: OperationalError"):
        database.run(lambda tx: None)
    assert time.monotonic() - began < 5
    database.close()


async def test_a_stream_ends_quietly_when_the_database_fails():
    async def fetch(_after):
        raise StorageError("away")

    assert [line async for line in follow(MemoryBus(), "topic", fetch, 0)] == ["\n"]


async def test_a_stream_shows_each_entry_once_and_keeps_the_line_open(monkeypatch):
    monkeypatch.setattr("guido.relay.feed.HEARTBEAT_SECONDS", 0.05)
    bus, entries = MemoryBus(), [{"sequence": 1}]

    async def fetch(after):
        return [entry for entry in entries if entry["sequence"] > after]

    lines = follow(bus, "topic", fetch, 0)
    assert [await lines.__anext__() for _ in range(3)] == ["\n", '{"sequence": 1}\n', "\n"]
    entries.append({"sequence": 2})
    bus.publish("topic")
    assert await lines.__anext__() == '{"sequence": 2}\n'
    await lines.aclose()


def test_what_fails_is_told_without_what_was_to_be_written(database):
    """It may be the words of a citizen, and what is told ends in the log."""
    values = {"text": "".join(("un ", "secret"))}
    with pytest.raises(StorageError) as failure, database.transaction() as tx:
        tx.execute(sa.text("INSERT INTO outbox (kind, payload) VALUES ('x', :text)"), values)
    told = "".join(traceback.format_exception(failure.value))
    assert "INSERT INTO outbox" in told
    assert "un secret" not in told
