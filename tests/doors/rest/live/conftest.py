"""One running service for all tests here."""

import asyncio
from collections.abc import Iterator

import pytest

from fla.filesets.spool import Spool
from tests.databases import Databases
from tests.doors.rest.attacks.world import build, lay_files
from tests.doors.rest.live.serving import Live, serving, token


@pytest.fixture(scope="module")
def live(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The service before the register of the bakery and the foundry."""
    database = databases.lend()
    sides = asyncio.run(databases.built(database, build))
    spool = tmp_path_factory.mktemp("spool")
    lay_files(Spool(spool))
    with serving(database, spool) as url:
        yield Live(url, database, spool, sides, token(url, "bakery"))
    databases.take_back(database)
