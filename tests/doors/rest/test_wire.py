"""The channel behind its real server, before clients that do not behave."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import uvicorn

from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.doors.serving import listen
from fla.settings import Settings
from tests.access.machine import register
from tests.conftest import Connection, Database
from tests.doors.rest.conftest import BASE, token_of
from tests.intake import build


class Wire:
    """A server on a port, and the head of a call that it would take."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token

    async def say(self, *parts: bytes | float, end: bool = False) -> bytes:
        """Send parts on a connection, waiting where a number stands; return all that comes back.

        The client goes away in between where it is said to `end`, else it waits for the server to.
        """
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            for part in parts:
                if isinstance(part, float):
                    await asyncio.sleep(part)
                else:
                    writer.write(part)
            if end:
                writer.write_eof()
            return await asyncio.wait_for(reader.read(), 20)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    def head(self, *headers: str, token: str | None = None) -> bytes:
        lines = [f"POST {BASE}/trainings HTTP/1.1", "Host: portal.test"]
        lines.append(f"Authorization: Bearer {self._token if token is None else token}")
        lines += ["Content-Type: application/json", *headers]
        return "\r\n".join([*lines, "", ""]).encode()

    async def is_well(self) -> bool:
        answer = await self.say(
            f"GET {BASE}/health HTTP/1.1\r\nHost: portal.test\r\nConnection: close\r\n\r\n".encode()
        )
        return answer.startswith(b"HTTP/1.1 200")


@pytest.fixture
async def wire(database: Database, app: Connection, clock: FixedClock) -> AsyncIterator[Wire]:
    machine = await register(app, clock, build.BAKERY)
    pool = open_pool(database.app_url, 4)
    foundation = Foundation(Settings(body_timeout=1), pool, clock, b"known to the tests alone")
    async with foundation.opened():
        token = await token_of(foundation, machine)
        listening = listen("127.0.0.1", 0)
        config = uvicorn.Config(RestApplication(foundation), lifespan="off", log_level="warning")
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield Wire(listening.getsockname()[1], token)
        server.should_exit = True
        await serving


def told(answer: bytes) -> tuple[int, dict[str, object]]:
    """Return the status and the body of the first answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), json.loads(body)


async def test_a_slow_body_is_answered_and_the_connection_closed(wire: Wire) -> None:
    answer = await wire.say(wire.head("Content-Length: 100"), b"{", 0.3, b'"a"', 0.3, b":")

    status, problem = told(answer)
    assert status == 408
    assert problem["type"] == "urn:problem-type:fla:requestTimeout"
    assert b"connection: close" in answer.lower()
    assert await wire.is_well()


async def test_a_large_body_is_not_read_to_its_end(wire: Wire) -> None:
    announced = await wire.say(wire.head("Content-Length: 90000000"), b"x" * 100_000)
    stranger = await wire.say(wire.head("Content-Length: 90000000", token="x"), b"x" * 100_000)

    assert told(announced)[0] == 413
    assert told(stranger)[0] == 401
    for answer in (announced, stranger):
        assert b"connection: close" in answer.lower()
    assert await wire.is_well()


async def test_a_body_in_chunks_is_counted_as_it_comes(wire: Wire) -> None:
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"

    answer = await wire.say(wire.head("Transfer-Encoding: chunked"), *[chunk] * 9, b"0\r\n\r\n")

    if answer:  # a client that keeps sending may find the connection gone before it reads
        assert told(answer)[0] == 413
    assert await wire.is_well()


async def test_a_client_that_goes_away_midway_harms_nobody(wire: Wire) -> None:
    assert await wire.say(wire.head("Content-Length: 100"), b"{", end=True) == b""
    assert await wire.is_well()


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 2", "Transfer-Encoding: chunked"),
        ("Content-Length: 2", "Content-Length: 3"),
        ("Content-Length: -2",),
        ("Content-Length: two",),
        ("Transfer-Encoding: gzip",),
    ],
)
async def test_a_length_told_in_two_ways_smuggles_nothing(
    wire: Wire, headers: tuple[str, ...]
) -> None:
    behind = f"GET {BASE}/health HTTP/1.1\r\nHost: portal.test\r\n\r\n".encode()

    answer = await wire.say(wire.head(*headers), b"{}", behind, end=True)

    assert b"HTTP/1.1 2" not in answer
    assert await wire.is_well()


async def test_a_header_cannot_be_slipped_into_an_answer(wire: Wire) -> None:
    answer = await wire.say(
        wire.head("Content-Length: 2", "BelGov-Trace-Id: a\x0b\x0cX-Evil: 1", "Connection: close"),
        b"{}",
    )

    assert b"x-evil" not in answer.partition(b"\r\n\r\n")[0].lower()
    assert await wire.is_well()
