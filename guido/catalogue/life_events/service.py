"""The life events in memory; follows edited files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from guido.catalogue.followed import FollowedFiles
from guido.catalogue.life_events.model import LifeEvent
from guido.catalogue.life_events.store import life_event_files, read_life_event


class LifeEvents:
    """The life events of one folder."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._files = FollowedFiles(
            lambda: life_event_files(folder), lambda path, _day: read_life_event(path), clock)

    def all(self) -> list[LifeEvent]:
        """All life events, in the order of their names."""
        return self._files.current()

    def event(self, name: str) -> LifeEvent | None:
        """A life event by its name."""
        return next((each for each in self.all() if each.name == name), None)

    def of_service(self, service: str) -> LifeEvent | None:
        """The life event to which a service belongs, if any."""
        return next((each for each in self.all() if service in each.services), None)
