"""What all tests share: a real server, started by the run itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import threading
import warnings
from pathlib import Path
from zlib import crc32

import pytest

from guido.storage import Database
from guido.storage.migrate import migrate
from tests.databases import memory, postgres, redis
from tests.identity import OpenIdServer
from tests.live import GUIDO, Citizen, LiveServer, Part

ROOT = Path(__file__).parent.parent
# Where there is a disk in memory nobody waits for the other one.
if folder := memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)
_DATABASES = ("sqlite", "postgresql")
_PACKAGES = {"PostgreSQL": "postgresql", "Redis": "redis-server"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "both_databases: a dialogue that has to hold on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is stored is tried on both databases; a dialogue on one of them, by its name."""
    if "database_url" not in metafunc.fixturenames:
        return
    is_dialogue = "house" in metafunc.fixturenames and not (
        metafunc.definition.get_closest_marker("both_databases"))
    chosen = _DATABASES[crc32(metafunc.function.__name__.encode()) % 2]
    metafunc.parametrize(
        "database_url", [chosen] if is_dialogue else _DATABASES, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: a mistake is told before the servers are started.

    Files that need the model come last, so that nobody waits while it is trained.
    """
    order = ("unit", "integration", "conversations", "browser")
    waiting = {item.path for item in items if _needs_model(item)}
    items.sort(key=lambda item: (
        item.path in waiting, order.index(item.path.relative_to(ROOT / "tests").parts[0])))


def _needs_model(item: pytest.Item) -> bool:
    return "model" in getattr(item, "fixturenames", ())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to train the model at once, beside the tests that need none."""
    if any(map(_needs_model, session.items)) and not session.config.option.collectonly:
        threading.Thread(target=train_once, daemon=True).start()


def train_once() -> None:
    """Train the model if anything has changed; of several who ask at once one does."""
    place = ROOT / "models"
    place.mkdir(exist_ok=True)
    with (place / ".training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([*GUIDO, "train"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


@pytest.fixture(scope="session")
def model():
    """For what needs the model: it is trained."""
    train_once()


@pytest.fixture(scope="session")
def live(model, tmp_path_factory: pytest.TempPathFactory):
    """A running server with demonstration data, shared by all tests that don't break it."""
    server = LiveServer(tmp_path_factory.mktemp("live"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def console_server(tmp_path_factory: pytest.TempPathFactory):
    """The console as a process of its own, without an assistant; starts in a second or two."""
    server = Part("console", tmp_path_factory.mktemp("console"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def openid_server(tmp_path_factory: pytest.TempPathFactory):
    """A console with which agents sign in at a real identity provider."""
    server = OpenIdServer(tmp_path_factory.mktemp("openid"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def citizen(live: LiveServer) -> Citizen:
    """A new citizen on the REST channel."""
    return Citizen(live)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of this run; where there is none the tests say so loudly, and fail in CI."""
    with postgres() as server:
        yield server


@pytest.fixture
def redis_server():
    """A Redis of the test's own, which it may kill."""
    with redis() as server:
        yield needed(server, "Redis")


@pytest.fixture(params=_DATABASES)
def empty_url(request, tmp_path):
    """The URL of a database without any table, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/guido.sqlite3"
    return needed(request.getfixturevalue("postgres_server"), "PostgreSQL").new_database()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A file with all tables: copying it is quicker than making them for each test."""
    path = tmp_path_factory.mktemp("template") / "guido.sqlite3"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server):
    """The name of a database with all tables, to be copied."""
    url = needed(postgres_server, "PostgreSQL").new_database()
    _make_tables(url)
    return url.rpartition("/")[2]


def _make_tables(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.scrub()
    database.close()


@pytest.fixture
def database_url(request, tmp_path):
    """The URL of a database with all tables and nothing in them."""
    if request.param == "sqlite":
        path = tmp_path / "guido.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = needed(request.getfixturevalue("postgres_server"), "PostgreSQL")
    url = server.new_database(request.getfixturevalue("postgres_template"))
    yield url
    server.drop(url)


def needed(server, name: str):
    """A server that the run has started; where it is not installed, that is said loudly."""
    if server is None:
        reason = (f"THE TESTS ON {name.upper()} DID NOT RUN: it is not installed. Install it "
                  f"(on Debian: apt install {_PACKAGES[name]}) and run the tests again.")
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    return server


@pytest.fixture
def database(database_url):
    """A database with all tables and nothing in them, once of each kind."""
    made = Database(database_url)
    yield made
    made.close()


@pytest.fixture(autouse=True, scope="session")
def _in_the_checkout():
    os.chdir(ROOT)
