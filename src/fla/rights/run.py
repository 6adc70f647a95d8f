"""The yearly run: plans or continues it, has processes work it off, and shows how far it is."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import psycopg
from msgspec import Struct

from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.database.records import Connection
from fla.law.applied import require_year
from fla.law.choices import ChoiceError, choose
from fla.law.model import Choices
from fla.law.pack import pack
from fla.rights import run_store as store
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Reached, Run, Scope
from fla.rights.run_work import Work, work_in_process
from fla.settings import SettingsError, read_settings

CHUNK = 100_000
"""Workers in a chunk: enough to make statements worth their while, few enough for any memory."""
_LOOK = 0.2
"""Seconds between two looks at how far a run is."""
_THREADS = "POLARS_MAX_THREADS"

Show = Callable[[Reached], None]


class Wanted(Struct, frozen=True, kw_only=True):
    """A run somebody asks for: a year, all employers or one, kept or only tried."""

    year: int
    employer_id: int | None = None
    dry_run: bool = False
    chunk: int = CHUNK


@asynccontextmanager
async def operating(app_url: str, clock: Clock) -> AsyncIterator[Connection]:
    """A connection and a transaction of the operator's."""
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        yield connection


async def plan(app_url: str, wanted: Wanted, clock: Clock) -> tuple[Run, bool]:
    """Return the run to work on, and whether it is an unfinished one that goes on.

    Raises LawError for a year of which the pack knows nothing.
    """
    require_year(pack(), wanted.year)
    scope: Scope = "nation" if wanted.employer_id is None else "employer"
    version = pack().version
    async with operating(app_url, clock) as connection:
        await store.lock_planning(connection)
        if not wanted.dry_run:
            found = await store.unfinished_run(
                connection, wanted.year, scope, version, wanted.employer_id
            )
            if found is not None:
                await store.resume(connection, found.number)
                return found, True
        run = await store.create_run(
            connection, wanted.year, scope, version, clock.now(), dry_run=wanted.dry_run
        )
        if wanted.employer_id is None:
            await store.plan_nation(connection, run.number, wanted.chunk)
        else:
            await store.plan_employer(connection, run.number, wanted.employer_id)
    return run, False


@cache
def operators_choices() -> Choices:
    """Return the choices of law under which rights are computed: the operator's, else the pack's.

    One answer for all of a process: pages explain what runs computed. Raises SettingsError.
    """
    try:
        return choose(pack(), read_settings().law)
    except ChoiceError as error:
        raise SettingsError(f"law: {error}") from error


async def employer_id_of(app_url: str, clock: Clock, enterprise_number: str) -> int | None:
    """Return the tenant of an enterprise number, None where the register has none."""
    async with operating(app_url, clock) as connection:
        return await store.employer_id_of(connection, enterprise_number)


async def marks_wait(app_url: str, clock: Clock, without: Sequence[int]) -> bool:
    """Tell whether workers are marked whose rights are to be computed again, of all but some."""
    async with operating(app_url, clock) as connection:
        return await store.marks_wait(connection, without)


async def never_ran(app_url: str, clock: Clock, year: int) -> bool:
    """Tell whether no run of a year was ever planned for a nation that has workers."""
    async with operating(app_url, clock) as connection:
        return await store.never_ran(connection, year)


async def find(app_url: str, number: int, clock: Clock) -> Run | None:
    """Return a run by its number."""
    async with operating(app_url, clock) as connection:
        return await store.run_by_number(connection, number)


async def waiting_chunks(app_url: str, number: int, clock: Clock) -> list[int]:
    """Return the numbers of a run's chunks that are to be done yet."""
    async with operating(app_url, clock) as connection:
        return await store.waiting_chunks(connection, number)


async def settle(app_url: str, number: int, clock: Clock) -> None:
    """Give a run its last state once nothing of it is to be done any more."""
    async with operating(app_url, clock) as connection:
        await store.settle(connection, number, clock.now())


async def work_through(
    app_url: str,
    run: Run,
    rules: Rules,
    *,
    processes: int,
    show: Show,
    stop: asyncio.Event | None = None,
) -> Reached:
    """Have processes work off a planned run; return how far it came.

    Once `stop` is set, or the run's state says so, chunks under way end and no other begins. A
    process that dies leaves its chunk waiting for whoever continues the run.
    """
    work = Work(app_url=app_url, run=run, rules=rules)
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        with _processes(work, processes) as started:
            while any(process.is_alive() for process in started):
                if stop is not None and stop.is_set():
                    async with _transaction(connection, rules.clock):
                        await store.ask_to_stop(connection, run.number)
                show(await _look(connection, run, rules.clock))
                await asyncio.sleep(_LOOK)
        async with _transaction(connection, rules.clock):
            if any(process.exitcode for process in started):
                await store.ask_to_stop(connection, run.number)
            await store.settle(connection, run.number, rules.clock.now())
        reached = await _look(connection, run, rules.clock)
    show(reached)
    return reached


async def _look(connection: Connection, run: Run, clock: Clock) -> Reached:
    async with _transaction(connection, clock):
        return await store.reached(connection, run.number)


@asynccontextmanager
async def _transaction(connection: Connection, clock: Clock) -> AsyncIterator[None]:
    async with connection.transaction():
        await assume(connection, OPERATOR, clock.today())
        yield


@contextmanager
def _processes(work: Work, number: int) -> Iterator[list[BaseProcess]]:
    """Start processes that share the machine's processors, and end them at the latest with us."""
    context = get_context("spawn")
    started: list[BaseProcess] = [
        context.Process(target=work_in_process, args=(work,), daemon=True) for _ in range(number)
    ]
    with _threads(max(1, (os.cpu_count() or 1) // number)):
        for process in started:
            process.start()
    try:
        yield started
    finally:
        for process in started:
            process.terminate()
            process.join()


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Tell processes that start meanwhile how many threads polars may use."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = str(number)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before
