"""The database: SQLite in a file by default, PostgreSQL by its URL; one way to open a transaction.

Subjects receive a `Transaction` and hand it to their stores, so that a door or the relay can
make several subjects change together or not at all.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import TypeVar

from sqlalchemy import MetaData, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import DateTime, TypeDecorator

from guido.errors import StorageError

Transaction = Connection
metadata = MetaData()
_Result = TypeVar("_Result")
_BUSY_SECONDS = 10
_SHOWN_OF_STATEMENT = 200  # it has placeholders, no values
# Work that waits for the database at the same time; the others wait in line. There is a
# connection for each, and some for those who are not on the event loop.
_THREADS = 12
_MORE_CONNECTIONS = 8
# A PostgreSQL that doesn't answer is told as failing soon, not after the minutes of TCP.
_PATIENCE = {"connect_timeout": 3, "keepalives_idle": 10, "keepalives_interval": 5,
             "keepalives_count": 3, "tcp_user_timeout": 15_000}
# Those who write to the same file wait here for their turn: SQLite lets them sleep and try again.
_TURNS: dict[str, threading.Lock] = {}


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
        self._reader = _reading(self.engine)
        self._turn = _TURNS.setdefault(url, threading.Lock()) if self.is_embedded else None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="database")

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything inside is written together, or not at all if it raises.

        What the database itself raises becomes a StorageError, without what was to be written.
        """
        with self._my_turn(), _begin(self.engine) as connection:
            yield connection

    def run(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Call `work(transaction, *arguments)` in a transaction of its own."""
        with self.transaction() as transaction:
            return work(transaction, *arguments)

    def read(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """The same as `run` for work that only reads: it waits for nobody who writes."""
        with _begin(self._reader) as transaction:
            return work(transaction, *arguments)

    async def run_async(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """The same as `run`, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self.run, work, *arguments)

    async def read_async(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """The same as `read`, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self.read, work, *arguments)

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
        self._threads.shutdown()
        self.engine.dispose()
        self._reader.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=_BUSY_SECONDS):
            raise StorageError("The database failed: somebody else has been writing for long")
        try:
            yield
        finally:
            self._turn.release()


def insert_new(tx: Transaction, table: Table, **values: object) -> bool:
    """Insert a row; False if another transaction was faster and its key is there already."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    inserted = tx.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())
    return inserted.rowcount == 1


@contextmanager
def _begin(engine: Engine) -> Iterator[Transaction]:
    try:
        with engine.begin() as connection:
            yield connection
    except (DBAPIError, NoFreeConnection) as error:
        # The error itself may repeat what a citizen wrote, and what is raised here is logged.
        cause = getattr(error, "orig", None) or error
        told = f"The database failed: {type(cause).__name__}"
        statement = " ".join((getattr(error, "statement", None) or "").split())
        raise StorageError(
            f"{told} in {statement[:_SHOWN_OF_STATEMENT]}" if statement else told) from None


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            engine = _open_sqlite(url)
            event.listen(engine, "begin", _begin_writing)
            return engine
        return create_engine(
            url, pool_size=_THREADS, max_overflow=_MORE_CONNECTIONS, pool_timeout=_BUSY_SECONDS,
            pool_pre_ping=True, connect_args=_PATIENCE, hide_parameters=True)
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"The database cannot be opened: {error}") from error


def _reading(engine: Engine) -> Engine:
    """For transactions that can only read: other connections of SQLite, the same of PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return engine.execution_options(postgresql_readonly=True)
    reader = _open_sqlite(str(engine.url))
    event.listen(reader, "connect", _refuse_writing)
    event.listen(reader, "begin", _begin_reading)
    return reader


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=_THREADS, max_overflow=_MORE_CONNECTIONS,
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
        hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection, _record: object) -> None:
    # The driver must not begin transactions by itself: see _begin_writing.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")
    # Erased text is overwritten, not only unlinked.
    connection.execute("PRAGMA secure_delete=ON")


def _refuse_writing(connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    # Taking the write lock at the start lets writers wait for each other; a lock that is
    # raised later, from read to write, fails at once with « database is locked ».
    connection.exec_driver_sql("BEGIN IMMEDIATE")
