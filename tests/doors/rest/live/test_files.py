"""Files over a socket: large ones take no memory, broken ones leave nothing behind."""

import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from fla.filesets.spool import Spool
from tests.doors.rest.attacks.world import TICKETS
from tests.doors.rest.conftest import BASE
from tests.doors.rest.live.serving import Live, serving
from tests.doors.rest.live.test_raw_bodies import PATIENCE, exchanged, still_answers
from tests.intake.build import BAKERY

MIB = 1024 * 1024
LARGE = 200 * MIB
SPARE = 48 * 1024
"""Kilobytes by which memory may grow, of service and client together."""
REPLY = f"{BASE}/batches/{TICKETS[BAKERY]}/replies/acknowledgement"


@pytest.fixture(scope="module")
def impatient(live: Live) -> Iterator[str]:
    """The address of a less patient service of the same database."""
    with serving(live.database, live.spool, body_timeout=PATIENCE) as url:
        yield url


def peak() -> int:
    """Return the most memory that this process has had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def sets(live: Live) -> int:
    """Return how many file sets there are, once nothing else lies where they arrive."""
    receiving, deadline = Spool(live.spool).receiving, time.monotonic() + 5
    while list(receiving.glob("*")):  # the connection may be closed before the call has ended
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with psycopg.connect(live.database.superuser_url) as connection:
        row = connection.execute("SELECT count(*) FROM file_set").fetchone()
    assert row
    return int(row[0])


def zeros(size: int) -> Iterator[bytes]:
    piece = bytes(MIB)
    for _ in range(size // MIB):
        yield piece


def send(live: Live, size: int) -> httpx.Response:
    return httpx.post(
        f"{live.url}{BASE}/batches?environment=S",
        content=zeros(size),
        headers=live.headers | {"content-type": "application/xml"},
        trust_env=False,
        timeout=60,
    )


def test_a_large_file_takes_no_memory(live: Live) -> None:
    assert send(live, MIB).status_code == 202
    before = peak()

    answer = send(live, LARGE)

    assert answer.status_code == 202, answer.text
    folder = Spool(live.spool).set_folder(answer.json()["ticket"])
    assert max(one.stat().st_size for one in folder.iterdir()) == LARGE
    assert peak() - before < SPARE


@pytest.fixture
def large_reply(live: Live) -> Iterator[Path]:
    """The bakery's acknowledgement, grown."""
    folder = Spool(live.spool).set_folder(TICKETS[BAKERY])
    (path,) = folder.glob("FO.ACRF*")
    content = path.read_bytes()
    with path.open("r+b") as file:
        file.truncate(LARGE)
    yield path
    path.write_bytes(content)


def test_a_large_reply_takes_no_memory(live: Live, large_reply: Path) -> None:
    before, size = peak(), 0

    with httpx.stream(
        "GET", live.url + REPLY, headers=live.headers, trust_env=False, timeout=60
    ) as answer:
        for piece in answer.iter_raw():
            size += len(piece)

    assert (answer.status_code, size) == (200, LARGE)
    assert peak() - before < SPARE


def test_who_goes_away_in_the_middle_of_a_reply_is_let_go(live: Live, large_reply: Path) -> None:
    place = urlsplit(live.url)
    head = f"GET {REPLY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {live.token}\r\n\r\n"
    for _ in range(5):
        with socket.create_connection((str(place.hostname), int(place.port or 0)), 10) as wire:
            wire.sendall(head.encode())
            assert wire.recv(12) == b"HTTP/1.1 200"
    assert still_answers(live.url)
    deadline = time.monotonic() + 10
    while _opened(large_reply) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _opened(large_reply)


def _opened(path: Path) -> bool:
    """Say whether this process, in which the service runs, has a file open."""
    return any(
        one.is_symlink() and one.readlink() == path.resolve()
        for one in Path("/proc/self/fd").iterdir()
    )


def head_of(live: Live, length: str) -> bytes:
    lines = [
        f"POST {BASE}/batches?environment=S HTTP/1.1",
        "Host: portal.test",
        "Connection: close",
        f"Authorization: Bearer {live.token}",
        "Content-Type: application/xml",
        length,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


BREAKING = {
    "cut off": ("Content-Length: 400", b"<x/>", True),
    "late": ("Content-Length: 400", b"<x/>", False),
    "chunks that never end": ("Transfer-Encoding: chunked", b"4\r\n<x/>\r\n", False),
    "chunks that lie": ("Transfer-Encoding: chunked", b"2\r\n<x/>\r\n0\r\n\r\n", False),
    "nothing": ("Content-Length: 0", b"", False),
}


@pytest.mark.parametrize("case", BREAKING)
def test_a_file_that_does_not_come_whole_leaves_nothing(
    live: Live, impatient: str, case: str
) -> None:
    before = sets(live)
    length, body, closing = BREAKING[case]

    received = exchanged(impatient, head_of(live, length) + body, closing=closing)

    assert received[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 408"), received
    assert sets(live) == before
    assert still_answers(impatient)


def test_the_same_in_full_is_taken(live: Live, impatient: str) -> None:
    before = sets(live)

    received = exchanged(impatient, head_of(live, "Content-Length: 4") + b"<x/>")

    assert received.startswith(b"HTTP/1.1 202 "), received
    assert sets(live) == before + 1
