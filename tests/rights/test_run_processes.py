"""Runs worked off by processes: several at once, killed, stopped, and with a chunk that fails."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import active_children
from typing import Any

import psycopg

from fla.demo.nation import fill_nation
from fla.rights import run as runs
from fla.rights.run_model import Counts, Reached, Run
from fla.rights.run_report import report_of
from tests.conftest import Connection, Database
from tests.rights.run_world import (
    CLOCK,
    RIGHTS,
    RULES,
    carried_out,
    employ,
    planned,
    reached,
    table,
)
from tests.rows import TODAY

_PATIENCE = 60
"""Seconds until a test gives up waiting."""


async def work(
    database: Database, run: Run, processes: int = 1, stop: asyncio.Event | None = None
) -> Reached:
    return await runs.work_through(
        database.app_url, run, RULES, processes=processes, show=lambda _: None, stop=stop
    )


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """Nobody else reads head counts meanwhile: a chunk begun gets no further than that."""
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as connection:
        await connection.execute("LOCK TABLE size_decision")
        yield connection
        await connection.rollback()


async def until_held_up(connection: psycopg.AsyncConnection[Any]) -> None:
    for _ in range(_PATIENCE * 10):
        cursor = await connection.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE relation = 'size_decision'::regclass AND NOT granted"
        )
        row = await cursor.fetchone()
        if row and row[0]:
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("no chunk came as far as the lock")


async def test_two_processes_write_what_one_writes(app: Connection, database: Database) -> None:
    fill_nation(database.superuser_url, 40, 5, TODAY, lambda _: None)
    first = await work(database, await planned(database, chunk=100), processes=1)
    rows = await table(app, RIGHTS)
    with psycopg.connect(database.superuser_url) as superuser:
        superuser.execute("TRUNCATE computed_right, right_basis, size_decision, right_run CASCADE")
    second = await work(database, await planned(database, chunk=100), processes=2)
    assert (first.state, first.counts) == (second.state, second.counts)
    assert second.chunks > 2
    assert await table(app, RIGHTS) == rows
    assert len(rows) == first.counts.created > 500


async def test_a_process_killed_in_a_chunk_leaves_it_to_whoever_goes_on(
    app: Connection, database: Database
) -> None:
    for number in (1, 2, 3):
        await employ(app, number)
    run = await planned(database, chunk=1)
    async with held_up(database) as connection:
        working = asyncio.create_task(work(database, run))
        await until_held_up(connection)
        (child,) = active_children()
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        left = await working
    assert (left.state, left.waiting) == ("stopped", 3)
    assert await table(app, RIGHTS) == []
    again, continued = await runs.plan(database.app_url, runs.Wanted(year=2026), CLOCK)
    assert (again.number, continued) == (run.number, True)
    assert (await work(database, again)).counts == Counts(workers=3, created=3)


async def test_a_run_whose_command_was_killed_goes_on(app: Connection, database: Database) -> None:
    for number in (1, 2):
        await employ(app, number)
    run = await planned(database, chunk=1)
    assert (await reached(database, run)).state == "running"  # and nobody works on it
    again, final = await carried_out(database)
    assert again.number == run.number
    assert (final.state, final.chunks) == ("finished", 2)


async def test_a_stopped_run_ends_its_chunk_and_goes_on_later(
    app: Connection, database: Database
) -> None:
    for number in (1, 2, 3):
        await employ(app, number)
    run, stop = await planned(database, chunk=1), asyncio.Event()
    async with held_up(database) as connection:
        working = asyncio.create_task(work(database, run, stop=stop))
        await until_held_up(connection)
        stop.set()
        while (await reached(database, run)).state != "stopping":
            await asyncio.sleep(0.05)
    left = await working
    assert (left.state, left.finished, left.waiting) == ("stopped", 1, 2)
    assert len(await table(app, RIGHTS)) == 1
    again, final = await carried_out(database)
    assert again.number == run.number
    assert (final.state, final.counts) == ("finished", Counts(workers=3, created=3))


async def test_a_chunk_that_fails_leaves_the_others_alone(
    app: Connection, database: Database
) -> None:
    for number in (1, 2, 3):
        await employ(app, number)
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE computed_right ADD CONSTRAINT no CHECK (employer_id <> 2)")
        run, failed = await carried_out(database, chunk=1)
        assert (failed.state, failed.finished, failed.failed) == ("failed", 2, 1)
        assert [row[0] for row in await table(app, RIGHTS)] == [1, 3]
        found = await report_of(database.app_url, CLOCK, run.number)
        assert found is not None
        ((first, last, problem),) = found.problems
        assert (first, last) == (2, 2)
        assert problem.startswith("incident ")
        superuser.execute("ALTER TABLE computed_right DROP CONSTRAINT no")
    again, final = await carried_out(database)
    assert (again.number, final.state) == (run.number, "finished")
    assert final.counts == Counts(workers=3, created=3)


async def test_a_finished_run_is_followed_by_another(app: Connection, database: Database) -> None:
    await employ(app, 1)
    first, _ = await carried_out(database)
    second, _ = await carried_out(database)
    assert second.number > first.number
