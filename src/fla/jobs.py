"""Background jobs: the yearly run by chunks, recalculations, and the sweep for jobs left behind."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from msgspec import Struct
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from fla.clock import Clock
from fla.credit.closing import close_year
from fla.credit.closing import reclose as reclose_workers
from fla.database.queue import SCHEMA
from fla.law.model import Choices
from fla.rights import run as runs
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Run
from fla.rights.run_touched import recalculate
from fla.rights.run_work import Work, work_off

NEW_YEAR = "30 23 31 12 *"
"""In UTC: half past midnight on 1 January in Belgium."""
OFTEN = "* * * * * */10"
"""Every ten seconds."""
SWEEP = "* * * * *"
_CONCURRENCY = 2
_CONNECTIONS = 4
_OPTIONS = f"-c search_path={SCHEMA} -c timezone=UTC"


class Setting(Struct, frozen=True, kw_only=True):
    """What jobs work with: the database and the clock."""

    app_url: str
    clock: Clock

    @property
    def rules(self) -> Rules:
        """How rights are computed and years closed."""
        return rules(self.clock)


def rules(clock: Clock) -> Rules:
    """Return how the operator's runs compute: a run of a year closes the one before first."""
    return Rules(choices=runs.operators_choices(), clock=clock, close=close, reclose=reclose)


def close(app_url: str, clock: Clock, choices: Choices, year: int, employers: range) -> None:
    """Close a year for employers, or close it anew."""
    asyncio.run(_close(app_url, clock, choices, year, employers))


async def _close(app_url: str, clock: Clock, choices: Choices, year: int, employers: range) -> None:
    async with runs.operating(app_url, clock) as connection:
        await close_year(connection, year, employers, clock.now(), choices)


def reclose(
    app_url: str, clock: Clock, choices: Choices, workers: Mapping[int, Sequence[UUID]]
) -> None:
    """Close the closed years of workers anew."""
    asyncio.run(_reclose(app_url, clock, choices, workers))


async def _reclose(
    app_url: str, clock: Clock, choices: Choices, workers: Mapping[int, Sequence[UUID]]
) -> None:
    async with runs.operating(app_url, clock) as connection:
        for employer_id, theirs in workers.items():
            await reclose_workers(connection, employer_id, theirs, clock.now(), choices)


def application(setting: Setting) -> procrastinate.App:
    """Return the jobs of this database, to be entered with `async with app.open_async()`."""
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=setting.app_url,
            kwargs={"options": _OPTIONS, "application_name": "fla jobs"},
            min_size=1,
            max_size=_CONNECTIONS,
        )
    )
    _register(app, setting)
    return app


def _register(app: procrastinate.App, setting: Setting) -> None:
    @app.periodic(cron=NEW_YEAR)
    @app.task(name="start_yearly_run", queueing_lock="start_yearly_run")
    async def yearly(timestamp: int) -> None:
        await start_run(app, setting, setting.clock.today().year)

    @app.task(name="run_chunk")
    async def chunk(run: int, chunk: int) -> None:
        await _run_chunk(setting, run, chunk)

    @app.periodic(cron=OFTEN)
    @app.task(name="recalculate", queueing_lock="recalculate", lock="recalculate")
    async def touched(timestamp: int) -> None:
        if not await runs.marks_wait(setting.app_url, setting.clock):
            return
        changed = await asyncio.to_thread(recalculate, setting.app_url, setting.rules)
        for year, counts in changed.items():
            structlog.get_logger().info("rights.recalculated", year=year, counts=counts)

    @app.periodic(cron=SWEEP)
    @app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
    async def sweep(context: procrastinate.JobContext, timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.retry_job(job)


async def start_run(app: procrastinate.App, setting: Setting, year: int) -> Run:
    """Plan the run of a year, or continue it, and leave its chunks to the workers.

    Raises LawError for a year of which the pack knows nothing.
    """
    wanted = runs.Wanted(year=year)
    run, _ = await runs.plan(setting.app_url, wanted, setting.clock)
    task = app.tasks["run_chunk"]
    for number in await runs.waiting_chunks(setting.app_url, run.number, setting.clock):
        job = task.configure(queueing_lock=f"run_chunk {run.number} {number}")
        try:
            await job.defer_async(run=run.number, chunk=number)
        except AlreadyEnqueued:
            continue
    return run


async def _run_chunk(setting: Setting, number: int, chunk: int) -> None:
    run = await runs.find(setting.app_url, number, setting.clock)
    if run is None:
        return
    work = Work(app_url=setting.app_url, run=run, rules=setting.rules, chunk=chunk)
    await asyncio.to_thread(work_off, work)
    await runs.settle(setting.app_url, number, setting.clock)


@asynccontextmanager
async def running(app_url: str, clock: Clock) -> AsyncIterator[None]:
    """Work jobs off beside something else; at the end, jobs under way are finished first.

    Without the queue's tables a warning in the log is all that happens.
    """
    app = application(Setting(app_url=app_url, clock=clock))
    async with app.open_async():
        worker = asyncio.create_task(work(app, signals=False))
        worker.add_done_callback(_said)
        try:
            yield
        finally:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)


async def work_alone(setting: Setting) -> None:
    """Work jobs off until SIGINT or SIGTERM."""
    app = application(setting)
    async with app.open_async():
        await work(app, signals=True)


async def work(app: procrastinate.App, *, signals: bool, wait: bool = True) -> None:
    """Work off jobs until told to stop, or until none is left where it is not to `wait`."""
    await app.run_worker_async(
        concurrency=_CONCURRENCY,
        delete_jobs="successful",
        install_signal_handlers=signals,
        wait=wait,
    )


def _said(worker: "asyncio.Task[Any]") -> None:
    if worker.cancelled():
        return
    error = worker.exception()
    if error is None:
        return
    if isinstance(error, ConnectorException):
        remedy = "run `fla database migrate`, then start again"
        structlog.get_logger().warning("jobs.not-running", reason=str(error), remedy=remedy)
    else:
        structlog.get_logger().error("jobs.stopped", exc_info=error)
