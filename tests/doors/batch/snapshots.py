"""A snapshot through its survey and into the register, as a file set's process does it."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from fla.database.pool import Pool
from fla.doors.batch.chunk import chunks
from fla.doors.batch.kept_records import KeptRecords, kept
from fla.doors.batch.reader import Header, Reader
from fla.doors.batch.snapshot import Survey, Surveyor, records
from fla.doors.batch.writer import write_declarations
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import submit
from tests.intake.build import BAKERY, CLOCK, TODAY

CHUNK = 7
"""Records in a chunk: small, so that a test has several."""


class Answered(Struct):
    """What a snapshot was found to be, and the outcome of each record."""

    survey: Survey
    outcomes: list[Outcome]

    @property
    def statuses(self) -> list[str]:
        """Each outcome's status, or that nothing was said."""
        return ["unchanged" if one.unchanged else one.status for one in self.outcomes]


async def survey(
    pool: Pool, folder: Path, *parts: Sequence[AnyDeclaration] | bytes, sender: str = BAKERY
) -> Survey:
    """Survey a set of such parts, each declarations or a file as it is."""
    async with (
        pool.connection() as connection,
        Surveyor(connection, sender, TODAY, folder) as surveyor,
    ):
        for number, part in enumerate(parts, 1):
            file = part if isinstance(part, bytes) else written(part, sender)
            for chunk in chunks(Reader(io.BytesIO(file)), CHUNK):
                assert chunk.fault is None
                assert chunk.text is not None
                await surveyor.look(number, chunk.records, chunk.text)
        return await surveyor.finish()


async def apply(
    pool: Pool, folder: Path, parts: int = 1, sender: str = BAKERY, skip: int = 0
) -> list[Outcome]:
    """Do what the survey in a folder says is to be done."""
    who = Sender(enterprise_number=sender, door="xml")
    outcomes: list[Outcome] = []
    surveyed = records(folder, KeptRecords(folder / "records"))
    for part in range(1, parts + 1):
        for frame in surveyed.frames(part, skip):
            found, _ = kept(frame, folder)
            asked = [one.declaration for one in found if one.outcome is None]
            async with pool.connection() as connection:
                given = iter(await submit(connection, who, asked, CLOCK))
            outcomes += [one.outcome or next(given) for one in found]
    return outcomes


async def snapshot(
    pool: Pool, folder: Path, *declarations: AnyDeclaration, sender: str = BAKERY
) -> Answered:
    """Survey a snapshot of one part, and do what it says."""
    found = await survey(pool, folder, declarations, sender=sender)
    return Answered(found, await apply(pool, folder, sender=sender))


def written(declarations: Sequence[AnyDeclaration], sender: str = BAKERY) -> bytes:
    """A declaration file."""
    stream = io.BytesIO()
    write_declarations(stream, Header(sender, dt.date(2026, 11, 22)), declarations)
    return stream.getvalue()
