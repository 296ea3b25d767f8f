"""Notifications within one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

# How often those who wait look for themselves while notifications from others do not come in.
_SECONDS_WHILE_DEAF = 1.0


class Subscription(Protocol):
    """Wakes up when one of its topics was published since the last wait."""

    async def wait(self, seconds: float) -> bool:
        """True if it is worth looking again, False if nothing was published in that time."""


class Bus(Protocol):
    """Publishes topics and lets others wait for them."""

    def publish(self, topic: str) -> None:
        """Wake everybody who waits for the topic; called on the event loop, never fails."""

    def subscribe(self, *topics: str) -> AbstractContextManager[Subscription]:
        """Remember notifications of these topics from now on."""

    async def run(self) -> None:
        """Exchange notifications with other processes for as long as the server runs."""


class _EventSubscription:
    def __init__(self, is_deaf: Callable[[], bool]) -> None:
        self.event = asyncio.Event()
        self._is_deaf = is_deaf

    async def wait(self, seconds: float) -> bool:
        limit = min(seconds, _SECONDS_WHILE_DEAF) if self._is_deaf() else seconds
        try:
            await asyncio.wait_for(self.event.wait(), limit)
        except asyncio.TimeoutError:
            return self._is_deaf()
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
        subscription = _EventSubscription(self._is_deaf)
        for topic in topics:
            self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._subscriptions[topic].discard(subscription)
                if not self._subscriptions[topic]:
                    del self._subscriptions[topic]

    async def run(self) -> None:
        """Nothing to do: there are no others."""

    def _is_deaf(self) -> bool:
        """Whether notifications may be missing."""
        return False
