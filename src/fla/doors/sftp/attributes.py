"""What a sender is told of a file or folder: size, times, and whether he may write it.

Nothing of the machine: neither who owns the file there nor how many names it has.
"""

import os
import stat
from typing import Final

from asyncssh import SFTPAttrs

_FILE: Final = {True: stat.S_IFREG | 0o600, False: stat.S_IFREG | 0o400}
_FOLDER: Final = {True: stat.S_IFDIR | 0o700, False: stat.S_IFDIR | 0o500}


def of_file(found: os.stat_result, *, writable: bool) -> SFTPAttrs:
    """Return the attributes of a file."""
    return _shown(found, _FILE[writable])


def of_folder(found: os.stat_result, *, writable: bool) -> SFTPAttrs:
    """Return the attributes of a folder."""
    return _shown(found, _FOLDER[writable])


def of_root() -> SFTPAttrs:
    """Return the attributes of what holds the folders."""
    return SFTPAttrs(size=0, uid=0, gid=0, permissions=_FOLDER[False], nlink=1, atime=0, mtime=0)


def _shown(found: os.stat_result, mode: int) -> SFTPAttrs:
    changed = int(found.st_mtime)
    return SFTPAttrs(
        size=found.st_size, uid=0, gid=0, permissions=mode, nlink=1, atime=changed, mtime=changed
    )
