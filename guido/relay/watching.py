"""Looking, typing and reading, told to the other side as soon as it is news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from guido.bus import Bus
from guido.clock import utc_now
from guido.handoff.watchers import CITIZEN, Watcher, Watchers
from guido.relay.topics import QUEUE_TOPIC, conversation_topic
from guido.storage import Database, Transaction


class Watching:
    """What citizens' and agents' clients tell of themselves; `party` as in Watchers."""

    def __init__(
        self, database: Database, bus: Bus, watchers: Watchers,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._bus = bus
        self._watchers = watchers
        self._now = now

    async def look(self, conversation_id: str, party: str, is_there: bool) -> None:
        """Somebody looks at the conversation, or has left it."""
        def work(tx: Transaction) -> bool:
            before = self._of(tx, conversation_id, party)
            self._watchers.look(tx, conversation_id, party, is_there)
            return is_there != (before is not None and before.is_looking(self._now()))

        self._tell(conversation_id, await self._database.run_async(work))

    async def type(self, conversation_id: str, party: str, is_typing: bool) -> None:
        """Somebody is typing, or has stopped."""
        def work(tx: Transaction) -> bool:
            before = self._of(tx, conversation_id, party)
            self._watchers.type(tx, conversation_id, party, is_typing)
            return is_typing != (before is not None and before.is_typing(self._now()))

        is_news = await self._database.run_async(work)
        self._tell(conversation_id, is_news)
        if is_news and party == CITIZEN:
            self._bus.publish(QUEUE_TOPIC)  # lists show who is writing

    async def read(self, conversation_id: str, party: str, sequence: int) -> None:
        """Somebody has seen everything up to a number."""
        is_news = await self._database.run_async(
            self._watchers.read, conversation_id, party, sequence)
        self._tell(conversation_id, is_news)
        if is_news and party != CITIZEN:
            self._bus.publish(QUEUE_TOPIC)  # lists show what is unread

    def _tell(self, conversation_id: str, is_news: bool) -> None:
        if is_news:
            self._bus.publish(conversation_topic(conversation_id))

    def _of(self, tx: Transaction, conversation_id: str, party: str) -> Watcher | None:
        return next((each for each in self._watchers.of(tx, conversation_id)
                     if each.party == party), None)
