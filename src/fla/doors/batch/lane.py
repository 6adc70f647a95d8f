"""A lane of a file set, in a process of its own: reads stretches and answers forms, `python -m …`.

Orders come as MessagePack on standard input, each after its length, and answers go to standard
output in the same way. Where the input ends, whoever gave the orders is gone: what the lane is at
is undone, for somebody else goes on with the set.
"""

import asyncio
import datetime as dt
import sys
from asyncio import IncompleteReadError, Queue, StreamReader, StreamReaderProtocol
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from fla import logs
from fla.clock import FixedClock
from fla.database.pool import Pool, open_pool
from fla.doors.batch.answered import Answered
from fla.doors.batch.garbage import collect_seldom
from fla.doors.batch.memory import bound_memory
from fla.doors.batch.name_watch import NameWatch
from fla.doors.batch.set_take import Taking
from fla.doors.batch.stretch_reading import MOST_OF_A_LANE, keep_stretch
from fla.doors.batch.stretches import Stretch
from fla.intake.submit import TryAgainError
from fla.settings import SettingsError, read_settings

READ_AHEAD: Final = 1 << 20
"""Bytes of a message that a pipe may be ahead of its reader; it matters to speed alone."""
_LENGTH: Final = 4
"""Bytes that tell, in network order, how many follow."""


class ReadOrder(Struct, frozen=True, array_like=True, tag="read"):
    """A stretch of a file, to be kept elsewhere in frames of so many records."""

    source: str
    stretch: Stretch
    target: str
    size: int


class TakeOrder(Struct, frozen=True, array_like=True, tag="take"):
    """Forms to be answered as they would be at an instant."""

    taking: Taking
    now: dt.datetime


Order = ReadOrder | TakeOrder


class ReadAnswer(Struct, frozen=True, array_like=True, tag="read"):
    """How many records there are, by element name; None where the file is to be read as a whole."""

    numbers: dict[str, int] | None


class TakeAnswer(Struct, frozen=True, array_like=True, tag="take"):
    """The answers; None where others kept changing what the forms are about."""

    answered: Answered | None


Answer = ReadAnswer | TakeAnswer


def with_length(message: Order | Answer) -> bytes:
    """The message as it goes over the pipe."""
    content = msgspec.msgpack.encode(message)
    return len(content).to_bytes(_LENGTH, "big") + content


async def read_message(stream: StreamReader) -> bytes:
    """The content of the next message; raises IncompleteReadError at the end of the stream."""
    length = int.from_bytes(await stream.readexactly(_LENGTH), "big")
    return await stream.readexactly(length)


async def _work(database_url: str) -> None:
    orders: Queue[Order] = Queue()
    async with open_pool(database_url, 1) as pool:
        working = asyncio.create_task(_answer(pool, orders))
        listening = asyncio.create_task(_listen(orders))
        done, rest = await asyncio.wait((working, listening), return_when=asyncio.FIRST_COMPLETED)
        for task in rest:
            task.cancel()
        await asyncio.wait(rest)
        for task in done:
            task.result()


async def _listen(orders: Queue[Order]) -> None:
    """Put the orders in line until there are no more."""
    stream = StreamReader(READ_AHEAD)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: StreamReaderProtocol(stream), sys.stdin.buffer)
    decoder: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
    while True:
        try:
            orders.put_nowait(decoder.decode(await read_message(stream)))
        except IncompleteReadError:
            return


async def _answer(pool: Pool, orders: Queue[Order]) -> None:
    names = NameWatch(MOST_OF_A_LANE)
    while True:
        order = await orders.get()
        answer = _read(order, names) if isinstance(order, ReadOrder) else await _take(pool, order)
        await asyncio.to_thread(_write, with_length(answer))


def _read(order: ReadOrder, names: NameWatch) -> ReadAnswer:
    source, target = Path(order.source), Path(order.target)
    numbers = keep_stretch(source, order.stretch, target, order.size, names)
    return ReadAnswer(numbers and dict(numbers))


async def _take(pool: Pool, order: TakeOrder) -> TakeAnswer:
    try:
        return TakeAnswer(await order.taking.take(pool, FixedClock(order.now)))
    except TryAgainError:
        return TakeAnswer(None)


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def main() -> None:
    """Answer orders until there are no more."""
    logs.configure()
    collect_seldom()
    bound_memory()
    url = read_settings().database_url
    if url is None:
        raise SettingsError("a lane works in the database of FLA_DATABASE_URL")
    asyncio.run(_work(url))


if __name__ == "__main__":
    main()
