"""Loading: everything is accepted, and a load that broke off goes on."""

import asyncio
import datetime as dt
import io
import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

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
from fla.demo.mandates import mandates_of
from fla.demo.mark import Mark
from fla.demo.run import fill
from fla.demo.sandbox import EMPLOYERS as SANDBOX
from fla.demo.sandbox import MANDATORS, declarations
from fla.demo.senders import payroll_office
from fla.doors.batch.process import check_file, submit_file
from fla.doors.batch.run import Options
from fla.doors.batch.tally import Summary
from fla.identifiers import Quarter
from fla.intake.declaration import EmploymentDeclaration, HeadCountDeclaration, Sender
from fla.rights.case_reader import decode_cases
from fla.rights.result import Result
from fla.rights.what_if import calculate
from tests.conftest import Database

TABLES = (
    *("employer", "mandate", "worker", "employment", "head_count", "opt_out", "training_right"),
    *("training", "right_adjustment", "right_verification", "year_closing", "anomaly"),
)
MARK = Mark(employers=25, seed=1, day=dt.date(2026, 11, 20))
LATER = FixedClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))
"""Two days later than the data."""
QUARTER = Quarter.of(MARK.day)
SHOWN = next(generate(1, MARK.seed, MARK.day)).employer.enterprise_number
Owner = psycopg.Connection[Any]


@pytest.fixture
def clock() -> FixedClock:
    return LATER


class Demo(NamedTuple):
    """A loaded demo to look at, not to change, and the files it left."""

    database: Database
    files: Path


