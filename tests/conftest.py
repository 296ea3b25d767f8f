"""What all tests share: a real server, started by the run itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.live import Citizen, LiveServer

ROOT = Path(__file__).parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: a mistake is told before the servers are started."""
    order = ("unit", "integration", "conversations", "browser")
    items.sort(key=lambda item: order.index(item.path.relative_to(ROOT / "tests").parts[0]))


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory):
    """A running server with demonstration data, shared by all tests that don't break it."""
    server = LiveServer(tmp_path_factory.mktemp("live"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def citizen(live: LiveServer) -> Citizen:
    """A new citizen on the REST channel."""
    return Citizen(live)


@pytest.fixture(autouse=True, scope="session")
def _in_the_checkout():
    os.chdir(ROOT)
