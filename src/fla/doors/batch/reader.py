"""Reads a declaration file as a stream: records come out in blocks, memory stays flat."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from lxml.etree import _Element
from msgspec import Struct
from msgspec.structs import replace

from fla.doors.batch import contract
from fla.doors.batch.diagnosis import diagnose, unknown_record
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.layout import LAYOUTS
from fla.doors.batch.name_watch import NameWatch
from fla.doors.batch.place import line_of
from fla.doors.batch.source_text import SourceText
from fla.doors.batch.translate import translate
from fla.doors.batch.tree import Begun, GrowingTree
from fla.doors.batch.value_faults import log_entries
from fla.intake.declaration import AnyDeclaration, Outcome, Unreadable
from fla.languages import Language


class Header(Struct, frozen=True, rename="pascal"):
    """Who sent the file, by enterprise number, when it was made, and the sender's language."""

    sender: str
    creation_date: dt.date
    language: Language | None = None


class Record(Struct, frozen=True):
    """One record of a file: what it declares and where it stands.

    `position` counts all records and `number` those with the same element name; both, and `line`,
    count from 1. `outcome` is that of a record of a snapshot that says nothing new: it has its
    answer before the intake sees it.
    """

    position: int
    element: str
    number: int
    line: int
    declaration: AnyDeclaration
    outcome: Outcome | None = None

    @property
    def path(self) -> str:
        """The path from the root, for example `/LearningAccountDeclaration/Training[12]`."""
        return record_path(self.element, self.number)


def record_path(element: str, number: int) -> str:
    """The path of the record that is the so-many-th with that element name."""
    return f"/{contract.DECLARATION}/{element}[{number}]"


class Reader:
    """A declaration file, read while it is iterated over; one reader belongs to one thread."""

    def __init__(
        self, stream: BinaryIO, begun: Begun | None = None, names: NameWatch | None = None
    ) -> None:
        """Read the header; raises `FileRefusedError` when there is none or it is not ours.

        With `begun`, the stream is a stretch of a file, and its records bear the numbers and lines
        that they have there. `names` watches over the names of several stretches.
        """
        self._tree = GrowingTree(stream, begun, names)
        self._blocks = contract.block_schema()
        self._records = contract.schema(contract.RECORD_SCHEMA)
        self._values = contract.value_schema()
        self._numbers = Counter(begun.numbers if begun else None)
        self._position = begun.position if begun else 0
        self.header = self._read_header()

    @property
    def numbers(self) -> Counter[str]:
        """How many records there are up to here, by element name."""
        return self._numbers

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the stream so far."""
        return self._tree.bytes_read

    def text(self, position: int) -> SourceText:
        """The text of the records from a position on; that of those before it is forgotten."""
        return self._tree.text(position)  # the header is the root's first child, of number 0

    def __iter__(self) -> Iterator[list[Record]]:
        """The records in the order of the file, some hundred at a time.

        Raises `FileRefusedError` where the file cannot be read further; the records before that
        place have been handed out by then.
        """
        for elements in self.elements():
            yield self._take(elements)

    def elements(self) -> Iterator[list[_Element]]:
        """The records as they stand, in blocks; those of a block are gone once the next is asked.

        Raises `FileRefusedError` as the records do.
        """
        tree, empty = self._tree, self._position == 0
        while True:
            elements = tree.complete()
            if elements:
                empty = False
                yield elements
                tree.drop(len(elements))
            if tree.ended:
                break
            tree.grow()
        if tree.fault is not None:
            raise FileRefusedError(tree.fault)
        if empty:
            raise FileRefusedError(FileFault(FaultKind.NO_DECLARATION))

    def _read_header(self) -> Header:
        tree = self._tree
        while not (elements := tree.complete()) and not tree.ended:
            tree.grow()
        if not elements:
            raise FileRefusedError(tree.fault or FileFault(FaultKind.NO_DECLARATION))
        element = elements[0]
        if element.tag != "Header":
            raise _refused_header(element, "Header")
        if not self._records.validate(element):
            entries = log_entries(self._records)
            names = {str(entry.path).rpartition("/")[2] for entry in entries}
            raise _refused_header(element, ", ".join(sorted(names)))
        texts = {child.tag: (child.text or "").strip() for child in element}
        tree.drop(1)
        return msgspec.convert(texts, Header)

    def _take(self, elements: list[_Element]) -> list[Record]:
        """Judge a block at once; only where something is wrong, each record for itself."""
        sound = self._blocks.validate(self._tree.root)
        return [self._record(element, sound) for element in elements]

    def _record(self, element: _Element, sound: bool) -> Record:
        name = str(element.tag)
        self._position += 1
        self._numbers[name] += 1
        number = self._numbers[name]
        line = line_of(element) + self._tree.shift
        declaration = self._declaration(element, name, number, sound)
        return Record(self._position, name, number, line, declaration)

    def _declaration(
        self, element: _Element, name: str, number: int, sound: bool
    ) -> AnyDeclaration:
        if sound:
            return translate(element)
        if name not in LAYOUTS:
            return self._shifted(unknown_record(element, record_path(name, number)))
        if self._records.validate(element):
            return translate(element)
        entries = log_entries(self._records)
        path = record_path(name, number)
        return self._shifted(diagnose(element, path, entries, self._values))

    def _shifted(self, declaration: Unreadable) -> Unreadable:
        """What is wrong with a record, on the lines of the file."""
        shift = self._tree.shift
        return replace(
            declaration,
            anomalies=tuple(
                one if one.line is None else replace(one, line=one.line + shift)
                for one in declaration.anomalies
            ),
        )


def _refused_header(element: _Element, detail: str) -> FileRefusedError:
    return FileRefusedError(FileFault(FaultKind.HEADER, line_of(element), detail=detail))
