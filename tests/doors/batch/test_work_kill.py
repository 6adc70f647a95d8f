"""A set whose process is killed again and again ends as if nothing had happened."""

import asyncio
import os
import random
import re
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fla.database.identity import OPERATOR, assume
from fla.database.pool import open_pool
from fla.doors.batch import lane_processes, part_reading
from fla.filesets import reply_store
from tests.databases import Database, Databases
from tests.doors.batch.bureau import Bureau, open_bureau
from tests.doors.batch.conftest import employing
from tests.doors.batch.documents import document, employment, training
from tests.doors.batch.test_work_ends import people
from tests.intake.build import TODAY

CHUNK = 12
WORK = """
import asyncio, sys
from fla.doors.batch import lane_processes, part_reading
from fla.doors.batch.work import process
from fla.filesets import store
from fla.settings import read_settings
from tests.intake.build import CLOCK

part_reading.CHUNK = int(sys.argv[2])
lane_processes.WORTH = int(sys.argv[3])
advance = store.advance

async def told(connection, ticket, progress):
    found = await advance(connection, ticket, progress)
    print(progress.answered, flush=True)
    return found

store.advance = told
asyncio.run(process(read_settings(), sys.argv[1], CLOCK))
"""
TABLES = {
    "employment": "reference, start_date, end_date, cancelled",
    "training": "reference, title, start_date, status, duration_minutes",
    "journal": "kind, action, reference, content, outcome",
    "anomaly": "code, value, detail",
}


def forms() -> bytes:
    """Workers, their trainings, what is corrected and cancelled of them, and what is refused.

    At the end an employment is cancelled right before the training that depends on it: taken a
    second time, its cancellation would pass.
    """
    numbered = [*enumerate(people(60), 1)]
    given = {f"T{n}": hour(n, ssin) for n, ssin in numbered}
    changed = {"Action": "correct", "Title": "Anders"}
    gone = {"Action": "cancel"}
    return document(
        *(employment(Ssin=ssin, Reference=f"W{n}") for n, ssin in numbered),
        *(training(Reference=name, **said) for name, said in given.items()),
        *(training(Reference=name, **{**said, **changed}) for name, said in given.items()),
        *(training(Reference=name, **{**said, "Form": "?"}) for name, said in given.items()),
        *(
            employment(Ssin=ssin, Reference=f"W{n}", **gone)
            + training(Ssin=ssin, Reference=f"T{n}", **gone)
            for n, ssin in numbered
        ),
    )


def hour(number: int, ssin: str) -> dict[str, str]:
    """A training of one hour, some day in October."""
    date = f"2026-10-{number % 28 + 1:02}"
    said = {"StartDate": date, "EndDate": date, "DurationMinutes": "60", "ChargedMinutes": "60"}
    return {"Ssin": ssin, **said}


async def killed(bureau: Bureau, ticket: str, worth: int, moment: float) -> None:
    """Work on a set in a process that dies some moment after it has noted an answer."""
    settings = bureau.settings
    environment = {
        **os.environ,
        "PYTHONPATH": ".",
        "FLA_DATABASE_URL": str(settings.database_url),
        "FLA_SPOOL": str(settings.spool),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WORK, ticket, str(CHUNK), str(worth)),
        cwd=Path(__file__).parents[3],
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert await process.stdout.readline()
    await asyncio.sleep(moment)
    process.send_signal(signal.SIGKILL)
    await process.communicate()


async def register(bureau: Bureau) -> dict[str, list[Any]]:
    """What the register holds, in the order in which it does not matter."""
    found = {}
    async with bureau.pool.connection() as connection, connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        for table, columns in TABLES.items():
            rows = await connection.execute(f"SELECT {columns} FROM {table}".encode())
            found[table] = sorted(map(repr, await rows.fetchall()))
    return found


async def notification(bureau: Bureau, ticket: str) -> str:
    """The notification as it was sent, without what is made by chance."""
    async with bureau.pool.connection() as connection, connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        reply = await reply_store.reply(connection, ticket, "NOTI")
    assert reply
    text = (bureau.spool.set_folder(ticket) / reply.name).read_text().replace(ticket, "TICKET")
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)


@pytest.mark.parametrize(
    ("worth", "kills"), [(lane_processes.WORTH, 10), (1, 3)], ids=["one process", "its lanes"]
)
async def test_killed_at_any_moment_a_set_ends_as_if_it_never_had_been(
    bureau: Bureau,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: Any,
    worth: int,
    kills: int,
) -> None:
    monkeypatch.setattr(part_reading, "CHUNK", CHUNK)
    moments = random.Random(5)
    ticket = await bureau.hand_in(forms())
    reached = []
    for _ in range(kills):
        await killed(bureau, ticket, worth, moments.uniform(0, 0.05))
        reached.append((await bureau.file_set(ticket)).answered)
    assert sorted(reached) == reached, "each attempt goes on from the one before"
    assert 0 < reached[-1] < 360, "the last one died half-way, too"
    done = await bureau.work(ticket)
    assert (done.state, done.answered, done.repeated) == ("done", 360, 0)
    await bureau.notification(done)

    other = databases.lend()
    try:
        undisturbed = await _undisturbed(other, databases, bureau, tmp_path)
    finally:
        databases.take_back(other)
    assert (await register(bureau), await notification(bureau, ticket)) == undisturbed


async def _undisturbed(
    database: Database, databases: Databases, bureau: Bureau, tmp_path: Path
) -> tuple[dict[str, list[Any]], str]:
    """Register and notification of the same set on another server, where nothing happens to it."""
    await databases.built(database, employing)
    settings = replace(bureau.settings, database_url=database.app_url, spool=tmp_path / "other")
    async with open_pool(database.app_url, 3) as pool:
        calm = await open_bureau(pool, settings)
        done = await calm.taken(forms())
        return await register(calm), await notification(calm, done.ticket)
