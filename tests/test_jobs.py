"""Background jobs through the real queue: runs, recalculations, what a dead worker left."""

import asyncio
import datetime as dt
import uuid
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import procrastinate
import psycopg
import pytest
from croniter import croniter

from fla import jobs
from fla.clock import BRUSSELS, FixedClock
from fla.credit.closing import close_year
from fla.database import queue
from fla.law.model import Choices
from fla.rights import run as runs
from fla.rights.run_model import Counts
from fla.rights.run_touched import recalculate
from fla.rights.run_work import Work, work_off
from tests.conftest import Connection, Database
from tests.rights.run_world import (
    CLOCK,
    RIGHTS,
    RULES,
    carried_out,
    counts,
    do,
    employ,
    reached,
    table,
)
from tests.rows import Row, acting, insert, occupation

_PATIENCE = 30


def setting(database: Database) -> jobs.Setting:
    return jobs.Setting(app_url=database.app_url, clock=CLOCK)


async def work_all(app: procrastinate.App) -> None:
    """Work off what is in the queue, and stop."""
    await jobs.work(app, signals=False, wait=False)


async def test_a_run_is_worked_off_by_the_queue(app: Connection, database: Database) -> None:
    for number in (1, 2, 3):
        await employ(app, number, workers=2)
    run, _ = await runs.plan(database.app_url, runs.Wanted(year=2026, chunk=2), CLOCK)
    work = jobs.application(setting(database))
    async with work.open_async():
        started = await jobs.start_run(work, setting(database), 2026)
        again = await jobs.start_run(work, setting(database), 2026)
        assert started.number == again.number == run.number
        waiting = list(await work.job_manager.list_jobs_async(task="run_chunk"))
        assert len(waiting) == 3
        await work_all(work)
        assert list(await work.job_manager.list_jobs_async(task="run_chunk")) == []
    final = await reached(database, run)
    assert (final.state, final.chunks) == ("finished", 3)
    assert final.counts == Counts(workers=6, created=6)


CARRIED = "SELECT year, entitled, carried_out FROM carried_over"
FEBRUARY = FixedClock(dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC))


async def halve(app: Connection, job: Row) -> None:
    """Let a worker have worked half time all along."""
    async with acting(app):
        await app.execute("DELETE FROM occupation")
        await insert(app, "occupation", occupation(job, mean_hours=1900))


async def test_a_run_closes_nothing_and_february_does(app: Connection, database: Database) -> None:
    """Adjustments, verifications and opt-outs of last year are accepted as long as it is open."""
    await employ(app, 1)
    await counts(database, year=2025)
    work = jobs.application(jobs.Setting(app_url=database.app_url, clock=FEBRUARY))
    async with work.open_async():
        await jobs.start_run(work, setting(database), 2026)
        await work_all(work)
        assert await table(app, "SELECT * FROM year_closing") == []
        await work.tasks["start_closing"].defer_async(timestamp=0)
        await work_all(work)
        await work_all(work)  # what the first job left to others
    assert await table(app, CARRIED) == [(2025, 1, 1)]  # one worker at the end of 2023: under ten


async def test_a_correction_closes_a_closed_year_again(app: Connection, database: Database) -> None:
    (job,) = await employ(app, 1)
    await counts(database, year=2025)
    await counts(database)
    async with runs.operating(database.app_url, CLOCK) as connection:
        await close_year(connection, 2025, [1], CLOCK.now(), Choices())
    await halve(app, job)
    async with acting(app):
        mark = {"employer_id": 1, "declaration_id": uuid.uuid4(), "worker_id": job["worker_id"]}
        await insert(app, "recalculation", mark)
    changed = await asyncio.to_thread(recalculate, database.app_url, jobs.rules(CLOCK))
    assert {year: done.changed for year, done in changed.items()} == {2025: 1, 2026: 1}
    assert [(row[2], row[6]) for row in await table(app, RIGHTS)] == [
        (2025, Decimal("0.5")),
        (2026, Decimal(2)),
    ]
    assert await table(app, CARRIED) == [(2025, Decimal("0.5"), Decimal("0.5"))]


