"""A process that works on a file set has so much memory and no more, whatever is in the set."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from types import ModuleType

import pytest

from fla.doors.batch import lane, work
from fla.doors.batch.memory import MOST_MEMORY
from fla.filesets import store
from tests.conftest import Connection
from tests.databases import Database

TICKET = "0000000000000"
GREEDY = """
from fla.doors.batch.memory import bound_memory

bound_memory(160 * 1024 * 1024)
taken = [bytearray(1024 * 1024) for _ in range(1000)]
"""


async def test_a_process_that_takes_too_much_ends_and_nothing_else() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", GREEDY, stderr=PIPE)
    try:
        _, told = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 1
    assert told.splitlines()[-1] == b"MemoryError"


@pytest.mark.parametrize("module", [work, lane])
async def test_each_process_has_so_much(
    database: Database, app: Connection, module: ModuleType
) -> None:
    assert await store.lock(app, TICKET)  # so that whoever is to work on it waits
    environment = {**os.environ, "FLA_DATABASE_URL": database.app_url}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module.__name__, TICKET),
        env=environment,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    limits = Path(f"/proc/{process.pid}/limits")
    try:
        for _ in range(100):
            if f" {MOST_MEMORY} " in limits.read_text():
                return
            await asyncio.sleep(0.1)
        raise AssertionError(limits.read_text())
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
