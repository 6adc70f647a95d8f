"""Recalculations: marked workers alone, in years that had a run, each change with its reason."""

import asyncio
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg import sql

from fla.clock import FixedClock
from fla.database.columns import Columns, ColumnsError
from fla.law.model import Choices
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Counts
from fla.rights.run_touched import Aside, recalculate
from fla.rights.run_work import Work, work_off
from tests.conftest import Connection, Database
from tests.rights.run_world import (
    CLOCK,
    RULES,
    carried_out,
    counts,
    do,
    employ,
    hire,
    planned,
    reached,
    table,
    versions,
)
from tests.rows import NOW, Row, acting, insert, occupation

CHANGES = (
    "SELECT worker_id, year, before, after, reasons FROM right_change ORDER BY worker_id, year"
)


async def mark(app: Connection, employer_id: int, worker_id: uuid.UUID | None) -> None:
    row: Row = {"employer_id": employer_id, "declaration_id": uuid.uuid4()}
    async with acting(app):
        await insert(app, "recalculation", row | {"worker_id": worker_id})


async def again(database: Database, rules: Rules = RULES) -> dict[int, Counts]:
    return await asyncio.to_thread(recalculate, database.app_url, rules)


async def runs_kept(app: Connection) -> list[Any]:
    return await table(
        app,
        "SELECT r.year, r.state, c.state, c.changed, c.created, c.removed FROM right_run r"
        " JOIN right_run_chunk c ON c.run = r.number WHERE r.scope = 'touched' ORDER BY r.number",
    )


async def test_a_marked_worker_is_computed_again(app: Connection, database: Database) -> None:
    marked, other = await employ(app, 1, workers=2)
    await counts(database)
    await do(app, "UPDATE employment SET end_date = '2026-06-30'")
    await mark(app, 1, marked["worker_id"])
    assert await again(database) == {2026: Counts(workers=1, changed=1)}
    assert await table(app, CHANGES) == [
        (marked["worker_id"], 2026, Decimal(4), Decimal(2), ["months"])
    ]
    assert await runs_kept(app) == [(2026, "finished", "finished", 1, 0, 0)]
    assert await table(app, "SELECT * FROM recalculation") == []
    await mark(app, 1, None)
    assert await again(database) == {2026: Counts(workers=2, changed=1, unchanged=1)}
    assert (await table(app, CHANGES))[-1][0] in {marked["worker_id"], other["worker_id"]}


async def test_nothing_changed_leaves_no_run_behind(app: Connection, database: Database) -> None:
    (job,) = await employ(app, 1)
    await counts(database)
    before = await versions(app)
    await mark(app, 1, job["worker_id"])
    assert await again(database) == {}
    assert await versions(app) == before
    assert await runs_kept(app) == []
    assert await table(app, "SELECT * FROM recalculation") == []
    assert await again(database) == {}


async def test_a_new_worker_gets_a_right_and_a_cancelled_one_loses_it(
    app: Connection, database: Database
) -> None:
    (gone,) = await employ(app, 1)
    await counts(database)
    new = await hire(app, 1, "90000000000", start_date=dt.date(2026, 12, 31))
    await do(app, "UPDATE employment SET cancelled = true WHERE id = %s", gone["id"])
    await mark(app, 1, new["worker_id"])
    await mark(app, 1, gone["worker_id"])
    assert await again(database) == {2026: Counts(workers=1, created=1, removed=1)}
    assert sorted(await table(app, CHANGES), key=lambda row: row[2] is None) == [
        (gone["worker_id"], 2026, Decimal(4), None, ["employment"]),
        (new["worker_id"], 2026, None, Decimal("0.3333"), ["employment"]),
    ]


async def test_years_without_a_run_are_left_alone(app: Connection, database: Database) -> None:
    (job,) = await employ(app, 1)
    (other,) = await employ(app, 2)
    await counts(database, employer_id=2)
    await counts(database, year=2027, dry_run=True)
    await mark(app, 1, job["worker_id"])
    await mark(app, 2, other["worker_id"])
    assert await again(database) == {}
    assert len(await table(app, "SELECT * FROM computed_right")) == 1


async def test_an_employer_of_after_the_run_is_served(app: Connection, database: Database) -> None:
    await employ(app, 1)
    await counts(database)
    (job,) = await employ(app, 5)
    await mark(app, 5, job["worker_id"])
    assert await again(database) == {2026: Counts(workers=1, created=1)}


