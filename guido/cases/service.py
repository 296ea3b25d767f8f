"""Looking up a case with its reference and a date of birth; each call runs in a transaction."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import date, datetime, timedelta

from guido.cases import store
from guido.cases.model import Case, Found, Locked, Lookup, NotMatching
from guido.clock import utc_now
from guido.storage import Transaction

FAILURES_OF_ASKER = 3
# Higher than for one asker, so that a stranger can't easily lock somebody else's case.
FAILURES_OF_REFERENCE = 10
LOCK = timedelta(minutes=15)


class Cases:
    """The store of cases. `key` is the secret with which dates of birth are hashed."""

    def __init__(self, key: bytes, now: Callable[[], datetime] = utc_now) -> None:
        self._key = key
        self._now = now

    def file(self, tx: Transaction, case: Case, birth_date: date) -> None:
        """Store a case; the date of birth is kept only as a keyed hash."""
        store.insert(tx, case, self._hash(case.reference, birth_date.isoformat()), self._now())

    def look_up(self, tx: Transaction, reference: str, birth_date: date, asker: str) -> Lookup:
        """The case, if reference and date belong together; failures are counted.

        `asker` is the conversation. Three failures of one asker, or ten for one reference,
        lock for a quarter of an hour.
        """
        limits = {
            self._hash("asker", asker): FAILURES_OF_ASKER,
            self._hash("reference", reference): FAILURES_OF_REFERENCE,
        }
        until = store.locked_until(tx, limits)
        if until and until > self._now():
            return Locked(until)
        known = store.find(tx, reference)
        expected = known[1] if known else ""
        given = self._hash(reference, birth_date.isoformat())
        if known and hmac.compare_digest(expected, given):
            for subject in limits:
                store.forget_failures(tx, subject)
            return Found(known[0])
        locks = [self._count_failure(tx, subject, limit) for subject, limit in limits.items()]
        last = max((lock for lock in locks if lock), default=None)
        return Locked(last) if last else NotMatching()

    def get(self, tx: Transaction, reference: str) -> Case | None:
        """A case as it is now, for agents whom somebody asks who has shown that it is theirs."""
        known = store.find(tx, reference)
        return known[0] if known else None

    def forget_old_failures(self, tx: Transaction) -> None:
        """Delete the counts of failures that lock nobody any more."""
        store.delete_failures(tx, self._now() - LOCK)

    def lock_of(self, tx: Transaction, asker: str) -> datetime | None:
        """Until when this asker is locked out, or None."""
        until = store.locked_until(tx, [self._hash("asker", asker)])
        return until if until and until > self._now() else None

    def count(self, tx: Transaction) -> int:
        """How many cases there are."""
        return store.count(tx)

    def _count_failure(self, tx: Transaction, subject: str, limit: int) -> datetime | None:
        now = self._now()
        counted = store.failures_of(tx, subject)
        recent = counted[0] if counted and now - counted[1] < LOCK else 0
        until = now + LOCK if recent + 1 >= limit else None
        store.save_failures(tx, subject, 0 if until else recent + 1, now, until)
        return until

    def _hash(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
