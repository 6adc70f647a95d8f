"""The batch channel's background jobs: each set in a process of its own, and the rounds.

A process of its own, so that its memory, its share of the processor and its end are nobody else's.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import procrastinate
import psycopg
import structlog
from msgspec import Struct
from msgspec.structs import replace
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from fla.clock import Clock
from fla.database.identity import BATCH, assume
from fla.database.records import Connection
from fla.filesets import rounds, store
from fla.filesets.dispatch import QUEUE, TASK
from fla.filesets.measuring import measure
from fla.filesets.model import FAILURE, State
from fla.filesets.spool import Spool
from fla.settings import PREFIX, Settings, variables

WORK: Final = "fla.doors.batch.work"
"""The module that works on the set its argument names."""
MINUTELY: Final = "* * * * *"
NIGHTLY: Final = "20 1 * * *"
_ROUNDS: Final = "file_set_rounds"
_CLEAN: Final = "clean_file_sets"
_MOST_ATTEMPTS: Final = 20
"""Attempts, in something over two hours, after which a set is stopped."""
_LONGEST_WAIT: Final = 600
_TIME_TO_END: Final = 20
"""Seconds in which a process that is told to end may bring its present chunk to an end."""
_STOPPABLE: Final[frozenset[State]] = frozenset(
    {"arrived", "examining", "acknowledged", "processing"}
)


class SetFailedError(Exception):
    """The process of a set ended with another status than 0; says which set, and with what."""


class PostRoom(Struct, frozen=True, kw_only=True):
    """What the jobs work with: the database, the clock, and the settings with the spool."""

    app_url: str
    clock: Clock
    settings: Settings

    @property
    def spool(self) -> Spool:
        """Where the files are."""
        return Spool(self.settings.spool_directory)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the application's role, outside any transaction."""
        async with await psycopg.AsyncConnection.connect(self.app_url) as connection:
            yield connection


class _Again(BaseRetryStrategy):
    """Once more, after longer and longer; a server that ends lets another go on at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision(retry_in={"seconds": 0})
        return RetryDecision(retry_in={"seconds": min(5 * 2**job.attempts, _LONGEST_WAIT)})


def register(app: procrastinate.App, room: PostRoom) -> None:
    """Add the jobs to an application."""

    @app.task(name=TASK, queue=QUEUE, retry=_Again(), pass_context=True)
    async def take(context: procrastinate.JobContext, ticket: str) -> None:
        try:
            await work_on(room, ticket)
        except SetFailedError as error:
            structlog.get_logger().exception("fileset.failed", ticket=ticket, error=str(error))
            if context.job.attempts < _MOST_ATTEMPTS:
                raise
            await _give_up(room, ticket)

    @app.periodic(cron=MINUTELY)
    @app.task(name=_ROUNDS, queueing_lock=_ROUNDS, lock=_ROUNDS)
    async def make_rounds(timestamp: int) -> None:
        await go_round(room)

    @app.periodic(cron=NIGHTLY)
    @app.task(name=_CLEAN, queueing_lock=_CLEAN, lock=_CLEAN)
    async def clean(timestamp: int) -> None:
        async with room.connection() as connection:
            now = room.clock.now()
            cleaned = await rounds.clean(connection, room.spool, now, room.settings)
        structlog.get_logger().info("filesets.cleaned", sets=len(cleaned))


async def go_round(room: PostRoom) -> list[str]:
    """Take in what nobody told of, and put back into the queue what fell out of it."""
    async with room.connection() as connection:
        now = room.clock.now()
        taken = await rounds.go_round(connection, room.spool, now, room.settings)
        again = await rounds.dispatch_again(connection, now)
        await measure(connection, room.spool, now)
    for ticket in taken:
        structlog.get_logger().info("fileset.found", ticket=ticket)
    for ticket in again:
        structlog.get_logger().warning("fileset.queued-again", ticket=ticket)
    return [*taken, *again]


async def work_on(room: PostRoom, ticket: str) -> None:
    """Work on a set in a process of its own, to its end.

    Cancelled, the process is told to end, and then waited for. Raises SetFailedError.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", WORK, ticket),
        stdin=asyncio.subprocess.DEVNULL,
        env=_environment(room),
        start_new_session=True,  # what a terminal interrupts is the server, which tells it
    )
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        await _end(process)
        raise
    if status:
        raise SetFailedError(f"file set {ticket}: its process ended with status {status}")


def _environment(room: PostRoom) -> dict[str, str]:
    """Return the environment of a set's process: our own, with the settings as they are here."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return others | variables(replace(room.settings, database_url=room.app_url))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _TIME_TO_END)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _give_up(room: PostRoom, ticket: str) -> None:
    """Stop a set that fails again and again, so that those after it have their turn.

    What is kept of its answers stays: resumed, it goes on from there.
    """
    async with room.connection() as connection, connection.transaction():
        await assume(connection, BATCH, room.clock.today())
        await store.set_state(
            connection, ticket, "stopped", room.clock.now(), was=_STOPPABLE, reason=FAILURE
        )
