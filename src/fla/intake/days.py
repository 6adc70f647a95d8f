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
        self._entries: dict[_Worker, dict[_Training, Entry | None]] = defaultdict(dict)

    def know(
        self, worker: _Worker, trainings: Iterable[tuple[uuid.UUID, dt.date, dt.date, int]]
    ) -> None:
        """Take note of what the register holds, unless the set has changed it already."""
        entries = self._entries[worker]
        for id_, start, end, minutes in trainings:
            entries.setdefault(id_, (start, end, minutes))

    def put(self, worker: _Worker, training: _Training, entry: Entry) -> None:
        """Let the set add a training, or change it."""
        self._entries[worker][training] = entry

    def remove(self, worker: _Worker, training: _Training) -> None:
        """Let the set cancel a training."""
        self._entries[worker][training] = None

    def excess(self, worker: _Worker, training: _Training, entry: Entry) -> int | None:
        """The minutes that are too many for their days with this training; None when all fits.

        Looked at are the dates of the training itself, and of it together with each other training
        that shares a day with it: whatever lies wholly within must fit in 24 hours a day.
        """
        known = self._entries.get(worker)
        if not known:
            return _too_many([entry], entry[0], entry[1])
        start, end, _ = entry
        shared = [
            other
            for id_, other in known.items()
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
