"""Answers the forms of a file set, part by part, and delivers the notification.

In production each chunk is a transaction of its own, and whoever finds the set half-way goes on
where its row says. In the other environments all of it is one transaction that is undone: a set
that was interrupted begins anew.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import structlog

from fla.doors.batch import lane_processes, replies, snapshot
from fla.doors.batch.answered import Answered, Telling, joined
from fla.doors.batch.kept_records import Part
from fla.doors.batch.lane_processes import Lanes
from fla.doors.batch.notification import TOO_MANY, Notification
from fla.doors.batch.part_reading import header_of
from fla.doors.batch.resend import make_resend
from fla.doors.batch.set_answers import LostError, SetAnswers, rejected_places
from fla.doors.batch.set_take import Answering, refusing, trying, writing
from fla.doors.batch.workplace import Workplace
from fla.filesets import answer_store, store
from fla.filesets.model import FileSet, State
from fla.filesets.spool import RESEND
from fla.intake.submit import TryAgainError
from fla.languages import known_language

_PATIENCE: Final = (5.0, 10.0, 20.0, 40.0, 60.0)
"""Seconds that a trial may keep others waiting, at each attempt to have it done."""
_PAUSE: Final = 2.0
"""Seconds that others have before it is tried anew."""
_FORMS: Final = 1_000
"""Vanished objects that are told at once."""


async def answer(place: Workplace, lanes: Lanes, file_set: FileSet) -> None:
    """Answer the forms of a set that is being processed, and bring it to its end."""
    parts = place.parts(file_set)
    packed = any(part.compressed for part in parts)
    growing = place.folder / "nothing"
    if await replies.known(place, "NOTI") is None:
        growing = await _answered(place, lanes, file_set, parts, packed=packed)
    file_set = await place.file_set()
    await replies.deliver(place, file_set, "NOTI", growing, packed=packed)
    state = _reached(file_set)
    if state != "rejected":
        await _leave_rejected(place, file_set)
    async with place.asking() as connection:
        await answer_store.forget(connection, place.ticket)
    await place.move("processing", state)
    structlog.get_logger().info(
        f"fileset.{state}", ticket=place.ticket, forms=file_set.answered, rejected=file_set.rejected
    )


async def tell_of_cancelling(place: Workplace, file_set: FileSet) -> None:
    """Notify that a set was cancelled after it was acknowledged: none of its forms is answered."""
    told = Notification(file_set, file_set.go_name, known_language(file_set.language))
    with SetAnswers(place, file_set, packed=False) as answers:
        growing = await answers.finish(iter(()), told.summary(file_set))
    await replies.deliver(place, file_set, "NOTI", growing)


async def _leave_rejected(place: Workplace, file_set: FileSet) -> None:
    """Leave a file of the rejected forms beside the set, for whoever mends them."""
    if file_set.rejected and not (place.folder / RESEND).exists():
        parts = [part.path for part in place.parts(file_set)]
        places, most = rejected_places(place.folder), place.settings.batch_unpacked_limit
        today = place.clock.today()
        await asyncio.to_thread(make_resend, place.folder, parts, places, most, today)


def _reached(file_set: FileSet) -> State:
    if file_set.diagnosis == TOO_MANY:
        return "rejected"
    return "done" if file_set.answered == file_set.forms else "stopped"


async def _answered(
    place: Workplace, lanes: Lanes, file_set: FileSet, parts: list[Part], *, packed: bool
) -> Path:
    """The notification of a set, made from where an earlier attempt left it."""
    if file_set.environment != "R":
        file_set = await _restarted(place)
    for patience in _PATIENCE:
        try:
            with SetAnswers(place, file_set, packed=packed) as answers:
                return await _all(place, lanes, parts, answers, patience)
        except LostError as lost:
            structlog.get_logger().warning("fileset.lost", ticket=place.ticket, file=str(lost))
        except TryAgainError:
            if file_set.environment == "R":
                raise
            structlog.get_logger().info("fileset.gave-way", ticket=place.ticket)
            await asyncio.sleep(_PAUSE)
        file_set = await _restarted(place)
    raise TryAgainError


async def _restarted(place: Workplace) -> FileSet:
    async with place.asking() as connection:
        await store.restart(connection, place.ticket)
    return await place.file_set()


async def _all(
    place: Workplace, lanes: Lanes, parts: list[Part], answers: SetAnswers, patience: float
) -> Path:
    async with _way(place, lanes, parts, answers.file_set, patience) as answering:
        for part in parts:
            await _part(place, part, answers, answering)
    now = await place.file_set()
    told = Notification(now, now.go_name, known_language(now.language))
    return await answers.finish(_tail(place, now, told), told.summary(now))


@asynccontextmanager
async def _way(
    place: Workplace, lanes: Lanes, parts: list[Part], file_set: FileSet, patience: float
) -> AsyncIterator[Answering]:
    """How the forms of the set are answered."""
    if file_set.diagnosis == TOO_MANY:
        yield refusing(place, file_set)
    elif file_set.environment != "R":
        async with trying(place, file_set, patience) as answering:
            yield answering
    elif sum(place.source(part).stat().st_size for part in parts) >= lane_processes.WORTH:
        yield writing(lanes.take)
    else:
        yield writing(lambda taking: taking.take(place.pool, place.clock))


def _tail(place: Workplace, file_set: FileSet, told: Notification) -> Iterator[str]:
    """What a snapshot leaves out, where it was taken to its end."""
    if snapshot.surveyed(place.folder) is None or _reached(file_set) != "done":
        return
    vanished = snapshot.vanished(place.folder)
    while some := list(islice(vanished, _FORMS)):
        yield "".join(map(told.vanished, some))


async def _part(place: Workplace, part: Part, answers: SetAnswers, answering: Answering) -> None:
    """Answer the forms of a part that have no answer yet, unless the set is to stop.

    While the answers to a frame are written down, the next one is answered.
    """
    skip = answers.file_set.answered - part.first
    if answers.stopped or skip >= answers.file_set.part_forms[part.number - 1]:
        return
    telling = await asyncio.to_thread(_telling, place, part, answers.file_set)
    answered: list[Answered] = []
    for frame in snapshot.records(place.folder, place.kept).frames(part.number, skip):
        asked = asyncio.ensure_future(answering(telling, frame))
        try:
            if answered:
                await answers.take(await asyncio.to_thread(joined, answered))
            answered = await asked
        except BaseException:
            asked.cancel()
            await asyncio.wait([asked])
            raise
        if answers.stopped:
            break
    if answered:
        await answers.take(await asyncio.to_thread(joined, answered))


def _telling(place: Workplace, part: Part, file_set: FileSet) -> Telling:
    source = place.source(part)
    return Telling(
        file_set=file_set,
        part=part.number,
        name=part.path.name,
        source=str(source),
        before=part.first,
        language=header_of(source).language,
    )
