"""Parts of files that are downloaded: a single range of bytes (RFC 9110, section 14)."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

from msgspec import Struct

_PIECE: Final = 256 * 1024
"""Bytes of a file that are held while they go out."""
_RANGE: Final = re.compile(r"bytes=([0-9]{0,40})-([0-9]{0,40})", re.ASCII | re.IGNORECASE)


class UnsatisfiableError(Exception):
    """A range that begins behind the end of a file; says how many bytes that has."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size

    @property
    def content_range(self) -> str:
        """What `Content-Range` says with the status 416."""
        return f"bytes */{self.size}"


class FilePart(Struct, frozen=True):
    """So many bytes of a file, from the one at `first`, of `size` in all."""

    path: Path
    first: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        """What `Content-Range` says with the status 206."""
        return f"bytes {self.first}-{self.first + self.length - 1}/{self.size}"

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Give the bytes, a piece at a time. Raises OSError, and EOFError for a file cut short."""
        file = await asyncio.to_thread(os.open, self.path, os.O_RDONLY)
        try:
            at, end = self.first, self.first + self.length
            while at < end:
                piece = await asyncio.to_thread(os.pread, file, min(end - at, _PIECE), at)
                if not piece:
                    raise EOFError(self.path.name)
                at += len(piece)
                yield piece
        finally:
            os.close(file)


def tag_of(path: Path) -> str:
    """Return the entity tag of a file that is written once, without quotes. Raises OSError."""
    found = path.stat()
    return f"{found.st_mtime_ns:x}-{found.st_size:x}"


def part_of(path: Path, wanted: str, if_range: str = "") -> FilePart | None:
    """Return the part of a file that a `Range` asks for, None where all of it is to be sent.

    All of it is sent for several ranges, for what is no range of bytes, and where `If-Range` names
    another version than the file's; a moment names none. Raises UnsatisfiableError, and OSError.
    """
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or if_range.strip() not in ("", f'"{tag_of(path)}"'):
        return None
    size = path.stat().st_size
    if not found[1]:
        return _suffix(path, found[2], size)
    first, last = int(found[1]), int(found[2] or size)
    if last < first and found[2]:
        return None
    if first >= size:
        raise UnsatisfiableError(size)
    return FilePart(path, first, min(last + 1, size) - first, size)


def _suffix(path: Path, length: str, size: int) -> FilePart | None:
    """Return the last bytes of a file, so many if it has them."""
    if not length:
        return None
    if not int(length) or not size:
        raise UnsatisfiableError(size)
    taken = min(int(length), size)
    return FilePart(path, size - taken, taken, size)
