"""Examines a set that was handed over: everything but what is inside its parts."""

import asyncio
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fla.clock import BRUSSELS
from fla.database.records import Connection
from fla.filesets import arrival_store, store
from fla.filesets.faults import FaultCode
from fla.filesets.inbox import astray, listing
from fla.filesets.model import Fault, FileSet
from fla.filesets.names import Direction, Expected, RawName, SetName, counted, judge, take_apart
from fla.filesets.signing import LARGEST_SIGNATURE, verify
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.model import Sender, SenderCertificate
from fla.settings import Settings

_PIECE: Final = 1 << 20


async def examine(
    connection: Connection,
    spool: Spool,
    file_set: FileSet,
    settings: Settings,
) -> list[Fault]:
    """Return all that is wrong with a set, none when its parts may be read; notes its content.

    Judged by the day on which it arrived, not by that on which its turn came. What costs time, the
    content and the signatures, is looked at only where the rest is in order. For the actor `batch`.
    """
    faults = faults_of_names(file_set, settings) + await _of_sender(connection, file_set)
    if file_set.duplicate_of is not None:
        earlier = file_set.duplicate_of
        faults.append(Fault(FaultCode.DUPLICATE_NAME, file_set.go_name, detail=earlier))
    if any(fault.code == FaultCode.FI_COUNT for fault in faults) and file_set.channel == "sftp":
        beside = listing(spool.in_folder(file_set.sender, file_set.environment))
        faults += astray(beside, file_set.go_name)
    folder = spool.set_folder(file_set.ticket)
    return (
        faults
        or _of_sizes(file_set, folder, settings)
        or await _of_content(connection, file_set, folder)
        or await _of_signatures(connection, file_set, folder)
    )


def faults_of_names(file_set: FileSet, settings: Settings) -> list[Fault]:
    """Return what is wrong with the name that a set goes by, and with how the others fit to it."""
    first = take_apart(file_set.go_name)
    if isinstance(first, Fault):
        return [first]
    expected = Expected(
        sender=file_set.sender,
        environment=file_set.environment,
        today=file_set.arrived_at.astimezone(BRUSSELS).date(),
        most_parts=settings.batch_parts,
        most_days=settings.batch_days,
    )
    judged = judge(first, expected)
    faults = [] if isinstance(judged, SetName) else judged
    if first.direction != "GO":
        return [*faults, Fault(FaultCode.GO_MISSING, file_set.go_name)]
    return faults + _of_parts(file_set, first)


def _of_parts(file_set: FileSet, go: RawName) -> list[Fault]:
    found = [take_apart(name) for name in file_set.names if name != file_set.go_name]
    faults = [one for one in found if isinstance(one, Fault)]
    files = [one for one in found if isinstance(one, RawName)]
    for raw in files:
        if raw.parts != go.parts:
            faults.append(Fault(FaultCode.FILE_PARTS, raw.name, detail=go.parts))
        if (counted(raw.part) or 0) not in range(1, file_set.parts + 1):
            faults.append(Fault(FaultCode.PART_NUMBER, raw.name))
    again = Counter((raw.direction, raw.part) for raw in files)
    faults += [
        Fault(FaultCode.PART_REPEATED, raw.name)
        for raw in files
        if again[raw.direction, raw.part] > 1
    ]
    return faults + _of_numbers(file_set, files)


def _of_numbers(file_set: FileSet, files: Sequence[RawName]) -> list[Fault]:
    """Whether there are as many parts and signatures as the GO announces."""
    if not file_set.parts:  # it announces none that can be; that has been said
        return []
    parts = _numbers(files, "FI", file_set.parts)
    signatures = _numbers(files, "FS", file_set.parts)
    faults = [
        Fault(FaultCode.UNEXPECTED_SIGNATURE, raw.name)
        for raw in files
        if raw.direction == "FS" and raw.part in signatures - parts
    ]
    announced = file_set.parts
    if len(parts) != announced:
        detail = f"{len(parts)}/{announced}"
        faults.append(Fault(FaultCode.FI_COUNT, file_set.go_name, detail=detail))
    if _signed(file_set) and len(signatures) != announced:
        detail = f"{len(signatures)}/{announced}"
        faults.append(Fault(FaultCode.FS_COUNT, file_set.go_name, detail=detail))
    return faults


