"""Keys that a client publishes: from where they are fetched, how often, and what they are."""

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import msgspec
import pytest

from fla.access import key_set
from fla.access.authentication import Authentication
from fla.access.key_set import LARGEST_SET, KeySets, fetch_set, read_set
from fla.access.key_set_url import is_key_set_url
from fla.access.oauth import OAuthError
from fla.access.tokens import Tokens
from fla.database.pool import open_pool
from tests.access.machine import (
    ENDPOINT,
    ISSUER,
    Machine,
    MovingClock,
    ec_key,
    jwk_text,
    register,
    rsa_key,
)
from tests.conftest import Connection, Database
from tests.intake.build import BAKERY

URL = "https://keys.example.be/jwks.json"


def _set(**keys: str) -> bytes:
    """A JWK Set of keys by name."""
    members = [{**msgspec.json.decode(text), "kid": name} for name, text in keys.items()]
    return msgspec.json.encode({"keys": members})


class Publisher:
    """What a client publishes, and how often it was asked."""

    def __init__(self, content: bytes | Exception) -> None:
        self.content = content
        self.asked = 0

    async def fetch(self, url: str) -> bytes:
        assert url == URL
        self.asked += 1
        await asyncio.sleep(0)
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


@pytest.fixture
def moving() -> MovingClock:
    return MovingClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))


def test_keys_are_fetched_from_elsewhere_only() -> None:
    for sound in (URL, "https://keys.example.be:8443/a?b=c", "https://a.be.", "https://8.8.8.8/a"):
        assert is_key_set_url(sound), sound
    for odd in (
        *("http://keys.example.be/", "ftp://a.be/", "file:///etc/passwd", "//a.be/", "a.be", ""),
        *("https://", "https:///x", "https://localhost/", "https://a.localhost/", "https://a"),
        *("https://printer.local/", "https://metadata.internal/", "https://metadata.internal./"),
        *("https://127.0.0.1/", "https://127.1.2.3/", "https://[::1]/", "https://0.0.0.0/"),
        *("https://169.254.169.254/latest", "https://[fe80::1]/", "https://[::ffff:127.0.0.1]/"),
        *("https://224.0.0.1/", "https://[::]/", "https://240.0.0.1/"),
        *("https://user@a.be/", "https://u:p@a.be/", "https://a.be/#f", "https://a.be\\@b.be/"),
        *("https://a.be:port/", "https://[a.be/", "https://é.be/", "https://a.be/\n", "x" * 600),
        *("https://a b.example/", "https://a.be /", "https://a.be/a b", " https://a.be/"),
        *("https://a%20b.example/", "https://a<b.example/", "https://a..example/"),
    ):
        assert not is_key_set_url(odd), odd


def test_a_set_gives_the_keys_that_can_be_used() -> None:
    private = jwk_text(ec_key("private"), private=True)
    content = _set(a=jwk_text(rsa_key()), b=jwk_text(ec_key()), c=private)
    keys = read_set(content)
    assert {name: key.algorithm for name, key in keys.items()} == {"a": "RS256", "b": "ES256"}
    [unnamed] = read_set(f'{{"keys": [{jwk_text(ec_key())}]}}'.encode())
    assert unnamed == ec_key().thumbprint()
    for odd in (b"", b"[]", b'{"keys": 1}', b'{"keys": ' + b"[" * 9999, b"\xff"):
        with pytest.raises(ValueError, match="no JWK Set"):
            read_set(odd)


async def test_keys_are_asked_for_when_one_is_unknown_and_once_a_minute(
    moving: MovingClock,
) -> None:
    publisher = Publisher(_set(first=jwk_text(ec_key())))
    sets = KeySets(moving, publisher.fetch)
    found = await asyncio.gather(*(sets.key(URL, "first") for _ in range(5)))
    assert None not in found
    assert publisher.asked == 1

    publisher.content = _set(first=jwk_text(ec_key()), second=jwk_text(rsa_key()))
    assert await sets.key(URL, "second") is None
    moving.pass_by(seconds=59)
    assert await sets.key(URL, "second") is None
    assert publisher.asked == 1
    moving.pass_by(seconds=1)
    assert await sets.key(URL, "second") is not None
    assert await sets.key(URL, "third") is None
    assert publisher.asked == 2


