"""What every test may ask for: a clock, a real PostgreSQL, and a fresh database in it."""

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
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
from tests.databases import Database as Database
from tests.databases import Databases, stand_still
from tests.passwords import hasten

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


STARTING = {"server", "fresh", "settings"}
"""The fixtures through which tests come to a PostgreSQL."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="run only what starts PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would say the same of every PostgreSQL."""
    if not config.getoption("--with-database"):
        return
    without = [one for one in items if not STARTING & set(getattr(one, "fixturenames", ()))]
    config.hook.pytest_deselected(items=without)
    left_out = set(without)
    items[:] = [one for one in items if one not in left_out]


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
            hasten(started)
            stand_still(started)
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


@pytest.fixture(scope="session")
def databases(server: Server, template: str) -> Iterator[Databases]:
    """The databases of this test process."""
    # Citus keeps rows elsewhere than in the tables that would be emptied.
    lent = Databases(server, template, again="FLA_TEST_CITUS_DSN" not in os.environ)
    yield lent
    lent.close()


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A migrated, empty database."""
    lent = databases.lend()
    yield lent
    databases.take_back(lent)


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
