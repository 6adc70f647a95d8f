"""The batch door's tests run on a register in which Anna works at the bakery.

The payroll office had a mandate of the foundry, too, until the end of 2025.
"""

from collections.abc import AsyncIterator

import pytest

from fla.database.pool import Pool, open_pool
from tests.conftest import Connection
from tests.databases import Database, Databases
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
