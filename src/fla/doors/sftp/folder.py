"""One sender's folders on disk: everything is reached from open directories, never by a path.

`openat` and its like with a name that has no slash, and `O_NOFOLLOW`: neither a link nor a renamed
directory leads elsewhere, whatever happens between two calls. All of it may wait for the disk:
call it from a thread.
"""

import errno
import os
import stat
import threading
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from fla.doors.sftp.place import FOLDERS, INTO

_DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_NOFOLLOW | os.O_CLOEXEC
_MODE: Final = 0o600


class Folders:
    """The six folders below a sender's directory, open for as long as somebody holds this.

    A thread at work holds it too: no descriptor is closed while it is used.
    """

    def __init__(self, home: Path) -> None:
        self._descriptors: dict[str, int] = {}
        self._changing = threading.Lock()
        weakref.finalize(self, _close, self._descriptors)
        top = os.open(home, _DIRECTORY)
        try:
            for name in FOLDERS:
                self._descriptors[name] = os.open(name, _DIRECTORY, dir_fd=top)
        finally:
            os.close(top)

    def listing(self, folder: str) -> list[tuple[str, os.stat_result]]:
        """Return the ordinary files of a folder by their names."""
        return sorted(self._files(folder), key=lambda one: one[0])

    def _files(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        # Opened anew: who reads on from one descriptor at once shares the place he has come to.
        own = os.open(".", _DIRECTORY, dir_fd=self._descriptors[folder])
        try:
            with os.scandir(own) as entries:
                yield from _ordinary_entries(entries)
        finally:
            os.close(own)

    def sent(self) -> Iterator[int]:
        """Give the size in bytes of each file that is not handed over."""
        for folder in INTO:
            for _, found in self._files(folder):
                yield found.st_size

    def free(self) -> int:
        """Return the bytes that the disk has left for us."""
        found = os.fstatvfs(self._descriptors[FOLDERS[0]])
        return found.f_bavail * found.f_frsize

    def look(self, folder: str, name: str | None = None) -> os.stat_result:
        """Return what is known of a folder, or of an ordinary file in it."""
        if name is None:
            return os.fstat(self._descriptors[folder])
        found = os.stat(name, dir_fd=self._descriptors[folder], follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return found

    def open_to_read(self, folder: str, name: str) -> int:
        """Return the descriptor of an ordinary file."""
        self.look(folder, name)
        # What took its place since may be a pipe: opening one would wait for a writer.
        flags = os.O_RDONLY | os.O_NONBLOCK | _FILE
        return _ordinary(os.open(name, flags, dir_fd=self._descriptors[folder]))

    def open_to_write(
        self, folder: str, name: str, *, create: bool, exclusive: bool, empty: bool
    ) -> int:
        """Return the descriptor of an ordinary file that has no other name, to read and write.

        `exclusive`: only if it is not there yet; `empty`: without what it held.
        """
        flags = os.O_RDWR | _FILE | (os.O_CREAT if create else 0)
        flags |= os.O_CREAT | os.O_EXCL if exclusive else 0
        with self._changing:
            opened = os.open(name, flags, _MODE, dir_fd=self._descriptors[folder])
        _ordinary(opened, names=1)
        if empty:
            os.ftruncate(opened, 0)
        return opened

    def remove(self, folder: str, name: str) -> None:
        """Remove an ordinary file."""
        self.look(folder, name)
        os.unlink(name, dir_fd=self._descriptors[folder])

    def rename(self, folder: str, old: str, new: str) -> None:
        """Give an ordinary file another name in its folder; FileExistsError if that one is taken.

        Nobody but the sender makes files there, and he does it under the same lock.
        """
        at = self._descriptors[folder]
        with self._changing:
            self.look(folder, old)
            try:
                os.stat(new, dir_fd=at, follow_symlinks=False)
            except FileNotFoundError:
                os.rename(old, new, src_dir_fd=at, dst_dir_fd=at)
                return
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _close(descriptors: dict[str, int]) -> None:
    while descriptors:
        os.close(descriptors.popitem()[1])


def _ordinary_entries(
    entries: Iterable[os.DirEntry[str]],
) -> Iterator[tuple[str, os.stat_result]]:
    for entry in entries:
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # removed or handed over since
            continue
        if stat.S_ISREG(found.st_mode):
            yield entry.name, found


def _ordinary(opened: int, names: int | None = None) -> int:
    """Return an open file, or close it where it is no ordinary one or has other names."""
    found = os.fstat(opened)
    if stat.S_ISREG(found.st_mode) and names in (None, found.st_nlink):
        return opened
    os.close(opened)
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
