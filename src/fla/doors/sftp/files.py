"""Files that a session has open: what it writes, and what it reads.

Reading and writing take a thread. A lock in that thread, not in the event loop, stands between them
and closing, so that a descriptor never comes to mean another file under somebody's hands.
"""

import os
import threading
from typing import Final

from asyncssh import SFTPFailure, SFTPPermissionDenied

from fla.doors.sftp.place import Place
from fla.doors.sftp.quota import Quota

_LARGEST_READ: Final = 1024 * 1024
"""Bytes that one answer holds at most; whoever asks for more asks again."""


class _File:
    """An open file; closing twice does nothing."""

    def __init__(self, place: Place, descriptor: int) -> None:
        self.place = place
        self._descriptor: int | None = descriptor
        self._using = threading.Lock()
        self.size = os.fstat(descriptor).st_size

    def _opened(self) -> int:
        if self._descriptor is None:
            raise SFTPFailure("The file was closed: it was opened anew, or handed over")
        return self._descriptor

    def look(self) -> os.stat_result:
        """Return what is known of the file."""
        with self._using:
            return os.fstat(self._opened())

    def sync(self) -> None:
        """Wait until the disk has what was written."""
        with self._using:
            os.fdatasync(self._opened())

    def finish(self) -> None:
        """Let go of the file; raises SFTPFailure where that was done for somebody else's sake."""
        with self._using:
            self._opened()
        self.close()

    def close(self) -> None:
        """Let go of the file, if that is not done."""
        with self._using:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def read(self, offset: int, size: int) -> bytes:
        """Return up to so many bytes from an offset on; none at the end."""
        with self._using:
            return os.pread(self._opened(), min(size, _LARGEST_READ), offset)


class Upload(_File):
    """A file of a folder IN, open to be written; the size it has counts against the quota."""

    def __init__(self, place: Place, descriptor: int, quota: Quota, *, append: bool) -> None:
        super().__init__(place, descriptor)
        self._quota = quota
        self._append = append

    def write(self, offset: int, data: bytes) -> int:
        """Write bytes at an offset, or at the end of a file opened so; return how many."""
        with self._using:
            opened = self._opened()
            start = self.size if self._append else offset
            self._quota.ensure_room()  # what fills a hole grows no file, but takes the disk
            self._reach(start + len(data))
            view = memoryview(data)
            while view:
                written = os.pwrite(opened, view, start)
                view, start = view[written:], start + written
        return len(data)

    def cut(self, size: int) -> None:
        """Make the file so long: what is after it goes, what is missing is zeros."""
        with self._using:
            opened = self._opened()
            self._reach(size)
            os.ftruncate(opened, size)
            self.size = size

    def _reach(self, end: int) -> None:
        if end > self.size:
            self._quota.take(end - self.size)
            self.size = end


class Download(_File):
    """A file open to be read, and how far it was read without a gap."""

    def __init__(self, place: Place, descriptor: int) -> None:
        super().__init__(place, descriptor)
        self._read_to = 0

    def read(self, offset: int, size: int) -> bytes:
        """Return up to so many bytes from an offset on; none at the end."""
        data = super().read(offset, size)
        if offset <= self._read_to:
            self._read_to = max(self._read_to, offset + len(data))
        return data

    def write(self, offset: int, data: bytes) -> int:
        """Refuse: it is open to be read."""
        raise SFTPPermissionDenied("The file is open to be read")

    def cut(self, size: int) -> None:
        """Refuse: it is open to be read."""
        raise SFTPPermissionDenied("The file is open to be read")

    @property
    def read_whole(self) -> bool:
        """Whether all of it was read."""
        return self._read_to >= self.size
