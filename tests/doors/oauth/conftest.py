"""The token endpoint on a database with one client of the bakery's."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from fla.access.tokens import Tokens
from fla.database.pool import open_pool
from fla.doors.foundation import Foundation
from fla.doors.oauth.application import create_oauth
from fla.settings import Settings
from tests.access.machine import ISSUER, Machine, MovingClock, register
from tests.conftest import Connection, Database
from tests.intake.build import BAKERY

SECRET = b"known to the tests alone"


@dataclass
class Door:
    """The door as a client's software sees it."""

    http: httpx.AsyncClient
    foundation: Foundation
    machine: Machine
    clock: MovingClock

    @property
    def tokens(self) -> Tokens:
        return self.foundation.tokens

    async def ask(self, machine: Machine | None = None, **changes: str) -> httpx.Response:
        """Post to the token endpoint, with other parameters than are sound."""
        form = (machine or self.machine).form(**changes)
        return await self.http.post("/oauth/v1/token", data=form)

    async def show(self, assertion: str) -> httpx.Response:
        return await self.ask(client_assertion=assertion)

    async def token(self, machine: Machine | None = None, **changes: str) -> str:
        answer = await self.ask(machine, **changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


@pytest.fixture
def moving() -> MovingClock:
    """22 November 2026, noon in Brussels, to begin with."""
    return MovingClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))


@pytest.fixture
async def door(database: Database, app: Connection, moving: MovingClock) -> AsyncIterator[Door]:
    machine = await register(app, moving, BAKERY)
    settings = Settings()
    foundation = Foundation(settings, open_pool(database.app_url, 4), moving, SECRET)
    async with foundation.pool:
        transport = httpx.ASGITransport(create_oauth(foundation))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as http:
            yield Door(http, foundation, machine, moving)
