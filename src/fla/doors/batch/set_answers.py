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

from fla.doors.batch.answered import COUNTS, Answered
from fla.doors.batch.notification import END, START
from fla.doors.batch.workplace import Workplace
from fla.filesets import store
from fla.filesets.model import MOST_EXAMPLES, AnomalyCount, FileSet, Progress

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

    async def finish(self, tail: Iterator[str], summary: str) -> Path:
        """Write what comes after the answers, and see the notification safely on disk."""
        for text in tail:
            await asyncio.to_thread(self._append, text)
        await asyncio.to_thread(self._append, summary + END)
        await asyncio.to_thread(self._settle)
        return self._place.folder / GROWING

    async def take(self, answered: Answered) -> None:
        """Take the answers to the next forms, and note in the row that they are there."""
        places = [place.to_bytes(_PLACE, "big") for place in answered.rejected]
        self._rejected.write(b"".join(places))
        await asyncio.to_thread(self._append, "".join(answered.forms))
        await asyncio.to_thread(self._settle)
        progress = self._progress(answered)
        anomalies = self._few_examples(answered.anomalies)
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

    def _progress(self, answered: Answered) -> Progress:
        before, counts = self.file_set, answered.counts
        return Progress(
            answered=before.answered + len(answered.places),
            notification_bytes=self._growing.tell(),
            **{name: getattr(before, name) + counts.get(name, 0) for name in COUNTS},
        )

    def _few_examples(self, anomalies: Sequence[AnomalyCount]) -> list[AnomalyCount]:
        """The anomalies, with examples of those that have not enough yet."""
        found = []
        for one in anomalies:
            examples = one.examples[: max(MOST_EXAMPLES - self._shown[one.code], 0)]
            self._shown[one.code] += len(examples)
            found.append(replace(one, examples=examples))
        return found


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
