"""The survey of a snapshot file set, before any form of it is answered.

A set that would change too much of what its sender has at an employer waits for somebody to confirm
it. While it waits the register goes on, so it is surveyed anew when it has been confirmed.
"""

import asyncio
from typing import Any, Final

import structlog

from fla.doors.batch import snapshot
from fla.doors.batch.kept_records import kept
from fla.doors.batch.snapshot import SNAPSHOT, Share, Survey, Surveyor
from fla.doors.batch.workplace import Workplace
from fla.filesets import snapshot_store, store
from fla.filesets.model import FileSet

_MOST_SHARES: Final = 100
"""Employers that are named to whoever is to confirm a set."""


async def take_stock(place: Workplace, file_set: FileSet) -> Survey | None:
    """Survey a snapshot, unless that was done; None for every other set."""
    if file_set.purpose != SNAPSHOT:
        return None
    if found := await asyncio.to_thread(snapshot.surveyed, place.folder):
        return found
    today = place.clock.today()
    async with (
        place.pool.connection() as connection,
        Surveyor(connection, file_set.enterprise_number, today, place.folder) as surveyor,
    ):
        for part in place.parts(file_set):
            for frame in place.kept.frames(part.number):
                records, text = await asyncio.to_thread(kept, frame, place.source(part))
                await surveyor.look(part.number, records, text)
        survey = await surveyor.finish()
    await _note(place, survey)
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
    snapshot.forget(place.folder)  # while it is held, the register may change
    async with place.asking() as connection:
        held = await store.hold(connection, place.ticket, _told(survey, above))
    if held:
        structlog.get_logger().info(
            "fileset.held", ticket=place.ticket, changed=survey.changed, new=survey.new
        )
    return not held


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
