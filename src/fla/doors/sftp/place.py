"""What a path means to a sender: one of his six folders, a file in one of them, or the root.

There is nothing else, and no path says anything else: it is taken apart as text and never given to
the file system, which only sees the folder's descriptor and a name without a slash.
"""

import posixpath
import re
from typing import Final

from asyncssh import SFTPInvalidFilename, SFTPNoSuchFile
from msgspec import Struct

from fla.filesets.spool import IN_FOLDERS, OUT_FOLDERS
from fla.senders.model import Environment

INTO: Final[dict[str, Environment]] = {folder: name for name, folder in IN_FOLDERS.items()}
"""The folders that a sender writes to, and the environment of what lies there."""
FROM: Final[dict[str, Environment]] = {folder: name for name, folder in OUT_FOLDERS.items()}
"""The folders that a sender finds replies in."""
FOLDERS: Final = (*INTO, *FROM)
_NAME: Final = re.compile(rb"[A-Za-z0-9._-]{1,150}")
_LONGEST: Final = 1024
"""Bytes of a path; whatever is longer names nothing here."""


class Place(Struct, frozen=True):
    """A file in a folder; a folder, without a name; or the root, without either."""

    folder: str | None = None
    name: str | None = None

    @property
    def path(self) -> bytes:
        """The path that says so, beginning with a slash."""
        return "/".join(("", *filter(None, (self.folder, self.name)))).encode() or b"/"


def place(path: bytes) -> Place:
    """Return what a path means, relative ones from the root on.

    Raises:
        SFTPNoSuchFile: for what cannot be there: another folder, or a folder in a folder.
        SFTPInvalidFilename: for a name that no file may bear: letters of ASCII, digits, points,
            hyphens and underscores, at most 150.
    """
    if len(path) > _LONGEST:
        raise SFTPInvalidFilename("Path too long")
    parts = [part for part in posixpath.normpath(b"/" + path).split(b"/") if part]
    if not parts:
        return Place()
    folder = parts[0].decode("ascii", "replace")
    if folder not in FOLDERS or len(parts) > 2:
        raise SFTPNoSuchFile("No such file")
    if len(parts) == 1:
        return Place(folder)
    if not _NAME.fullmatch(parts[1]):
        raise SFTPInvalidFilename("Invalid file name")
    return Place(folder, parts[1].decode("ascii"))
