"""`fla trainings`: what it settles, and which providers it names."""

import datetime as dt

import psycopg
import pytest
from typer.testing import CliRunner, Result

from fla.clock import FixedClock, SystemClock
from fla.commands.trainings import app as trainings
from tests.conftest import Database
from tests.intake.build import NOBODY, SCHOOL, belgium, employment, send
from tests.intake.cases.case import charged, day

SPRING = FixedClock(dt.datetime(2025, 4, 1, 11, tzinfo=dt.UTC))
MARCH = {"start_date": dt.date(2025, 3, 3), "end_date": dt.date(2025, 3, 3)}


@pytest.fixture
async def register(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A training of last year that the school registered, and two that it got wrong today."""
    url = database.app_url
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await belgium(connection)
        await send(connection, employment(), clock=SPRING)
        await send(connection, charged(**MARCH), sender=SCHOOL, clock=SPRING)
        today = FixedClock(SystemClock().now())
        wrong = [day(NOBODY, f"W-{number}", **MARCH) for number in range(2)]
        await send(connection, *wrong, sender=SCHOOL, clock=today)
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    return database


def run(*arguments: str) -> Result:
    return CliRunner().invoke(trainings, arguments)


def settled(database: Database) -> int:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("SET fla.actor = 'operator'")
        row = owner.execute("SELECT count(*) FROM training WHERE settled_at IS NOT NULL").fetchone()
    return int((row or (0,))[0])


def test_a_dry_run_counts_and_settles_nothing(register: Database) -> None:
    result = run("settle", "--dry-run")
    assert (result.exit_code, result.output) == (0, "Would settle 1 due at 1 employer.\n")
    assert settled(register) == 0


def test_what_is_due_is_settled_once(register: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLA_SETTLE_PROPOSALS", "false")
    assert run("settle").output == "Settled 1 of 1 due at 1 employer.\n"
    assert settled(register) == 1
    assert run("settle").output == "Settled 0 of 0 due at 0 employers.\n"


def test_providers_that_missed_are_listed(register: Database) -> None:
    output = run("misses").output
    (line,) = [line for line in output.splitlines() if SCHOOL in line]
    assert line.split()[-2:] == ["2", "0"]
    assert "École Démo" in line


def test_nobody_missed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    monkeypatch.setenv("FLA_DATABASE_OWNER_URL", database.owner_url)
    assert run("misses", "--days", "1").output == "Nobody.\n"
