"""What is done with cases: filed, their statuses; told to who agreed and to other systems.

Each call runs in the caller's transaction, so that a status and its news are kept together or not
at all. Whoever calls publishes NEWS_TOPIC afterwards, so that it is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from guido.cases import Case, Cases, CaseState, Filed, Request
from guido.cases.reference import write_reference
from guido.clock import utc_now
from guido.errors import CaseRefused
from guido.french.dates import write_date
from guido.french.texts import Texts
from guido.notifications import Notice, Notifications, QuietTimes
from guido.storage import Transaction

# A week before a piece is due at the latest, its citizen is reminded.
_DAYS_BEFORE_DEADLINE = 7
_DEADLINE = "deadline"
_FURTHEST = timedelta(days=366)


class Casework:
    """`title_of` gives a service its title; `receivers` are the names of the other systems."""

    def __init__(
        self, cases: Cases, notifications: Notifications, quiet: Callable[[], QuietTimes],
        texts: Texts, title_of: Callable[[str], str], receivers: Collection[str],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._cases = cases
        self._notifications = notifications
        self._quiet = quiet
        self._texts = texts
        self._title_of = title_of
        self._receivers = receivers
        self._now = now

    def file(
        self, tx: Transaction, request: Request, birth_date: date | None = None
    ) -> Filed:
        """Make a case of a request; other systems are told."""
        filed = self._cases.file_request(tx, request, birth_date)
        self._tell_others(tx, filed.case)
        return filed

    def add_status(
        self, tx: Transaction, reference: str, state: CaseState, on_day: date | None = None,
        note: str | None = None,
    ) -> Case:
        """Add a status and tell it; raises CaseNotFound or CaseRefused."""
        case = self._cases.add_status(tx, reference, state, on_day, note)
        if state is not CaseState.MISSING_DOCUMENT:
            self._notifications.cancel(tx, _deadline_key(reference))
        if case.is_closed:
            self._notifications.cancel_case(tx, reference)
        self._tell_citizen(tx, case)
        self._tell_others(tx, case)
        return case

    def ask_missing(
        self, tx: Transaction, reference: str, document: str, until: date | None = None
    ) -> Case:
        """Ask the citizen for a piece, until a day if there is one; they are reminded before it.

        Raises CaseNotFound, or CaseRefused also for a day that is over or further than a year.
        """
        today = self._cases.today()
        if until and not today <= until <= today + _FURTHEST:
            raise CaseRefused(f"until is a day from today, {today}, to a year later")
        self._notifications.cancel(tx, _deadline_key(reference))
        case = self.add_status(tx, reference, CaseState.MISSING_DOCUMENT, note=self._texts(
            "notifications.missing", document=document, day=write_date(until))
            if until else document)
        if until:
            self._remind(tx, case, document, until)
        return case

    def _remind(self, tx: Transaction, case: Case, document: str, until: date) -> None:
        quiet, values = self._quiet(), self._values(case)
        due_at = quiet.day_before(until, _DAYS_BEFORE_DEADLINE)
        if due_at <= self._now():
            return  # it is less than a week: the news themselves tell it
        self._notifications.plan(tx, Notice(
            self._texts("notifications.deadline", **values, day=write_date(until),
                        document=document),
            self._texts("notifications.deadline_subject", **values), due_at,
            _deadline_key(case.reference), case.conversation_id, case.reference,
            until=quiet.end_of(until),
            custom={"type": "news", "reference": values["reference"], "reminder": _DEADLINE}))

    def _tell_citizen(self, tx: Transaction, case: Case) -> None:
        state, values = case.current.state.value, self._values(case)
        key = "news_note" if case.current.note else "news"
        text = self._texts(
            f"notifications.{key}", **values, label=self._texts(f"case.states.{state}"),
            note=case.current.note, next=self._texts(f"case.nexts.{state}"))
        self._notifications.plan(tx, Notice(
            text, self._texts("notifications.news_subject", **values), self._now(),
            f"status:{_event_id(case)}", case.conversation_id, case.reference,
            is_last=case.is_closed,
            custom={"type": "news", "reference": values["reference"], "state": state}))

    def _tell_others(self, tx: Transaction, case: Case) -> None:
        for receiver in self._receivers:
            self._notifications.post(
                tx, receiver, _event_id(case), _event(case), case.reference)

    def _values(self, case: Case) -> dict[str, str]:
        return {"reference": write_reference(case.reference),
                "service": self._title_of(case.service)}


def _event(case: Case) -> dict[str, Any]:
    """What other systems are told: where the case stands, and nothing that was answered."""
    current = case.current
    return {
        "type": "case.filed" if len(case.statuses) == 1 else "case.status",
        "created_at": case.updated_at.isoformat() if case.updated_at else None,
        "case": {
            "reference": write_reference(case.reference), "service": case.service,
            "procedure": case.procedure, "source_system": case.source_system,
            "status": {"state": current.state.value, "date": current.on_day.isoformat()}},
    }


def _event_id(case: Case) -> str:
    """The same for the same status, and for no other."""
    return f"{case.reference}.{len(case.statuses)}"


def _deadline_key(reference: str) -> str:
    return f"{_DEADLINE}:{reference}"
