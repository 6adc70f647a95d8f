"""The survey of a snapshot file set, before any form of it is answered.

A set that would change too much of what its sender has at an employer waits for somebody to confirm
it. While it waits the register goes on, so it is surveyed anew when it has been confirmed.
"""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any, Final

import structlog

from fla.doors.batch import snapshot
from fla.doors.batch.ahead import Ahead
from fla.doors.batch.decompress import UnpackingError, open_part
from fla.doors.batch.fault import FileRefusedError
from fla.doors.batch.part_reading import Content, Readings, check_sender
from fla.doors.batch.run import CHUNK
from fla.doors.batch.snapshot import SNAPSHOT, Share, Survey, Surveyor
from fla.doors.batch.workplace import Part, Workplace
from fla.filesets import snapshot_store, store
from fla.filesets.model import Fault, FileSet
from fla.languages import Language

_MOST_SHARES: Final = 100
"""Employers that are named to whoever is to confirm a set."""


async def take_stock(place: Workplace, file_set: FileSet) -> Survey | None:
    """Survey a snapshot, unless that was done; None for every other set."""
    if file_set.purpose != SNAPSHOT:
        return None
    if found := await asyncio.to_thread(snapshot.surveyed, place.folder):
        return found
    _, _, survey = await read_snapshot(place, file_set)
    if survey is None:
        raise ValueError(f"{place.ticket} was read to its end before: it is another file now")
    return survey


async def may_be_answered(place: Workplace, file_set: FileSet) -> bool:
    """Survey a snapshot, unless that was done; False where it now waits for a confirmation.

    True for every other set. Only in production is there anything to confirm.
    """
    survey = await take_stock(place, file_set)
    if survey is None:
        return True
    above = survey.above(place.settings.snapshot_threshold)
    if file_set.environment != "R" or file_set.confirmed_at is not None or not above:
        return True
    snapshot.forget(place.folder)
    async with place.asking() as connection:
        held = await store.hold(connection, place.ticket, _told(survey, above))
    if held:
        structlog.get_logger().info(
            "fileset.held", ticket=place.ticket, changed=survey.changed, new=survey.new
        )
    return not held


async def read_snapshot(
    place: Workplace, file_set: FileSet
) -> tuple[Content, list[Fault], Survey | None]:
    """Survey a snapshot while its parts are read to their end, as `read_parts` does for others.

    There is no survey where anything is wrong with them. Reading twice would cost more than all
    that is done with records that are unchanged.
    """
    readings, survey = Readings(), None
    today = place.clock.today()
    async with (
        place.pool.connection() as connection,
        Surveyor(connection, file_set.enterprise_number, today, place.folder) as surveyor,
    ):
        for part in place.parts(file_set):
            try:
                readings.add(*await _look(place, part, surveyor, file_set.enterprise_number))
            except (FileRefusedError, UnpackingError) as refused:
                readings.refuse(part, refused)
        if not readings.faults:
            survey = await surveyor.finish()
    if survey is not None:
        await _note(place, survey)
    return readings.content, readings.faults, survey


async def _look(
    place: Workplace, part: Part, surveyor: Surveyor, enterprise_number: str
) -> tuple[Counter[str], Language | None]:
    count: Counter[str] = Counter()
    most = place.settings.batch_unpacked_limit
    with open_part(part.path, most) as stream, ThreadPoolExecutor(1) as worker:
        ahead = Ahead(worker, stream, CHUNK)
        header = await ahead.header()
        check_sender(header, enterprise_number)
        async with aclosing(ahead.chunks()) as chunks:
            async for chunk in chunks:
                count.update([record.element for record in chunk.records])
                await surveyor.look(part.number, chunk)
                if chunk.fault is not None:
                    raise FileRefusedError(chunk.fault)
    return count, header.language


async def _note(place: Workplace, survey: Survey) -> None:
    async with place.asking() as connection:
        await snapshot_store.set_vanished(connection, place.ticket, survey.vanished)
    structlog.get_logger().info(
        "fileset.surveyed",
        ticket=place.ticket,
        records=survey.records,
        unchanged=survey.unchanged,
    )


def _told(survey: Survey, above: list[Share]) -> dict[str, Any]:
    """What somebody who is to confirm a set is told of it: the most affected employers first."""
    ordered = sorted(above, key=lambda one: (one.changed + one.new) / one.registered, reverse=True)
    return {
        "records": survey.records,
        "unchanged": survey.unchanged,
        "changed": survey.changed,
        "new": survey.new,
        "cancelled": survey.cancelled,
        "vanished": survey.vanished,
        "employers": len(above),
        "shares": [
            {
                "enterpriseNumber": one.enterprise_number,
                "registered": one.registered,
                "changed": one.changed,
                "new": one.new,
            }
            for one in ordered[:_MOST_SHARES]
        ],
    }
