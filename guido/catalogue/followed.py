"""Content files that are read again when somebody edits them, without a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from guido.errors import ContentError

_LOOK_EVERY_SECONDS = 2.0
_log = logging.getLogger(__name__)
T = TypeVar("T")


class FollowedFiles(Generic[T]):
    """What the files of a folder hold, as of today; a file that breaks keeps its former content.

    `version` grows with each change. Raises ContentError at first reading only.
    """

    def __init__(
        self, files: Callable[[], list[Path]], read: Callable[[Path, date], T],
        clock: Callable[[], float] = time.monotonic, today: Callable[[], date] = date.today,
    ) -> None:
        self._files, self._read = files, read
        self._clock, self._today = clock, today
        self._day = today()
        self._stamps = {path: _stamp(path) for path in files()}
        self._held = {path: read(path, self._day) for path in self._stamps}
        self._looked_at = clock()
        self.version = 1

    def current(self) -> list[T]:
        """What the files hold now, in the order of their paths."""
        if self._clock() - self._looked_at >= _LOOK_EVERY_SECONDS:
            self._looked_at = self._clock()
            self._follow()
        return [held for _, held in sorted(self._held.items())]

    def single(self) -> T:
        """What the only file holds now."""
        return self.current()[0]

    def _follow(self) -> None:
        before = {} if self._day != self._today() else self._stamps
        self._day = self._today()
        stamps = {path: _stamp(path) for path in self._files()}
        if stamps == before:
            return
        held = {path: kept for path, kept in self._held.items() if path in stamps}
        for path in stamps:
            if stamps[path] != before.get(path):
                try:
                    held[path] = self._read(path, self._day)
                except ContentError as error:
                    _log.error("content file refused, what it held before stays: %s", error)
        self._held, self._stamps = held, stamps
        self.version += 1


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_size)
