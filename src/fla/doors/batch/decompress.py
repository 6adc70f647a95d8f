"""Reads a part as it was meant: unpacked where it came compressed, within bounds.

A compressed file may grow a thousandfold (gzip), or say that it holds a million others (zip). What
is read of it is counted, and its directory is not read where that is large.
"""

import errno
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from fla.filesets.faults import FaultCode

_LARGEST_READ: Final = 1_048_576
"""Bytes of an archive read at once: more only its directory would take, if it holds many files."""
MOST_PACKED: Final = 200
"""Times that a part may be larger unpacked than packed; declarations are ten to sixty times."""
_ALWAYS_UNPACKED: Final = 16 * 1_048_576
"""Bytes that are unpacked whatever they came from."""
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED: Final = 0x1
_MOST_MEMBERS: Final = 1_000_000
"""Members of a gzip file: what packs in blocks makes one of every 64 KiB."""
_GZIP: Final = 31
"""zlib's number for the gzip format alone, in its largest window."""
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError)
_NO_ARCHIVE: Final = (*_BROKEN, struct.error, ValueError, RuntimeError, OverflowError)


class UnpackingError(Exception):
    """A part cannot be unpacked, or not within its bounds; `code` and `detail` say why."""

    def __init__(self, code: FaultCode, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def compressed(name: str) -> bool:
    """Say whether a file comes compressed, by its name."""
    return name.endswith((".gz", ".zip"))


@contextmanager
def open_part(path: Path, most: int) -> Iterator[BinaryIO]:
    """Open a file for reading, unpacked by what its name ends in; at most so many bytes.

    Opening and reading raise UnpackingError for what is no such file, holds more than one entry or
    an encrypted one, or grows beyond `most` once it is unpacked, or beyond what anybody's
    declarations grow from its size. What all parts of a set may take together is the caller's to
    keep: he passes what the parts before this one have left of it.
    """
    most = min(max(most, 0), max(path.stat().st_size * MOST_PACKED, _ALWAYS_UNPACKED))
    with path.open("rb") as packed:
        if path.name.endswith(".gz"):
            yield _bounded(_Gunzip(packed), most)
        elif path.name.endswith(".zip"):
            with _archive(packed) as archive, _entry(archive) as entry:
                yield _bounded(entry, most)
        else:
            yield packed


class _Unpacking(io.RawIOBase):
    """A stream that is unpacked while it is read, up to its bound."""

    def __init__(self, stream: Any, most: int) -> None:
        self._stream = stream
        self._most = most
        self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise UnpackingError(FaultCode.COMPRESSION, str(error)) from error
        self._left -= len(data)
        if self._left < 0:
            raise UnpackingError(FaultCode.UNPACKED_TOO_LARGE, str(self._most))
        buffer[: len(data)] = data
        return len(data)


class _Gunzip:
    """What gzip packed, member after member (RFC 1952, 2.2); zeros may fill up the file's end."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._pending = b""
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1

    def read(self, size: int) -> bytes:
        while True:
            if self._member.eof and not self._next_member():
                return b""
            self._pending = self._pending or self._packed.read(65_536)
            if not self._pending:
                raise EOFError("the file is cut off")
            data = self._member.decompress(self._pending, size)
            self._pending = self._member.unconsumed_tail
            if data:
                return data

    def _next_member(self) -> bool:
        rest = self._member.unused_data
        while not (rest := rest.lstrip(b"\0")) and (rest := self._packed.read(65_536)):
            pass
        if not rest:  # the end, however often it is asked for
            return False
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise zlib.error("too many members")
        self._pending = rest
        self._member = zlib.decompressobj(_GZIP)
        return True


class _OutsideError(zipfile.BadZipFile, OSError):
    """An archive names a place that no file has; `zipfile` itself tries some, and heeds OSError."""


class _Cautious:
    """The file of an archive, of which nothing large is read at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size if 0 <= size <= _LARGEST_READ else _LARGEST_READ + 1)
        if len(data) > _LARGEST_READ:
            raise UnpackingError(FaultCode.ARCHIVE_ENTRIES, "?")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go where the archive says; some say before its beginning, or where no file reaches."""
        try:
            return self._file.seek(offset, whence)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise _OutsideError("an offset outside the file") from error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _bounded(stream: Any, most: int) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Unpacking(stream, most), 65_536))


@contextmanager
def _archive(packed: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(cast("Any", _Cautious(packed)))
    except _NO_ARCHIVE as error:
        raise UnpackingError(FaultCode.COMPRESSION, str(error)) from error
    with archive:
        yield archive


@contextmanager
def _entry(archive: zipfile.ZipFile) -> Iterator[Any]:
    entries = archive.infolist()
    if len(entries) != 1 or entries[0].filename.endswith("/"):  # `is_dir` fails without a name
        raise UnpackingError(FaultCode.ARCHIVE_ENTRIES, str(len(entries)))
    if entries[0].flag_bits & _ENCRYPTED:
        raise UnpackingError(FaultCode.COMPRESSION, "encrypted")
    if entries[0].compress_type not in _METHODS:
        raise UnpackingError(FaultCode.COMPRESSION, f"method {entries[0].compress_type}")
    try:
        stream = archive.open(entries[0])
    except _NO_ARCHIVE as error:
        raise UnpackingError(FaultCode.COMPRESSION, str(error)) from error
    with stream:
        yield stream
