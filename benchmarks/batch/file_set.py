"""A file set from its arrival to its notification, by the code and in the processes of production.

It arrives as over HTTPS, without a signature. What receiving it over SFTP takes is measured on its
own, for that needs no database.
"""

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

import psycopg
from msgspec import Struct

from benchmarks.batch.watching import Taken, Watch, parent_of
from benchmarks.declarations import declarations
from benchmarks.world import CLOCK, PAYROLL, World
from fla.database.identity import BATCH, OPERATOR, assume
from fla.database.pool import open_pool
from fla.doors.batch.reader import Header
from fla.doors.batch.writer import write_declarations
from fla.filesets import arrival, store
from fla.filesets.model import FileSet
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.model import NewSender, Purpose, Sender


class Answered(Struct, frozen=True):
    """What a set took, from its arrival to its notification, by our processes and the database."""

    seconds: float
    ours: Taken
    database: Taken
    file_set: FileSet


async def register(world: World) -> Sender:
    """Register the payroll office as a sender of file sets."""
    async with open_pool(world.app_url, 1) as pool, pool.connection() as connection:
        await assume(connection, OPERATOR, CLOCK.today())
        return await senders.insert_sender(
            connection,
            NewSender(
                enterprise_number=PAYROLL,
                name="Payroll office",
                purposes=["FLAD", "FLAS"],
                environments=["R"],
                registered_by="benchmark",
                registered_at=CLOCK.now(),
            ),
        )


def write(path: Path, world: World, count: int) -> None:
    """Write a declaration file of so many trainings."""
    header = Header(sender=PAYROLL, creation_date=CLOCK.today())
    with path.open("wb") as stream:
        write_declarations(stream, header, declarations(world, count))


async def answered(
    world: World, spool: Spool, sender: Sender, path: Path, purpose: Purpose
) -> Answered:
    """Have a file answered as a set, in a fresh process; the file stays where it is."""
    copy = shutil.copy(path, spool.receiving / "file.xml")
    async with open_pool(world.app_url, 1) as pool, pool.connection() as connection:
        database = Watch(parent_of(connection.info.backend_pid), private=True)
        started = time.perf_counter()
        ticket = await arrival.receive(
            connection,
            spool,
            sender,
            Path(copy),
            purpose=purpose,
            environment="R",
            channel="rest",
            language="en",
            now=CLOCK.now(),
        )
        await connection.commit()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.batch.worker",
            ticket,
            env=os.environ | {"FLA_DATABASE_URL": world.app_url, "FLA_SPOOL": str(spool.root)},
        )
        ours = Watch(process.pid)
        status = await process.wait()
        seconds = time.perf_counter() - started
        taken = Answered(seconds, ours.stop(), database.stop(), await _state(connection, ticket))
    assert status == 0
    return taken


async def _state(connection: psycopg.AsyncConnection[object], ticket: str) -> FileSet:
    async with connection.transaction():
        await assume(connection, BATCH, CLOCK.today())
        found = await store.find(connection, ticket)
    assert found is not None
    return found
