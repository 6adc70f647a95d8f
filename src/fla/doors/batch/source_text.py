"""The text of records, kept until they are answered: where in it an element begins.

The parser's tree knows lines alone, and those of start tags' ends. Of records with anomalies the
text is read once more, by a parser that tells at which byte each element begins.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final
from xml.parsers import expat

from msgspec import Struct

from fla.doors.batch import contract

_ROOT: Final = f"<{contract.DECLARATION}>".encode()  # which the end of a file closes
_FIRST: Final = re.compile(r"\[1\]")
_LINE_END: Final = re.compile(rb"\n")

Places = dict[str, tuple[int, int]]
"""Line and column, both from 1, of each element of a record, by its path below the record."""


class Extent(Struct, frozen=True, array_like=True):
    """Where some text stands in its file: from which byte on, how many bytes, which records.

    `first` is the place among the records of the first that begins in it; `line` and `column`, both
    from 1, are those of its first byte; columns count bytes.
    """

    offset: int
    length: int
    first: int
    line: int
    column: int


class Segment:
    """Some text of a file: at hand, or to be read from the file once it is asked for."""

    def __init__(self, extent: Extent, text: bytes | Path) -> None:
        self.extent = extent
        self._text = text

    @cached_property
    def _data(self) -> bytes:
        if isinstance(self._text, bytes):
            return self._text
        with self._text.open("rb") as file:
            file.seek(self.extent.offset)
            return file.read(self.extent.length)

    @cached_property
    def records(self) -> Sequence[Places]:
        """The places of all elements, record by record; none where one began before this text."""
        walk = _Walk()
        try:
            walk.parser.Parse(_ROOT, False)
            walk.parser.Parse(self._data, False)
        except expat.ExpatError:
            return ()
        return [self._places(offsets) for offsets in walk.records]

    def _places(self, offsets: dict[str, int]) -> Places:
        return {path: self._place(offset - len(_ROOT)) for path, offset in offsets.items()}

    def _place(self, offset: int) -> tuple[int, int]:
        lines = bisect_left(self._ends, offset)
        column = offset - self._ends[lines - 1] if lines else self.extent.column + offset
        return self.extent.line + lines, column

    @cached_property
    def _ends(self) -> list[int]:
        """Where lines end."""
        return [end.start() for end in _LINE_END.finditer(self._data)]


@lru_cache(maxsize=2)
def segment(path: Path, extent: Extent) -> Segment:
    """Some text of a file that stays as it is; the last ones are at hand."""
    return Segment(extent, path)


class SourceText:
    """The text of some records, which follow each other."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._firsts = [segment.extent.first for segment in segments]

    @property
    def extents(self) -> list[Extent]:
        """Where the text stands in its file, in order."""
        return [segment.extent for segment in self._segments]

    def place(self, position: int, below: str) -> tuple[int, int] | None:
        """Line and column of an element, by its record's place in the file and its path below it.

        The record's own where there is no such element; None where the text is not to be had.
        """
        index = bisect_right(self._firsts, position) - 1
        if index < 0:
            return None
        segment = self._segments[index]
        records = segment.records
        if position - segment.extent.first >= len(records):
            return None
        places = records[position - segment.extent.first]
        return places.get(_FIRST.sub("", below)) or places[""]


class _Walk:
    """Notes at which byte each element begins."""

    def __init__(self) -> None:
        self.records: list[dict[str, int]] = []
        self._path: list[str] = []
        self._seen: list[Counter[str]] = [Counter()]
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, _: object) -> None:
        depth = len(self._path)
        self._seen[depth][name] += 1
        number = self._seen[depth][name]
        self._path.append(name if number == 1 else f"{name}[{number}]")
        self._seen.append(Counter())
        if depth == 1:
            self.records.append({})
        if depth:
            path = "".join(f"/{step}" for step in self._path[2:])
            self.records[-1][path] = self.parser.CurrentByteIndex

    def _end(self, _: str) -> None:
        self._path.pop()
        self._seen.pop()
