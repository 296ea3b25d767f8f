"""What the tests start themselves: a real PostgreSQL and a real Redis, which can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2

from tests.live import free_port, is_running, wait_for

_MEMORY, _ENOUGH = Path("/dev/shm"), 2 * 1024 ** 3
_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Postgres:
    """A PostgreSQL server of its own, which loses everything at its end.

    `is_durable` makes it keep its promises through a SIGKILL of the whole, at the price of time.
    """

    def __init__(self, binaries: Path, folder: Path, is_durable: bool = False) -> None:
        self._binaries, self._folder = binaries, folder
        self._port = free_port()
        self._safety = "on" if is_durable else "off"
        # PostgreSQL refuses to run as root.
        self._owner = "postgres" if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make the folder of an empty server."""
        self._folder.mkdir(parents=True)
        if self._owner:
            shutil.chown(self._folder, self._owner)
        self._run("initdb", "-D", f"{self._folder}/data", "-U", "guido", "-A", "trust",
                  "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")

    def start(self) -> None:
        """Start and wait until it takes connections."""
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self._binaries / "postgres", "-D", f"{self._folder}/data", "-p", str(self._port),
                 "-k", str(self._folder), "-c", "listen_addresses=127.0.0.1",
                 "-c", f"fsync={self._safety}"], user=self._owner, cwd="/", stdout=log, stderr=log)
        wait_for(self._is_ready, 30)

    def kill(self) -> None:
        """SIGKILL to all its processes at once."""
        assert self.process
        os.kill(self.process.pid, signal.SIGSTOP)  # so that it makes no more of them meanwhile
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
                                capture_output=True, text=True, check=False)
        pids = [int(pid) for pid in listed.stdout.split()]
        for pid in (self.process.pid, *pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        wait_for(lambda: not any(is_running(pid) for pid in pids))

    def stop(self) -> None:
        """End it at once."""
        assert self.process
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def new_database(self, template: str = "template1") -> str:
        """The URL of a new database, empty or a copy of another one that nobody uses now."""
        name = f"test_{uuid.uuid4().hex}"
        self._order(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self._url(name)

    def drop(self, url: str) -> None:
        """Delete a database, whoever still uses it: a thousand of them fill a disk."""
        self._order(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _url(self, name: str) -> str:
        return f"postgresql://guido@127.0.0.1:{self._port}/{name}"

    def _order(self, statement: str) -> None:
        connection = psycopg2.connect(self._url("postgres"))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def _is_ready(self) -> bool:
        assert self.process and self.process.poll() is None, (self._folder / "log").read_text()
        return subprocess.run(
            [self._binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)],
            check=False).returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([str(self._binaries / program), *arguments], check=True, cwd="/",
                       user=self._owner, stdout=subprocess.DEVNULL)


class Redis:
    """A Redis server of its own, which keeps nothing."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it takes connections."""
        self.process = subprocess.Popen(
            [self._program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no"], stdout=subprocess.DEVNULL)
        wait_for(lambda: _takes_connections(self._port))

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process
        self.process.kill()
        self.process.wait()


@contextmanager
def postgres(is_durable: bool = False) -> Iterator[Postgres | None]:
    """A running server; None where no PostgreSQL is installed."""
    if not _PLACES:
        yield None
        return
    with tempfile.TemporaryDirectory(dir=memory()) as place:
        Path(place).chmod(0o755)  # its owner is somebody else
        server = Postgres(_PLACES[0], Path(place) / "postgres", is_durable)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def redis() -> Iterator[Redis | None]:
    """A running server; None where no Redis is installed."""
    program = shutil.which("redis-server")
    if not program:
        yield None
        return
    server = Redis(program)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def memory() -> str | None:
    """A folder that is kept in memory, where there is one of some size."""
    is_there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    return str(_MEMORY) if is_there and shutil.disk_usage(_MEMORY).free > _ENOUGH else None


def _takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
