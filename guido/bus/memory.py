"""Notifications within one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Subscription(Protocol):
    """Wakes up when one of its topics was published since the last wait."""

    async def wait(self, seconds: float) -> bool:
        """True after a notification, False if there was none in that time."""


class Bus(Protocol):
    """Publishes topics and lets others wait for them."""

    def publish(self, topic: str) -> None:
        """Wake everybody who waits for the topic; called on the event loop."""

    def subscribe(self, *topics: str) -> AbstractContextManager[Subscription]:
        """Remember notifications of these topics from now on."""


class _EventSubscription:
    def __init__(self) -> None:
        self.event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.event.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self.event.clear()
        return True


class MemoryBus:
    """A bus for a single process and event loop."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, set[_EventSubscription]] = defaultdict(set)

    def publish(self, topic: str) -> None:
        for subscription in self._subscriptions.get(topic, ()):
            subscription.event.set()

    @contextmanager
    def subscribe(self, *topics: str) -> Iterator[_EventSubscription]:
        subscription = _EventSubscription()
        for topic in topics:
            self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._subscriptions[topic].discard(subscription)
                if not self._subscriptions[topic]:
                    del self._subscriptions[topic]
