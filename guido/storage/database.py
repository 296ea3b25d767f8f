"""The database: SQLite in a file by default, PostgreSQL by its URL; one way to open a transaction.

Subjects receive a `Transaction` and hand it to their stores, so that a door or the relay can
make several subjects change together or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import TypeVar

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import DateTime, TypeDecorator

from guido.errors import StorageError

Transaction = Connection
metadata = MetaData()
_Result = TypeVar("_Result")
_BUSY_SECONDS = 10


class UtcDateTime(TypeDecorator):
    """A moment with its time zone, kept as UTC; SQLite itself has no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return value.astimezone(timezone.utc).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        return value.replace(tzinfo=timezone.utc) if value else None


class Database:
    """An engine and its transactions."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _open(url)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything inside is written together, or not at all if it raises.

        What the database itself raises becomes a StorageError.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise StorageError(f"The database failed: {type(error.orig).__name__}") from error

    def run(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Call `work(transaction, *arguments)` in a transaction of its own."""
        with self.transaction() as transaction:
            return work(transaction, *arguments)

    async def run_async(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """The same as `run`, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(None, self.run, work, *arguments)

    def scrub(self) -> None:
        """Have what was deleted vanish from the files, too, as far as nobody is reading now."""
        if self.is_embedded:
            connection = self.engine.raw_connection()
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    @property
    def is_embedded(self) -> bool:
        """Whether it is a file of this machine, which one server alone uses."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            engine = create_engine(
                url, poolclass=QueuePool, pool_size=8, max_overflow=24,
                connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True)
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"The database cannot be opened: {error}") from error


def _prepare_sqlite(connection, _record: object) -> None:
    # The driver must not begin transactions by itself: see _begin_sqlite.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")
    # Erased text is overwritten, not only unlinked.
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite(connection: Connection) -> None:
    # Taking the write lock at the start lets writers wait for each other; a lock that is
    # raised later, from read to write, fails at once with « database is locked ».
    connection.exec_driver_sql("BEGIN IMMEDIATE")