async def test_a_run_of_closed_years_closes_them_again(app: Connection, database: Database) -> None:
    """With the years that follow, in the chunk's transaction; a dry run and open years do not."""
    (job,) = await employ(app, 1)
    (other,) = await employ(app, 2)
    for year in (2024, 2025):
        await counts(database, year=year)
        async with runs.operating(database.app_url, CLOCK) as connection:
            await close_year(connection, year, [1, 2], CLOCK.now(), Choices())
    before = await table(app, "SELECT * FROM carried_over ORDER BY year, employer_id")
    await halve(app, job)
    async with acting(app):
        await insert(app, "occupation", occupation(other))
    await carried_out(database, jobs.rules(CLOCK), year=2024, dry_run=True)
    assert await table(app, "SELECT * FROM carried_over ORDER BY year, employer_id") == before
    _, reached = await carried_out(database, jobs.rules(CLOCK), year=2024)
    assert reached.counts.changed == 1
    assert await table(
        app, "SELECT employer_id, year, carried_in, carried_out FROM carried_over ORDER BY 1, 2"
    ) == [
        (1, 2024, 0, Decimal("0.5")),
        (1, 2025, Decimal("0.5"), Decimal("1.5")),
        (2, 2024, 0, 1),
        (2, 2025, 1, 2),
    ]


@pytest.mark.parametrize(
    ("now", "runs_kept", "closed"),
    [
        (dt.datetime(2026, 1, 20, tzinfo=dt.UTC), [(2025, 1), (2026, 1)], 0),
        (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), [(2025, 1), (2026, 1)], 1),
        (dt.datetime(2027, 3, 1, tzinfo=dt.UTC), [(2025, 1), (2027, 1)], 0),
    ],
)
async def test_what_a_server_that_was_down_has_missed_is_caught_up(
    app: Connection,
    database: Database,
    now: dt.datetime,
    runs_kept: list[tuple[int, int]],
    closed: int,
) -> None:
    await employ(app, 1)
    await counts(database, year=2025)
    here = jobs.Setting(app_url=database.app_url, clock=FixedClock(now))
    work = jobs.application(here)
    async with work.open_async():
        for _ in range(2):
            await jobs.catch_up(work, here)
            await work_all(work)
    found = "SELECT year, count(*) FROM right_run WHERE state = 'finished' GROUP BY 1 ORDER BY 1"
    assert await table(app, found) == runs_kept
    assert len(await table(app, "SELECT * FROM year_closing")) == closed


async def test_a_server_catches_up_as_it_starts(app: Connection, database: Database) -> None:
    await employ(app, 1)
    async with jobs.running(database.app_url, CLOCK):
        async with asyncio.timeout(_PATIENCE):
            while not await table(app, "SELECT * FROM right_run WHERE state = 'finished'"):
                await asyncio.sleep(0.1)
    assert len(await table(app, RIGHTS)) == 1


async def test_an_empty_register_has_missed_nothing(app: Connection, database: Database) -> None:
    work = jobs.application(setting(database))
    async with work.open_async():
        await jobs.catch_up(work, setting(database))
        waiting = list(await work.job_manager.list_jobs_async())
    assert [job.task_name for job in waiting] == ["settle_proposals"], "which finds nothing due"
    assert await table(app, "SELECT * FROM right_run") == []


async def test_a_run_whose_chunks_are_done_is_settled(app: Connection, database: Database) -> None:
    """Its last worker ended between the chunk and the word about the run."""
    await employ(app, 1)
    run, _ = await runs.plan(database.app_url, runs.Wanted(year=2026), CLOCK)
    await asyncio.to_thread(work_off, Work(app_url=database.app_url, run=run, rules=RULES))
    assert (await reached(database, run)).state == "running"
    work = jobs.application(setting(database))
    async with work.open_async():
        await jobs.start_run(work, setting(database), 2026)
    assert (await reached(database, run)).state == "finished"


