"""Employers with workers in a database, runs over them, and what they left behind."""

import asyncio
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection

from fla.clock import FixedClock
from fla.law.model import Choices
from fla.rights import run as runs
from fla.rights import run_store
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Counts, Reached, Run
from fla.rights.run_work import Work, work_off
from tests.conftest import Database
from tests.rows import NOW, Row, acting, employer, employment, insert, occupation, worker

CLOCK = FixedClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))
RULES = Rules(choices=Choices(), clock=CLOCK)
QUARTERS = ("2024Q4", "2025Q1", "2025Q2", "2025Q3")
Connection = AsyncConnection[Any]


def declaration(employer_id: int, **values: Any) -> Row:
    """What every declared fact carries."""
    identifier = uuid.uuid4()
    row: Row = {"employer_id": employer_id, "id": identifier, "reference": identifier.hex}
    row |= {"registered_by": "0200000001", "declaration_id": uuid.uuid4()}
    return row | {"registered_at": NOW, "changed_at": NOW} | values


async def employ(
    connection: Connection, number: int, workers: int = 1, fte: str | None = "25"
) -> list[Row]:
    """Add an employer with full-time workers of committee 200 since 2020; return their employments.

    `fte`: declared for each quarter of the reference period of 2026, None for no declaration.
    """
    async with acting(connection):
        await insert(connection, "employer", employer(number))
        if fte is not None:
            for quarter in QUARTERS:
                await insert(connection, "head_count", head_count(number, quarter, fte))
    return [await hire(connection, number, f"{number:05d}{at:06d}") for at in range(workers)]


def head_count(employer_id: int, quarter: str, fte: str, line: str = "declared") -> Row:
    reason = "agency workers" if line == "adjustment" else None
    return declaration(employer_id, quarter=quarter, line=line, fte=Decimal(fte), reason=reason)


async def hire(
    connection: Connection, number: int, ssin: str, end: dt.date | None = None, **line: Any
) -> Row:
    """Add a worker with one employment and one line; return the employment."""
    start = line.get("start_date", dt.date(2020, 1, 1))
    async with acting(connection):
        who = await insert(connection, "worker", worker(number, ssin))
        job = await insert(
            connection, "employment", employment(who, start_date=start, end_date=end)
        )
        await insert(connection, "occupation", occupation(job, **line))
    return job


async def do(connection: Connection, statement: str, *values: Any) -> None:
    """Execute a statement as the operator."""
    async with acting(connection):
        await connection.execute(statement.encode(), values)


async def table(connection: Connection, query: str, *values: Any) -> list[Any]:
    """Return rows as the operator sees them."""
    async with acting(connection):
        cursor = await connection.execute(query.encode(), values)
        return await cursor.fetchall()


async def planned(database: Database, **wanted: Any) -> Run:
    run, _ = await runs.plan(database.app_url, runs.Wanted(**{"year": 2026} | wanted), CLOCK)
    return run


async def carried_out(
    database: Database, rules: Rules = RULES, **wanted: Any
) -> tuple[Run, Reached]:
    """Plan a run and work it off in this process."""
    run = await planned(database, **wanted)
    work = Work(app_url=database.app_url, run=run, rules=rules)
    await asyncio.to_thread(work_off, work)
    await runs.settle(database.app_url, run.number, CLOCK)
    return run, await reached(database, run)


async def counts(database: Database, **wanted: Any) -> Counts:
    """Carry out a run and return what it did."""
    return (await carried_out(database, **wanted))[1].counts


async def reached(database: Database, run: Run) -> Reached:
    async with runs.operating(database.app_url, CLOCK) as connection:
        return await run_store.reached(connection, run.number)


RIGHTS = (
    "SELECT employer_id, worker_id, year, months, minutes_per_day, regime, entitled, mixed"
    " FROM computed_right ORDER BY employer_id, worker_id, year"
)
VERSIONS = "SELECT ctid::text, xmin::text FROM {} ORDER BY 1"


async def versions(connection: Connection) -> dict[str, list[Any]]:
    """Where every row of what a run writes stands, and which transaction wrote it."""
    names = ("computed_right", "right_basis", "size_decision", "right_change")
    return {name: await table(connection, VERSIONS.format(name)) for name in names}
