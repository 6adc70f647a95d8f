"""The batch door's tests run on a register in which Anna works at the bakery.

The payroll office had a mandate of the foundry, too, until the end of 2025.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fla.database.pool import Pool, open_pool
from fla.settings import Settings
from tests.conftest import Connection
from tests.databases import Database, Databases
from tests.doors.batch.bureau import Bureau, open_bureau
from tests.intake.build import FOUNDRY, PAYROLL, belgium, employment, mandate, send


async def employing(connection: Connection) -> None:
    await connection.set_autocommit(True)
    await belgium(connection)
    await mandate(connection, FOUNDRY, PAYROLL, start="2024Q1", end="2025Q4", status="closed")
    (outcome,) = await send(connection, employment())
    assert outcome.status == "accepted"


@pytest.fixture
async def pool(databases: Databases, database: Database) -> AsyncIterator[Pool]:
    await databases.built(database, employing)
    async with open_pool(database.app_url, 3) as opened:
        yield opened


@pytest.fixture
async def bureau(pool: Pool, database: Database, tmp_path: Path) -> Bureau:
    """Where the bakery hands in its file sets."""
    settings = Settings(database_url=database.app_url, spool=tmp_path / "spool")
    return await open_bureau(pool, settings)
