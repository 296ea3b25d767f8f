"""Notifications reach whoever waits, in this process and in others, whatever becomes of Redis."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager

import pytest

from guido.bus import MemoryBus, RedisBus, open_bus
from guido.errors import SettingsError
from guido.settings import load_settings

SOON = 5.0


@asynccontextmanager
async def running(*buses):
    """Buses that run and are connected."""
    tasks = [asyncio.create_task(bus.run()) for bus in buses]
    try:
        for bus in buses:
            deadline = time.monotonic() + SOON
            while bus._is_deaf() and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(params=["memory", "redis"])
def two_ends(request):
    """Where it is published and where it is heard: one process, or two that share a Redis."""
    if request.param == "memory":
        bus = MemoryBus()
        return bus, bus
    url = request.getfixturevalue("redis_server").url
    return RedisBus(url), RedisBus(url)


async def test_who_waits_is_woken_at_once(two_ends):
    here, there = two_ends
    async with running(*two_ends):
        with there.subscribe("a") as subscription:
            here.publish("a")
            began = time.monotonic()
            assert await subscription.wait(SOON)
            assert time.monotonic() - began < 1


async def test_what_was_published_before_the_wait_is_remembered_once(two_ends):
    here, there = two_ends
    async with running(*two_ends):
        with there.subscribe("a") as subscription:
            for _ in range(3):
                here.publish("a")
            assert await subscription.wait(SOON)
            assert not await subscription.wait(0.1)


async def test_other_topics_wake_nobody(two_ends):
    here, there = two_ends
    async with running(*two_ends):
        with there.subscribe("a", "b") as subscription, there.subscribe("c") as other:
            here.publish("b")
            assert await subscription.wait(SOON)
            assert not await other.wait(0.1)


async def test_thousands_published_at_once_wake_everybody_concerned(two_ends):
    here, there = two_ends
    async with running(*two_ends):
        with there.subscribe("t0") as first, there.subscribe("t4999") as last:
            for number in range(5000):
                here.publish(f"t{number}")
            assert await first.wait(SOON)
            assert await last.wait(SOON)


async def test_a_process_hears_itself_without_redis():
    bus = RedisBus("redis://127.0.0.1:1/0")
    with bus.subscribe("a") as subscription:
        bus.publish("a")
        assert await subscription.wait(SOON)


async def test_while_redis_is_away_those_who_wait_look_every_second(redis_server, caplog):
    caplog.set_level(logging.WARNING, "guido.bus.redis")
    bus = RedisBus(redis_server.url)
    async with running(bus):
        with bus.subscribe("a") as subscription:
            redis_server.kill()
            assert await subscription.wait(SOON), "woken when the line broke"
            began = time.monotonic()
            assert await subscription.wait(15)
            assert time.monotonic() - began < 1.5
            bus.publish("a")
            assert await subscription.wait(0)
            await asyncio.sleep(1.2)
    assert len(caplog.records) == 1, "said once"


async def test_after_redis_is_back_everybody_hears_each_other_again(redis_server):
    here, there = RedisBus(redis_server.url), RedisBus(redis_server.url)
    async with running(here, there):
        redis_server.kill()
        await asyncio.sleep(0.1)
        redis_server.start()
        with there.subscribe("a") as subscription:
            while there._is_deaf() or here._is_deaf() or await subscription.wait(0.3):
                await asyncio.sleep(0.01)
            here.publish("a")
            assert await subscription.wait(SOON)


@pytest.mark.parametrize("url", [
    "localhost:6379", "http://localhost", "redis://", "redis://host:port", "redis://h:1/first",
    "redis://[::1", "unix:",
])
def test_an_address_that_cannot_be_one_of_redis_is_refused_at_start(url):
    with pytest.raises(SettingsError, match="GUIDO_REDIS_URL cannot be used"):
        load_settings({"GUIDO_REDIS_URL": url})


@pytest.mark.parametrize("url", [
    "redis://localhost", "redis://:secret@host:6379/2", "rediss://host/", "unix:///run/redis.sock",
])
def test_an_address_of_redis_chooses_it(url):
    settings = load_settings({"GUIDO_REDIS_URL": url})
    assert isinstance(open_bus(settings.redis_url), RedisBus)


def test_without_an_address_notifications_stay_in_the_process():
    assert type(open_bus(load_settings({}).redis_url)) is MemoryBus
