"""What is in the parts of a file set, read to the end before any of it is taken.

A file that is damaged half-way is refused as a whole: whoever sends a set has an answer to all of
it or to none. A large file is read in stretches, by as many processes as there are lanes.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from fla.doors.batch import lane_processes
from fla.doors.batch.decompress import UnpackingError, open_part
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.kept_records import LANES, KeptRecords, Part, created
from fla.doors.batch.lane_processes import Lanes
from fla.doors.batch.reader import Header, Reader
from fla.doors.batch.stretch_reading import keep_whole
from fla.doors.batch.stretches import Stretch, UncutError, stretches
from fla.doors.batch.workplace import Workplace
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, FileSet
from fla.filesets.spool import ensure_room
from fla.languages import Language

CHUNK: Final = 5_000
"""Records that are kept, and answered, together."""
_ROUND: Final = 1 << 26
"""Bytes that are unpacked before the disk is looked at again."""


class Content(Struct, frozen=True, kw_only=True):
    """How many forms each part has, how many of all are employments, and the first language."""

    part_forms: list[int]
    employments: int
    language: Language | None


class Readings(Struct):
    """What was found in the parts that were read so far; `files`: in how many each is kept."""

    counts: list[Counter[str]] = []
    files: list[int] = []
    languages: list[Language | None] = []
    faults: list[Fault] = []

    def add(self, kept: list[Counter[str]]) -> None:
        """Note the records of a part by element name, file by file as they are kept."""
        self.counts.append(sum(kept, Counter()))
        self.files.append(len(kept))

    def refuse(self, part: Part, refused: FileRefusedError | UnpackingError) -> None:
        """Note why a part cannot be read."""
        self.faults.append(_fault(part, refused))

    @property
    def content(self) -> Content:
        """What is in all of them."""
        return Content(
            part_forms=[count.total() for count in self.counts],
            employments=sum(count["Employment"] for count in self.counts),
            language=next(filter(None, self.languages), None),
        )


async def read_parts(
    kept: KeptRecords,
    parts: Sequence[Part],
    enterprise_number: str,
    most: int,
    lanes: Lanes | None = None,
) -> tuple[Content, list[Fault]]:
    """Read each part of a set to its end; what is in them, and what is wrong with them.

    Each header must name the enterprise; unpacked, all of them together take at most so many bytes.
    What the records say is kept, unless there is a fault.
    """
    kept.begin()
    try:
        readings = await _readings(kept, parts, enterprise_number, most, lanes)
    except BaseException:  # as when the disk is full: this attempt leaves nothing on it
        kept.forget()
        raise
    if readings.faults:
        kept.forget()
    else:
        kept.finish(readings.files)
    return readings.content, readings.faults


async def _readings(
    kept: KeptRecords, parts: Sequence[Part], enterprise_number: str, left: int, lanes: Lanes | None
) -> Readings:
    readings = Readings()
    for part in parts:
        try:
            source, size = await asyncio.to_thread(_unpacked, kept, part, left)
            left -= size
            header = header_of(source)
            readings.languages.append(header.language)  # also where the rest is refused
            check_sender(header, enterprise_number)
            large = size >= lane_processes.WORTH
            readings.add(await _read(kept, part, source, lanes if large else None))
        except FileRefusedError as refused:
            readings.refuse(part, refused)
        except UnpackingError as refused:
            readings.refuse(part, refused)
            if refused.code == FaultCode.UNPACKED_TOO_LARGE:
                break  # each of the others might take as much once more
    return readings


async def read_set(
    place: Workplace, lanes: Lanes, file_set: FileSet
) -> tuple[Content, list[Fault]]:
    """Read the parts of a set as `read_parts` does, within the bounds of the settings."""
    most = place.settings.batch_unpacked_limit
    parts, number = place.parts(file_set), file_set.enterprise_number
    return await read_parts(place.kept, parts, number, most, lanes)


async def read_again(place: Workplace, lanes: Lanes, file_set: FileSet) -> None:
    """Keep once more what is in the parts of a set that was read before, where it was lost.

    Raises ValueError where they cannot be read now.
    """
    if await asyncio.to_thread(place.kept.complete):
        return
    _, faults = await read_set(place, lanes, file_set)
    if faults:
        raise ValueError(f"{place.ticket} was read to its end before: it is another file now")


def check_sender(header: Header, enterprise_number: str) -> None:
    """Check that a header names who hands the set in. Raises FileRefusedError."""
    if header.sender != enterprise_number:
        raise FileRefusedError(FileFault(FaultKind.SENDER, detail=header.sender))


def _unpacked(kept: KeptRecords, part: Part, most: int) -> tuple[Path, int]:
    """Where a part lies as it was meant, and its bytes.

    Raises UnpackingError, and OSError where there is no room for it.
    """
    if not part.compressed:
        return part.path, part.path.stat().st_size
    target = kept.source(part)
    with open_part(part.path, most) as stream, created(target) as file:
        while data := stream.read(_ROUND):
            ensure_room(target.parent)
            file.write(data)
        return target, file.tell()


def header_of(source: Path) -> Header:
    """The header of a part as it was meant. Raises FileRefusedError."""
    with source.open("rb") as stream:
        return Reader(stream).header


async def _read(
    kept: KeptRecords, part: Part, source: Path, lanes: Lanes | None
) -> list[Counter[str]]:
    if lanes is not None:
        try:
            return await _Reading(kept, lanes, part, source).read()
        except UncutError:
            kept.forget_part(part)
    return [await asyncio.to_thread(keep_whole, source, kept.file(part.number, 0), CHUNK)]


class _Reading:
    """The stretches of one part, read side by side."""

    def __init__(self, kept: KeptRecords, lanes: Lanes, part: Part, source: Path) -> None:
        self._kept = kept
        self._lanes = lanes
        self._part = part
        self._source = source
        self._left: Iterator[tuple[int, Stretch]] = enumerate(stretches(source))
        self._turn = asyncio.Lock()
        self._counts: dict[int, Counter[str]] = {}

    async def read(self) -> list[Counter[str]]:
        """The records of each stretch. Raises UncutError and FileRefusedError."""
        ended = await asyncio.gather(*map(self._by, range(LANES)), return_exceptions=True)
        for error in filter(None, ended):
            raise error
        return [self._counts[number] for number in sorted(self._counts)]

    async def _by(self, lane: int) -> None:
        """Have stretches read by a lane until none is left, or one cannot be."""
        try:
            while found := await self._next():
                number, stretch = found
                target = self._kept.file(self._part.number, number)
                read = await self._lanes.read(lane, self._source, stretch, target, CHUNK)
                if read is None:
                    raise UncutError
                self._counts[number] = read
        except BaseException:
            self._left = iter(())  # the others need not go on
            raise

    async def _next(self) -> tuple[int, Stretch] | None:
        async with self._turn:
            ensure_room(self._source.parent)
            return await asyncio.to_thread(next, self._left, None)


def _fault(part: Part, refused: FileRefusedError | UnpackingError) -> Fault:
    if isinstance(refused, UnpackingError):
        return Fault(refused.code, part.path.name, detail=refused.detail)
    found = refused.fault
    code = FaultCode(found.kind)
    return Fault(code, part.path.name, found.line, found.column, found.detail)
