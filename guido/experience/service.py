"""Keeping scores; nothing links them to a person or a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from guido.experience import store
from guido.storage import Transaction

LOWEST, HIGHEST = 1, 5


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Experience:
    """Feedback on the service; each call runs in the caller's transaction."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        self._now = now

    def rate(self, tx: Transaction, score: int, service: str | None) -> None:
        """Keep a score from 1 to 5 and the service that was spoken of; ValueError otherwise."""
        if not LOWEST <= score <= HIGHEST:
            raise ValueError(f"a score is from {LOWEST} to {HIGHEST}, not {score}")
        store.insert(tx, score, service, self._now())
