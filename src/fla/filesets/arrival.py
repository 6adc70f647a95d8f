"""File sets arrive: over SFTP, when a GO says that all is there; over HTTPS as they are sent.

Over SFTP a set is claimed by its row before its files are moved, so that two who see the same GO
make one set, and one who is cut off half-way leaves it to another to go on where he stopped. Over
HTTPS the sender has been told nothing until the row is there, and sends again: his files are safely
on the disk before it, and without it they are nobody's, and removed.
"""

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from fla.database.records import Connection
from fla.filesets import allowance, arrival_store, store
from fla.filesets.acting import as_batch
from fla.filesets.allowance import Allowance, PastAllowanceError
from fla.filesets.describing import compression, described, named_by_us
from fla.filesets.dispatch import dispatch
from fla.filesets.faults import FaultCode
from fla.filesets.inbox import Bundle, bundle, listing, written
from fla.filesets.model import Channel, Fault, FileSet
from fla.filesets.moving import sealed, take_out
from fla.filesets.names import Compression
from fla.filesets.spool import Spool, to_disk
from fla.languages import Language
from fla.senders.model import Environment, Purpose, Sender

_USUAL: Final = Allowance()


async def hand_over(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    go_name: str,
    now: dt.datetime,
    grace: dt.timedelta,
    allowed: Allowance = _USUAL,
) -> str | None:
    """Take a set out of the sender's folder and leave it to be worked on; return its ticket.

    None when there is nothing to take yet, or no more: a file that the GO announces is missing,
    and `grace` has not passed since the GO came; one is still being written; somebody else has
    taken the set; or the sender is past all that is `allowed` in a day, and it waits for the next.
    For a connection outside any transaction.
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
    return await take(connection, spool, sender, environment, found, now, allowed)


async def take(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    found: Bundle,
    now: dt.datetime,
    allowed: Allowance = _USUAL,
) -> str | None:
    """Take files out as one set, whatever is missing; return its ticket.

    None if somebody else has taken them, or they wait for the next day.
    """
    file_set = described(sender, environment, found.files[0].shown, now)
    file_set = replace(file_set, names=[file.shown for file in found.files])
    return await take_described(connection, spool, file_set, [], now, allowed)


async def take_described(
    connection: Connection,
    spool: Spool,
    file_set: FileSet,
    faults: Sequence[Fault],
    now: dt.datetime,
    allowed: Allowance,
) -> str | None:
    """Take the files that a set names, as `take` does; with faults, it is refused for those."""
    try:
        claimed = await _claim(connection, file_set, faults, now, allowed)
    except PastAllowanceError:  # the files wait in the folder, which has bounds of its own
        return None
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
    async with as_batch(connection, now):
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
    allowed: Allowance = _USUAL,
) -> str:
    """Make a set of files in the spool, its parts, which are moved away; return its ticket.

    In the caller's transaction, if any. Raises OSError for the files, and PastAllowanceError where
    the sender's sets take all that is `allowed`, or there were far too many of them that day.
    """
    compressions = [await asyncio.to_thread(_settled, path) for path in parts]
    if await allowance.is_full(connection, sender.number, now, allowed):
        raise PastAllowanceError
    async with as_batch(connection, now):
        name, file_set = await named_by_us(
            connection, sender, purpose, environment, now, len(parts)
        )
        fi = [name.fi(part, one) for part, one in enumerate(compressions, 1)]
        file_set = replace(
            file_set,
            channel=channel,
            language=language,
            names=sorted([*fi, name.go]),
            state="arrived",
        )
        faults = await allowance.faults_of_day(connection, file_set, allowed)
        with _gone_on_failure(spool, file_set.ticket):
            size = await asyncio.to_thread(_put, parts, spool, file_set.ticket, [*fi, name.go])
            await store.insert(connection, replace(file_set, size=size))
            await store.add_faults(connection, file_set.ticket, faults)
            await dispatch(connection, file_set)
    return file_set.ticket


def _settled(path: Path) -> Compression | None:
    """Wait for the disk to have a file, while nothing in the database waits for it."""
    to_disk(path)
    return compression(path)


def _put(parts: Sequence[Path], spool: Spool, ticket: str, names: Sequence[str]) -> int:
    *fi, go = names
    folder = spool.set_folder(ticket)
    folder.mkdir(mode=0o700, parents=True)
    for path, name in zip(parts, fi, strict=True):
        path.rename(folder / name)
    (folder / go).touch()
    return sealed(spool, ticket).size


@contextmanager
def _gone_on_failure(spool: Spool, ticket: str) -> Iterator[None]:
    """Remove the folder of a set that is not to be; what is cut off leaves it to the cleaning."""
    try:
        yield
    except Exception:
        spool.remove_set(ticket)
        raise


async def _claim(
    connection: Connection,
    file_set: FileSet,
    faults: Sequence[Fault],
    now: dt.datetime,
    allowed: Allowance,
) -> FileSet | None:
    """Write the row of a set; None where another one is being made of the same files.

    Raises PastAllowanceError.
    """
    async with as_batch(connection, now):
        found = [*faults, *await allowance.faults_of_day(connection, file_set, allowed)]
        if not await store.insert(connection, file_set):
            earlier = await arrival_store.named(connection, file_set)
            if earlier is None or earlier.state == "arriving":
                return None
            file_set = replace(file_set, duplicate_of=earlier.ticket)
            if not await store.insert(connection, file_set):
                return None
        await store.add_faults(connection, file_set.ticket, found)
    return file_set


async def withdraw(connection: Connection, ticket: str, by: str, now: dt.datetime) -> bool:
    """Stop a set for whoever may: at once, or after what is being answered; False when it is over.

    One that was not examined yet bears the fault that it was cancelled. The caller has seen the set
    in the name of whom he acts for.
    """
    async with as_batch(connection, now):
        if not await arrival_store.withdraw(connection, ticket, by, now):
            return False
        file_set = await store.find(connection, ticket)
        if file_set and file_set.state == "cancelled":
            if file_set.acknowledged_at is None:
                fault = Fault(FaultCode.CANCELLED, file_set.go_name)
                await store.add_faults(connection, ticket, [fault])
            await dispatch(connection, file_set)  # which tells the sender
    return True


async def confirm(connection: Connection, ticket: str, by: str, now: dt.datetime) -> bool:
    """Let a held snapshot go on; False when it is not held. The caller has seen the set, as above.

    `by` is kept with it: a person's key, a client's id, or `operator`.
    """
    async with as_batch(connection, now):
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
    async with as_batch(connection, now):
        if not await arrival_store.resume(connection, ticket):
            return False
        file_set = await store.find(connection, ticket)
        if file_set is not None:
            await dispatch(connection, file_set)
    return True
