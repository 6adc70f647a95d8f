"""Sends prepared requests over many connections, and says how each was answered and how fast.

A program of its own, so that it costs the server no interpreter: `python -m benchmarks.rest.load`
reads an `Order` from its standard input and prints a `Report`. It speaks just enough HTTP/1.1 to
tell statuses and lengths, because what it spends is taken from the same two cores.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import cast

import msgspec
import uvloop
from msgspec import Struct

_PATIENCE = 30
"""Seconds that are waited for answers still out when the time is over."""


class Order(Struct, frozen=True):
    """What to send: `requests` (whole, as bytes) in turn, until `seconds` are over or they end.

    `rate` is how many a second are sent whatever comes back, 0 as fast as answers come; `keep` are
    the statuses whose requests are listed by their place.
    """

    port: int
    connections: int
    requests: list[bytes]
    seconds: float
    rate: float = 0
    keep: list[int] = []


class Report(Struct, frozen=True):
    """How it went: answers by status, latencies in milliseconds, and places of kept requests.

    `lost` counts connections that broke, with the request that was under way.
    """

    seconds: float
    statuses: dict[int, int]
    median: float
    p99: float
    worst: float
    lost: int
    kept: list[int]

    @property
    def succeeded(self) -> int:
        """Answers of the 2xx."""
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)

    @property
    def rate(self) -> float:
        """Successful answers a second."""
        return self.succeeded / self.seconds


class _Run:
    def __init__(self, order: Order) -> None:
        self.order = order
        self.statuses: Counter[int] = Counter()
        self.latencies: list[float] = []
        self.kept: list[int] = []
        self.lost = 0
        self.places = self._places()
        self.started = time.perf_counter()

    def _places(self) -> Iterator[int]:
        for place in range(len(self.order.requests)):
            if time.perf_counter() - self.started > self.order.seconds:
                return
            yield place

    def answered(self, place: int, status: int, sent: float) -> None:
        self.statuses[status] += 1
        self.latencies.append(time.perf_counter() - sent)
        if status in self.order.keep:
            self.kept.append(place)

    def report(self) -> Report:
        took = time.perf_counter() - self.started
        ranked = sorted(self.latencies) or [0.0]
        return Report(
            seconds=took,
            statuses=dict(self.statuses),
            median=ranked[len(ranked) // 2] * 1000,
            p99=ranked[int(len(ranked) * 0.99)] * 1000,
            worst=ranked[-1] * 1000,
            lost=self.lost,
            kept=self.kept,
        )


class _Connection(asyncio.Protocol):
    """One connection; the next request goes out when the answer to the last has come in."""

    def __init__(self, run: _Run) -> None:
        self.run = run
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.place = -1
        self.sent = 0.0
        self.buffer = b""
        self.transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass of it
        self.next()

    def next(self) -> None:
        assert self.transport is not None
        self.place = next(self.run.places, -1)
        if self.place < 0:
            self.finish()
            self.transport.close()
            return
        self.sent = time.perf_counter()
        self.transport.write(self.run.order.requests[self.place])

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _length(self.buffer[:head])
        if len(self.buffer) < head + 4 + length:
            return
        status = int(self.buffer[9:12])
        self.buffer = self.buffer[head + 4 + length :]
        self.run.answered(self.place, status, self.sent)
        self.next()

    def connection_lost(self, _: Exception | None) -> None:
        if self.place >= 0:
            self.run.lost += 1
        self.finish()

    def finish(self) -> None:
        self.place = -1
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    start = head.lower().find(b"\r\ncontent-length:")
    if start < 0:
        return 0
    end = head.find(b"\r\n", start + 17)
    return int(head[start + 17 : end if end >= 0 else len(head)])


async def _lane(run: _Run) -> None:
    """Keep one connection busy; a broken one is opened again while there is something to send."""
    loop = asyncio.get_running_loop()
    while True:
        lost = run.lost
        try:
            _, connection = await loop.create_connection(
                lambda: _Connection(run), "127.0.0.1", run.order.port
            )
        except OSError:
            run.lost += 1
            return
        await connection.done
        if run.lost == lost or time.perf_counter() - run.started > run.order.seconds:
            return


async def _paced(run: _Run) -> None:
    """Send at a rate, each request over the first connection that is free, or over a new one."""
    free: list[_Paced] = []
    waiting: set[_Paced] = set()
    for place in run.places:
        ahead = run.started + place / run.order.rate - time.perf_counter()
        if ahead > 0.001:
            await asyncio.sleep(ahead)
        elif place % 50 == 0:
            await asyncio.sleep(0)
        due = run.started + place / run.order.rate
        connection = free.pop() if free else await _opened(run, free, waiting)
        if connection is not None:
            connection.send(place, due)
    deadline = time.perf_counter() + _PATIENCE
    while any(one.place >= 0 for one in waiting) and time.perf_counter() < deadline:
        await asyncio.sleep(0.01)
    for one in waiting:
        if one.transport is not None:
            one.transport.close()


class _Paced(_Connection):
    def __init__(self, run: _Run, free: "list[_Paced]") -> None:
        super().__init__(run)
        self.free = free

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass of it

    def send(self, place: int, due: float) -> None:
        assert self.transport is not None
        self.place, self.sent = place, due
        self.transport.write(self.run.order.requests[place])

    def next(self) -> None:
        self.place = -1
        self.free.append(self)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self.free:
            self.free.remove(self)
        super().connection_lost(error)


async def _opened(run: _Run, free: list[_Paced], waiting: set[_Paced]) -> _Paced | None:
    if len(waiting) >= run.order.connections:
        while not free:
            await asyncio.sleep(0.001)
            if time.perf_counter() - run.started > run.order.seconds + _PATIENCE:
                return None
        return free.pop()
    loop = asyncio.get_running_loop()
    try:
        _, connection = await loop.create_connection(
            lambda: _Paced(run, free), "127.0.0.1", run.order.port
        )
    except OSError:
        run.lost += 1
        return None
    waiting.add(connection)
    return connection


async def _carry_out(order: Order) -> Report:
    run = _Run(order)
    if order.rate:
        await _paced(run)
    else:
        lanes = [asyncio.create_task(_lane(run)) for _ in range(order.connections)]
        _, silent = await asyncio.wait(lanes, timeout=order.seconds + _PATIENCE)
        run.lost += len(silent)
        for lane in silent:
            lane.cancel()
    return run.report()


def main() -> None:
    """Read an order, carry it out, print the report."""
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.buffer.write(msgspec.msgpack.encode(runner.run(_carry_out(order))))


if __name__ == "__main__":
    main()
