"""The channel before the two employers' register, and the bakery's software calling it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
import pytest_asyncio

from fla.access.client_key import read_key
from fla.database.pool import open_pool
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.filesets.spool import Spool
from fla.settings import Settings
from tests.access.machine import Machine, ec_key, jwk_text
from tests.databases import Database, Databases
from tests.doors.rest.attacks.requests import Request
from tests.doors.rest.attacks.world import Sides, build, lay_files
from tests.doors.rest.conftest import BASE, speaking, token_of
from tests.intake.build import CLOCK


@dataclass
class Scene:
    """The channel, tokens of the bakery's software by name, and the database behind it."""

    http: httpx.AsyncClient
    database: Database
    sides: Sides
    tokens: dict[str, str]

    async def send(self, request: Request, version: int = 1) -> httpx.Response:
        """Send a request of the bakery's software as it is."""
        headers = {"authorization": f"Bearer {self.tokens['bakery']}", "accept-language": "en"}
        if any(one["name"] == "If-Match" for one in request.operation.parameters):
            headers["if-match"] = f'"{version}"'
        content, headers["content-type"] = request.sent
        return await self.http.request(
            request.operation.method.upper(),
            BASE + request.operation.path.format(**request.path),
            params=request.query,
            headers=headers,
            content=content,
        )

    def rows(self, number: str) -> dict[str, list[Any]]:
        """Return all rows that are an employer's, but the journal of what was refused."""
        with psycopg.connect(self.database.superuser_url) as connection:
            (employer,) = connection.execute(
                "SELECT id FROM employer WHERE enterprise_number = %s", (number,)
            ).fetchone() or (0,)
            return {
                table: connection.execute(
                    f"SELECT t::text FROM {table} AS t WHERE employer_id = %s"
                    f" {EXCEPT.get(table, '')} ORDER BY 1".encode(),
                    (employer,),
                ).fetchall()
                for table in _tables(connection)
            } | {"file_set": _sets(connection, number)}


NARROW = ("scope:fla:event:consult", "scope:fla:training:verify")
"""No operation asks for both: a token with one of them alone is too little for any other."""
EXCEPT = {
    "journal": "AND outcome <> 'rejected'",
    "anomaly": "AND declaration_id IN (SELECT id FROM journal WHERE outcome <> 'rejected')",
}


def _sets(connection: psycopg.Connection[Any], number: str) -> list[Any]:
    return connection.execute(
        "SELECT f::text FROM file_set f WHERE enterprise_number = %s ORDER BY 1", (number,)
    ).fetchall()


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    cursor = connection.execute(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attname = 'employer_id' AND c.relkind = 'r'"
        " AND c.relpersistence = 'p'"
    )
    return [table for (table,) in cursor.fetchall()]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel_of_two(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """One channel for all tests of a module."""
    database = databases.lend()
    sides = await databases.built(database, build)
    spool = Spool(tmp_path_factory.mktemp("spool"))
    lay_files(spool)
    foundation = Foundation(
        Settings(rate_limit=10**6, failed_rate_limit=10**6, spool=spool.root),
        open_pool(database.app_url, 4),
        CLOCK,
        b"known to the tests alone",
    )
    key = ec_key()
    kid = read_key(jwk_text(key), CLOCK.now()).kid
    async with foundation.opened(), speaking(RestApplication(foundation)) as http:
        bakery = Machine("bakery", CLOCK, key, kid)
        tokens = {scope: await token_of(foundation, bakery, scope) for scope in NARROW}
        tokens["bakery"] = await token_of(foundation, bakery)
        yield Scene(http, database, sides, tokens)
    databases.take_back(database)


@pytest.fixture
def scene(channel_of_two: Scene, databases: Databases) -> Scene:
    """The channel, before the register as it was in the beginning."""
    databases.rebuild(channel_of_two.database, build)
    return channel_of_two
