"""Drafts of procedures: begun, saved, left, resumed; each call runs in the caller's transaction."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from guido.clock import utc_now
from guido.errors import ProcedureNotFound
from guido.procedures import store
from guido.procedures.answers import from_json, to_json
from guido.procedures.codes import make_code
from guido.procedures.drafts import Draft, DraftState, Resumed, Resumption
from guido.procedures.engine import Engine
from guido.procedures.library import Library
from guido.procedures.model import Answers, Procedure
from guido.storage import Transaction

DAYS = 30
MOST_FAILURES = 5
_FAILURES_COUNT = timedelta(hours=1)


class Procedures:
    """The procedures that there are, and what citizens have begun.

    `key` is the secret with which codes are hashed; a draft untouched for `days` is deleted.
    """

    def __init__(
        self, library: Library, key: bytes, days: int = DAYS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.library = library
        self.days = days
        self._key = key
        self._now = now

    def engine(self, name: str, day: date) -> Engine:
        """The engine of a procedure; raises ProcedureNotFound."""
        return Engine(self._procedure(name), day)

    def start(
        self, tx: Transaction, conversation_id: str, name: str, answers: Answers | None = None
    ) -> Draft:
        """Begin a procedure, perhaps with answers of the case that it follows.

        Another one that is active in the conversation is set aside; raises ProcedureNotFound.
        """
        questions = self._procedure(name).questions
        self._set_aside(tx, conversation_id)
        now = self._now()
        draft = Draft(str(uuid.uuid4()), conversation_id, name, to_json(answers or {}, questions),
                      DraftState.ACTIVE, now, now, dict(answers or {}))
        store.insert(tx, draft)
        return draft

    def active(self, tx: Transaction, conversation_id: str) -> Draft | None:
        """The draft that the conversation is about, if its procedure still exists."""
        return self._read(store.latest(tx, conversation_id, DraftState.ACTIVE))

    def paused(self, tx: Transaction, conversation_id: str) -> Draft | None:
        """The draft that was left last in the conversation."""
        return self._read(store.latest(tx, conversation_id, DraftState.PAUSED))

    def orphan(
        self, tx: Transaction, conversation_id: str, state: DraftState
    ) -> Draft | None:
        """The draft of a state in the conversation whose procedure is not offered any more."""
        draft = store.latest(tx, conversation_id, state)
        return draft if draft and not self.library.get(draft.procedure) else None

    def get(self, tx: Transaction, draft_id: str) -> Draft | None:
        """A draft by its identifier."""
        return self._read(store.find(tx, draft_id))

    def save(
        self, tx: Transaction, draft: Draft, answers: Answers, current: str | None = None,
        context: dict[str, Any] | None = None,
    ) -> Draft:
        """Keep the answers, and where the dialogue stands; `context` stays if it is None."""
        kept = draft.context if context is None else context
        written = to_json(answers, self._procedure(draft.procedure).questions)
        store.update(tx, draft.id, answers=written, current=current, context=kept,
                     updated_at=self._now())
        return replace(draft, written=written, answers=dict(answers), current=current,
                       context=kept, updated_at=self._now())

    def leave(self, tx: Transaction, draft: Draft) -> None:
        """Leave a draft that cannot go on, without a code; it is deleted when it is old."""
        store.update(tx, draft.id, state=DraftState.PAUSED.value)

    def pause(self, tx: Transaction, draft: Draft) -> str:
        """Leave a draft; returns the code that resumes it, which is kept only as a hash."""
        code = make_code()
        store.update(tx, draft.id, state=DraftState.PAUSED.value, code_hash=self._hash(code),
                     updated_at=self._now())
        return code

    def go_on(self, tx: Transaction, conversation_id: str) -> Draft | None:
        """Take up the draft that was left last in the same conversation; None if there is none."""
        draft = self.paused(tx, conversation_id)
        return self._activate(tx, draft, conversation_id) if draft else None

    def resume(self, tx: Transaction, conversation_id: str, code: str) -> Resumed:
        """Take up a draft with its code, here; it leaves the conversation that it was in."""
        now = self._now()
        failures = store.count_failures(tx, conversation_id, now - _FAILURES_COUNT)
        if failures >= MOST_FAILURES:
            return Resumed(Resumption.TOO_MANY)
        found = store.find_by_code(tx, self._hash(code), now - timedelta(days=self.days))
        if not found:
            store.add_failure(tx, conversation_id, now)
            return Resumed(Resumption.WRONG)
        draft = self._read(found)
        if not draft:
            return Resumed(Resumption.GONE)
        return Resumed(Resumption.RESUMED, self._activate(tx, draft, conversation_id))

    def of_code(self, tx: Transaction, code: str) -> Draft | None:
        """The draft of a code, left where it is; for a code that we have shown, not for guesses."""
        return self._read(store.find_by_code(
            tx, self._hash(code), self._now() - timedelta(days=self.days)))

    def filed(self, tx: Transaction, draft: Draft, case_reference: str | None) -> None:
        """A draft has become a case (or a document alone): its answers are not kept twice."""
        store.update(tx, draft.id, state=DraftState.FILED.value, answers="{}", context={},
                     current=None, code_hash=None, case_reference=case_reference,
                     updated_at=self._now())

    def abandon(self, tx: Transaction, draft: Draft) -> None:
        """Forget a draft that the citizen gives up."""
        store.delete(tx, draft.id)

    def erase(self, tx: Transaction, conversation_id: str) -> None:
        """Delete all that is known of a conversation's procedures."""
        store.delete_of(tx, conversation_id)

    def forget_old(self, tx: Transaction) -> int:
        """Delete drafts that nobody has touched for long; returns how many."""
        now = self._now()
        return store.delete_older(tx, now - timedelta(days=self.days), now - _FAILURES_COUNT)

    def _activate(self, tx: Transaction, draft: Draft, conversation_id: str) -> Draft:
        self._set_aside(tx, conversation_id, draft.id)
        store.update(tx, draft.id, conversation_id=conversation_id,
                     state=DraftState.ACTIVE.value, updated_at=self._now())
        return replace(draft, conversation_id=conversation_id, state=DraftState.ACTIVE)

    def _set_aside(self, tx: Transaction, conversation_id: str, but: str = "") -> None:
        active = store.latest(tx, conversation_id, DraftState.ACTIVE)
        if active and active.id != but:
            store.update(tx, active.id, state=DraftState.PAUSED.value, updated_at=self._now())

    def _read(self, draft: Draft | None) -> Draft | None:
        """A draft with its answers; None if its procedure's file is not there any more."""
        procedure = self.library.get(draft.procedure) if draft else None
        if not draft or not procedure:
            return None
        return replace(draft, answers=from_json(procedure.questions, draft.written))

    def _procedure(self, name: str) -> Procedure:
        found = self.library.get(name)
        if not found:
            raise ProcedureNotFound(name)
        return found

    def _hash(self, code: str) -> str:
        return hmac.new(self._key, f"resume\0{code}".encode(), hashlib.sha256).hexdigest()
