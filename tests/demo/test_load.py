"""Loading: everything is accepted, and a load that broke off goes on."""

import asyncio
import datetime as dt
import io
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from rich.console import Console

from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.database.server import Server
from fla.demo import load as loading
from fla.demo.belgium import generate
from fla.demo.load import load
from fla.demo.mark import Mark
from fla.demo.run import fill
from fla.demo.senders import payroll_office
from fla.doors.batch.process import check_file, submit_file
from fla.doors.batch.run import Options
from fla.doors.batch.tally import Summary
from fla.intake.declaration import Sender
from tests.conftest import Database

MARK = Mark(employers=25, seed=1, day=dt.date(2026, 11, 20))
Owner = psycopg.Connection[Any]


@pytest.fixture
def clock() -> FixedClock:
    """Two days later than the data."""
    return FixedClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))


async def loaded(database: Database, directory: Path, clock: FixedClock) -> dict[str, int]:
    """Load the demo and return how many rows each table has."""
    console = Console(file=io.StringIO())
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        await load(database.app_url, owner, MARK, directory, clock, console)
    return counts(database)


def counts(database: Database) -> dict[str, int]:
    tables = (
        "employer",
        "mandate",
        "worker",
        "employment",
        "training_right",
        "training",
        "anomaly",
    )
    with psycopg.connect(database.superuser_url) as owner:
        return {table: rows(owner, table) for table in tables}


def rows(owner: Owner, table: str) -> int:
    row = owner.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return row[0] if row else -1


def expected() -> dict[str, int]:
    companies = list(generate(MARK.employers, MARK.seed, MARK.day))
    return {
        "employer": len(companies),
        "mandate": len(companies),
        "worker": sum(len({d.ssin for d in company.employments}) for company in companies),
        "employment": sum(len(company.employments) for company in companies),
        "training_right": sum(len(company.rights) for company in companies),
        "training": sum(len(filed) for c in companies for filed in c.trainings.values()),
        "anomaly": 0,
    }


async def test_everything_made_up_is_accepted_without_an_anomaly(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    assert await loaded(database, tmp_path, clock) == expected()


async def test_loading_again_changes_nothing(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    first = await loaded(database, tmp_path, clock)
    assert await loaded(database, tmp_path, clock) == first


async def test_a_load_that_was_broken_off_goes_on(
    database: Database, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = 0

    async def third_breaks_off(*arguments: Any) -> Summary:
        nonlocal submitted
        submitted += 1
        if submitted == 3:
            raise asyncio.CancelledError
        return await submit_file(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(loading, "submit_file", third_breaks_off)
        with pytest.raises(asyncio.CancelledError):
            await loaded(database, tmp_path, clock)
    assert 0 < counts(database)["training"] < expected()["training"]
    assert await loaded(database, tmp_path, clock) == expected()


async def test_files_are_sent_by_quarter_and_answered(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    await loaded(database, tmp_path, clock)
    quarters = {f"2026Q{number}" for number in range(1, 5)}
    sent = {path.stem for path in tmp_path.glob("payroll-office-1-*.xml") if "." not in path.stem}
    assert sent == {f"payroll-office-1-{quarter}" for quarter in quarters}
    assert all((tmp_path / f"{name}.outcome.xml").exists() for name in sent)


async def test_mistakes_show_each_kind_of_fault(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    await loaded(database, tmp_path, clock)
    office = Sender(enterprise_number=payroll_office(0).enterprise_number, door="xml")
    async with open_pool(database.app_url, 1) as pool:
        path = tmp_path / "mistakes.xml"
        summary = await check_file(path, office, pool, clock, Options())
    assert summary.fault is None
    assert (summary.accepted, summary.warned, summary.rejected) == (1, 2, 12)
    assert sorted({code[6:] for code in summary.codes}) == [
        *("001", "004", "008", "014", "046", "070", "101", "152"),
        *("460", "901", "902", "903", "904", "906"),
    ]


def test_filling_again_keeps_what_is_there_unless_fresh(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    server = Server(app=database.app_url, owner=database.owner_url)
    two, one = (Mark(employers=number, seed=1, day=MARK.day) for number in (2, 1))

    def filled(wanted: Mark, *, fresh: bool) -> tuple[Mark, int]:
        mark = fill(server, wanted, tmp_path, clock, Console(file=io.StringIO()), fresh=fresh)
        return mark, counts(database)["employer"]

    there = msgspec.structs.replace(two, complete=True)
    assert filled(two, fresh=False) == (there, 2)
    assert filled(one, fresh=False) == (there, 2)
    (tmp_path / "left-over.xml").touch()
    assert filled(one, fresh=True) == (msgspec.structs.replace(one, complete=True), 1)
    assert not (tmp_path / "left-over.xml").exists()
