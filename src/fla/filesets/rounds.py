"""Goes round all that waits: what nobody told of, what nobody finished, what has been kept enough.

Whoever receives files tells of each set as it comes. What is left is for the rounds: a server that
ended at the wrong moment, parts that never came, a GO that was never sent.
"""

import asyncio
import datetime as dt
import shutil
from pathlib import Path
from typing import Final

from fla.database.records import Connection
from fla.filesets import answer_store, arrival_store, store
from fla.filesets.acting import as_batch
from fla.filesets.allowance import Allowance
from fla.filesets.arrival import complete, hand_over, take
from fla.filesets.calling_back import call_back
from fla.filesets.dispatch import TASK, dispatch
from fla.filesets.inbox import Bundle, Lying, listing, odd, unfinished, without_go, written
from fla.filesets.model import FileSet
from fla.filesets.names import RawName, take_apart
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.model import Environment, Sender
from fla.settings import Settings

_CUT_OFF: Final = dt.timedelta(minutes=2)
"""After so long, whoever was moving the files of a set is not at it any more."""
_FORGOTTEN: Final = dt.timedelta(days=1)
"""After so long, what was never made into a set is removed."""


async def go_round(
    connection: Connection, spool: Spool, now: dt.datetime, settings: Settings
) -> list[str]:
    """Look through every sender's folders, and go on with what was cut off; return the tickets."""
    tickets = await finish(connection, spool, now)
    for number, environment in await asyncio.to_thread(_with_files, spool):
        async with as_batch(connection, now):
            sender = await senders.find(connection, number)
        if sender is not None:
            tickets += await look_through(connection, spool, sender, environment, now, settings)
    return tickets


def _with_files(spool: Spool) -> list[tuple[str, Environment]]:
    return [one for one in spool.sender_folders() if listing(spool.in_folder(*one))]


async def look_through(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    now: dt.datetime,
    settings: Settings,
) -> list[str]:
    """Take from a sender's folder what is to be taken or answered by now; return the tickets.

    Sets whose GO is there; parts that have waited for one longer than patience lasts; and files
    that belong to no set.
    """
    folder = spool.in_folder(sender.number, environment)
    files = await asyncio.to_thread(listing, folder)
    allowed = Allowance.of(settings)
    for td in _named(files, "TD"):
        await call_back(connection, spool, sender, environment, td, now, allowed)
    grace = dt.timedelta(seconds=settings.batch_grace)
    tickets = [
        await hand_over(connection, spool, sender, environment, go, now, grace, allowed)
        for go in _named(files, "GO")
    ]
    overdue = _overdue(await asyncio.to_thread(listing, folder), now, settings)
    tickets += [
        await take(connection, spool, sender, environment, found, now, allowed)
        for found in overdue
        if not await asyncio.to_thread(written, folder, found.files)
    ]
    return [ticket for ticket in tickets if ticket]


def _named(files: list[Lying], direction: str) -> list[str]:
    """Return the names of the files of a direction; a TD only where it can be read."""
    found = [(file.name, take_apart(file.name)) for file in files]
    return [
        name
        for name, raw in found
        if name.startswith(f"{direction}.") and (direction == "GO" or isinstance(raw, RawName))
    ]


def _overdue(files: list[Lying], now: dt.datetime, settings: Settings) -> list[Bundle]:
    """Return what is answered with a refusal by now, though nobody asked for anything."""
    grace = dt.timedelta(seconds=settings.batch_grace)
    patience = dt.timedelta(seconds=settings.batch_patience)
    strange = [
        file
        for file in odd(files)
        if not file.name.startswith("GO.")
        and now - file.changed_at >= (patience if unfinished(file.name) else grace)
    ]
    waiting = [found for found in without_go(files) if now - found.changed_at >= patience]
    return waiting + [Bundle("", None, [file], None) for file in strange]


async def finish(connection: Connection, spool: Spool, now: dt.datetime) -> list[str]:
    """Bring to their end the sets whose files somebody began to move; return their tickets."""
    async with as_batch(connection, now):
        claimed = await arrival_store.arriving(connection, now - _CUT_OFF)
    return [one.ticket for one in claimed if await complete(connection, spool, one, now)]


async def dispatch_again(connection: Connection, now: dt.datetime) -> list[str]:
    """Put back into the queue what is to be worked on and stands in none; return the tickets.

    A set is put into the queue as it arrives; this is for jobs that were lost or gave up.
    """
    async with as_batch(connection, now):
        waiting = await arrival_store.out_of_queue(connection, TASK)
        return [one.ticket for one in waiting if await dispatch(connection, one)]


async def clean(
    connection: Connection, spool: Spool, now: dt.datetime, settings: Settings
) -> list[str]:
    """Remove the files of sets, and replies, that have been kept long enough; return the tickets.

    What was never made into a set goes too: an upload that was cut off, a folder without a row. And
    what has waited as long to be confirmed is cancelled: nobody means it any more.
    """
    kept_since = now - dt.timedelta(days=settings.batch_retention)
    refused_since = now - dt.timedelta(days=settings.batch_refused_retention)
    async with as_batch(connection, now):
        for ticket in await arrival_store.cancel_held(connection, kept_since, now):
            cancelled = await store.find(connection, ticket)
            if cancelled is not None:
                await dispatch(connection, cancelled)  # which tells the sender
    tickets: list[str] = []
    while old := await _to_clean(connection, kept_since, refused_since, now):
        tickets += [file_set.ticket for file_set in old]
        for file_set in old:
            await _clean_one(connection, spool, file_set, now)
    await _clean_strays(connection, spool, now)
    return tickets


async def _to_clean(
    connection: Connection, kept_since: dt.datetime, refused_since: dt.datetime, now: dt.datetime
) -> list[FileSet]:
    async with as_batch(connection, now):
        return await arrival_store.to_clean(connection, kept_since, refused_since)


async def _clean_one(
    connection: Connection, spool: Spool, file_set: FileSet, now: dt.datetime
) -> None:
    await asyncio.to_thread(_remove, spool, file_set)
    async with as_batch(connection, now):
        # Kept until here: a set that was stopped for its failures may be resumed until here.
        await answer_store.forget(connection, file_set.ticket)
        await arrival_store.cleaned(connection, file_set.ticket, now)


def _remove(spool: Spool, file_set: FileSet) -> None:
    """Remove a set's folder, and from the sender's OUT the replies that stand in it too."""
    out = spool.out_folder(file_set.sender, file_set.environment)
    for path in spool.set_folder(file_set.ticket).glob("??.*.999999.*"):
        (out / path.name).unlink(missing_ok=True)
    spool.remove_set(file_set.ticket)


async def _clean_strays(connection: Connection, spool: Spool, now: dt.datetime) -> None:
    before = now - _FORGOTTEN
    strays = await asyncio.to_thread(_older, spool.receiving, before)
    folders = await asyncio.to_thread(_older, spool.sets, before)
    async with as_batch(connection, now):
        known = await arrival_store.known(connection, [path.name for path in folders])
    for path in [*strays, *(path for path in folders if path.name not in known)]:
        await asyncio.to_thread(_discard, path)


def _older(folder: Path, before: dt.datetime) -> list[Path]:
    return [path for path in folder.glob("*") if _changed_before(path, before.timestamp())]


def _changed_before(path: Path, instant: float) -> bool:
    try:
        return path.lstat().st_ctime < instant
    except FileNotFoundError:  # taken in since it was listed
        return False


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
