"""How much of the disk one sender's files may take before they are handed over."""

import threading
from collections.abc import Callable, Iterable
from typing import Final

from asyncssh import SFTPNoSpaceOnFilesystem, SFTPQuotaExceeded

from fla.filesets.spool import LEAST_FREE

MOST_FILES: Final = 1000
"""Files of one sender that are not handed over: parts, signatures and GOs of all his sets."""


class Quota:
    """The bytes that count against one sender: those found at the last look, and what came since.

    A size counts, not what the disk holds of it: a file with a hole takes as much as one without.
    """

    def __init__(
        self, limit: int, sizes: Callable[[], Iterable[int]], free: Callable[[], int]
    ) -> None:
        self._limit = limit
        self._sizes = sizes
        self._free = free
        self._used = 0
        self._counting = threading.Lock()

    def look(self) -> int:
        """Count anew what lies there, which takes the disk; return the number of files."""
        with self._counting:
            sizes = list(self._sizes())
            self._used = sum(sizes)
            return len(sizes)

    def admit(self) -> None:
        """Count anew before a file is opened to be written.

        Raises SFTPQuotaExceeded where there are too many files, SFTPNoSpaceOnFilesystem where the
        disk is almost full.
        """
        if self.look() >= MOST_FILES:
            raise SFTPQuotaExceeded(f"More than {MOST_FILES} files wait to be handed over")
        self.ensure_room()

    def ensure_room(self) -> None:
        """Raise SFTPNoSpaceOnFilesystem where the disk is almost full, whoever fills it."""
        if self._free() < LEAST_FREE:
            raise SFTPNoSpaceOnFilesystem("No space left")

    def fits(self, more: int) -> bool:
        """Take so many bytes more into the count, unless that passes the limit."""
        with self._counting:
            if more > 0 and self._used + more > self._limit:
                return False
            self._used += max(more, 0)
            return True

    def take(self, more: int) -> None:
        """Take so many bytes more into the count; raises SFTPQuotaExceeded.

        What was removed or handed over in the meantime is seen before anything is refused.
        """
        if self.fits(more):
            return
        self.look()
        if not self.fits(more):
            raise SFTPQuotaExceeded(f"More than {self._limit} bytes wait to be handed over")
