"""What the tests start themselves: a real PostgreSQL and a real Redis, which can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Postgres:
    """A PostgreSQL server of its own, which loses everything at its end.

    `is_durable` makes it keep its promises through a SIGKILL of the whole, at the price of time.
    """

    def __init__(self, binaries: Path, folder: Path, is_durable: bool = False) -> None:
        self._binaries, self._folder = binaries, folder
        self._port = _free_port()
        self._safety = "on" if is_durable else "off"
        # PostgreSQL refuses to run as root.
        self._as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def create(self) -> None:
        """Make the folder of an empty server."""
        self._folder.mkdir(parents=True)
        if self._as_owner:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", f"{self._folder}/data", "-U", "guido", "-A", "trust",
                  "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")

    def start(self) -> None:
        """Start and wait until it takes connections."""
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-l", f"{self._folder}/log",
                  "-o", f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 "
                  f"-c fsync={self._safety}", "start")

    def kill(self) -> None:
        """SIGKILL to all its processes at once."""
        first = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True,
                                text=True, check=False)
        for pid in (first, *map(int, listed.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it at once."""
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"test_{uuid.uuid4().hex}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "guido", name)
        return f"postgresql://guido@127.0.0.1:{self._port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self._as_owner, str(self._binaries / program), *arguments], check=True,
                       cwd="/", stdout=subprocess.DEVNULL)


class Redis:
    """A Redis server of its own, which keeps nothing."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._port = _free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it takes connections."""
        self.process = subprocess.Popen(
            [self._program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no"], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not _takes_connections(self._port):
            assert self.process.poll() is None, "Redis ended by itself"
            assert time.monotonic() < deadline, "Redis did not start in time"
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process
        self.process.kill()
        self.process.wait()


@contextmanager
def postgres(folder: Path, is_durable: bool = False) -> Iterator[Postgres | None]:
    """A running server; None where no PostgreSQL is installed."""
    if not _PLACES:
        yield None
        return
    server = Postgres(_PLACES[0], folder, is_durable)
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


def _takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
