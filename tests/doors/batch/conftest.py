"""The batch door's tests run on a register in which Anna works at the bakery.

The payroll office had a mandate of the foundry, too, until the end of 2025.
"""

from collections.abc import AsyncIterator

import pytest

from fla.database.pool import Pool, open_pool
from tests.conftest import Connection, Database
from tests.intake.build import FOUNDRY, PAYROLL, belgium, employment, mandate, send


@pytest.fixture
async def pool(database: Database, app: Connection) -> AsyncIterator[Pool]:
    await app.set_autocommit(True)
    await belgium(app)
    await mandate(app, FOUNDRY, PAYROLL, start="2024Q1", end="2025Q4", status="closed")
    (outcome,) = await send(app, employment())
    assert outcome.status == "accepted"
    async with open_pool(database.app_url, 3) as opened:
        yield opened
