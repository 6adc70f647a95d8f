"""A file of just the records that were rejected, as they stood, to be mended and sent again.

The records are copied, not read: what made one unreadable is in the copy, too. They are found by
their places among all records of the set, in a second pass through its parts.
"""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from lxml import etree
from lxml.etree import _Element
from msgspec.structs import replace

from fla.doors.batch import contract
from fla.doors.batch.decompress import open_part
from fla.doors.batch.markup import element, optional
from fla.doors.batch.reader import Header, Reader
from fla.filesets.names import RawName, take_apart
from fla.filesets.spool import RESEND

_START: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<{contract.DECLARATION} xmlns:xsi="{contract.XSI}"'
    f' xsi:noNamespaceSchemaLocation="{contract.DECLARATION_SCHEMA}">\n'
)
_END: Final = f"</{contract.DECLARATION}>\n"
_INHERITED: Final = f' xmlns:xsi="{contract.XSI}"'.encode()


def part_files(folder: Path, names: Iterable[str]) -> list[Path]:
    """The parts among the files of a set, in their order."""
    raws = [raw for raw in map(take_apart, names) if isinstance(raw, RawName)]
    parts = [raw for raw in raws if raw.direction == "FI"]
    return [folder / raw.name for raw in sorted(parts, key=lambda raw: int(raw.part))]


def make_resend(
    folder: Path, parts: Sequence[Path], places: Iterable[int], most: int, today: dt.date
) -> Path:
    """Leave in a set's folder the file of the records at some places; return its path.

    It stands there whole or not at all. Raises as `write_rejected`.
    """
    growing = folder / f"{RESEND}.part"
    descriptor = os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        write_rejected(file, parts, places, most, today)
        file.flush()
        os.fsync(file.fileno())
    return growing.rename(folder / RESEND)


def write_rejected(
    stream: BinaryIO, parts: Sequence[Path], places: Iterable[int], most: int, today: dt.date
) -> int:
    """Write the records at some places, from 1 and in order, of the parts of a set; how many.

    The header is the first part's, made today. Unpacked, a part takes at most so many bytes. Raises
    `OSError`, `FileRefusedError` and `UnpackingError` for parts that cannot be read.
    """
    wanted = iter(places)
    following = next(wanted, None)
    written = before = 0
    for part in parts:
        with open_part(part, most) as packed:
            reader = Reader(packed)
            if before == 0:
                stream.write(
                    (_START + _header(replace(reader.header, creation_date=today))).encode()
                )
            for place, record in _records(reader, before + 1):
                before = place
                if place == following:
                    stream.write(_copy(record))
                    written += 1
                    following = next(wanted, None)
    stream.write(_END.encode())
    return written


def _records(reader: Reader, first: int) -> Iterator[tuple[int, _Element]]:
    place = first
    for elements in reader.elements():
        for record in elements:
            yield place, record
            place += 1
        reader.text(place - first)  # which is kept until it is asked for


def _copy(record: _Element) -> bytes:
    """The record as it stood; what the root declares for all is not said again."""
    copied: bytes = etree.tostring(record, encoding="UTF-8", xml_declaration=False, with_tail=False)
    return copied.replace(_INHERITED, b"", 1) + b"\n"


def _header(header: Header) -> str:
    parts = (
        element("Sender", header.sender),
        element("CreationDate", header.creation_date.isoformat()),
        optional("Language", header.language),
    )
    return f"<Header>{''.join(parts)}</Header>\n"
