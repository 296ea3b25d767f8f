"""Notifications between processes, through Redis.

What is published wakes this process at once and goes out from a task of its own, so that nobody
who publishes ever waits for Redis. While Redis is away those who wait look for themselves every
second; when it is back all of them look once, because notifications may have been missed.
"""

from __future__ import annotations

import asyncio
import logging
import uuid

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from guido.bus.memory import MemoryBus

_CONNECT_SECONDS = 2.0
_PAUSE_SECONDS = 0.5
_HEARTBEAT_SECONDS = 2.0
# Every process hears its own heartbeats, too: a longer silence is a dead line.
_LONGEST_SILENCE_SECONDS = 6.0
_MOST_PENDING = 1000
_EVERYTHING = "*"
_log = logging.getLogger(__name__)


class RedisBus(MemoryBus):
    """A bus for all processes that share a Redis; `run` must be running.

    A notification on the wire is the sender's identifier and the topics, one a line.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._id = uuid.uuid4().hex
        self._pending: dict[str, None] = {}  # in the order of publishing, each topic once
        self._is_news = asyncio.Event()
        self._is_connected = False
        self._is_warned = False

    def publish(self, topic: str) -> None:
        super().publish(topic)
        self._pending[topic] = None
        if len(self._pending) > _MOST_PENDING:
            self._pending = {_EVERYTHING: None}
        self._is_news.set()

    async def run(self) -> None:
        """Stay connected. Runs on."""
        while True:
            client = Redis.from_url(
                self._url, decode_responses=True, socket_timeout=_CONNECT_SECONDS)
            try:
                await self._exchange(client)
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                self._lost(error)
            finally:
                await client.close(close_connection_pool=True)
            await asyncio.sleep(_PAUSE_SECONDS)

    def _is_deaf(self) -> bool:
        return not self._is_connected

    async def _exchange(self, client: Redis) -> None:
        """Send and hear until one of the two fails."""
        channel = f"guido:{client.connection_pool.connection_kwargs.get('db', 0)}"
        pubsub = client.pubsub()
        await pubsub.subscribe(channel)
        both = [asyncio.create_task(self._hear(pubsub)),
                asyncio.create_task(self._send(client, channel))]
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            await pubsub.close()

    async def _hear(self, pubsub: PubSub) -> None:
        while True:
            notification = await pubsub.get_message(timeout=_LONGEST_SILENCE_SECONDS)
            if notification is None:
                raise asyncio.TimeoutError
            if notification["type"] == "subscribe":
                self._found()
            else:
                sender, *topics = notification["data"].split("\n")
                if sender != self._id:
                    self._wake(topics)

    async def _send(self, client: Redis, channel: str) -> None:
        while True:
            self._is_news.clear()
            taken, self._pending = self._pending, {}
            try:
                await client.publish(channel, "\n".join([self._id, *taken]))
            except BaseException:
                self._pending = {**taken, **self._pending}  # goes out with the next connection
                raise
            try:
                await asyncio.wait_for(self._is_news.wait(), _HEARTBEAT_SECONDS)
            except asyncio.TimeoutError:
                continue  # nothing to tell: the next one is only a heartbeat

    def _wake(self, topics: list[str]) -> None:
        if _EVERYTHING in topics:
            topics = list(self._subscriptions)
        for topic in topics:
            super().publish(topic)

    def _found(self) -> None:
        if self._is_warned:
            _log.warning("Redis is back")
            self._is_warned = False
        self._is_connected = True
        self._wake([_EVERYTHING])

    def _lost(self, error: Exception) -> None:
        if not self._is_warned:
            _log.warning("Redis is away (%s): every process looks for itself until it is back",
                         type(error).__name__)
            self._is_warned = True
        self._is_connected = False
        self._wake([_EVERYTHING])
