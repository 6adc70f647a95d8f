"""Works on one file set, from its examination to its notification: `python -m … TICKET`.

A process of its own, so that neither its memory nor its end is anybody else's. Whatever ends it,
another one goes on where the set's row says; at any time only one works on a set.
"""

import asyncio
import sys
from typing import Final

import psycopg
import structlog

from fla import logs
from fla.clock import Clock, SystemClock
from fla.database.pool import open_pool
from fla.database.records import Connection
from fla.doors.batch import replies, set_answering, set_examining
from fla.doors.batch.garbage import collect_seldom
from fla.doors.batch.kept_records import LANES
from fla.doors.batch.lane_processes import Lanes
from fla.doors.batch.memory import bound_memory
from fla.doors.batch.notification import TOO_MANY
from fla.doors.batch.part_reading import Content, read_again
from fla.doors.batch.set_answering import answer
from fla.doors.batch.set_examining import acknowledge
from fla.doors.batch.set_survey import may_be_answered, take_stock
from fla.doors.batch.threshold import survey
from fla.doors.batch.workplace import Workplace
from fla.filesets import store
from fla.filesets.model import FINAL_STATES, FileSet
from fla.filesets.spool import Spool
from fla.settings import Settings, SettingsError, read_settings

_CONNECTIONS: Final = LANES + 1
"""One for each lane, and one to note how far the set is."""
_TRIES: Final = 100
_WAIT: Final = 0.2
"""Seconds between tries to have a set: the database ends what a killed process had asked for."""


async def process(settings: Settings, ticket: str, clock: Clock) -> None:
    """Work on a set until it has its answers, or waits for somebody's confirmation.

    Does nothing where another process works on it. Raises LookupError where there is no such set,
    and whatever the database or the disk raise; the set is then to be resumed by calling again.
    """
    url = settings.database_url
    if url is None:
        raise SettingsError("a file set is worked on in the database of FLA_DATABASE_URL")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        if not await _locked(session, ticket):
            structlog.get_logger().info("fileset.worked-on", ticket=ticket)
            return
        async with open_pool(url, _CONNECTIONS) as pool:
            spool = Spool(settings.spool_directory)
            place = Workplace(settings=settings, pool=pool, spool=spool, clock=clock, ticket=ticket)
            async with Lanes(url, clock) as lanes:
                await _proceed(place, lanes)


async def _locked(session: Connection, ticket: str) -> bool:
    """Have the set to ourselves, as soon as the database has seen an earlier process end."""
    for _ in range(_TRIES):
        if await store.lock(session, ticket):
            return True
        await asyncio.sleep(_WAIT)
    return False


async def _proceed(place: Workplace, lanes: Lanes) -> None:
    """Take the set through its states; each step leaves it in one that the next begins in."""
    file_set, content = await place.file_set(), None
    if file_set.state in ("arrived", "examining"):
        content = await acknowledge(place, lanes, file_set)
        file_set = await place.file_set()
    if file_set.state in ("acknowledged", "processing"):
        await read_again(place, lanes, file_set)
    if file_set.state == "acknowledged":
        await _begin(place, file_set, content)
        file_set = await place.file_set()
    if file_set.state == "processing" and await _may_be_answered(place, file_set):
        await answer(place, lanes, await place.file_set())
    if file_set.state == "cancelled":
        await _tell_of_cancelling(place, file_set)
    if (await place.file_set()).state in FINAL_STATES:
        await asyncio.to_thread(place.forget)


async def _tell_of_cancelling(place: Workplace, file_set: FileSet) -> None:
    if await replies.known(place, "ACRF") is None:
        await set_examining.tell_of_cancelling(place, file_set)
    elif await replies.known(place, "NOTI") is None:
        await set_answering.tell_of_cancelling(place, file_set)


async def _begin(place: Workplace, file_set: FileSet, content: Content | None) -> None:
    """Find out whether the set is to be taken form by form, or refused for all of its forms."""
    refused = False
    await take_stock(place, file_set)
    if content is None or content.employments:  # nothing else has percentage anomalies
        share = await survey(place, file_set, place.parts(file_set))
        refused = share.above(place.settings.percentage_threshold)
    await place.move("acknowledged", "processing", diagnosis=TOO_MANY if refused else None)


async def _may_be_answered(place: Workplace, file_set: FileSet) -> bool:
    return file_set.diagnosis == TOO_MANY or await may_be_answered(place, file_set)


def main() -> None:
    """Work on the set that the command line names."""
    logs.configure()
    collect_seldom()
    bound_memory()
    (ticket,) = sys.argv[1:]
    asyncio.run(process(read_settings(), ticket, SystemClock()))


if __name__ == "__main__":
    main()
