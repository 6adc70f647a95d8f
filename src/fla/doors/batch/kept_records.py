"""The records of a set as they were read, kept in its folder until all of them are answered.

A file is read once. What it says is kept in frames of some thousand records, divided into the lanes
that answer them side by side, so that whoever answers a lane reads its records alone. Where in the
file their text stands is kept along: it is read again for what has an anomaly.
"""

import os
import shutil
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fla.doors.batch.chunk import Chunk, lanes
from fla.doors.batch.reader import Record
from fla.doors.batch.source_text import Extent, SourceText, segment

LANES: Final = 2
"""Lanes of a frame."""
_HEAD: Final = struct.Struct(">QQII")
"""Before each frame: the bytes it takes, its first record's place, its records and its lanes."""


class Part(Struct, frozen=True):
    """One FI file of a set; `first` counts the forms of the parts before it."""

    number: int
    path: Path
    compressed: bool
    first: int = 0


class Frame(Struct, frozen=True, array_like=True):
    """Where some records are kept; `first` is the place, from 1, of their first in its part.

    `number` counts the frames of the part. Those up to `after` were answered before.
    """

    path: str
    offset: int
    length: int
    first: int
    count: int
    lanes: int
    number: int
    after: int


class _Content(Struct, frozen=True, array_like=True):
    extents: list[Extent]
    lanes: list[msgspec.Raw]


class _Index(Struct, frozen=True):
    """How many files each part has, what all that lie here take, and how records are written.

    The sizes tell what a machine lost that stopped at once, the form what another release wrote.
    """

    form: int
    files: list[int]
    sizes: dict[str, int]


class KeptRecords:
    """The records of a set, in a folder of their own below the set's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "index.json"

    def begin(self) -> None:
        """Forget what was kept, and be ready to keep something else, out of anybody's sight."""
        self.forget()
        self._folder.mkdir(mode=0o700)

    def forget(self) -> None:
        """Remove all of it; nothing where there is nothing."""
        self._index.unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget_part(self, part: Part) -> None:
        """Remove what was kept of the records of one part."""
        for file in self._folder.glob(f"{part.number:03}.{'[0-9]' * 6}"):
            file.unlink()

    def file(self, part: int, number: int) -> Path:
        """Where the so-many-th stretch of a part is kept, both counted from 1 and 0."""
        return self._folder / f"{part:03}.{number:06}"

    def source(self, part: Part) -> Path:
        """Where a part lies as it was before it was compressed."""
        return self._folder / f"{part.number:03}.xml" if part.compressed else part.path

    def finish(self, files: list[int]) -> None:
        """Note that all is there, by part: in how many files."""
        index = _Index(_form(), files, self._sizes())
        growing = self._index.with_suffix(".part")
        with created(growing) as file:
            file.write(msgspec.json.encode(index))
            file.flush()
            os.fsync(file.fileno())
        growing.replace(self._index)

    def complete(self) -> bool:
        """Whether all is there, and can be read by us."""
        index = self._read()
        return index is not None and index.sizes == self._sizes()

    def frames(self, part: int, skip: int = 0) -> Iterator[Frame]:
        """The frames of a part in order, of the records after the first `skip`.

        Raises LookupError where nothing is kept.
        """
        index = self._read()
        if index is None:
            raise LookupError(f"no records are kept in {self._folder.name}")
        number = count()
        for file in range(index.files[part - 1]):
            for frame in frames_of(self.file(part, file), number):
                if frame.first + frame.count - 1 > skip:
                    yield replace(frame, after=skip)

    def _sizes(self) -> dict[str, int]:
        files = [path for path in self._folder.iterdir() if path != self._index]
        return {path.name: path.stat().st_size for path in files}

    def _read(self) -> _Index | None:
        try:
            index = msgspec.json.decode(self._index.read_bytes(), type=_Index)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return index if index.form == _form() else None


def created(path: Path) -> BinaryIO:
    """An empty file that is open to nobody else, in the place of what is there."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def keep(file: BinaryIO, chunk: Chunk) -> None:
    """Add the records of a chunk to a file, as a frame."""
    records = chunk.records
    content = _Content(
        chunk.text.extents if chunk.text else [],
        [
            msgspec.Raw(msgspec.msgpack.encode([records[index] for index in lane]))
            for lane in lanes(records, LANES)
        ],
    )
    data = msgspec.msgpack.encode(content)
    head = _HEAD.pack(len(data), records[0].position, len(records), len(content.lanes))
    file.write(head + data)


def kept(frame: Frame, source: Path, lane: int | None = None) -> tuple[list[Record], SourceText]:
    """The records of a frame, or of one of its lanes, in order, and their text in the source."""
    with Path(frame.path).open("rb") as file:
        file.seek(frame.offset)
        content = msgspec.msgpack.decode(file.read(frame.length), type=_Content)
    chosen = content.lanes if lane is None else content.lanes[lane : lane + 1]
    records = [record for packed in chosen for record in _RECORDS.decode(packed)]
    if frame.after >= frame.first:
        records = [record for record in records if record.position > frame.after]
    if len(chosen) > 1:
        records.sort(key=attrgetter("position"))
    return records, SourceText([segment(source, extent) for extent in content.extents])


_RECORDS: Final = msgspec.msgpack.Decoder(list[Record])


@cache
def _form() -> int:
    """What stands for the fields of a record, and of all that is in one."""
    return zlib.crc32(msgspec.json.encode(msgspec.json.schema(tuple[Record, Extent])))


def frames_of(path: Path, numbers: Iterator[int] | None = None) -> Iterator[Frame]:
    """The frames of a file, in order; they are given `numbers`, else counted from 0."""
    numbers = numbers or count()
    with path.open("rb") as file:
        while head := file.read(_HEAD.size):
            length, first, records, lanes = _HEAD.unpack(head)
            offset = file.tell()
            yield Frame(str(path), offset, length, first, records, lanes, next(numbers), 0)
            file.seek(length, os.SEEK_CUR)