async def test_only_the_year_closed_last_is_computed_and_closed_again(
    app: Connection, database: Database
) -> None:
    (job,) = await employ(app, 1)
    for year in (2024, 2025, 2026):
        await counts(database, year=year)
    async with acting(app):
        for year in (2024, 2025):
            closing = {"employer_id": 1, "year": year, "law_version": "x", "closed_at": NOW}
            await insert(app, "year_closing", closing)
    async with acting(app):
        await app.execute("DELETE FROM occupation")
        await insert(app, "occupation", occupation(job, mean_hours=1900))
    await mark(app, 1, job["worker_id"])
    assert list(await again(database)) == [2026]
    closed: list[Any] = []

    def reclose(columns: Columns, name: str, now: dt.datetime, choices: Choices) -> None:
        workers = columns.read(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
        closed.append((workers.rows(), now, choices))

    await mark(app, 1, job["worker_id"])
    rules = Rules(choices=Choices(), clock=CLOCK, reclose=reclose)
    assert await again(database, rules) == {2025: Counts(workers=1, changed=1)}
    assert closed == [([(1, job["worker_id"].bytes)], CLOCK.now(), Choices())]


async def test_what_is_not_closed_again_is_not_computed_either(
    app: Connection, database: Database
) -> None:
    (job,) = await employ(app, 1)
    await counts(database)
    await do(app, "UPDATE employment SET end_date = '2026-06-30'")
    await mark(app, 1, job["worker_id"])

    def fails(*_: Any) -> None:
        raise RuntimeError("no")

    assert await again(database, Rules(choices=Choices(), clock=CLOCK, reclose=fails)) == {}
    assert len(await table(app, "SELECT * FROM recalculation")) == 1
    assert await table(app, CHANGES) == []


async def test_one_that_fails_is_put_aside_and_the_others_are_done(
    app: Connection, database: Database
) -> None:
    jobs = [(await employ(app, number))[0] for number in (1, 2, 3)]
    await counts(database)
    await do(app, "UPDATE employment SET end_date = '2026-06-30'")
    for job in jobs:
        await mark(app, job["employer_id"], job["worker_id"])
    aside = Aside()
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE right_change ADD CONSTRAINT no CHECK (employer_id <> 2)")
        done = await asyncio.to_thread(recalculate, database.app_url, RULES, aside)
        assert done == {2026: Counts(workers=2, changed=2)}
        assert await table(app, "SELECT employer_id FROM recalculation") == [(2,)]
        assert aside.at(CLOCK) == [2]
        superuser.execute("ALTER TABLE right_change DROP CONSTRAINT no")
    assert await asyncio.to_thread(recalculate, database.app_url, RULES, aside) == {}
    later = FixedClock(CLOCK.now() + dt.timedelta(hours=1))
    rules = Rules(choices=Choices(), clock=later)
    done = await asyncio.to_thread(recalculate, database.app_url, rules, aside)
    assert done == {2026: Counts(workers=1, changed=1)}
    assert await table(app, "SELECT * FROM recalculation") == []


async def test_a_server_that_goes_is_no_employer_s_fault(
    app: Connection, database: Database
) -> None:
    (job,) = await employ(app, 1)
    await counts(database)
    await mark(app, 1, job["worker_id"])
    calls: list[int] = []

    def dies(columns: Columns, *_: Any) -> None:
        calls.append(1)
        if len(calls) > 1:
            columns.execute(sql.SQL("SELECT pg_terminate_backend(pg_backend_pid())"))
        raise RuntimeError("no")

    aside, rules = Aside(), Rules(choices=Choices(), clock=CLOCK, reclose=dies)
    with pytest.raises(ColumnsError):
        await asyncio.to_thread(recalculate, database.app_url, rules, aside)
    assert aside.at(CLOCK) == []
    assert len(await table(app, "SELECT * FROM recalculation")) == 1


async def test_who_comes_after_the_planning_is_computed(
    app: Connection, database: Database
) -> None:
    """Into a chunk that is done, one that waits, or a run of an empty register."""
    run, end = await carried_out(database)
    assert (end.state, end.chunks, end.counts) == ("finished", 1, Counts())
    (job,) = await employ(app, 4)
    await mark(app, 4, job["worker_id"])
    assert await again(database) == {2026: Counts(workers=1, created=1)}
    await employ(app, 8)
    next_one = await planned(database, chunk=1)
    (before,), (after,) = await employ(app, 6), await employ(app, 9)
    for late in (before, after):
        await mark(app, late["employer_id"], late["worker_id"])
    assert (await again(database))[2026].created == 2  # an earlier run has been through
    await do(app, "DELETE FROM computed_right")
    work = Work(app_url=database.app_url, run=next_one, rules=RULES)
    await asyncio.to_thread(work_off, work)
    assert len(await table(app, "SELECT * FROM computed_right")) == 4
    assert run.number < next_one.number


async def test_a_mark_of_who_waits_for_his_chunk_is_not_lost(
    app: Connection, database: Database
) -> None:
    await employ(app, 1)
    run = await planned(database, chunk=1)
    (late,) = await employ(app, 5)
    await mark(app, 5, late["worker_id"])
    assert await again(database) == {}
    assert await table(app, "SELECT * FROM recalculation") == []
    await asyncio.to_thread(work_off, Work(app_url=database.app_url, run=run, rules=RULES))
    assert (await reached(database, run)).counts.created == 2
