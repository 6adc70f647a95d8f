"""A desk at which a sender's files arrive."""

from pathlib import Path

import pytest

from fla.filesets.spool import Spool
from tests.conftest import Connection
from tests.filesets.desk import Desk, register


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    made = Spool(tmp_path / "spool")
    made.prepare()
    return made


@pytest.fixture
async def desk(app: Connection, spool: Spool) -> Desk:
    return Desk(app, spool, await register(app))
