"""What several unit tests share."""

import pytest

from tests.house import House


@pytest.fixture
def house(database_url):
    house = House(database_url)
    yield house
    house.database.close()
