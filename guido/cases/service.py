"""Filing cases, their statuses, and looking one up with its reference and what opens it.

What opens it is a date of birth or, where none was asked, a code. Each call runs in the caller's
transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from guido.cases import store
from guido.cases.model import (
    Case,
    CaseState,
    Filed,
    Found,
    Locked,
    Lookup,
    NotMatching,
    Request,
    Status,
)
from guido.cases.reference import make_code, make_reference
from guido.clock import utc_now
from guido.errors import CaseNotFound, CaseRefused
from guido.storage import Transaction

FAILURES_OF_ASKER = 3
# Higher than for one asker, so that a stranger can't easily lock somebody else's case.
FAILURES_OF_REFERENCE = 10
LOCK = timedelta(minutes=15)
_SETTLED = timedelta(seconds=1)


class Cases:
    """The store of cases. `key` is the secret with which dates of birth and codes are hashed."""

    def __init__(self, key: bytes, now: Callable[[], datetime] = utc_now) -> None:
        self._key = key
        self._now = now

    def file(self, tx: Transaction, case: Case, birth_date: date) -> None:
        """Store a case; the date of birth is kept only as a keyed hash."""
        store.insert(tx, case, self._hash(case.reference, birth_date.isoformat()), self._now())

    def file_request(
        self, tx: Transaction, request: Request, birth_date: date | None = None
    ) -> Filed:
        """Make a case of a request, with a new reference and its first status.

        Without a date of birth a code is made up, which opens the case in its place.
        """
        today, source = self.today(), random.SystemRandom()
        reference = make_reference(today.year, source)
        while store.find(tx, reference):
            reference = make_reference(today.year, source)
        case = Case(
            reference, request.service, (Status(CaseState.FILED, today),), request.procedure,
            request.answers, request.conversation_id, request.contact, request.expected_on,
            request.source_system)
        code = None if birth_date else make_code(source)
        secret = birth_date.isoformat() if birth_date else str(code)
        store.insert(tx, case, self._hash(reference, secret), self._now())
        return Filed(self.named(tx, reference), code)

    def add_status(
        self, tx: Transaction, reference: str, state: CaseState, on_day: date | None = None,
        note: str | None = None,
    ) -> Case:
        """The case with one more status, of today if no day is given.

        Raises CaseNotFound; CaseRefused if it is closed or the day is not between that of the
        last status and today.
        """
        case, today = self.lock(tx, reference), self.today()
        status = Status(state, on_day or today, note)
        if case.is_closed:
            raise CaseRefused("the case is closed")
        if not case.current.on_day <= status.on_day <= max(today, case.current.on_day):
            raise CaseRefused(
                f"a status is dated from the last one, {case.current.on_day}, to today, {today}")
        store.add_status(tx, case, status, self._now())
        return self.named(tx, reference)

    def lock(self, tx: Transaction, reference: str) -> Case:
        """The case, which nobody else changes until the transaction ends; raises CaseNotFound."""
        store.lock(tx, reference)
        return self.named(tx, reference)

    def named(self, tx: Transaction, reference: str) -> Case:
        """The case of a reference; raises CaseNotFound."""
        found = self.get(tx, reference)
        if not found:
            raise CaseNotFound(reference)
        return found

    def changed(
        self, tx: Transaction, since: datetime | None, after: str | None, limit: int
    ) -> list[Case]:
        """Cases by the moment of their last change, from `since` on.

        With `after`, those of just that moment count only from the next reference on. What has
        changed just now comes a second later, so that of two that change at the same time none is
        missed by who reads on after the other.
        """
        return store.changed(tx, since, after, self._now() - _SETTLED, limit)

    def of_conversation(self, tx: Transaction, conversation_id: str) -> list[Case]:
        """What was filed in a conversation, the newest first; it needs no secret there."""
        return store.of_conversation(tx, conversation_id)

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Forget in which conversation cases were filed; they themselves stay."""
        store.forget_conversation(tx, conversation_id)

    def forget_deleted(self, tx: Transaction) -> None:
        """The same for conversations that are not there any more."""
        store.forget_deleted(tx)

    def today(self) -> date:
        """The day of statuses without a date."""
        return self._now().astimezone().date()

    def look_up(
        self, tx: Transaction, reference: str, secret: date | str, asker: str
    ) -> Lookup:
        """The case, if reference and date of birth (or code) belong together; failures count.

        `asker` is the conversation. Three failures of one asker, or ten for one reference,
        lock for a quarter of an hour.
        """
        limits = {
            self._hash("asker", asker): FAILURES_OF_ASKER,
            self._hash("reference", reference): FAILURES_OF_REFERENCE,
        }
        store.lock_failures(tx, limits, self._now())
        until = store.locked_until(tx, limits)
        if until and until > self._now():
            return Locked(until)
        known = store.find(tx, reference)
        expected = known[1] if known else ""
        given = self._hash(
            reference, secret.isoformat() if isinstance(secret, date) else secret)
        if known and hmac.compare_digest(expected, given):
            for subject in limits:
                store.save_failures(tx, subject, 0, self._now(), None)
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
