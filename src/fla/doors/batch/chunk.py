"""Cuts a file into chunks, each handed to the intake as one submission."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from fla.doors.batch.fault import FileFault, FileRefusedError
from fla.doors.batch.reader import Reader, Record
from fla.doors.batch.source_text import SourceText
from fla.intake.declaration import Unreadable

LARGEST_CHUNK = 16_777_216
"""Bytes of the file after which a chunk ends, however few its records: memory stays flat."""
MOST_WRONG: Final = 20_000
"""Anomalies of records that cannot be read, after which a chunk ends: all of them are told of."""


class Chunk(Struct, frozen=True):
    """Records in the order of the file, the bytes read so far, and why the file ended, if it did.

    A fault comes with the last chunk, which may be empty. `text` is that of the records, where it
    is at hand.
    """

    records: list[Record]
    bytes_read: int
    fault: FileFault | None = None
    text: SourceText | None = None


def chunks(reader: Reader, size: int) -> Iterator[Chunk]:
    """Chunks of `size` records at the most.

    A chunk ends early before a reference that it holds already (a submission may name an object
    once, and what a later record says of it comes after the earlier one), and when it is large or
    much is wrong with it.
    """
    chunk: list[Record] = []
    named: set[tuple[str, ...]] = set()
    start = wrong = 0
    try:
        for block in reader:
            start = start or reader.bytes_read
            for record in block:
                names = _names(record)
                large = reader.bytes_read - start > LARGEST_CHUNK or wrong > MOST_WRONG
                if chunk and (large or len(chunk) == size or not named.isdisjoint(names)):
                    yield _chunk(reader, chunk)
                    chunk, named, start, wrong = [], set(), reader.bytes_read, 0
                named.update(names)
                wrong += _wrong(record)
                chunk.append(record)
    except FileRefusedError as refused:
        yield _chunk(reader, chunk, refused.fault)
        return
    if chunk:
        yield _chunk(reader, chunk)


def _wrong(record: Record) -> int:
    declaration = record.declaration
    return len(declaration.anomalies) if isinstance(declaration, Unreadable) else 0


def _chunk(reader: Reader, records: list[Record], fault: FileFault | None = None) -> Chunk:
    text = reader.text(records[0].position) if records else None
    return Chunk(records, reader.bytes_read, fault, text)


def lanes(records: Sequence[Record], count: int) -> list[list[int]]:
    """The indexes of the records, in `count` lanes that may go side by side.

    All records of a worker keep to one lane and so to their order. Where one concerns a whole
    company, as an opt-out may, all of that company's keep to one.
    """
    companies = {
        record.declaration.enterprise_number
        for record in records
        if record.declaration.ssin is None
    }
    divided: list[list[int]] = [[] for _ in range(count)]
    for index, record in enumerate(records):
        number = record.declaration.enterprise_number
        together = number if number in companies else record.declaration.ssin or ""
        divided[zlib.crc32(together.encode()) % count].append(index)
    return [lane for lane in divided if lane]


def _names(record: Record) -> list[tuple[str, ...]]:
    """What the record's object is known by: its reference, and its id where that is given."""
    declaration = record.declaration
    if isinstance(declaration, Unreadable):
        return []
    names: list[tuple[str, ...]] = [
        (record.element, declaration.enterprise_number, declaration.reference)
    ]
    if declaration.target is not None:
        names.append((str(declaration.target),))
    return names
