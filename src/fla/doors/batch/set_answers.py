"""Where the answers to a file set go: its growing notification, its rejects, its row.

All three keep to what the row says: whatever an attempt wrote beyond it before it ended is cut off
by the next one. The notification is on disk before the row counts it.
"""

import asyncio
import gzip
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from msgspec.structs import replace

from fla.doors.batch.anomaly_place import where
from fla.doors.batch.chunk import Chunk
from fla.doors.batch.notification import END, START, Notification
from fla.doors.batch.reader import Header
from fla.doors.batch.workplace import Part, Workplace
from fla.filesets import store
from fla.filesets.model import MOST_EXAMPLES, AnomalyCount, Example, FileSet, Progress
from fla.intake.declaration import Outcome

GROWING: Final = "notification.part"
REJECTED: Final = "rejected"
"""The places of rejected forms among all of the set, from 1, eight bytes each, in order."""
_PLACE: Final = 8


class LostError(Exception):
    """The notification does not hold what the row counts: it must be written anew."""


class SetAnswers:
    """The answers to one set; `packed` where its notification is to come compressed."""

    def __init__(self, place: Workplace, file_set: FileSet, *, packed: bool) -> None:
        self.file_set = file_set
        self.stopped = file_set.stop_asked_by is not None
        self._place = place
        self._packed = packed
        self._shown: Counter[str] = Counter()

    def __enter__(self) -> Self:
        """Open the files where the row left them; raises LostError."""
        counted = self.file_set.notification_bytes
        self._growing = _cut(self._place.folder / GROWING, counted)
        self._rejected = _cut(self._place.folder / REJECTED, self.file_set.rejected * _PLACE)
        if counted == 0:
            self._append(START)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files, as far as they are."""
        self._growing.close()
        self._rejected.close()

    def of(self, part: Part, header: Header) -> "PartAnswers":
        """Where the answers to one part go."""
        return PartAnswers(self, part, Notification(self.file_set, part.path.name, header.language))

    async def finish(self, tail: Iterator[str], summary: str) -> Path:
        """Write what comes after the answers, and see the notification safely on disk."""
        for text in tail:
            await asyncio.to_thread(self._append, text)
        await asyncio.to_thread(self._append, summary + END)
        await asyncio.to_thread(self._settle)
        return self._place.folder / GROWING

    async def take(self, part: Part, forms: str, chunk: Chunk, outcomes: Sequence[Outcome]) -> None:
        """Take the answers to some forms, and note in the row that they are there."""
        first = self.file_set.answered + 1
        places = [place for place, one in enumerate(outcomes, first) if one.status == "rejected"]
        self._rejected.write(b"".join(place.to_bytes(_PLACE, "big") for place in places))
        await asyncio.to_thread(self._append, forms)
        await asyncio.to_thread(self._settle)
        progress = self._progress(outcomes)
        anomalies = self._anomalies(part, first, chunk, outcomes)
        async with self._place.asking() as connection:
            asked_by = await store.advance(connection, self.file_set.ticket, progress)
            if anomalies:
                await store.add_anomalies(connection, self.file_set.ticket, anomalies)
        self.stopped = asked_by is not None
        self.file_set = replace(
            self.file_set,
            **{name: getattr(progress, name) for name in Progress.__struct_fields__},
        )

    def _append(self, text: str) -> None:
        data = text.encode()
        # Each piece is a member of its own, so that the file may be cut between any two of them.
        self._growing.write(gzip.compress(data, 1, mtime=0) if self._packed else data)

    def _settle(self) -> None:
        for file in (self._growing, self._rejected):
            file.flush()
            os.fsync(file.fileno())

    def _progress(self, outcomes: Sequence[Outcome]) -> Progress:
        status = Counter(one.status for one in outcomes)
        before = self.file_set
        return Progress(
            answered=before.answered + len(outcomes),
            accepted=before.accepted + status["accepted"],
            warned=before.warned + status["acceptedWithWarnings"],
            rejected=before.rejected + status["rejected"],
            repeated=before.repeated + sum(one.repeated for one in outcomes),
            unchanged=before.unchanged + sum(one.unchanged for one in outcomes),
            notification_bytes=self._growing.tell(),
        )

    def _anomalies(
        self, part: Part, first: int, chunk: Chunk, outcomes: Sequence[Outcome]
    ) -> list[AnomalyCount]:
        """The anomalies of some forms, with examples of those that have not enough yet."""
        found: dict[str, AnomalyCount] = {}
        for position, (record, outcome) in enumerate(
            zip(chunk.records, outcomes, strict=True), first
        ):
            for code, anomaly in {one.code: one for one in reversed(outcome.anomalies)}.items():
                entry = found.setdefault(code, AnomalyCount(code, anomaly.anomaly_class, 0, []))
                found[code] = replace(entry, count=entry.count + 1)
                if self._shown[code] < MOST_EXAMPLES:
                    self._shown[code] += 1
                    place = where(anomaly, record, chunk.text)
                    entry.examples.append(
                        Example(
                            position=position,
                            part=part.number,
                            line=place.line,
                            reference=outcome.reference or None,
                            value=anomaly.value,
                            path=place.path,
                        )
                    )
        return list(found.values())


class PartAnswers:
    """Where the answers to one part of a set go."""

    def __init__(self, answers: SetAnswers, part: Part, notification: Notification) -> None:
        self._answers = answers
        self._part = part
        self._notification = notification

    async def answered(self, chunk: Chunk, outcomes: Sequence[Outcome]) -> None:
        """Take the outcomes of a chunk, in the order of its records."""
        forms = self._notification.forms(chunk, outcomes)
        await self._answers.take(self._part, forms, chunk, outcomes)


def rejected_places(folder: Path) -> Iterator[int]:
    """The places of a set's rejected forms among all its forms, from 1, in order."""
    with (folder / REJECTED).open("rb") as file:
        while place := file.read(_PLACE):
            yield int.from_bytes(place, "big")


def _cut(path: Path, counted: int) -> BinaryIO:
    """Open a file to go on after so many bytes, which it must hold."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    if file.seek(0, os.SEEK_END) < counted:
        file.close()
        raise LostError(path.name)
    file.truncate(counted)
    file.seek(counted)
    return file
