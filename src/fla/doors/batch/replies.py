"""Replies to file sets: named once, signed, and put where the sender finds them."""

import asyncio
import os
from pathlib import Path

from fla.doors.batch.workplace import Workplace
from fla.filesets import reply_store
from fla.filesets.model import FileSet, Reply, ReplyKind
from fla.filesets.names import ReplyName, beside
from fla.filesets.server_key import ServerKey, sign
from fla.filesets.spool import to_disk


async def known(place: Workplace, kind: ReplyKind) -> Reply | None:
    """The reply of a kind that the set has, if it has one."""
    async with place.asking() as connection:
        return await reply_store.reply(connection, place.ticket, kind)


async def deliver(
    place: Workplace, file_set: FileSet, kind: ReplyKind, made: Path, *, packed: bool = False
) -> Reply:
    """Give a reply its name, its signature and its GO, and place all three; as often as needed.

    What an attempt that ended half-way had recorded stands; what it had not is made anew under
    another name.
    """
    reply = await known(place, kind)
    if reply is None:
        name = await _name(place, file_set, kind, packed=packed)
        reply = await _record(place, kind, made, name)
    await asyncio.to_thread(made.unlink, missing_ok=True)
    if file_set.channel == "sftp":
        for name in (reply.name, beside(reply.name, "FS"), beside(reply.name, "GO")):
            place.spool.place_reply(file_set.ticket, file_set.sender, file_set.environment, name)
    return reply


async def _name(place: Workplace, file_set: FileSet, kind: ReplyKind, *, packed: bool) -> str:
    today = place.clock.today()
    async with place.asking() as connection:
        series = f"{kind}.{file_set.environment}"
        number = await reply_store.next_in_series(connection, series, today)
    return ReplyName(
        kind=kind,
        sent_on=today,
        number=number,
        environment=file_set.environment,
        compressed=packed,
    ).main


async def _record(place: Workplace, kind: ReplyKind, made: Path, name: str) -> Reply:
    now = place.clock.now()
    main = place.folder / name
    os.link(made, main)
    to_disk(main)
    key = ServerKey.open(place.spool, now)
    signature = await asyncio.to_thread(sign, main, key)
    _write(place.folder / beside(name, "FS"), signature)
    _write(place.folder / beside(name, "GO"), b"")
    reply = Reply(
        ticket=place.ticket, kind=kind, name=name, size=main.stat().st_size, created_at=now
    )
    async with place.asking() as connection:
        await reply_store.add_reply(connection, reply)
    return reply


def _write(path: Path, content: bytes) -> None:
    """Write a small file, safely on disk together with the name of its neighbours."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    to_disk(path.parent)
