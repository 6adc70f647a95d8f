"""The text of records, kept until they are answered: where in it an element begins.

The parser's tree knows lines alone, and those of start tags' ends. Of records with anomalies the
text is read once more, by a parser that tells at which byte each element begins.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final
from xml.parsers import expat

from fla.doors.batch import contract

_ROOT: Final = f"<{contract.DECLARATION}>".encode()  # which the end of a file closes
_FIRST: Final = re.compile(r"\[1\]")

Places = dict[str, tuple[int, int]]
"""Line and column, both from 1, of each element of a record, by its path below the record."""


Packed = tuple[bytes, int, int, int]
"""A segment's text, the place of the first record that begins in it, its line and column."""


class Segment:
    """Some text of a file, and the place among the records of the first that begins in it.

    `line` and `column` are those of its first byte; columns count bytes.
    """

    def __init__(self, data: bytes, first: int, line: int, column: int) -> None:
        self.first = first
        self._data = data
        self._line = line
        self._column = column

    @property
    def packed(self) -> "Packed":
        """What it was made of, to be kept elsewhere."""
        return self._data, self.first, self._line, self._column

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
        line = self._line + self._data.count(b"\n", 0, offset)
        before = self._data.rfind(b"\n", 0, offset)
        column = offset - before if before >= 0 else self._column + offset
        return line, column


class SourceText:
    """The text of some records, which follow each other."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._firsts = [segment.first for segment in segments]

    def packed(self, positions: Iterable[int]) -> list[Packed]:
        """The segments that hold the records at some places, each once, in order."""
        indexes = {bisect_right(self._firsts, position) - 1 for position in positions}
        return [self._segments[index].packed for index in sorted(indexes) if index >= 0]

    def place(self, position: int, below: str) -> tuple[int, int] | None:
        """Line and column of an element, by its record's place in the file and its path below it.

        The record's own where there is no such element; None where the text is not to be had.
        """
        index = bisect_right(self._firsts, position) - 1
        if index < 0:
            return None
        segment = self._segments[index]
        records = segment.records
        if position - segment.first >= len(records):
            return None
        places = records[position - segment.first]
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
