"""Background jobs: yearly runs, closings, recalculations, and the sweep for jobs left behind."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import procrastinate
import structlog
from msgspec import Struct, field
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from fla.clock import Clock
from fla.credit.closing import close_year, closing_waits, employer_ranges, reclose_listed
from fla.database.queue import SCHEMA
from fla.filesets import jobs as file_set_jobs
from fla.filesets.dispatch import QUEUE as FILE_SETS
from fla.rights import run as runs
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Run
from fla.rights.run_touched import Aside, recalculate
from fla.rights.run_work import Work, work_off
from fla.settings import Settings, read_settings
from fla.trainings.settling import settle

NEW_YEAR = "30 23 31 12 *"
"""In UTC: half past midnight on 1 January in Belgium."""
FEBRUARY = "30 23 31 1 *"
"""In UTC: half past midnight on 1 February in Belgium. The declarations of the last quarter are in
(until 31 January), and the thirty days over in which employers verify and leavers look."""
MIDNIGHT = "10 23 * * *"
"""In UTC: ten past midnight in Belgium in winter, an hour later in summer. Before a closing."""
DAILY = "45 23 * * *"
"""After both: whatever of them a server that was down has missed."""
OFTEN = "* * * * * */10"
"""Every ten seconds."""
SWEEP = "* * * * *"
_CATCH_UP = "catch_up"
_SETTLE = "settle_proposals"
_CONCURRENCY = 2
_CONNECTIONS = 6
_OTHERS = "default"
"""The queue of all jobs but file sets, which have workers of their own: they may take hours."""
_PATIENCE = 1.0
"""Seconds that a file set may take to its end once the server is told to end; it is resumed."""
_A_DAY = 86_400.0
_OPTIONS = f"-c search_path={SCHEMA} -c timezone=UTC"


class Setting(Struct, frozen=True, kw_only=True):
    """What jobs work with: the database, the clock, and the settings of file sets."""

    app_url: str
    clock: Clock
    settings: Settings = field(default_factory=read_settings)

    @property
    def rules(self) -> Rules:
        """How rights are computed."""
        return rules(self.clock)


def rules(clock: Clock) -> Rules:
    """Return how the operator's runs compute; closed years are closed anew for whom they change."""
    return Rules(choices=runs.operators_choices(), clock=clock, reclose=reclose_listed)


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
    _register_years(app, setting)
    _register_leftovers(app, setting)
    file_set_jobs.register(app, _post_room(setting))
    return app


def _post_room(setting: Setting) -> file_set_jobs.PostRoom:
    return file_set_jobs.PostRoom(
        app_url=setting.app_url, clock=setting.clock, settings=setting.settings
    )


def _register_years(app: procrastinate.App, setting: Setting) -> None:
    """Runs and closings of whole years."""

    @app.periodic(cron=NEW_YEAR)
    @app.task(name="start_yearly_run", queueing_lock="start_yearly_run")
    async def yearly(timestamp: int) -> None:
        await start_run(app, setting, setting.clock.today().year)

    @app.task(name="run_chunk")
    async def chunk(run: int, chunk: int) -> None:
        await _run_chunk(setting, run, chunk)

    @app.periodic(cron=FEBRUARY)
    @app.task(name="start_closing", queueing_lock="start_closing")
    async def february(timestamp: int) -> None:
        await start_closing(app, setting, setting.clock.today().year - 1)

    @app.task(name="close_lot")
    async def lot(year: int, first: int, last: int) -> None:
        await _close_lot(setting, year, range(first, last + 1))

    @app.periodic(cron=DAILY)
    @app.task(name=_CATCH_UP, queueing_lock=_CATCH_UP)
    async def missed(timestamp: int) -> None:
        await catch_up(app, setting)


def _register_leftovers(app: procrastinate.App, setting: Setting) -> None:
    """What declarations, and workers that died, left to be done."""
    aside = Aside()

    @app.periodic(cron=OFTEN)
    @app.task(name="recalculate", queueing_lock="recalculate", lock="recalculate")
    async def touched(timestamp: int) -> None:
        left = aside.at(setting.clock)
        if not await runs.marks_wait(setting.app_url, setting.clock, left):
            return
        changed = await asyncio.to_thread(recalculate, setting.app_url, setting.rules, aside)
        for year, counts in changed.items():
            structlog.get_logger().info("rights.recalculated", year=year, counts=counts)

    @app.periodic(cron=MIDNIGHT)
    @app.task(name=_SETTLE, queueing_lock=_SETTLE, lock=_SETTLE)
    async def proposals(timestamp: int) -> None:
        if read_settings().settle_proposals:
            settled = await settle(setting.app_url, setting.clock)
            structlog.get_logger().info("trainings.settled", settled=settled)

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
    waiting = await runs.waiting_chunks(setting.app_url, run.number, setting.clock)
    for number in waiting:
        lock = f"run_chunk {run.number} {number}"
        await _defer(app, "run_chunk", lock, run=run.number, chunk=number)
    if not waiting:  # whoever did the last one came to its end before he could say so
        await runs.settle(setting.app_url, run.number, setting.clock)
    return run


