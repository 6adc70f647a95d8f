"""Takes a file in as it comes: piece by piece to the disk, never as a whole into memory.

A piece is gathered, then written, unpacked and added to the digest by another thread, so that one
client's file does not keep the others waiting.
"""

import asyncio
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Final

from msgspec import Struct

from fla.doors.rest.body import ClientGoneError, announced_length, is_packed, too_slow
from fla.doors.rest.problems import too_large, too_many, unavailable
from fla.doors.rest.reading import UnreadableError
from fla.doors.rest.request import Headers, Receive
from fla.doors.rest.spooled import FORM, OneFile, SeveralFiles, Spooled
from fla.doors.uploads import BusyError, Uploads
from fla.filesets.spool import ensure_room

MOST_PACKED: Final = 200
"""Times that a body may be larger unpacked than packed."""
_ALWAYS_UNPACKED: Final = 1024 * 1024
"""Bytes that are unpacked whatever they came from: a short file may well repeat itself."""
_PIECE: Final = 1024 * 1024
"""Bytes that are gathered, and that are unpacked at a time."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_BUSY: Final = 5
"""Seconds after which one of the files under way may have come to its end."""
_SPACE_LATER: Final = 300
"""Seconds until a disk that is full may have room again."""


class Bounds(Struct, frozen=True):
    """How large a body may be in bytes, as it came and unpacked, and how slow in seconds.

    `pause` is for the next piece of it, `patience` for all of it; `most_parts` is for a form.
    """

    largest: int
    pause: float
    patience: float
    most_parts: int = 1


async def spool_body(headers: Headers, receive: Receive, bounds: Bounds, folder: Path) -> Spooled:
    """Write a body, unpacked, to new files of a folder: one, or one for each part of a form.

    Raises `Refusal` for one that is too large, too slow, packed in a way that is not known, or for
    which the disk has no room, `UnreadableError` for one that is empty, broken or not as long as it
    said, and `ClientGoneError` when it never comes; then no file is left.
    """
    announced = announced_length(headers, bounds.largest)
    packed = is_packed(headers)
    target = _target(headers, bounds, folder)
    with _gone_on_failure(target):
        sink = _Sink(target, folder, bounds.largest, packed=packed)
        try:
            async with asyncio.timeout(bounds.patience):
                received = await _receive(receive, bounds, sink)
        except TimeoutError:
            raise too_slow() from None
        if announced is not None and announced != received:
            raise UnreadableError("length", str(announced))
        return target.finish()


def _target(headers: Headers, bounds: Bounds, folder: Path) -> OneFile:
    said = headers.get("content-type")
    if said.partition(";")[0].strip().lower() == FORM:
        return SeveralFiles(folder, said, bounds.most_parts)
    return OneFile(folder)


@contextmanager
def _gone_on_failure(target: OneFile) -> Iterator[None]:
    """Remove what fails; that the disk has no room for it is no fault of the client's."""
    try:
        yield
    except BaseException as error:
        target.drop()
        if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
            raise unavailable(_SPACE_LATER) from error
        raise


async def _receive(receive: Receive, bounds: Bounds, sink: "_Sink") -> int:
    """Hand a body on as it comes; return how many bytes came."""
    gathered, received, more = bytearray(), 0, True
    while more:
        async with asyncio.timeout(bounds.pause):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        gathered += message.get("body", b"")
        more = message.get("more_body", False)
        if received + len(gathered) > bounds.largest:
            raise too_large(bounds.largest)
        if len(gathered) >= _PIECE or not more:
            received += len(gathered)
            await asyncio.to_thread(sink.take, bytes(gathered), last=not more)
            gathered.clear()
    return received


class _Sink:
    """The way into the spool: unpacked, and bounded."""

    def __init__(self, target: OneFile, folder: Path, largest: int, *, packed: bool) -> None:
        self._target = target
        self._folder = folder
        self._largest = largest
        self._came = 0
        self._size = 0
        self._packing = zlib.decompressobj(_GZIP) if packed else None

    def take(self, piece: bytes, *, last: bool) -> None:
        """Write a piece.

        Raises `Refusal` for too much, `UnreadableError` for a bad packing or form, and `OSError`
        for a disk without room.
        """
        ensure_room(self._folder)
        self._came += len(piece)
        if self._packing is None:
            self._write(piece)
            return
        try:
            self._unpack(piece, self._packing)
        except zlib.error:
            raise UnreadableError("packing") from None
        if last and not self._packing.eof:
            raise UnreadableError("packing")

    def _unpack(self, piece: bytes, packing: "zlib._Decompress") -> None:
        full = True
        while piece or full:  # what filled a piece to its end may have more behind it
            content = packing.decompress(piece, _PIECE)
            self._write(content)
            if packing.unused_data:
                raise UnreadableError("packing")
            piece, full = packing.unconsumed_tail, len(content) == _PIECE

    def _write(self, content: bytes) -> None:
        self._size += len(content)
        if self._size > min(self._largest, max(self._came * MOST_PACKED, _ALWAYS_UNPACKED)):
            raise too_large(self._largest)
        if content:
            self._target.write(content)


class Receiving:
    """Where a process takes in what is sent to it, and how much of it at once."""

    def __init__(self, folder: Path, bounds: Bounds, uploads: Uploads) -> None:
        self._folder = folder
        self._bounds = bounds
        self._uploads = uploads

    async def take(self, enterprise_number: str, headers: Headers, receive: Receive) -> Spooled:
        """Take a body of an enterprise in.

        Raises as `spool_body` does, and `Refusal` when there are too many, of all or of this one.
        """
        try:
            with self._uploads.under_way(enterprise_number):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                return await spool_body(headers, receive, self._bounds, self._folder)
        except BusyError:
            raise too_many(_BUSY) from None
