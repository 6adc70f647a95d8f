"""An SFTP server with two senders."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fla.clock import FixedClock
from tests.conftest import Connection, Database
from tests.doors.sftp.world import OTHER, SENDER, Door, opened, register


@pytest.fixture
async def door(
    database: Database, app: Connection, clock: FixedClock, tmp_path: Path
) -> AsyncIterator[Door]:
    """The server, with two senders who each have a key."""
    await register(app, tmp_path, SENDER)
    await register(app, tmp_path, OTHER)
    async with opened(database, clock, tmp_path) as running:
        yield running
