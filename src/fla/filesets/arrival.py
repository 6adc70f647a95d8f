"""File sets arrive: over SFTP, when a GO says that all is there; over HTTPS as they are sent.

A set is claimed by its row before its files are moved, so that two who see the same GO make one
set, and one who is cut off half-way leaves it to another to go on where he stopped.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from fla.clock import BRUSSELS
from fla.database.identity import BATCH, assume
from fla.database.records import Connection
from fla.filesets import arrival_store, reply_store, store
from fla.filesets.dispatch import dispatch
from fla.filesets.inbox import Bundle, bundle, listing, written
from fla.filesets.model import Channel, Fault, FileSet
from fla.filesets.moving import sealed, take_out
from fla.filesets.names import (
    Compression,
    SetName,
    counted,
    day_of,
    nth_sequence,
    take_apart,
)
from fla.filesets.spool import Spool
from fla.filesets.tickets import new_ticket
from fla.languages import Language
from fla.senders.model import Environment, Purpose, Sender

_OURS: Final = 100_000
"""Sets that come without a name get one beyond all digits, where senders' own seldom are."""
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"


async def hand_over(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    go_name: str,
    now: dt.datetime,
    grace: dt.timedelta,
) -> str | None:
    """Take a set out of the sender's folder and leave it to be worked on; return its ticket.

    None when there is nothing to take yet, or no more: a file that the GO announces is missing,
    and `grace` has not passed since the GO came; one is still being written; or somebody else has
    taken the set. For a connection outside any transaction.
    """
    folder = spool.in_folder(sender.number, environment)
    files = await asyncio.to_thread(listing, folder)
    found = bundle(files, go_name)
    if found.go is None:
        return None
    if not found.complete(environment) and now - found.go.changed_at < grace:
        return None
    if await asyncio.to_thread(written, folder, found.files):
        return None
    return await take(connection, spool, sender, environment, found, now)


async def take(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    found: Bundle,
    now: dt.datetime,
) -> str | None:
    """Take files out as one set, whatever is missing; return its ticket, None if already taken."""
    file_set = _described(sender, environment, found.files[0].shown, now)
    file_set = replace(file_set, names=[file.shown for file in found.files])
    claimed = await _claim(connection, file_set, now)
    if claimed is None or not await complete(connection, spool, claimed, now):
        return None
    return claimed.ticket


async def complete(
    connection: Connection, spool: Spool, file_set: FileSet, now: dt.datetime
) -> bool:
    """Bring a claimed set to its end: move what is left to move, and have it worked on.

    False where its files were gone before any was moved; then there is no such set.
    """
    moved = await asyncio.to_thread(take_out, spool, file_set)
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        if moved is None:
            await arrival_store.forget(connection, file_set.ticket)
            return False
        if await arrival_store.arrive(connection, file_set.ticket, moved.names, moved.size):
            await dispatch(connection, file_set)
    return True


async def receive(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    *parts: Path,
    purpose: Purpose,
    environment: Environment,
    channel: Channel,
    language: Language | None,
    now: dt.datetime,
) -> str:
    """Make a set of files in the spool, its parts, which are moved away; return its ticket.

    In the caller's transaction, if any. Raises OSError for the files.
    """
    compressions = [await asyncio.to_thread(_compression, path) for path in parts]
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        name, file_set = await _named_by_us(
            connection, sender, purpose, environment, now, len(parts)
        )
        file_set = replace(file_set, channel=channel, language=language)
        folder = spool.set_folder(file_set.ticket)
        fi = [name.fi(part, one) for part, one in enumerate(compressions, 1)]
        size = await asyncio.to_thread(_put, parts, folder, [*fi, name.go])
        names = sorted([*fi, name.go])
        await store.insert(connection, replace(file_set, names=names, size=size, state="arrived"))
        await dispatch(connection, file_set)
    return file_set.ticket


def _put(parts: Sequence[Path], folder: Path, names: Sequence[str]) -> int:
    *fi, go = names
    folder.mkdir(mode=0o700, parents=True)
    for path, name in zip(parts, fi, strict=True):
        path.rename(folder / name)
    (folder / go).touch()
    return sealed(folder).size


def _compression(path: Path) -> Compression | None:
    """Return how a file is compressed, by its first bytes: it came without a name of its own."""
    with path.open("rb") as file:
        beginning = file.read(len(_ZIP))
    if beginning.startswith(_GZIP):
        return "gz"
    return "zip" if beginning == _ZIP else None