@pytest.fixture(scope="module")
def demo(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    name, files = f"fla_demo_{os.getpid()}", tmp_path_factory.mktemp("demo")
    server.create_database(name, template)
    database = Database(name, server)
    asyncio.run(loaded(database, files, LATER))
    yield Demo(database, files)
    server.drop_database(name)


async def loaded(database: Database, directory: Path, clock: FixedClock) -> dict[str, int]:
    """Load the demo and return how many rows each table has."""
    console = Console(file=io.StringIO())
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        await load(database.app_url, owner, MARK, directory, clock, console)
    return counts(database)


def counts(database: Database) -> dict[str, int]:
    with psycopg.connect(database.superuser_url) as owner:
        return {table: rows(owner, table) for table in TABLES}


def rows(owner: Owner, table: str) -> int:
    row = owner.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return row[0] if row else -1


def expected() -> dict[str, int]:
    companies = list(generate(MARK.employers, MARK.seed, MARK.day))
    sandbox = Counter(
        type(one) for employer in SANDBOX for one in declarations(employer, MARK.day.year)
    )
    tried = sandbox[EmploymentDeclaration]
    verdicts = Counter(one.reference[0] for company in companies for one in company.verdicts)
    return {
        "employer": len(companies) + len(SANDBOX),
        "mandate": sum(len(mandates_of(one.employer, QUARTER)) for one in companies)
        + len(MANDATORS),
        "worker": sum(len({d.ssin for d in one.employments}) for one in companies) + tried,
        "employment": sum(len(company.employments) for company in companies) + tried,
        "head_count": sum(len(company.head_counts) for company in companies)
        + sandbox[HeadCountDeclaration],
        "opt_out": sum(len(company.opt_outs) for company in companies),
        "training_right": sum(len(company.rights) for company in companies),
        "training": sum(len(filed) for c in companies for filed in c.trainings.values()),
        "right_adjustment": verdicts["A"],
        "right_verification": verdicts["V"],
        "year_closing": len(companies) + len(SANDBOX),
        "anomaly": 0,
    }


def test_everything_made_up_is_accepted_without_an_anomaly(demo: Demo) -> None:
    assert counts(demo.database) == expected()


def test_there_are_mandates_of_every_kind_and_from_both_sides(demo: Demo) -> None:
    query = """
        SELECT status, proposed_by, 'documents' = ANY (groups), count(*)
          FROM mandate GROUP BY 1, 2, 3
    """
    with psycopg.connect(demo.database.superuser_url) as owner:
        found = {row[:3] for row in owner.execute(query)}
    assert {status for status, _, _ in found} == {"pending", "active", "refused", "closed"}
    assert {side for status, side, _ in found if status == "pending"} == {"mandator", "mandatary"}
    assert ("active", "mandatary", True) in found


def test_what_providers_registered_waits_is_answered_or_has_settled(demo: Demo) -> None:
    query = """
        SELECT verification, settled_at IS NOT NULL, count(*), count(objection),
               min(settles_on) >= DATE '2026-11-20', max(settles_on) < DATE '2026-11-20'
          FROM training WHERE proposed GROUP BY 1, 2
    """
    with psycopg.connect(demo.database.superuser_url) as owner:
        found = {row[:2]: row[2:] for row in owner.execute(query)}
    assert set(found) == {
        ("pending", False),
        ("confirmed", False),
        ("objected", False),
        ("confirmed", True),
    }
    objected, objections, _, _ = found["objected", False]
    assert objected == objections
    assert found["pending", False][2], "what is open is open still"
    assert found["confirmed", True][3], "what has settled was no longer"


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


def test_rights_are_computed_and_the_year_before_is_closed(demo: Demo) -> None:
    with psycopg.connect(demo.database.superuser_url) as owner:
        found = owner.execute(
            """
            SELECT c.year, b.unit, count(*), count(*) FILTER (WHERE c.entitled > 0),
                   count(*) FILTER (WHERE k.carried_in_hours > 0),
                   count(*) FILTER (WHERE k.used_hours > 0)
              FROM computed_right c
              JOIN right_basis b ON b.employer_id = c.employer_id AND b.number = c.basis
              LEFT JOIN credit k ON k.employer_id = c.employer_id AND k.worker_id = c.worker_id
                                AND k.year = c.year AND k.right_type = b.right_type
             WHERE c.employer_id = (SELECT id FROM employer WHERE enterprise_number = %s)
             GROUP BY 1, 2
            """,
            [SHOWN],
        ).fetchall()
    by_year_and_unit = {(year, unit): counts for year, unit, *counts in found}
    assert set(by_year_and_unit) == {(y, u) for y in (2025, 2026) for u in ("day", "hour")}
    for (year, _), (rights, above_zero, carried, used) in by_year_and_unit.items():
        assert rights == above_zero > 10
        assert used > 2
        assert (carried > 5) == (year == 2026)


def test_a_late_correction_asks_for_another_look(demo: Demo) -> None:
    with psycopg.connect(demo.database.superuser_url) as owner:
        changes = owner.execute(
            """
            SELECT c.before <> c.after, c.reasons, a.computed_then = c.before, v.entitled = c.before
              FROM right_change c
              JOIN right_adjustment a USING (employer_id, worker_id, year)
              JOIN right_verification v USING (employer_id, worker_id, year)
            """
        ).fetchall()
        assert rows(owner, "right_change") == 1
        assert rows(owner, "recalculation") == 0
    assert changes == [(True, ["regime"], True, True)]


def test_nobody_charged_more_than_he_has(demo: Demo) -> None:
    with psycopg.connect(demo.database.superuser_url) as owner:
        row = owner.execute(
            "SELECT count(*), count(*) FILTER (WHERE remaining_days < 0) FROM credit"
        ).fetchone()
    assert row
    lines, overused = row
    assert overused < 0.005 * lines


def test_cases_for_the_calculator_give_what_the_run_gave(demo: Demo) -> None:
    cases = decode_cases((demo.files / "what-if.json").read_bytes())
    results = [result for result in calculate(cases) if isinstance(result, Result)]
    assert len(results) == len(cases)
    calculated = {str(result.id): Decimal(result.entitled) for result in results}
    with psycopg.connect(demo.database.superuser_url) as owner:
        computed = owner.execute(
            """
            SELECT w.given_name || ' ' || w.family_name, c.entitled
              FROM worker w JOIN computed_right c
                ON c.employer_id = w.employer_id AND c.worker_id = w.id AND c.year = 2026
             WHERE c.employer_id = (SELECT id FROM employer WHERE enterprise_number = %s)
               AND w.given_name || ' ' || w.family_name = ANY (%s)
            """,
            [SHOWN, list(calculated)],
        ).fetchall()
    assert len(computed) >= 3
    assert all(calculated[name] == entitled for name, entitled in computed)


def test_files_are_sent_by_quarter_and_answered(demo: Demo) -> None:
    quarters = {f"{year}Q{number}" for year in (2025, 2026) for number in range(1, 5)}
    sent = {path.stem for path in demo.files.glob("payroll-office-1-*.xml") if "." not in path.stem}
    assert sent == {f"payroll-office-1-{quarter}" for quarter in quarters}
    assert all((demo.files / f"{name}.outcome.xml").exists() for name in sent)


async def test_mistakes_show_each_kind_of_fault(demo: Demo) -> None:
    office = Sender(enterprise_number=payroll_office(0).enterprise_number, door="xml")
    async with open_pool(demo.database.app_url, 1) as pool:
        path = demo.files / "mistakes.xml"
        summary = await check_file(path, office, pool, LATER, Options())
    assert summary.fault is None
    assert (summary.accepted, summary.warned, summary.rejected) == (1, 2, 19)
    assert sorted({code[6:] for code in summary.codes}) == [
        *("001", "003", "004", "008", "014", "046", "070", "101", "152", "460", "901", "902"),
        *("903", "904", "906", "911", "912", "913", "914", "915"),
    ]


def test_filling_again_keeps_what_is_there_unless_fresh(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    server = Server(app=database.app_url, owner=database.owner_url)
    two, one = (Mark(employers=number, seed=1, day=MARK.day) for number in (2, 1))

    def filled(wanted: Mark, *, fresh: bool) -> tuple[Mark, int]:
        mark = fill(server, wanted, tmp_path, clock, Console(file=io.StringIO()), fresh=fresh)
        return mark, counts(database)["employer"] - len(SANDBOX)

    there = msgspec.structs.replace(two, complete=True)
    assert filled(two, fresh=False) == (there, 2)
    assert filled(one, fresh=False) == (there, 2)
    (tmp_path / "left-over.xml").touch()
    assert filled(one, fresh=True) == (msgspec.structs.replace(one, complete=True), 1)
    assert not (tmp_path / "left-over.xml").exists()
