"""A TD calls a set back: what was not handed over yet is removed, and what was is stopped."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from fla.database.records import Connection
from fla.filesets import arrival_store
from fla.filesets.acting import as_batch, day_in_belgium
from fla.filesets.allowance import Allowance
from fla.filesets.arrival import take_described, withdraw
from fla.filesets.describing import described
from fla.filesets.inbox import listing
from fla.filesets.model import Fault
from fla.filesets.names import Expected, RawName, SetName, judge, take_apart
from fla.filesets.spool import Spool
from fla.senders.model import Environment, Sender

_USUAL: Final = Allowance()
_ANY_PARTS: Final = 999
_ANY_DAYS: Final = 36_525


async def call_back(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    td_name: str,
    now: dt.datetime,
    allowed: Allowance = _USUAL,
) -> str | None:
    """Do what a TD asks; return the ticket of the set that was handed over, if any.

    A TD that names no set which its sender could have put into that folder reaches nothing, and is
    answered with a refusal. None also for a name that cannot be read. For a connection outside any
    transaction.
    """
    raw = take_apart(td_name)
    if isinstance(raw, Fault):
        return None
    if faults := _misplaced(raw, sender, environment, now):
        await _refuse(connection, spool, sender, environment, raw, faults, now, allowed)
        return None
    folder = spool.in_folder(sender.number, environment)
    await asyncio.to_thread(_remove, folder, raw)
    ticket = await _withdraw(connection, sender, environment, td_name, now)
    await asyncio.to_thread((folder / td_name).unlink, missing_ok=True)
    return ticket


def _misplaced(
    raw: RawName, sender: Sender, environment: Environment, now: dt.datetime
) -> list[Fault]:
    """Return why a name can be that of no set of the folder, however old."""
    expected = Expected(
        sender=sender.number,
        environment=environment,
        today=day_in_belgium(now),
        most_parts=_ANY_PARTS,
        most_days=_ANY_DAYS,
    )
    judged = judge(raw, expected)
    return [] if isinstance(judged, SetName) else judged


async def _refuse(
    connection: Connection,
    spool: Spool,
    sender: Sender,
    environment: Environment,
    raw: RawName,
    faults: list[Fault],
    now: dt.datetime,
    allowed: Allowance,
) -> None:
    """Answer a TD as a set of its own, which takes the name of no other."""
    file_set = replace(
        described(sender, environment, raw.name, now),
        names=[raw.name],
        purpose="",
        sent_on=None,
        sequence="",
        parts=0,
    )
    await take_described(connection, spool, file_set, faults, now, allowed)


async def _withdraw(
    connection: Connection,
    sender: Sender,
    environment: Environment,
    td_name: str,
    now: dt.datetime,
) -> str | None:
    """Stop the set that a TD names; return its ticket."""
    async with as_batch(connection, now):
        found = await arrival_store.named(connection, described(sender, environment, td_name, now))
    if found is None:
        return None
    await withdraw(connection, found.ticket, f"sender {sender.number}", now)
    return found.ticket


def _remove(folder: Path, td: RawName) -> None:
    """Remove the files of a set, and its TD not yet: who is cut off begins anew."""
    for file in listing(folder):
        raw = take_apart(file.name)
        if file.name != td.name and isinstance(raw, RawName) and raw.stem == td.stem:
            (folder / file.name).unlink(missing_ok=True)
