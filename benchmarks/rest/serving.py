"""The two servers, each a process of its own, on a database that the benchmark made."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey
from psycopg import AsyncConnection

from benchmarks.rest.load import Order, Report
from benchmarks.world import World
from fla.access.client_key import read_key
from fla.access.clients import NewClient, register_client
from fla.clock import SystemClock
from fla.database.identity import OPERATOR, assume

BASE = "/api/learningAccount/v1"
SCOPES = ("scope:fla:training:declare", "scope:fla:account:consult", "scope:fla:training:consult")
_CLIENT = "benchmark"
_PATIENCE = 30
_WITHOUT_LIMIT = 1_000_000_000


@contextmanager
def ours(world: World, **settings: str) -> Iterator[int]:
    """Serve the whole application, background jobs apart, as `fla serve` does; give the port."""
    port = _free_port()
    environment = {
        "FLA_DATABASE_URL": world.app_url,
        "FLA_SECRET": "a secret for the benchmark, of some length",
        "FLA_PORT": str(port),
        "FLA_RATE_LIMIT": str(_WITHOUT_LIMIT),
        **settings,
    }
    with _running([_program("fla"), "serve", "--no-jobs"], environment, port):
        yield port


@contextmanager
def bare(url: str) -> Iterator[int]:
    """Serve the yardstick; give the port."""
    port = _free_port()
    environment = {"BARE_DATABASE": url, "BARE_PORT": str(port)}
    with _running([sys.executable, "-m", "benchmarks.rest.bare"], environment, port):
        yield port


def client_of(world: World, enterprise_number: str) -> str:
    """Register a client of an enterprise; return its private key as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    asyncio.run(_register(world, enterprise_number, public.decode()))
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


async def _register(world: World, enterprise_number: str, public: str) -> None:
    clock = SystemClock()
    new = NewClient(
        id=_CLIENT,
        name="Benchmark",
        enterprise_number=enterprise_number,
        scopes=SCOPES,
        by="benchmark",
    )
    async with await AsyncConnection.connect(world.app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        await register_client(connection, new, read_key(public, clock.now()), clock.now())


def token(port: int, private: str) -> str:
    """Ask for an access token as a client does."""
    address = f"http://127.0.0.1:{port}/oauth/v1/token"
    key = ECKey.import_key(private)
    now = int(time.time())
    claims = {"iss": _CLIENT, "sub": _CLIENT, "aud": address, "iat": now, "exp": now + 60}
    claims["jti"] = os.urandom(16).hex()
    assertion = jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, claims, key)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    }
    answer = httpx.post(address, data=form)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def request(method: str, path: str, port: int, body: bytes = b"", token: str = "") -> bytes:
    """A request as it goes over the wire, on a connection that stays open."""
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


def load(order: Order) -> Report:
    """Let the load program carry out an order."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.rest.load"],
        input=msgspec.msgpack.encode(order),
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.msgpack.decode(done.stdout, type=Report)


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(process, port)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=_PATIENCE)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server does not answer")
