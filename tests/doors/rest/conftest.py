"""The REST channel over a real database, and clients of it with tokens."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from fla.access.scopes import SCOPES
from fla.clock import FixedClock
from fla.database.pool import open_pool
from fla.database.server import Server
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.doors.rest.contract import contract
from fla.filesets.spool import Spool
from fla.settings import Settings
from tests.access.machine import ENDPOINT, ISSUER, Machine
from tests.access.machine import register as register_client
from tests.conftest import Connection, Database
from tests.databases import Databases
from tests.doors.rest.pipeline import Ground, Handling, Pipeline
from tests.intake import build
from tests.intake.conftest import employing

BASE = "/api/learningAccount/v1"


@dataclass
class Channel:
    """The channel as a client's software sees it."""

    http: httpx.AsyncClient
    foundation: Foundation
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def call(
        self, method: str, path: str, body: Any = None, /, **headers: str
    ) -> httpx.Response:
        """Call an operation with JSON, or with bytes as they are; `_` is `-` in a header's name."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent |= self.headers | {name.replace("_", "-"): one for name, one in headers.items()}
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        return await self.http.request(
            method, BASE + path, headers=sent, **({} if body is None else content)
        )


async def token_of(foundation: Foundation, machine: Machine, scope: str | None = None) -> str:
    """Return an access token of a client."""
    issued = await foundation.tokens.issue(machine.assertion(), ISSUER, [ENDPOINT], scope)
    return issued.access_token


@pytest.fixture
async def foundation(
    database: Database, clock: FixedClock, tmp_path: Path
) -> AsyncIterator[Foundation]:
    """What the channel stands on, opened, over an empty register."""
    settings = Settings(database_url=database.app_url, spool=tmp_path / "spool")
    made = Foundation(settings, open_pool(database.app_url, 4), clock, b"known to the tests alone")
    async with made.opened():
        yield made


@pytest.fixture
async def channel(
    foundation: Foundation, app: Connection, clock: FixedClock
) -> AsyncIterator[Channel]:
    """The channel with the bakery's software before it, which may do everything."""
    machine = await register_client(app, clock, build.BAKERY, scopes=SCOPES)
    async with speaking(RestApplication(foundation)) as http:
        yield Channel(http, foundation, await token_of(foundation, machine))


def speaking(application: RestApplication) -> httpx.AsyncClient:
    """Return what speaks HTTP with an application."""
    transport = httpx.ASGITransport(application, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url=ISSUER)


@pytest.fixture
async def belgium(app: Connection) -> None:
    """The enterprises of the tests, and what binds them."""
    await app.set_autocommit(True)
    await build.belgium(app)


@pytest.fixture
async def register(app: Connection, databases: Databases, database: Database) -> Connection:
    """A register in which Anna works at the bakery."""
    await databases.built(database, employing)
    await app.set_autocommit(True)
    return app


@pytest.fixture
def spool(foundation: Foundation) -> Spool:
    """Where the files of the channel lie."""
    return Spool(foundation.settings.spool_directory)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(server: Server, template: str) -> AsyncIterator[Ground]:
    name = f"fla_pipeline_{os.getpid()}"
    server.create_database(name, template)
    pool = open_pool(server.app_url(name), 4)
    foundation = Foundation(Settings(), pool, build.CLOCK, b"known to the tests alone")
    async with foundation.opened():
        async with pool.connection() as connection:
            machine = await register_client(connection, build.CLOCK, build.BAKERY, scopes=SCOPES)
        yield Ground(foundation, machine, await token_of(foundation, machine))
    server.drop_database(name)


@pytest_asyncio.fixture(loop_scope="module")
async def pipeline(ground: Ground) -> AsyncIterator[Pipeline]:
    handling = Handling()
    handlers = {operation.id: handling for operation in contract().operations}
    async with speaking(RestApplication(ground.foundation, handlers)) as http:
        channel = Channel(http, ground.foundation, ground.token)
        yield Pipeline(channel, handling, ground)
