"""A client that is killed while it submits leaves nothing, and sending again completes it."""

import asyncio
import signal
import subprocess
import sys

import pytest

from tests.conftest import Database
from tests.intake.build import Connection, send
from tests.intake.dying import POINTS, SENT
from tests.intake.test_concurrency import count, read

BEFORE = {"worker": 1, "employment": 1, "training_right": 0, "training": 0, "journal": 1}
AFTER = {"worker": 2, "employment": 2, "training_right": 1, "training": 2, "journal": 5}


async def holdings(connection: Connection) -> dict[str, int]:
    return {table: await count(connection, table) for table in BEFORE}


async def killed_at(point: str, connection: Connection, database: Database) -> None:
    """Run the client until it dies, and wait until the database has noticed."""
    command = [sys.executable, "-m", "tests.intake.dying", database.app_url, point]
    ended = await asyncio.to_thread(subprocess.run, command, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    query = """
        SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND usename = current_user
    """
    for _ in range(200):
        if await read(connection, f"{query} AND pid <> pg_backend_pid()") == [(0,)]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("its session is still there")


@pytest.mark.parametrize("point", POINTS)
async def test_a_client_killed_while_it_submits_leaves_nothing(
    register: Connection, database: Database, point: str
) -> None:
    await killed_at(point, register, database)
    assert await holdings(register) == BEFORE
    outcomes = await send(register, *SENT)
    assert [(o.status, o.repeated) for o in outcomes] == [("accepted", False)] * len(SENT)
    assert await holdings(register) == AFTER


async def test_a_client_killed_before_it_hears_the_answer_hears_it_when_it_asks_again(
    register: Connection, database: Database
) -> None:
    await killed_at("answered", register, database)
    assert await holdings(register) == AFTER
    outcomes = await send(register, *SENT)
    assert [(o.status, o.repeated) for o in outcomes] == [("accepted", True)] * len(SENT)
    assert await holdings(register) == AFTER
