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
NAMES = """
import io
from fla.doors.batch.memory import bound_memory
from fla.doors.batch.reader import Reader
from tests.doors.batch.documents import document, training

start = document(training())[: -len(b"</LearningAccountDeclaration>")].rstrip()
bound_memory(160 * 1024 * 1024)


class Names(io.RawIOBase):
    def __init__(self):
        self.number = 0

    def readable(self):
        return True

    def readinto(self, buffer):
        self.number += 1
        names = b"".join(b"<N%dX%d/>" % (self.number, n) for n in range(1000))
        given = start if self.number == 1 else names
        buffer[: len(given)] = given
        return len(given)


Reader(io.BufferedReader(Names(), 65_536)).count()
"""


async def test_a_file_of_nothing_but_names_ends_its_process_and_nothing_else() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", NAMES), cwd=Path(__file__).parents[3], stderr=PIPE
    )
    try:
        _, told = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 1
    assert b"Memory" in told.splitlines()[-1] or b"memory" in told.splitlines()[-1]


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
