"""The imported offices in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, time

import sqlalchemy as sa

from guido.catalogue.offices.model import Office
from guido.storage.database import Transaction, metadata

_BATCH = 500
offices = sa.Table(
    "offices", metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("kind", sa.String(60)),
    sa.Column("department", sa.String(3)),
    sa.Column("content", sa.Text),
)


def replace(tx: Transaction, found: Iterable[Office]) -> int:
    """Put these offices in the place of all others; their number."""
    tx.execute(sa.delete(offices))
    seen: set[str] = set()
    batch: list[dict[str, str]] = []
    for office in found:
        if office.id in seen:
            continue
        seen.add(office.id)
        batch.append({"id": office.id, "kind": office.kind, "department": office.department,
                      "content": _written(office)})
        if len(batch) >= _BATCH:
            tx.execute(sa.insert(offices), batch)
            batch = []
    if batch:
        tx.execute(sa.insert(offices), batch)
    return len(seen)


def of_kinds(tx: Transaction, kinds: Iterable[str], department: str) -> list[Office]:
    """The offices of some kinds in a département."""
    rows = tx.execute(sa.select(offices.c.content).where(
        offices.c.kind.in_(list(kinds)), offices.c.department == department))
    return [_read(row.content) for row in rows]


def number(tx: Transaction) -> int:
    """How many offices there are."""
    return tx.execute(sa.select(sa.func.count()).select_from(offices)).scalar_one()


def _written(office: Office) -> str:
    content = asdict(office)
    content["hours"] = [[[begins.isoformat(), ends.isoformat()] for begins, ends in day]
                        for day in office.hours]
    content["checked"] = office.checked.isoformat() if office.checked else None
    return json.dumps(content, ensure_ascii=False)


def _read(written: str) -> Office:
    content = json.loads(written)
    content["hours"] = tuple(
        tuple((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in day)
        for day in content["hours"])
    content["checked"] = date.fromisoformat(content["checked"]) if content["checked"] else None
    for key in ("address", "communes"):
        content[key] = tuple(content[key])
    content["place"] = tuple(content["place"]) if content["place"] else None
    return Office(**content)
