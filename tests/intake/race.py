"""Two submissions at once, in an order that a test decides."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from fla.intake import journal
from fla.intake.declaration import AnyDeclaration, Outcome
from tests.conftest import Database
from tests.intake.build import Connection, send

Declarations = Sequence[AnyDeclaration]
Race = Callable[[Declarations, Declarations], Awaitable[tuple[list[Outcome], list[Outcome]]]]

_WAITING = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@asynccontextmanager
async def connected(database: Database) -> AsyncIterator[Connection]:
    """One more connection of the application."""
    url = database.app_url
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


async def somebody_waits(connection: Connection, sessions: int = 1) -> None:
    """Return when so many sessions wait for what another transaction has written."""
    for _ in range(200):
        cursor = await connection.execute(_WAITING)
        if (await cursor.fetchone() or (0,))[0] >= sessions:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


def race_between(
    first: Connection, second: Connection, watch: Connection, monkeypatch: pytest.MonkeyPatch
) -> Race:
    """The first has written and not yet committed when the second writes the same."""
    original = journal.write
    written, may_commit = asyncio.Event(), asyncio.Event()

    async def held(connection: Connection, *rest: Any) -> None:
        if connection is first:
            written.set()
            await may_commit.wait()
        await original(connection, *rest)

    async def race(sent: Declarations, sent_too: Declarations) -> Any:
        monkeypatch.setattr(journal, "write", held)
        ahead = asyncio.create_task(send(first, *sent))
        await written.wait()
        behind = asyncio.create_task(send(second, *sent_too))
        await somebody_waits(watch)
        may_commit.set()
        return await ahead, await behind

    return race
