"""Processes that die in the middle of a file: nothing half-written, nothing doubled afterwards."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from fla.database.pool import Pool
from fla.doors.batch.process import outcome_path, submit_file
from fla.intake.declaration import Sender
from tests.conftest import Database
from tests.doors.batch.test_process import answers, count, trainings, write
from tests.intake.build import BAKERY, CLOCK

RECORDS, CHUNK = 600, 50
SUBMIT = """
import asyncio, sys
from pathlib import Path
from fla.database.pool import open_pool
from fla.doors.batch.interrupt import interruption
from fla.doors.batch.process import submit_file
from fla.doors.batch.run import Options
from fla.intake.declaration import Sender
from tests.intake.build import BAKERY, CLOCK

async def main(path, url, chunk):
    show = lambda progress: print(progress.records, flush=True)
    async with open_pool(url, 2) as pool:
        with interruption() as stop:
            options = Options(chunk_size=chunk, progress=show, stop=stop)
            sender = Sender(enterprise_number=BAKERY, door="xml")
            await submit_file(path, sender, pool, CLOCK, options)

asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
"""


async def interrupted(database: Database, path: Path, how: signal.Signals) -> int:
    """Submit in a process of its own, end it at its third chunk; its exit status."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SUBMIT, str(path), database.app_url, str(CHUNK)),
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": "."},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    while int(await process.stdout.readline()) < 3 * CHUNK:
        pass
    process.send_signal(how)
    await process.communicate()
    assert process.returncode is not None
    return process.returncode


async def test_killed_in_the_middle_of_a_file(
    database: Database, pool: Pool, tmp_path: Path
) -> None:
    path = write(tmp_path / "batch.xml", trainings(RECORDS))
    assert await interrupted(database, path, signal.SIGKILL) == -signal.SIGKILL
    assert not outcome_path(path).exists()
    assert [found.suffix for found in tmp_path.iterdir() if found != path] == [".part"]
    written = await count(pool, "training")
    assert written >= 3 * CHUNK
    assert written % CHUNK == 0
    assert await count(pool, "journal") == written + 1

    resumed = await submit_file(path, Sender(enterprise_number=BAKERY, door="xml"), pool, CLOCK)
    assert (resumed.accepted, resumed.fault) == (RECORDS, None)
    assert resumed.repeated == written
    assert await count(pool, "training") == RECORDS
    assert await count(pool, "journal") == RECORDS + 1
    assert len(answers(outcome_path(path)).findall("Record")) == RECORDS
    assert sorted(found.name for found in tmp_path.iterdir()) == ["batch.outcome.xml", "batch.xml"]


async def test_interrupted_in_the_middle_of_a_file(
    database: Database, pool: Pool, tmp_path: Path
) -> None:
    path = write(tmp_path / "batch.xml", trainings(RECORDS))
    assert await interrupted(database, path, signal.SIGINT) == 0
    written = await count(pool, "training")
    assert 3 * CHUNK <= written < RECORDS
    root = answers(outcome_path(path))
    assert len(root.findall("Record")) == written
    assert root.findtext("Summary/Complete") == "false"
    resumed = await submit_file(path, Sender(enterprise_number=BAKERY, door="xml"), pool, CLOCK)
    assert (resumed.accepted, resumed.repeated) == (RECORDS, written)
