"""Tables of cases, and their way to the model and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from guido.cases.model import Case, CaseState, Status
from guido.storage.database import Transaction, UtcDateTime, metadata

cases = sa.Table(
    "cases", metadata,
    sa.Column("reference", sa.String(12), primary_key=True),
    sa.Column("service", sa.String(40)),
    sa.Column("birth_date_hash", sa.String(64)),
    sa.Column("created_at", UtcDateTime),
)
statuses = sa.Table(
    "case_statuses", metadata,
    sa.Column("reference", sa.String(12), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(20)),
    sa.Column("on_day", sa.Date),
)
failures = sa.Table(
    "case_failures", metadata,
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer),
    sa.Column("last_at", UtcDateTime),
    sa.Column("locked_until", UtcDateTime),
)


def insert(tx: Transaction, case: Case, birth_date_hash: str, now: datetime) -> None:
    tx.execute(cases.insert().values(
        reference=case.reference, service=case.service, birth_date_hash=birth_date_hash,
        created_at=now))
    tx.execute(statuses.insert(), [
        {"reference": case.reference, "position": position, "state": status.state.value,
         "on_day": status.on_day}
        for position, status in enumerate(case.statuses)
    ])


def find(tx: Transaction, reference: str) -> tuple[Case, str] | None:
    """A case and the hash of the date of birth that opens it."""
    row = tx.execute(sa.select(cases).where(cases.c.reference == reference)).first()
    if not row:
        return None
    steps = tx.execute(sa.select(statuses).where(
        statuses.c.reference == reference).order_by(statuses.c.position))
    timeline = tuple(Status(CaseState(step.state), step.on_day) for step in steps)
    return Case(reference, row.service, timeline), row.birth_date_hash


def count(tx: Transaction) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one()


def locked_until(tx: Transaction, subjects: Iterable[str]) -> datetime | None:
    moments = tx.execute(sa.select(failures.c.locked_until).where(
        failures.c.subject.in_(list(subjects)))).scalars()
    return max((moment for moment in moments if moment), default=None)


def failures_of(tx: Transaction, subject: str) -> tuple[int, datetime] | None:
    row = tx.execute(sa.select(failures).where(failures.c.subject == subject)).first()
    return (row.failures, row.last_at) if row else None


def save_failures(
    tx: Transaction, subject: str, number: int, now: datetime, until: datetime | None
) -> None:
    forget_failures(tx, subject)
    tx.execute(failures.insert().values(
        subject=subject, failures=number, last_at=now, locked_until=until))


def delete_failures(tx: Transaction, before: datetime) -> None:
    tx.execute(failures.delete().where(failures.c.last_at < before))


def forget_failures(tx: Transaction, subject: str) -> None:
    tx.execute(failures.delete().where(failures.c.subject == subject))
