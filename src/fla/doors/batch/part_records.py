"""The records of a part of a file set, as they are to be answered."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fla.doors.batch import snapshot
from fla.doors.batch.ahead import Ahead
from fla.doors.batch.decompress import open_part
from fla.doors.batch.reader import Header
from fla.doors.batch.run import CHUNK, Source
from fla.doors.batch.workplace import Part, Workplace


@asynccontextmanager
async def records(
    place: Workplace, part: Part, skip: int = 0
) -> AsyncIterator[tuple[Header, Source]]:
    """The header of a part, and its records after the first so many.

    Of a snapshot that was surveyed, what its survey made of them.
    """
    most = place.settings.batch_unpacked_limit
    with open_part(part.path, most) as stream, ThreadPoolExecutor(1) as worker:
        ahead = Ahead(worker, stream, CHUNK, skip)
        header = await ahead.header()
        surveyed = snapshot.surveyed(place.folder) is not None
        source = snapshot.Surveyed(place.folder, part.number, skip) if surveyed else ahead
        yield header, source
