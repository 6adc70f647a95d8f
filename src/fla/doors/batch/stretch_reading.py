"""Reads a file, or a stretch of one, and keeps what its records say."""

from collections import Counter
from pathlib import Path
from typing import Final

from fla.doors.batch.chunk import chunks
from fla.doors.batch.fault import FileRefusedError
from fla.doors.batch.kept_records import LANES, created, keep
from fla.doors.batch.name_watch import MOST_NAMES, NameWatch
from fla.doors.batch.reader import Reader
from fla.doors.batch.stretches import Stretch, open_stretch
from fla.filesets.spool import ensure_room

MOST_OF_A_LANE: Final = MOST_NAMES // LANES
"""Names that a lane's stretches may make up: all of a file's together are then not too many."""


def keep_whole(source: Path, target: Path, size: int) -> Counter[str]:
    """Keep the records of a file, read from end to end, in frames of so many.

    Returns how many there are, by element name. Raises FileRefusedError, and OSError where the disk
    has no room.
    """
    with source.open("rb") as stream:
        reader = Reader(stream)
        _keep(reader, target, size)
    return reader.numbers


def keep_stretch(
    source: Path, stretch: Stretch, target: Path, size: int, names: NameWatch
) -> Counter[str] | None:
    """Keep the records of a stretch, in frames of so many; how many there are, by element name.

    None where it is no document, or not one of the records that were counted: then it was not cut
    where a parser would, and the file is to be read as a whole. None, too, where the stretches that
    this process was given make up too many `names`: each of them alone may not.
    """
    try:
        reader = Reader(open_stretch(source, stretch), stretch.begun, names)
        _keep(reader, target, size)
    except FileRefusedError:
        return None
    read = reader.numbers - Counter(stretch.begun.numbers if stretch.begun else {})
    return read if read == Counter(stretch.numbers) else None


def _keep(reader: Reader, target: Path, size: int) -> None:
    with created(target) as file:
        for chunk in chunks(reader, size):
            if chunk.records:
                ensure_room(target.parent)
                keep(file, chunk)
            if chunk.fault is not None:
                raise FileRefusedError(chunk.fault)
