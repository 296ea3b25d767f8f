"""Databases for tests: SQLite in a folder, and a real PostgreSQL that the run itself starts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Postgres:
    """A PostgreSQL server of its own, which loses everything at its end."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._folder = binaries, folder
        self._port = _free_port()
        # PostgreSQL refuses to run as root.
        self._as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def start(self) -> None:
        self._folder.mkdir(parents=True)
        if self._as_owner:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", f"{self._folder}/data", "-U", "guido", "-A", "trust",
                  "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-l", f"{self._folder}/log",
                  "-o", f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1 "
                  "-c fsync=off", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"test_{uuid.uuid4().hex}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "guido", name)
        return f"postgresql://guido@127.0.0.1:{self._port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([*self._as_owner, str(self._binaries / program), *arguments], check=True,
                       cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres | None]:
    """A running server; None where no PostgreSQL is installed."""
    if not _PLACES:
        yield None
        return
    server = Postgres(_PLACES[0], folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
