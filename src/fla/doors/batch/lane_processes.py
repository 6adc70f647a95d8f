"""The lanes of a file set as processes, so that one set uses more than one core.

Each has a connection of its own. Which process answers a lane of a frame is fixed by its number.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from fla.clock import Clock
from fla.doors.batch import lane
from fla.doors.batch.answered import Answered
from fla.doors.batch.kept_records import LANES
from fla.doors.batch.lane import (
    READ_AHEAD,
    Answer,
    Order,
    ReadAnswer,
    ReadOrder,
    TakeAnswer,
    TakeOrder,
    read_message,
    with_length,
)
from fla.doors.batch.set_take import Taking
from fla.doors.batch.stretches import Stretch
from fla.intake.submit import TryAgainError

WORTH: Final = 16_000_000
"""Bytes of a set, unpacked, from which on processes save more than they take to start."""
_PATIENCE: Final = 10
"""Seconds that a lane is given to end by itself."""
_ANSWERS: Final[msgspec.msgpack.Decoder[Answer]] = msgspec.msgpack.Decoder(Answer)


class LaneLostError(Exception):
    """A lane ended before it had answered: its log tells why, and the set is to be resumed."""


class Lane:
    """One process, begun with its first order; it answers one after the other."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, order: Order) -> Answer:
        """Have an order answered; raises LaneLostError."""
        async with self._turn:
            if self._process is None:
                self._process = await _started(self._database_url)
            return await _ask(self._process, with_length(order))

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
        content = await read_message(process.stdout)
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise LaneLostError(f"lane process {process.pid}") from error
    return await asyncio.to_thread(_ANSWERS.decode, content)


class Lanes:
    """As many processes as a frame has lanes; what is not asked is not begun."""

    def __init__(self, database_url: str, clock: Clock) -> None:
        self._lanes = [Lane(database_url) for _ in range(LANES)]
        self._clock = clock

    async def __aenter__(self) -> Self:
        """Begin nothing yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the processes go."""
        await asyncio.gather(*(one.end() for one in self._lanes))

    async def read(
        self, number: int, source: Path, stretch: Stretch, target: Path, size: int
    ) -> Counter[str] | None:
        """Have a stretch read by a lane, and kept, as by `keep_stretch`. Raises LaneLostError."""
        order = ReadOrder(str(source), stretch, str(target), size)
        answer = await self._lanes[number].ask(order)
        assert isinstance(answer, ReadAnswer)  # noqa: S101 - answers come in the order of orders
        return None if answer.numbers is None else Counter(answer.numbers)

    async def take(self, taking: Taking) -> Answered:
        """Have forms answered by the lane they are in; raises TryAgainError and LaneLostError."""
        answer = await self._lanes[taking.lane].ask(TakeOrder(taking, self._clock.now()))
        assert isinstance(answer, TakeAnswer)  # noqa: S101 - answers come in the order of orders
        if answer.answered is None:
            raise TryAgainError
        return answer.answered
