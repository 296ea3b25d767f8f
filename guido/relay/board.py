"""The open conversations, read once for all agents who look at the list in this process."""

from __future__ import annotations

import asyncio
import time

from guido.handoff.lists import Lines, Lists
from guido.storage import Database

_SHORTEST_PAUSE = 0.2
_PAUSE_BY_READING = 20.0  # so many times as long as the last reading took


class Board:
    """Gives everybody the same reading, and pauses between two, the longer the more there is.

    Twenty agents are woken at once by each message of a hundred conversations: reading for each
    of them would keep the process from its work.
    """

    def __init__(self, database: Database, lists: Lists) -> None:
        self._database = database
        self._lists = lists
        self._next: asyncio.Task[Lines] | None = None
        self._running: asyncio.Task[Lines] | None = None
        self._not_before = 0.0

    async def lines(self) -> Lines:
        """The open conversations as they are now or a little later, never as they were before."""
        if self._next is None:
            self._next = asyncio.create_task(self._read_after(self._running))
        return await asyncio.shield(self._next)

    async def _read_after(self, running: asyncio.Task[Lines] | None) -> Lines:
        if running:
            await asyncio.wait([running])
        await asyncio.sleep(self._not_before - time.monotonic())
        # From here on the reading is not new enough for those who ask.
        self._running, self._next = self._next, None
        began = time.monotonic()
        try:
            return await self._database.read_async(self._lists.open)
        finally:
            ended = time.monotonic()
            self._not_before = ended + max(
                _SHORTEST_PAUSE, _PAUSE_BY_READING * (ended - began))
