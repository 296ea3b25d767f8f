"""Two agents and a citizen at the server that runs without an assistant."""

from __future__ import annotations

import pytest

from tests.live import WidgetCitizen


@pytest.fixture(scope="module")
def agent(console_server):
    return console_server.add_agent("Camille")


@pytest.fixture(scope="module")
def colleague(console_server):
    return console_server.add_agent("Dominique")


@pytest.fixture
def citizen(console_server):
    return WidgetCitizen(console_server)
