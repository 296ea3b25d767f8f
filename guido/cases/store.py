"""Tables of cases, and their way to the model and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from guido.cases.model import Case, CaseState, Status
from guido.storage.database import Transaction, UtcDateTime, insert_new, metadata

cases = sa.Table(
    "cases", metadata,
    sa.Column("reference", sa.String(12), primary_key=True),
    sa.Column("service", sa.String(40)),
    sa.Column("birth_date_hash", sa.String(64)),  # or that of the code
    sa.Column("procedure", sa.String(60)),
    sa.Column("answers", sa.Text),
    sa.Column("conversation_id", sa.String(36)),
    sa.Column("contact", sa.Text),
    sa.Column("expected_on", sa.Date),
    sa.Column("source_system", sa.String(80)),
    sa.Column("created_at", UtcDateTime),
    sa.Column("updated_at", UtcDateTime),
)
statuses = sa.Table(
    "case_statuses", metadata,
    sa.Column("reference", sa.String(12), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(20)),
    sa.Column("on_day", sa.Date),
    sa.Column("note", sa.Text),
)
_conversations = sa.table("conversations", sa.column("id"))
failures = sa.Table(
    "case_failures", metadata,
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer),
    sa.Column("last_at", UtcDateTime),
    sa.Column("locked_until", UtcDateTime),
)


def insert(tx: Transaction, case: Case, secret_hash: str, now: datetime) -> None:
    tx.execute(cases.insert().values(
        reference=case.reference, service=case.service, birth_date_hash=secret_hash,
        procedure=case.procedure, conversation_id=case.conversation_id, contact=case.contact,
        answers=None if case.answers is None else json.dumps(case.answers, default=str),
        expected_on=case.expected_on, source_system=case.source_system,
        created_at=now, updated_at=now))
    for position, status in enumerate(case.statuses):
        _insert_status(tx, case.reference, position, status)


def add_status(tx: Transaction, case: Case, status: Status, now: datetime) -> None:
    _insert_status(tx, case.reference, len(case.statuses), status)
    tx.execute(cases.update().where(
        cases.c.reference == case.reference).values(updated_at=now))


def _insert_status(tx: Transaction, reference: str, position: int, status: Status) -> None:
    tx.execute(statuses.insert().values(
        reference=reference, position=position, state=status.state.value, on_day=status.on_day,
        note=status.note))


def lock(tx: Transaction, reference: str) -> None:
    """Make other transactions that lock this case wait for this one."""
    tx.execute(sa.select(cases.c.reference).where(
        cases.c.reference == reference).with_for_update())


def find(tx: Transaction, reference: str) -> tuple[Case, str] | None:
    """A case and the hash of what opens it: a date of birth or a code."""
    row = tx.execute(sa.select(cases).where(cases.c.reference == reference)).first()
    return (_to_cases(tx, [row])[0], row.birth_date_hash) if row else None


def of_conversation(tx: Transaction, conversation_id: str) -> list[Case]:
    """The newest first."""
    return _to_cases(tx, tx.execute(sa.select(cases).where(
        cases.c.conversation_id == conversation_id).order_by(cases.c.created_at.desc())).all())


def changed(
    tx: Transaction, since: datetime | None, after: str | None, until: datetime, limit: int
) -> list[Case]:
    """Those changed since a moment, in the order of their changes; at that moment, those after."""
    query = sa.select(cases).where(cases.c.updated_at <= until).order_by(
        cases.c.updated_at, cases.c.reference).limit(limit)
    if since and after:
        query = query.where(sa.or_(cases.c.updated_at > since, sa.and_(
            cases.c.updated_at == since, cases.c.reference > after)))
    elif since:
        query = query.where(cases.c.updated_at >= since)
    return _to_cases(tx, tx.execute(query).all())


def forget_conversation(tx: Transaction, conversation_id: str) -> None:
    tx.execute(cases.update().where(
        cases.c.conversation_id == conversation_id).values(conversation_id=None))


def forget_deleted(tx: Transaction) -> None:
    tx.execute(cases.update().where(
        cases.c.conversation_id.is_not(None),
        cases.c.conversation_id.not_in(sa.select(_conversations.c.id)),
    ).values(conversation_id=None))


def _to_cases(tx: Transaction, rows: Sequence[sa.engine.Row]) -> list[Case]:
    steps: dict[str, list[Status]] = {row.reference: [] for row in rows}
    for step in tx.execute(sa.select(statuses).where(statuses.c.reference.in_(steps)).order_by(
            statuses.c.reference, statuses.c.position)):
        steps[step.reference].append(Status(CaseState(step.state), step.on_day, step.note))
    return [Case(
        row.reference, row.service, tuple(steps[row.reference]), row.procedure,
        None if row.answers is None else json.loads(row.answers), row.conversation_id,
        row.contact, row.expected_on, row.source_system, row.created_at, row.updated_at,
    ) for row in rows]


def count(tx: Transaction) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one()


def locked_until(tx: Transaction, subjects: Iterable[str]) -> datetime | None:
    moments = tx.execute(sa.select(failures.c.locked_until).where(
        failures.c.subject.in_(list(subjects)))).scalars()
    return max((moment for moment in moments if moment), default=None)


def lock_failures(tx: Transaction, subjects: Iterable[str], now: datetime) -> None:
    """Make others who count failures of the same subjects wait for this transaction."""
    for subject in sorted(subjects):
        insert_new(tx, failures, subject=subject, failures=0, last_at=now)
        tx.execute(sa.select(failures.c.subject).where(
            failures.c.subject == subject).with_for_update())


def failures_of(tx: Transaction, subject: str) -> tuple[int, datetime] | None:
    row = tx.execute(sa.select(failures).where(failures.c.subject == subject)).first()
    return (row.failures, row.last_at) if row else None


def save_failures(
    tx: Transaction, subject: str, number: int, now: datetime, until: datetime | None
) -> None:
    """Of a subject that is locked."""
    tx.execute(failures.update().where(failures.c.subject == subject).values(
        failures=number, last_at=now, locked_until=until))


def delete_failures(tx: Transaction, before: datetime) -> None:
    tx.execute(failures.delete().where(failures.c.last_at < before))
