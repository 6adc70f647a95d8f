"""Measures what sets take on disk: what is made of them may be far larger than what was sent."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from fla.database.records import Connection
from fla.filesets import disk_store
from fla.filesets.acting import as_batch
from fla.filesets.spool import Spool


async def measure(connection: Connection, spool: Spool, now: dt.datetime) -> None:
    """Note what the sets take that are being worked on, or that ended since they were measured."""
    async with as_batch(connection, now):
        tickets = await disk_store.to_measure(connection)
    sizes = await asyncio.to_thread(_sizes, spool, tickets)
    async with as_batch(connection, now):
        await disk_store.measured(connection, sizes, now)


def _sizes(spool: Spool, tickets: Sequence[str]) -> dict[str, int]:
    return {ticket: _size(spool.set_folder(ticket)) for ticket in tickets}


def _size(folder: Path) -> int:
    """Return the bytes of the files in a set's folder, and in those where records are kept."""
    return sum(_of_file(path) for path in folder.rglob("*"))


def _of_file(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:  # of what is under way, files come and go
        return 0