async def start_closing(app: procrastinate.App, setting: Setting, year: int) -> None:
    """Leave the closing of a year to the workers, lot by lot of employers."""
    async with runs.operating(setting.app_url, setting.clock) as connection:
        lots = await employer_ranges(connection)
    for lot in lots:
        first, last = lot.start, lot.stop - 1
        lock = f"close_lot {year} {first}"
        await _defer(app, "close_lot", lock, year=year, first=first, last=last)


async def catch_up(app: procrastinate.App, setting: Setting) -> None:
    """Start what a server that was down has missed: proposals, the year's run, the last closing.

    The run where none was ever planned, unless the register is empty; the closing from 1 February
    on, where a run of that year is finished.
    """
    today = setting.clock.today()
    await _defer(app, _SETTLE, _SETTLE, timestamp=0)
    if await runs.never_ran(setting.app_url, setting.clock, today.year):
        structlog.get_logger().warning("rights.run-missed", year=today.year)
        await start_run(app, setting, today.year)
    last_year = today.year - 1
    if today >= dt.date(today.year, 2, 1) and await _unclosed(setting, last_year):
        await start_closing(app, setting, last_year)


async def _unclosed(setting: Setting, year: int) -> bool:
    async with runs.operating(setting.app_url, setting.clock) as connection:
        return await closing_waits(connection, year)


async def _close_lot(setting: Setting, year: int, employers: range) -> None:
    choices, now = setting.rules.choices, setting.clock.now()
    async with runs.operating(setting.app_url, setting.clock) as connection:
        closing = await close_year(connection, year, employers, now, choices, scheduled=True)
    structlog.get_logger().info("rights.closed", closing=closing)


async def _defer(app: procrastinate.App, task: str, lock: str, **arguments: int) -> None:
    """Put a job into the queue, unless it stands there."""
    try:
        await app.tasks[task].configure(queueing_lock=lock).defer_async(**arguments)
    except AlreadyEnqueued:
        return


async def _run_chunk(setting: Setting, number: int, chunk: int) -> None:
    run = await runs.find(setting.app_url, number, setting.clock)
    if run is None:
        return
    work = Work(app_url=setting.app_url, run=run, rules=setting.rules, chunk=chunk)
    await asyncio.to_thread(work_off, work)
    await runs.settle(setting.app_url, number, setting.clock)


@asynccontextmanager
async def running(
    app_url: str, clock: Clock, settings: Settings | None = None
) -> AsyncIterator[None]:
    """Work jobs off beside something else; at the end, jobs under way are finished first.

    File sets are left where they are, to be resumed. `settings` are the environment's unless given.
    Without the queue's tables a warning in the log is all that happens.
    """
    given = read_settings() if settings is None else settings
    app = application(Setting(app_url=app_url, clock=clock, settings=given))
    async with app.open_async():
        worker = asyncio.create_task(_begin(app, given.batch_processes, signals=False))
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
        await _begin(app, setting.settings.batch_processes, signals=True)


async def _begin(app: procrastinate.App, processes: int, *, signals: bool) -> None:
    await _defer(app, _CATCH_UP, _CATCH_UP, timestamp=0)
    await work(app, processes, signals=signals)


async def work(
    app: procrastinate.App, processes: int = 1, *, signals: bool, wait: bool = True
) -> None:
    """Work off jobs until told to stop, or until none is left where it is not to `wait`.

    So many file sets at a time, in `processes` of their own.
    """
    others = app.run_worker_async(
        queues=[_OTHERS],
        concurrency=_CONCURRENCY,
        delete_jobs="successful",
        install_signal_handlers=signals,
        wait=wait,
    )
    file_sets = app.run_worker_async(
        queues=[FILE_SETS],
        concurrency=processes,
        delete_jobs="successful",
        install_signal_handlers=False,
        shutdown_graceful_timeout=_PATIENCE if wait else _A_DAY,
        wait=wait,
    )
    await _until_first(others, file_sets) if wait else await asyncio.gather(others, file_sets)


async def _until_first(*works: Coroutine[Any, Any, None]) -> None:
    """Wait until one of several ends, told to or by a fault of its own; then end the others."""
    tasks = [asyncio.create_task(one) for one in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


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
