"""Whether too many forms of a set have percentage anomalies: then all of it is refused.

Only employments can have one (a name that is not the worker's). They are tried out against the
register, chunk by chunk, before anything of the set is written.
"""

import asyncio
from collections.abc import Sequence

from msgspec import Struct

from fla.doors.batch import snapshot
from fla.doors.batch.kept_records import Part, kept
from fla.doors.batch.workplace import Workplace, declarant
from fla.filesets.model import FileSet
from fla.intake.declaration import EmploymentDeclaration, Outcome
from fla.intake.submit import submit

FEWEST = 10
"""Forms with a percentage anomaly from which on a share of them means something."""


class Share(Struct):
    """Employments of a set, and those of them that have a percentage anomaly."""

    employments: int = 0
    anomalous: int = 0

    def above(self, percentage: int) -> bool:
        """Whether that is more than so many per cent, and enough of them."""
        return self.anomalous >= FEWEST and self.anomalous * 100 > percentage * self.employments


async def survey(place: Workplace, file_set: FileSet, parts: Sequence[Part]) -> Share:
    """Count a set's employments and those with a percentage anomaly; nothing is written."""
    share = Share()
    read = snapshot.records(place.folder, place.kept)
    for part in parts:
        for frame in read.frames(part.number):
            records, _ = await asyncio.to_thread(kept, frame, place.source(part))
            asked = [
                record.declaration
                for record in records
                if isinstance(record.declaration, EmploymentDeclaration) and not record.outcome
            ]
            share.employments += sum(one.element == "Employment" for one in records)
            share.anomalous += await _anomalous(place, file_set, asked)
    return share


async def _anomalous(
    place: Workplace, file_set: FileSet, asked: Sequence[EmploymentDeclaration]
) -> int:
    if not asked:
        return 0
    sender = declarant(file_set)
    async with place.pool.connection() as connection:
        outcomes = await submit(connection, sender, asked, place.clock, dry_run=True)
    return sum(map(_counts, outcomes))


def _counts(outcome: Outcome) -> bool:
    return any(anomaly.anomaly_class == "P" for anomaly in outcome.anomalies)
