"""The batch door's tests run on a register in which Anna works at the bakery."""

from collections.abc import AsyncIterator

import pytest

from fla.database.pool import Pool, open_pool
from tests.conftest import Connection, Database
from tests.intake.build import belgium, employment, send


@pytest.fixture
async def pool(database: Database, app: Connection) -> AsyncIterator[Pool]:
    await app.set_autocommit(True)
    await belgium(app)
    (outcome,) = await send(app, employment())
    assert outcome.status == "accepted"
    async with open_pool(database.app_url, 3) as opened:
        yield opened