async def test_a_server_without_a_queue_serves_all_the_same(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("DROP SCHEMA jobs CASCADE")
    served = []
    async with jobs.running(database.app_url, CLOCK):
        await asyncio.sleep(0.5)
        served.append(True)
    assert served


async def test_marks_are_worked_off_beside_a_server(app: Connection, database: Database) -> None:
    (job,) = await employ(app, 1)
    await counts(database)
    await do(app, "UPDATE employment SET end_date = '2026-06-30'")
    mark = {"employer_id": 1, "declaration_id": uuid.uuid4(), "worker_id": job["worker_id"]}
    async with acting(app):
        await insert(app, "recalculation", mark)
    async with jobs.running(database.app_url, CLOCK):
        async with asyncio.timeout(_PATIENCE):
            while await table(app, "SELECT * FROM recalculation"):
                await asyncio.sleep(0.1)
    assert [row[6] for row in await table(app, RIGHTS)] == [2]
    assert await table(app, "SELECT reasons FROM right_change") == [(["months"],)]


async def test_what_a_dead_worker_left_behind_is_done(app: Connection, database: Database) -> None:
    await employ(app, 1)
    work = jobs.application(setting(database))
    async with work.open_async():
        run = await jobs.start_run(work, setting(database), 2026)
        with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
            superuser.execute("SET search_path = jobs")
            superuser.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1h')"
            )
            superuser.execute(
                "UPDATE procrastinate_jobs SET status = 'doing',"
                " worker_id = (SELECT id FROM procrastinate_workers)"
            )
        sweep = work.tasks["retry_stalled"]
        await sweep.defer_async(timestamp=0)
        await work_all(work)
        await work_all(work)
    assert (await reached(database, run)).state == "finished"


async def test_a_new_year_starts_its_run(app: Connection, database: Database) -> None:
    await employ(app, 1)
    work = jobs.application(setting(database))
    async with work.open_async():
        await work.tasks["start_yearly_run"].defer_async(timestamp=0)
        await work_all(work)
        await work_all(work)  # what the first job left to others
    assert await table(app, "SELECT year, scope, state FROM right_run") == [
        (2026, "nation", "finished")
    ]


def test_the_new_year_begins_in_belgium() -> None:
    autumn = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    first = croniter(jobs.NEW_YEAR, autumn).get_next(dt.datetime).astimezone(BRUSSELS)
    assert (first.date(), first.hour) == (dt.date(2027, 1, 1), 0)
    closing = croniter(jobs.FEBRUARY, autumn).get_next(dt.datetime).astimezone(BRUSSELS)
    assert (closing.date(), closing.hour) == (dt.date(2027, 2, 1), 0)
    daily = croniter(jobs.DAILY, autumn).get_next(dt.datetime).astimezone(BRUSSELS)
    assert (daily.date(), daily.hour) == (dt.date(2026, 11, 23), 0)
    often = croniter(jobs.OFTEN, autumn)
    assert (often.get_next(dt.datetime) - autumn).total_seconds() == 10


def read(connection: psycopg.Connection[Any], query: str) -> Any:
    return connection.execute(query.encode()).fetchone()


def test_the_queue_is_installed_once_and_closed_to_new_objects(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        before = read(owner, "SELECT max(oid) FROM pg_class")
        queue.install(owner)
        assert read(owner, "SELECT max(oid) FROM pg_class") == before
        (creates,) = read(owner, "SELECT has_schema_privilege('fla_app', 'jobs', 'CREATE')")
        assert not creates
        foreign = read(
            owner,
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'jobs'::regnamespace"
            " AND relowner <> 'fla_owner'::regrole",
        )
        assert foreign == (0,)


def test_an_older_queue_is_brought_up_to_date(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("COMMENT ON SCHEMA jobs IS '3.3.1'")
        with pytest.raises(psycopg.errors.DuplicateObject):  # what 3.4 added is there already
            queue.install(owner)
        assert read(owner, "SELECT obj_description('jobs'::regnamespace)") == ("3.3.1",)
        owner.execute("COMMENT ON SCHEMA jobs IS '3.9.0'")
        queue.install(owner)
        release = read(owner, "SELECT obj_description('jobs'::regnamespace)")
        assert release == (version("procrastinate"),)