async def test_a_key_that_is_withdrawn_counts_ten_minutes_more(moving: MovingClock) -> None:
    publisher = Publisher(_set(first=jwk_text(ec_key())))
    sets = KeySets(moving, publisher.fetch)
    assert await sets.key(URL, "first")
    publisher.content = _set(second=jwk_text(ec_key()))
    moving.pass_by(minutes=9, seconds=59)
    assert await sets.key(URL, "first")
    moving.pass_by(seconds=1)
    assert await sets.key(URL, "first") is None
    assert publisher.asked == 2


async def test_a_client_that_does_not_answer_has_no_keys(moving: MovingClock) -> None:
    publisher = Publisher(OSError("unreachable"))
    sets = KeySets(moving, publisher.fetch)
    assert await sets.key(URL, "first") is None
    publisher.content = _set(first=jwk_text(ec_key()))
    assert await sets.key(URL, "first") is None, "not before a minute has passed"
    moving.pass_by(minutes=1)
    assert await sets.key(URL, "first")
    publisher.content = b"nonsense"
    moving.pass_by(minutes=5)
    assert await sets.key(URL, "second") is None
    assert await sets.key(URL, "first"), "what was known goes on for its time"


async def test_an_address_that_cannot_be_asked_gives_no_keys(moving: MovingClock) -> None:
    sets = KeySets(moving, Publisher(httpx.InvalidURL("not an IDNA hostname")).fetch)
    assert await sets.key(URL, "first") is None


async def test_a_client_shows_itself_with_a_key_it_publishes(
    database: Database, app: Connection, moving: MovingClock
) -> None:
    await register(app, moving, BAKERY, key_set_url=URL)
    publisher = Publisher(_set(mine=jwk_text(ec_key())))
    machine = Machine("payroll-demo", moving, ec_key(), "mine")
    async with open_pool(database.app_url, 2) as pool:
        sets = KeySets(moving, publisher.fetch)
        tokens = Tokens([b"s"], pool, moving, authentication=Authentication(pool, moving, sets))
        issued = await tokens.issue(machine.assertion(), ISSUER, [ENDPOINT])
        assert (await tokens.principal(issued.access_token)).client_id == "payroll-demo"
        machine.kid = "other"
        with pytest.raises(OAuthError, match="not known"):
            await tokens.issue(machine.assertion(), ISSUER, [ENDPOINT])


class _Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("location", "/small")
            self.end_headers()
            return
        self.send_response(500 if self.path == "/failing" else 200)
        self.end_headers()
        for piece in {"/small": [b"{}"], "/large": [b"x" * LARGEST_SET, b"x"]}.get(self.path, []):
            self.wfile.write(piece)
        if self.path == "/slow":
            time.sleep(0.8)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _serving() -> Iterator[str]:
    _Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def test_this_machine_itself_is_not_asked() -> None:
    with _serving() as here, pytest.raises(ValueError, match="not an address"):
        await fetch_set(f"{here}/small")
    assert _Handler.asked == []


async def test_a_name_that_leads_back_here_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_set, "is_key_set_url", lambda _: True)
    with _serving() as here, pytest.raises(ValueError, match="this machine itself"):
        await fetch_set(f"{here}/small")


async def test_little_is_fetched_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_set, "is_key_set_url", lambda _: True)
    monkeypatch.setattr(key_set, "is_own_address", lambda _: False)
    with _serving() as here:
        assert await fetch_set(f"{here}/small") == b"{}"
        for path, told in (
            ("moved", "answered 302"),
            ("failing", "answered 500"),
            ("large", "too large"),
        ):
            with pytest.raises(ValueError, match=told):
                await fetch_set(f"{here}/{path}")
        monkeypatch.setattr(key_set, "PATIENCE", 0.4)
        with pytest.raises(TimeoutError):
            await fetch_set(f"{here}/slow")
    assert _Handler.asked == ["/small", "/moved", "/failing", "/large", "/slow"]
