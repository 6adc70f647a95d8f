"""One running service for all tests here."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.doors.rest.attacks.world import build
from tests.doors.rest.live.serving import Live, serving, token


@pytest.fixture(scope="module")
def live(databases: Databases) -> Iterator[Live]:
    """The service before the register of the bakery and the foundry."""
    database = databases.lend()
    sides = asyncio.run(databases.built(database, build))
    with serving(database) as url:
        yield Live(url, database, sides, token(url, "bakery"))
    databases.take_back(database)
