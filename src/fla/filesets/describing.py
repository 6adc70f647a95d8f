"""What a new set is called, and what its name says: by its sender's GO, or by a name of ours."""

import datetime as dt
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from fla.database.records import Connection
from fla.filesets import arrival_store, reply_store
from fla.filesets.acting import day_in_belgium
from fla.filesets.model import Fault, FileSet
from fla.filesets.names import (
    Compression,
    SetName,
    counted,
    day_of,
    nth_sequence,
    take_apart,
)
from fla.filesets.tickets import new_ticket
from fla.senders.model import Environment, Purpose, Sender

_OURS: Final = 100_000
"""Sets that come without a name get one beyond all digits, where senders' own seldom are."""
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"


def compression(path: Path) -> Compression | None:
    """Return how a file is compressed, by its first bytes: it came without a name of its own."""
    with path.open("rb") as file:
        beginning = file.read(len(_ZIP))
    if beginning.startswith(_GZIP):
        return "gz"
    return "zip" if beginning == _ZIP else None


async def named_by_us(
    connection: Connection,
    sender: Sender,
    purpose: Purpose,
    environment: Environment,
    now: dt.datetime,
    parts: int,
) -> tuple[SetName, FileSet]:
    """Return the next name of ours that the sender has not given to a set himself."""
    today = day_in_belgium(now)
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
        file_set = described(sender, environment, name.go, now)
        if await arrival_store.named(connection, file_set) is None:
            return name, file_set


def described(sender: Sender, environment: Environment, go_name: str, now: dt.datetime) -> FileSet:
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
