"""Cuts a large file into stretches, so that several processes read it side by side.

A file is cut after end tags of records, as bytes. That is where a parser would see one too, as long
as nothing but tags and text follows the header: a file with a comment, a processing instruction or
a CDATA section anywhere is not cut. Each stretch is then parsed as a document of its own, with the
start of the file before it. Where any of them turns out to be none, or to hold other records than
were counted here, the file is read from end to end instead, and told what is wrong with it.
"""

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from fla.doors.batch import contract
from fla.doors.batch.prolog import read_prolog
from fla.doors.batch.tree import Begun

STRETCH: Final = 3_500_000
"""Bytes of a stretch: about as many records as make one submission."""

_END: Final = f"</{contract.DECLARATION}>".encode()
_HEADER: Final = b"</Header>"
_TAGS: Final = {record: f"</{record}>".encode() for record in contract.RECORDS}
_MARKS: Final = {b"!": (b"<!--", b"<![CDATA["), b"?": (b"<?",)}
"""What begins a comment, a CDATA section, an instruction, by the rarest of its characters: none may
in a file that is cut."""
_NEAR: Final = 1 << 17
"""Bytes from the end within which a record nearly always ends."""


class Stretch(Struct, frozen=True, kw_only=True):
    """Some bytes of a file, and what came before them, unless they are its first.

    `numbers` are the records in it, by element name. `last`: the file ends with it.
    """

    offset: int
    length: int
    begun: Begun | None
    numbers: dict[str, int]
    last: bool


class UncutError(Exception):
    """A file that cannot be cut, or not surely where a parser would cut it."""


def stretches(path: Path, size: int = STRETCH) -> Iterator[Stretch]:
    """Cut a file into stretches of about so many bytes, in order.

    Raises UncutError, also after some, and FileRefusedError for what is no start of a file of ours.
    """
    with path.open("rb") as file:
        cutting = _Cutting(*_start(file))
        data = b""
        while read := file.read(size):
            data += read
            end = cutting.end(data) if len(read) == size else None
            if end is not None:
                yield cutting.stretch(data[:end], last=False)
                data = data[end:]
            elif len(data) > 2 * size:
                raise UncutError
        yield cutting.stretch(data, last=True)


def open_stretch(path: Path, stretch: Stretch) -> BinaryIO:
    """The bytes of a stretch, as a document that is complete but for what came before it."""
    with path.open("rb") as file:
        file.seek(stretch.offset)
        data = file.read(stretch.length)
    return io.BytesIO(data if stretch.last else data + _END)


def _start(file: BinaryIO) -> tuple[bytes, bytes]:
    """The bytes up to the end of the root's start tag, and from there to the end of the header."""
    prolog = read_prolog(file)
    file.seek(0)
    end = prolog.rest.find(_HEADER)
    # Ended in another way (`</Header >`), the header would reach into a record that names one.
    if end < 0 or end != prolog.rest.find(_HEADER[:-1]) or prolog.mark:
        raise UncutError
    return prolog.head, prolog.rest[: end + len(_HEADER)]


class _Cutting:
    """Counts what lies before the next stretch."""

    def __init__(self, head: bytes, header: bytes) -> None:
        self._head, self._header = head, header
        self._offset, self._line, self._column = 0, 1, 1
        self._numbers: Counter[str] = Counter()

    def end(self, data: bytes) -> int | None:
        """Where the last record ends in what follows, if one does near its end."""
        near = data[-_NEAR:]
        ends = [near.rfind(tag) + len(tag) for tag in _TAGS.values() if tag in near]
        return len(data) - len(near) + max(ends) if ends else None

    def stretch(self, data: bytes, *, last: bool) -> Stretch:
        """What follows, of which some is taken. Raises UncutError."""
        begun = self._begun() if self._offset else None
        if not _is_plain(data, 0 if begun else len(self._head)):
            raise UncutError
        numbers = {name: count for name, tag in _TAGS.items() if (count := data.count(tag))}
        made = Stretch(
            offset=self._offset, length=len(data), begun=begun, numbers=numbers, last=last
        )
        self._pass(data, numbers)
        return made

    def _begun(self) -> Begun:
        return Begun(
            head=self._head,
            header=self._header,
            offset=self._offset,
            line=self._line,
            column=self._column,
            position=self._numbers.total(),
            numbers=dict(self._numbers),
        )

    def _pass(self, data: bytes, numbers: dict[str, int]) -> None:
        self._offset += len(data)
        self._line += data.count(b"\n")
        last = data.rfind(b"\n")
        self._column = len(data) - last if last >= 0 else self._column + len(data)
        self._numbers.update(numbers)


def _is_plain(data: bytes, start: int) -> bool:
    """Whether there is nothing but tags and text from some place on."""
    return not any(
        data.find(rare, start) >= 0 and any(data.find(mark, start) >= 0 for mark in marks)
        for rare, marks in _MARKS.items()
    )
