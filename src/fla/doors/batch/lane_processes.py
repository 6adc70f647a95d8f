"""The lanes of a file set as processes, so that one set uses more than one core.

Each has a connection of its own. Which portion goes to which is fixed by its number, so that what
`lanes` keeps in one lane stays in order.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import msgspec

from fla.clock import Clock
from fla.doors.batch import lane
from fla.doors.batch.lane import READ_AHEAD, Answer, Order, framed, read_frame
from fla.doors.batch.run import Portion, Take
from fla.doors.batch.set_take import Taking, writing
from fla.doors.batch.workplace import Workplace, declarant
from fla.filesets.model import FileSet
from fla.intake.declaration import Outcome
from fla.intake.submit import TryAgainError

WORTH: Final = 20_000
"""Forms of a set from which on processes save more than they take to start."""
_PATIENCE: Final = 10
"""Seconds that a lane is given to end by itself."""
_ANSWERS: Final = msgspec.msgpack.Decoder(Answer)


class LaneLostError(Exception):
    """A lane ended before it had answered: its log tells why, and the set is to be resumed."""


class Lane:
    """One process, begun with its first portion; it answers one after the other."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def take(self, taking: Taking, clock: Clock, portion: Portion) -> list[Outcome]:
        """Have a portion answered; raises TryAgainError and LaneLostError."""
        order = Order(taking, clock.now(), portion)
        async with self._turn:
            if self._process is None:
                self._process = await _started(self._database_url)
            answer = await _ask(self._process, await asyncio.to_thread(framed, order))
        if answer.outcomes is None:
            raise TryAgainError
        return answer.outcomes

    async def end(self) -> None:
        """Let the process go, whatever it is at."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _started(database_url: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        lane.__name__,
        stdin=PIPE,
        stdout=PIPE,
        limit=READ_AHEAD,
        env={**os.environ, "FLA_DATABASE_URL": database_url},
    )


async def _ask(process: Process, data: bytes) -> Answer:
    assert process.stdin is not None  # noqa: S101 - opened as pipes
    assert process.stdout is not None  # noqa: S101
    try:
        process.stdin.write(data)
        await process.stdin.drain()
        content = await read_frame(process.stdout)
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise LaneLostError(f"lane process {process.pid}") from error
    return await asyncio.to_thread(_ANSWERS.decode, content)


@asynccontextmanager
async def writing_in_lanes(
    place: Workplace, file_set: FileSet, count: int
) -> AsyncIterator[Callable[[int], Take]]:
    """What answers the parts of a set by writing, so many portions at a time.

    A part is named by the forms before it. A small set is answered by this process itself.
    """
    url = place.settings.database_url
    if file_set.forms < WORTH or url is None:
        yield lambda before: writing(place, file_set, before)
        return
    lanes = [Lane(url) for _ in range(count)]
    async with AsyncExitStack() as stack:
        for one in lanes:
            stack.push_async_callback(one.end)

        def take_of(before: int) -> Take:
            taking = Taking(ticket=file_set.ticket, sender=declarant(file_set), before=before)

            async def take(portion: Portion) -> list[Outcome]:
                return await lanes[portion.lane].take(taking, place.clock, portion)

            return take

        yield take_of
