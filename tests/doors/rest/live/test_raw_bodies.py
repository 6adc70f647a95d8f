"""What no client library sends: bodies that are late, shorter or longer than said, or never end."""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.doors.rest.attacks.requests import sound
from tests.doors.rest.conftest import BASE
from tests.doors.rest.live.serving import Live, serving

PATIENCE = 1
"""Seconds for which the service waits for a body here."""


@pytest.fixture(scope="module")
def impatient(live: Live) -> Iterator[str]:
    """The address of a less patient service of the same database."""
    with serving(live.database, live.spool, body_timeout=PATIENCE) as url:
        yield url


def said(live: Live, length: str, body: bytes) -> bytes:
    """Return a registration as bytes on the wire, with a header of its own for its length."""
    lines = [
        f"POST {BASE}/trainings HTTP/1.1",
        "Host: portal.test",
        "Connection: close",
        f"Authorization: Bearer {live.token}",
        "Content-Type: application/json",
        *([length] if length else []),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def exchanged(url: str, sent: bytes, *, closing: bool = False) -> bytes:
    """Send bytes, and return all that comes back until the service closes or says no more."""
    place = urlsplit(url)
    with socket.create_connection((str(place.hostname), int(place.port or 0)), 10) as wire:
        wire.sendall(sent)
        if closing:
            wire.shutdown(socket.SHUT_WR)
        wire.settimeout(PATIENCE * 5)
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while part := wire.recv(65536):
                received += part
        return received


def registration(live: Live) -> bytes:
    return json.dumps(sound("registerTraining", live.sides.own).body).encode()


def taken(live: Live) -> int:
    """Return how many declarations the register has taken."""
    with psycopg.connect(live.database.superuser_url) as connection:
        row = connection.execute("SELECT count(*) FROM journal").fetchone()
    assert row
    return int(row[0])


def still_answers(url: str) -> bool:
    return httpx.get(f"{url}{BASE}/health", trust_env=False).status_code == 200


def test_a_body_that_does_not_come_is_not_waited_for(live: Live, impatient: str) -> None:
    before, start = taken(live), time.monotonic()
    received = exchanged(impatient, said(live, "Content-Length: 400", b'{"reference":'))
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b"urn:problem-type:fla:requestTimeout" in received
    assert PATIENCE <= time.monotonic() - start < PATIENCE * 5
    assert taken(live) == before
    assert still_answers(impatient)


def test_a_client_that_goes_away_has_registered_nothing(live: Live, impatient: str) -> None:
    before = taken(live)
    body = registration(live)
    exchanged(impatient, said(live, f"Content-Length: {len(body)}", body[:-1]), closing=True)
    assert taken(live) == before
    assert still_answers(impatient)


def test_the_same_in_full_is_taken(live: Live, impatient: str) -> None:
    before, body = taken(live), registration(live)
    received = exchanged(impatient, said(live, f"Content-Length: {len(body)}", body))
    assert received.startswith(b"HTTP/1.1 201 "), received
    assert taken(live) == before + 1


BREAKING: dict[str, Callable[[bytes], tuple[str, bytes]]] = {
    "shorter than said": lambda body: (f"Content-Length: {len(body) + 9}", body),
    "longer than said": lambda body: (f"Content-Length: {len(body) - 9}", body),
    "two lengths": lambda body: (
        f"Content-Length: {len(body)}\r\nContent-Length: {len(body) - 9}",
        body,
    ),
    "a length below zero": lambda body: ("Content-Length: -1", body),
    "a length and chunks": lambda body: (
        f"Content-Length: {len(body)}\r\nTransfer-Encoding: chunked",
        b"zz\r\n" + body,
    ),
    "no length": lambda body: ("", body),
    "chunks that never end": lambda body: (
        "Transfer-Encoding: chunked",
        f"{len(body):x}\r\n".encode() + body + b"\r\n",
    ),
    "chunks that lie": lambda body: (
        "Transfer-Encoding: chunked",
        f"{len(body) - 9:x}\r\n".encode() + body + b"\r\n0\r\n\r\n",
    ),
}


@pytest.mark.parametrize("case", BREAKING)
def test_a_body_of_another_length_than_said_registers_nothing(
    live: Live, impatient: str, case: str
) -> None:
    before = taken(live)
    length, body = BREAKING[case](registration(live))
    received = exchanged(impatient, said(live, length, body), closing=case == "shorter than said")
    assert received[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 408"), received
    assert taken(live) == before
    assert still_answers(impatient)
