"""Tables of the sheets, and their way to the model and back.

A sheet's row is visible from one generation on and until another; an import writes the rows of
the next generation bit by bit, and one last write makes it the active one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

from guido.catalogue.sheets.model import Passage, Sheet
from guido.storage.database import Transaction, UtcDateTime, metadata

Key = tuple[str, str]  # audience and id

sheets = sa.Table(
    "sheets", metadata,
    sa.Column("audience", sa.String(40), primary_key=True),
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("since", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", sa.Integer),
    sa.Column("digest", sa.String(64)),
    sa.Column("kind", sa.String(60)),
    sa.Column("title", sa.Text),
    sa.Column("date", sa.Date),
    sa.Column("url", sa.Text),
    sa.Column("content", sa.Text),
)
generations = sa.Table(
    "sheet_generations", metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("activated_at", UtcDateTime),
    sa.Column("source", sa.Text),
)


def active(tx: Transaction) -> int:
    """The number of the active generation; 0 if nothing was imported yet."""
    return tx.execute(sa.select(sa.func.max(generations.c.number))).scalar_one() or 0


def digests(tx: Transaction, generation: int) -> dict[Key, str]:
    """The digests of the sheets that a generation shows."""
    rows = tx.execute(sa.select(sheets.c.audience, sheets.c.id, sheets.c.digest).where(
        _visible(generation)))
    return {(row.audience, row.id): row.digest for row in rows}


def waiting(tx: Transaction, generation: int) -> dict[Key, str]:
    """The digests of the rows written for a generation that is not active yet."""
    rows = tx.execute(sa.select(sheets.c.audience, sheets.c.id, sheets.c.digest).where(
        sheets.c.since == generation))
    return {(row.audience, row.id): row.digest for row in rows}


def write(tx: Transaction, generation: int, found: Iterable[tuple[Sheet, str]]) -> None:
    """Write sheets (with their digests) for a generation to come."""
    rows = [_row(sheet, digest, generation) for sheet, digest in found]
    for row in rows:
        tx.execute(sheets.delete().where(_is((row["audience"], row["id"])),
                                         sheets.c.since == generation))
    if rows:
        tx.execute(sheets.insert(), rows)


def activate(
    tx: Transaction, generation: int, retired: Iterable[Key], dropped: Iterable[Key],
    source: str, now: datetime,
) -> None:
    """Make a generation the active one; `dropped` are its rows that turned out not to belong."""
    for key in dropped:
        tx.execute(sheets.delete().where(_is(key), sheets.c.since == generation))
    replaced = waiting(tx, generation)
    for key in (*retired, *replaced):
        tx.execute(sheets.update().where(
            _is(key), sheets.c.since < generation, sheets.c.until.is_(None),
        ).values(until=generation))
    tx.execute(generations.insert().values(
        number=generation, activated_at=now, source=source))


def read(tx: Transaction, generation: int) -> Iterator[Sheet]:
    """All sheets that a generation shows, in the order of audience and id."""
    rows = tx.execute(sa.select(sheets).where(_visible(generation)).order_by(
        sheets.c.audience, sheets.c.id))
    return (_sheet(row) for row in rows.fetchall())


def find(tx: Transaction, generation: int, audience: str, name: str) -> Sheet | None:
    """One sheet of a generation."""
    row = tx.execute(sa.select(sheets).where(
        _visible(generation), _is((audience, name)))).first()
    return _sheet(row) if row else None


def _visible(generation: int) -> sa.sql.ColumnElement[bool]:
    return sa.and_(sheets.c.since <= generation,
                   sa.or_(sheets.c.until.is_(None), sheets.c.until > generation))


def _is(key: Key) -> sa.sql.ColumnElement[bool]:
    return sa.and_(sheets.c.audience == key[0], sheets.c.id == key[1])


def _row(sheet: Sheet, digest: str, generation: int) -> dict[str, object]:
    content = {
        "description": sheet.description, "thread": sheet.thread, "dossier": sheet.dossier,
        "keywords": sheet.keywords, "links": sheet.links,
        "passages": [(passage.heading, passage.text) for passage in sheet.passages],
    }
    return {
        "audience": sheet.audience, "id": sheet.id, "since": generation, "until": None,
        "digest": digest, "kind": sheet.kind, "title": sheet.title, "date": sheet.date,
        "url": sheet.url, "content": json.dumps(content, ensure_ascii=False),
    }


def _sheet(row: sa.engine.Row) -> Sheet:
    content = json.loads(row.content)
    return Sheet(
        row.id, row.audience, row.kind, row.title, content["description"], row.date, row.url,
        tuple((name, title) for name, title in content["thread"]), content["dossier"],
        tuple(content["keywords"]), tuple(content["links"]),
        tuple(Passage(heading, text) for heading, text in content["passages"]),
    )
