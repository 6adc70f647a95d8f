"""What processes take: processor time, and memory at the most, read from /proc while they run."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

_EVERY = 0.1
"""Seconds between two looks; what a process does in its last moments goes unseen."""


class Taken(Struct, frozen=True):
    """Seconds of processor time, and megabytes resident at the most of each process."""

    seconds: float
    megabytes: list[float]


class Watch(threading.Thread):
    """Looks at a process and all below it until `stop`; memory of its own alone, if `private`."""

    def __init__(self, root: int, *, private: bool = False) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._field = "RssAnon" if private else "VmHWM"
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._peaks: dict[int, float] = defaultdict(float)
        self._ended = threading.Event()
        self._look(first=True)
        self.start()

    def run(self) -> None:
        while not self._ended.wait(_EVERY):
            self._look()

    def stop(self) -> Taken:
        """Look no more; what was taken since the beginning."""
        self._ended.set()
        self.join()
        self._look()
        seconds = sum(now - self._first.get(pid, 0) for pid, now in self._last.items())
        return Taken(seconds, sorted(self._peaks.values(), reverse=True))

    def _look(self, *, first: bool = False) -> None:
        for pid in _tree(self._root):
            try:
                ran = _ran(pid)
                status = Path(f"/proc/{pid}/status").read_text().splitlines()
            except (OSError, IndexError):
                continue  # it ended
            self._last[pid] = ran
            if first:
                self._first[pid] = ran
            size = next((int(s.split()[1]) for s in status if s.startswith(self._field)), 0)
            self._peaks[pid] = max(self._peaks[pid], size / 1024)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:
            continue
        for child in below:
            yield from _tree(int(child))


def parent_of(pid: int) -> int:
    """The process that started a process."""
    return int(_stat(pid)[1])


def _ran(pid: int) -> float:
    """Seconds that all threads of a process have run."""
    user, system = _stat(pid)[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """What /proc tells of a process after its name, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
