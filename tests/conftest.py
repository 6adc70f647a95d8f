"""What every test may ask for: a clock, a real PostgreSQL, and a fresh database in it."""

import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fla.clock import FixedClock
from fla.database.embedded import embedded
from fla.database.migrate import migrate
from fla.database.server import Server, prepare
from fla.settings import Settings

Connection = psycopg.AsyncConnection[tuple[Any, ...]]

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """A migrated, empty database of one test alone, and its address for each role."""

    name: str
    server: Server

    @property
    def app_url(self) -> str:
        return self.server.app_url(self.name)

    @property
    def owner_url(self) -> str:
        return self.server.owner_url(self.name)

    @property
    def superuser_url(self) -> str:
        return self.server.superuser_url(self.name)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test leaves a data directory in the checkout for the next run, or another version."""
    monkeypatch.setenv("FLA_DATA_DIRECTORY", str(tmp_path / "data"))


@pytest.fixture
def clock() -> FixedClock:
    """22 November 2026, noon in Brussels."""
    return FixedClock(datetime(2026, 11, 22, 11, tzinfo=UTC))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this test process: FLA_TEST_CITUS_DSN's, else one of our own."""
    if superuser := os.environ.get("FLA_TEST_CITUS_DSN"):
        yield prepare(superuser, "fla-test", "fla-test")
        return
    # Ended from outside, a run stops at once and cleanly instead of failing test after test.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # pytest's own temporary directories are closed to the account root steps down to.
    place = Path(tempfile.mkdtemp(prefix="fla-test-"))
    place.chmod(0o711)
    chosen = os.environ.get("FLA_POSTGRES_BIN")
    settings = Settings(data_directory=place, postgres_bin=Path(chosen) if chosen else None)
    try:
        with embedded(settings, durable=False) as started:
            yield started
    finally:
        shutil.rmtree(place)


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """The name of a migrated, empty database nobody is connected to."""
    name = f"fla_template_{os.getpid()}"
    server.create_database(name)
    migrate(server.owner_url(name))
    yield name
    server.drop_database(name)


@pytest.fixture
def database(server: Server, template: str) -> Iterator[Database]:
    """A fresh copy of the migrated database."""
    name = f"fla_test_{os.getpid()}_{next(_numbers)}"
    server.create_database(name, template)
    yield Database(name, server)
    server.drop_database(name)


@pytest.fixture
async def app(database: Database) -> AsyncIterator[Connection]:
    """A connection of the application's role, bound by row-level security."""
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        yield connection


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[Connection]:
    """A connection of the role that owns the tables."""
    async with await psycopg.AsyncConnection.connect(database.owner_url) as connection:
        yield connection
