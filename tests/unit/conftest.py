"""What several unit tests share."""

import pytest

from guido.cases import Cases
from tests.benefits import recorded_engine
from tests.fakes import Clock
from tests.house import House
from tests.town import Citizen


@pytest.fixture
def house(database_url):
    house = House(database_url)
    yield house
    house.database.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def cases(clock):
    return Cases(b"key", clock)


@pytest.fixture
async def engine():
    async with recorded_engine() as engine:
        yield engine


@pytest.fixture
async def citizen(tmp_path, clock, engine):
    """Somebody in a town of their own, which has the engine of benefits."""
    citizen = Citizen(f"sqlite:///{tmp_path}/guido.sqlite3", clock, engine.url)
    yield citizen
    citizen.close()
