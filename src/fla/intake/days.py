"""How full a worker's days are: what the register holds and what a set adds, moves and takes."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable

from fla.intake.shape_training import MINUTES_A_DAY

Entry = tuple[dt.date, dt.date, int]
"""First day, last day, and the minutes within them."""
_Worker = uuid.UUID | None
_Training = uuid.UUID | None


class Days:
    """The trainings of workers on the dates that a set concerns, as they stand within the set."""

    def __init__(self) -> None:
        self._workers: dict[_Worker, WorkersDays] = defaultdict(WorkersDays)

    def of(self, worker: _Worker) -> "WorkersDays":
        """Return those of one worker."""
        return self._workers[worker]


class WorkersDays:
    """The trainings of one worker on those dates."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: dict[_Training, Entry | None] = {}

    def know(self, trainings: Iterable[tuple[uuid.UUID, dt.date, dt.date, int]]) -> None:
        """Take note of what the register holds, unless the set has changed it already."""
        for id_, start, end, minutes in trainings:
            self._entries.setdefault(id_, (start, end, minutes))

    def put(self, training: _Training, entry: Entry) -> None:
        """Let the set add a training, or change it."""
        self._entries[training] = entry

    def remove(self, training: _Training) -> None:
        """Let the set cancel a training."""
        self._entries[training] = None

    def excess(self, training: _Training, entry: Entry) -> int | None:
        """The minutes that are too many for their days with this training; None when all fits.

        Looked at are the dates of the training itself, and of it together with each other training
        that shares a day with it: whatever lies wholly within must fit in 24 hours a day.
        """
        if not self._entries:
            return _too_many([entry], entry[0], entry[1])
        start, end, _ = entry
        shared = [
            other
            for id_, other in self._entries.items()
            if other is not None and id_ != training and other[0] <= end and other[1] >= start
        ]
        spans = {(min(start, begins), max(end, ends)) for begins, ends, _ in shared}
        for first, last in sorted(spans | {(start, end)}):
            if total := _too_many([entry, *shared], first, last):
                return total
        return None


def _too_many(entries: list[Entry], first: dt.date, last: dt.date) -> int | None:
    total = sum(minutes for start, end, minutes in entries if start >= first and end <= last)
    return total if total > MINUTES_A_DAY * ((last - first).days + 1) else None
