"""Rasa's tracker store on Guido's database, with a bounded memory.

Stock stores keep every event and load them all at each turn, so the cost of a message grows
with the conversation. What the assistant needs is its slots and the last turns; the messages
themselves are in the conversation of record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from guido.conversations import Conversations
from guido.settings import load_settings
from guido.storage import Database
from guido.storage.migrate import migrate

DEFAULT_TURNS_KEPT = 6


class BoundedTrackerStore(TrackerStore):
    """Keeps one row a conversation: the slots, and the events of the last turns."""

    def __init__(
        self, domain: Domain, event_broker: Any = None, host: str | None = None,
        turns_kept: int = DEFAULT_TURNS_KEPT, **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._turns_kept = turns_kept
        # Rasa builds its stores itself, so this one reads the settings that others are given.
        self._database = Database(host or load_settings().resolved_database_url)
        migrate(self._database)
        self._conversations = Conversations(key=b"")  # no address is hashed here

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        events = [event.as_dict() for event in self._bounded(tracker)]
        await self._database.run_async(
            self._conversations.save_tracker, tracker.sender_id, json.dumps(events))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        snapshot = await self._database.read_async(self._conversations.tracker, sender_id)
        if snapshot is None:
            return None
        return DialogueStateTracker.from_dict(
            sender_id, json.loads(snapshot), self.domain.slots, self.max_event_history)

    async def keys(self) -> Iterable[str]:
        return await self._database.read_async(self._conversations.tracker_ids)

    def _bounded(self, tracker: DialogueStateTracker) -> list[Event]:
        events = list(tracker.events)
        turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
        if len(turns) <= self._turns_kept:
            return events
        cut = turns[-self._turns_kept]
        before = DialogueStateTracker.from_events(
            tracker.sender_id, events[:cut], self.domain.slots, domain=self.domain)
        state = before.current_state(EventVerbosity.NONE)
        prefix: list[Event] = [
            SlotSet(name, value) for name, value in state["slots"].items() if value is not None]
        if before.active_loop_name:
            prefix.append(ActiveLoop(before.active_loop_name))
        return [*prefix, ActionExecuted(ACTION_LISTEN_NAME), *events[cut:]]
