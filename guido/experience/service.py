"""Keeping what citizens say of the service; nothing shown anywhere links it to a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from guido.clock import utc_now
from guido.experience import store
from guido.storage import Transaction

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 2000


class Experience:
    """Feedback on the service; each call runs in the caller's transaction."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now

    def rate(
        self, tx: Transaction, score: int, service: str | None, team_id: int | None = None,
        escalation_id: int | None = None,
    ) -> bool:
        """Keep a score from 1 to 5 and what it was about; ValueError for another score.

        False if the escalation has been rated already: the first score stays.
        """
        if not LOWEST <= score <= HIGHEST:
            raise ValueError(f"a score is from {LOWEST} to {HIGHEST}, not {score}")
        return store.insert(
            tx, score=score, service=service, team_id=team_id, escalation_id=escalation_id,
            created_at=self._now())

    def comment(self, tx: Transaction, escalation_id: int, comment: str) -> bool:
        """Add a free word to an escalation's score; False if there is no score, or a word."""
        return store.set_comment(tx, escalation_id, comment[:LONGEST_COMMENT])

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Forget a conversation's free words; scores stay with service and team alone.

        To be called before its escalations are deleted.
        """
        store.forget_conversation(tx, conversation_id)

    def forget_deleted(self, tx: Transaction) -> None:
        """The same for conversations that are not there any more."""
        store.forget_deleted(tx)