def _numbers(files: Sequence[RawName], direction: Direction, most: int) -> set[str]:
    found = {raw.part for raw in files if raw.direction == direction}
    return {part for part in found if (counted(part) or 0) in range(1, most + 1)}


def _signed(file_set: FileSet) -> bool:
    """Whether signatures are required: over HTTPS, the token or the login has their place."""
    return file_set.channel == "sftp" and file_set.environment != "S"


async def _of_sender(connection: Connection, file_set: FileSet) -> list[Fault]:
    sender = await senders.find(connection, file_set.sender)
    if sender is None or sender.disabled:
        return [Fault(FaultCode.SENDER, file_set.go_name, detail=file_set.sender)]
    return _of_rights(sender, file_set)


def _of_rights(sender: Sender, file_set: FileSet) -> list[Fault]:
    faults = []
    raw = take_apart(file_set.go_name)
    named = not isinstance(raw, Fault) and raw.purpose in ("FLAD", "FLAS")
    if named and file_set.purpose not in sender.purposes:
        faults.append(Fault(FaultCode.PURPOSE, file_set.go_name, detail=file_set.purpose))
    if file_set.environment not in sender.environments:
        faults.append(Fault(FaultCode.ACCESS_MODE, file_set.go_name, detail=file_set.environment))
    return faults


def _of_sizes(file_set: FileSet, folder: Path, settings: Settings) -> list[Fault]:
    if file_set.size > settings.batch_limit:
        most = str(settings.batch_limit)
        return [Fault(FaultCode.SET_TOO_LARGE, file_set.go_name, detail=most)]
    return [
        Fault(FaultCode.EMPTY, path.name) for path in _parts(folder) if path.stat().st_size == 0
    ]


def _parts(folder: Path) -> list[Path]:
    """Return the parts of a set whose names are in order, by their number."""
    files = _files(folder, "FI")
    return [files[number] for number in sorted(files)]


def _files(folder: Path, direction: Direction) -> dict[int, Path]:
    """Return the files of a kind by their part."""
    found = [(take_apart(path.name), path) for path in folder.glob(f"{direction}.*")]
    return {int(raw.part): path for raw, path in found if isinstance(raw, RawName)}


async def _of_content(connection: Connection, file_set: FileSet, folder: Path) -> list[Fault]:
    """Note what the set holds, and whether that has come before.

    A snapshot may hold what an earlier one held, and a simulation be repeated as often as wanted.
    """
    content = await asyncio.to_thread(_digest, _parts(folder))
    await store.set_content(connection, file_set.ticket, content)
    if file_set.purpose == "FLAS" or file_set.environment == "S":
        return []
    earlier = await arrival_store.same_content(connection, file_set, content)
    return [Fault(FaultCode.REPLAY, file_set.go_name, detail=earlier)] if earlier else []


def _digest(parts: Sequence[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in parts:
        with path.open("rb", 0) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    return digest.digest()


async def _of_signatures(connection: Connection, file_set: FileSet, folder: Path) -> list[Fault]:
    """Verify what is signed; in simulation, what somebody signed though he need not."""
    if file_set.channel != "sftp":
        return []
    files, signatures = _files(folder, "FI"), _files(folder, "FS")
    certificates = await senders.certificates(connection, file_set.sender)
    found = [
        await fault_of_signature(files[part], signatures[part], certificates, file_set.arrived_at)
        for part in sorted(files.keys() & signatures.keys())
    ]
    return [fault for fault in found if fault]


async def fault_of_signature(
    part: Path, signature: Path, certificates: Sequence[SenderCertificate], at: dt.datetime
) -> Fault | None:
    """Return what is wrong with the signature beside a part, by a sender's certificates."""
    with signature.open("rb") as file:
        content = await asyncio.to_thread(file.read, LARGEST_SIGNATURE + 1)
    wrong = await verify(part, content, certificates, at)
    return Fault(FaultCode.SIGNATURE, signature.name, detail=wrong) if wrong else None
