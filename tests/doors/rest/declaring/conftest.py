"""A small Belgium behind the channel, and organisations that call its operations."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from msgspec import Struct

from fla.access.scopes import SCOPES
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.identifiers import ssin_with_check_digits
from tests.access.machine import Machine, register
from tests.conftest import Connection
from tests.contracts.contract import published
from tests.databases import Database, Databases
from tests.doors.rest.answers import accept
from tests.doors.rest.conftest import BASE, speaking, token_of
from tests.intake import build
from tests.intake.build import ANNA, BAKERY, BRAM, FOUNDRY, PAYROLL, SCHOOL, STRANGER

CELINE = ssin_with_check_digits("780512004")
"""She works at the foundry."""

_PARAMETER = re.compile(r"\{[^}]*\}")


class Reply(Struct, frozen=True):
    """An answer that the contract allows."""

    status: int
    body: Any
    headers: httpx.Headers

    @property
    def etag(self) -> str:
        return self.headers["etag"]

    @property
    def codes(self) -> list[str]:
        """The anomalies that it tells."""
        return [issue["code"] for issue in self.body["issues"]]

    @property
    def pointers(self) -> list[str]:
        """Where they stand in the body, or their names where they do not."""
        return [issue.get("pointer", issue.get("name")) for issue in self.body["issues"]]


class Door:
    """The channel, called by the operations' names; every answer is held against the contract."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        foundation: Foundation,
        app: Connection,
        machines: dict[str, Machine],
    ) -> None:
        self.foundation = foundation
        self._http = http
        self._app = app
        self._machines = machines
        self._tokens: dict[tuple[str, Sequence[str]], str] = {}

    async def __call__(
        self,
        operation_id: str,
        sender: str,
        body: Any = None,
        /,
        *,
        at: tuple[str, ...] | None = None,
        scopes: Sequence[str] = SCOPES,
        **headers: str,
    ) -> Reply:
        """Call an operation for an organisation; `at` is the employer and the id in its address."""
        operation = published().operation(operation_id)
        path = operation.path
        for value in at or ():
            path = _PARAMETER.sub(value, path, count=1)
        sent = {"Authorization": f"Bearer {await self._token(sender, scopes)}"}
        sent["accept-language"] = "en"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = {} if body is None else {"json": body}
        answer = await self._http.request(
            operation.method.upper(), BASE + path, headers=sent, **content
        )
        return Reply(answer.status_code, accept(operation_id, answer), answer.headers)

    async def _token(self, sender: str, scopes: Sequence[str]) -> str:
        key = (sender, scopes)
        if key not in self._tokens:
            machine = self._machines[sender]
            if scopes != SCOPES:
                name = f"client-{len(self._tokens)}"
                machine = await register(
                    self._app, build.CLOCK, sender, client_id=name, scopes=scopes
                )
            self._tokens[key] = await token_of(self.foundation, machine)
        return self._tokens[key]


async def people(app: Connection) -> dict[str, Machine]:
    """Anna and Bram work at the bakery, Céline at the foundry; everybody has software."""
    await app.set_autocommit(True)
    await build.belgium(app)
    for one in (
        build.employment(),
        build.employment(BRAM, "EMP-2", name=("Janssens", "Bram"), mean_hours=1900),
        build.employment(CELINE, "EMP-3", employer=FOUNDRY, name=("Dubois", "Céline")),
    ):
        await build.send(app, one, sender=one.enterprise_number)
    senders = (BAKERY, FOUNDRY, PAYROLL, SCHOOL, STRANGER)
    return {one: await register(app, build.CLOCK, one, client_id=one) for one in senders}


@pytest.fixture
async def machines(databases: Databases, database: Database) -> dict[str, Machine]:
    """The software of everybody in the register."""
    return await databases.built(database, people)


@pytest.fixture
async def world(app: Connection, machines: dict[str, Machine]) -> Connection:
    """A connection to the register behind the door."""
    await app.set_autocommit(True)
    return app


@pytest.fixture
async def door(
    foundation: Foundation, world: Connection, machines: dict[str, Machine]
) -> AsyncIterator[Door]:
    """The channel over that register."""
    async with speaking(RestApplication(foundation)) as http:
        yield Door(http, foundation, world, machines)


def training(reference: str = "T-1", ssin: str = ANNA, employer: str = BAKERY, **more: Any) -> Any:
    """The body that registers a training; what is None is left out."""
    content = {
        "title": "Werken op hoogte",
        "startDate": "2026-10-12",
        "endDate": "2026-10-12",
        "durationMinutes": 420,
        "form": "formal",
        "category": "safety",
        "status": "completed",
        "inScope": True,
    } | more
    return {
        "reference": reference,
        "enterpriseNumber": employer,
        "ssin": ssin,
        "training": {name: value for name, value in content.items() if value is not None},
    }


def id_of(reply: Reply) -> str:
    """The id of what a reply says was registered."""
    target: str = reply.body["target"]
    return target