async def _named_by_us(
    connection: Connection,
    sender: Sender,
    purpose: Purpose,
    environment: Environment,
    now: dt.datetime,
    parts: int,
) -> tuple[SetName, FileSet]:
    """Return the next name of ours that the sender has not given to a set himself."""
    today = _day(now)
    while True:
        number = await reply_store.next_in_series(
            connection, f"{sender.number}.{purpose}.{environment}", today
        )
        name = SetName(
            purpose=purpose,
            sender=sender.number,
            sent_on=today,
            sequence=nth_sequence(_OURS + number - 1),
            environment=environment,
            parts=parts,
        )
        file_set = _described(sender, environment, name.go, now)
        if await arrival_store.named(connection, file_set) is None:
            return name, file_set


def _described(sender: Sender, environment: Environment, go_name: str, now: dt.datetime) -> FileSet:
    """Return a new set by what starts it: a GO, or what stands in its place."""
    file_set = FileSet(
        ticket=new_ticket(now),
        sender=sender.number,
        enterprise_number=sender.enterprise_number,
        environment=environment,
        channel="sftp",
        go_name=go_name,
        arrived_at=now,
    )
    raw = take_apart(go_name)
    if isinstance(raw, Fault):
        return file_set
    return replace(
        file_set,
        purpose=raw.purpose,
        sent_on=day_of(raw),
        sequence=raw.sequence,
        parts=counted(raw.parts) or 0,
    )


async def _claim(connection: Connection, file_set: FileSet, now: dt.datetime) -> FileSet | None:
    """Write the row of a set; None where another one is being made of the same files."""
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        if not await store.insert(connection, file_set):
            earlier = await arrival_store.named(connection, file_set)
            if earlier is None or earlier.state == "arriving":
                return None
            file_set = replace(file_set, duplicate_of=earlier.ticket)
            if not await store.insert(connection, file_set):
                return None
    return file_set


async def call_back(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    td_name: str,
    now: dt.datetime,
) -> str | None:
    """Do what a TD asks: remove what was not handed over yet, and stop what was.

    Returns the ticket of the set that was handed over, if any; None also for a name that cannot be
    read. For a connection outside any transaction.
    """
    raw = take_apart(td_name)
    if isinstance(raw, Fault):
        return None
    await asyncio.to_thread(_remove, spool.in_folder(sender.number, environment), raw.stem, td_name)
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        described = _described(sender, environment, td_name, now)
        found = await arrival_store.named(connection, described)
        if found is None:
            return None
        await arrival_store.withdraw(connection, found.ticket, f"sender {sender.number}", now)
    return found.ticket


def _remove(folder: Path, stem: str, td_name: str) -> None:
    for file in listing(folder):
        raw = take_apart(file.name)
        if file.name == td_name or (not isinstance(raw, Fault) and raw.stem == stem):
            (folder / file.name).unlink(missing_ok=True)


async def withdraw(connection: Connection, ticket: str, by: str, now: dt.datetime) -> bool:
    """Stop a set for whoever may: at once, or after what is being answered; False when it is over.

    The caller has seen the set in the name of whom he acts for.
    """
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        return await arrival_store.withdraw(connection, ticket, by, now)


async def confirm(connection: Connection, ticket: str, by: str, now: dt.datetime) -> bool:
    """Let a held snapshot go on; False when it is not held. The caller has seen the set, as above.

    `by` is kept with it: a person's key, a client's id, or `operator`.
    """
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        if not await arrival_store.confirm(connection, ticket, by, now):
            return False
        file_set = await store.find(connection, ticket)
        if file_set is not None:
            await dispatch(connection, file_set)
    return True


async def resume(connection: Connection, ticket: str, now: dt.datetime) -> bool:
    """Have a set worked on again that was stopped for its failures; False for any other.

    It has its answers then, which until now nobody was sent. For the operator, who knows the cause.
    """
    async with connection.transaction():
        await assume(connection, BATCH, _day(now))
        if not await arrival_store.resume(connection, ticket):
            return False
        file_set = await store.find(connection, ticket)
        if file_set is not None:
            await dispatch(connection, file_set)
    return True


def _day(now: dt.datetime) -> dt.date:
    return now.astimezone(BRUSSELS).date()
