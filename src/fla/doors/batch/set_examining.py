"""Examines a file set that was handed over, and acknowledges it: received, or refused."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import structlog
from msgspec.structs import replace

from fla.doors.batch import replies
from fla.doors.batch.acrf import acknowledgement
from fla.doors.batch.lane_processes import Lanes
from fla.doors.batch.part_reading import Content, read_set
from fla.doors.batch.workplace import Workplace
from fla.filesets import store
from fla.filesets.examination import examine
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, FileSet, State

_MADE = "acknowledgement.part"


async def acknowledge(place: Workplace, lanes: Lanes, file_set: FileSet) -> Content | None:
    """Find what is wrong with a set as a whole, and answer it; nothing of it is taken yet.

    What is in its parts, where they were read. What an earlier attempt found wrong stands, and so
    does what it told the sender.
    """
    content: Content | None = None
    await place.move("arrived", "examining")
    if (await place.file_set()).state != "examining":  # cancelled since it was looked up
        return None
    async with place.asking() as connection:
        faults = await store.faults_of(connection, place.ticket)
    if not faults and await replies.known(place, "ACRF") is None:
        faults, content = await _found(place, lanes, file_set)
    file_set, now = await place.file_set(), place.clock.now()
    if content is not None:  # of a set that is refused, the row knows nothing of its content
        file_set = replace(file_set, language=file_set.language or content.language)
    await _tell(place, file_set, faults, now)
    state: State = "refused" if faults else "acknowledged"
    await place.move("examining", state)
    codes = [fault.error_id for fault in faults]
    structlog.get_logger().info(f"fileset.{state}", ticket=place.ticket, faults=codes)
    return content


async def tell_of_cancelling(place: Workplace, file_set: FileSet) -> None:
    """Acknowledge a set that was cancelled before anybody looked into it."""
    async with place.asking() as connection:
        faults = await store.faults_of(connection, place.ticket)
    cancelled = [Fault(FaultCode.CANCELLED, file_set.go_name)]
    await _tell(place, file_set, faults or cancelled, place.clock.now())


async def _tell(
    place: Workplace, file_set: FileSet, faults: Sequence[Fault], now: dt.datetime
) -> None:
    made = place.folder / _MADE
    # What an attempt that ended left there may be the very file that it signed and recorded.
    made.unlink(missing_ok=True)
    await asyncio.to_thread(made.write_bytes, acknowledgement(file_set, faults, now))
    await replies.deliver(place, file_set, "ACRF", made)


async def _found(
    place: Workplace, lanes: Lanes, file_set: FileSet
) -> tuple[list[Fault], Content | None]:
    """Examine the set, then what is in its parts where they can be trusted; keep what is found."""
    content: Content | None = None
    async with place.asking() as connection:
        faults = await examine(connection, place.spool, file_set, place.settings)
    if not faults:
        content, faults = await read_set(place, lanes, file_set)
    async with place.asking() as connection:
        await store.add_faults(connection, place.ticket, faults)
        if content is not None and not faults:
            await store.set_forms(connection, place.ticket, content.part_forms, content.language)
    return faults, content
