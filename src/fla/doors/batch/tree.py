"""The growing tree: a document parsed block by block, of which only the newest part is kept.

No event hooks on elements: they would take the interpreter's lock at each of them. A marker of our
own, put in right after the root's start tag, shows us the root; another at the end of the file
shows whether the document was complete.
"""

import re
from collections import deque
from typing import BinaryIO, cast

from lxml import etree
from lxml.etree import _Element
from msgspec import Struct

from fla.doors.batch import contract
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.name_watch import MOST_NAMES, NameWatch
from fla.doors.batch.place import line_of, split_name
from fla.doors.batch.prolog import Prolog, read_prolog
from fla.doors.batch.source_text import Extent, Segment, SourceText

BLOCK = 131_072
"""Bytes read at a time."""
LARGEST_RECORD = 1_048_576
"""Bytes within which a record must end."""

_MARK = b"<?fla?>"
_END_TAGS = tuple(f"</{record}>".encode() for record in contract.RECORDS)
_WHERE = re.compile(r", line \d+, column \d+$")
_WHITE = " \t\r\n"
_LONGEST_DETAIL = 200


class Begun(Struct, frozen=True, kw_only=True):
    """What came before a stretch of a file that is read without it.

    `head` ends with the root's start tag, `header` with the header record. `position` counts the
    records before the stretch, `numbers` those of each element; `offset`, `line` and `column` are
    where in the file its first byte stands.
    """

    head: bytes
    header: bytes
    offset: int
    line: int
    column: int
    position: int
    numbers: dict[str, int]


class GrowingTree:
    """The tree below `root`, of which the complete children may be taken and dropped.

    `fault` says why it `ended` before the end of the file, `bytes_read` counts what was taken from
    the stream. The last child stays until the end: the parser still hangs on to it. `shift` is what
    the file's line numbers are higher than the parser's.
    """

    def __init__(
        self, stream: BinaryIO, begun: Begun | None = None, names: NameWatch | None = None
    ) -> None:
        """Read the start of a document; raises `FileRefusedError` when it is none of ours.

        With `begun`, the stream is a stretch of one whose start was read before; `names` watches
        over several of them.
        """
        prolog = Prolog(begun.head, b"") if begun else read_prolog(stream)
        self.bytes_read = len(prolog.head) + len(prolog.rest)
        self.ended = False
        self.fault: FileFault | None = None
        self._stream = stream
        self._carry = prolog.rest
        self._line, self._column = 1, 1
        self._count(prolog.head)
        self._mark_line = self._line
        self._open_bytes = 0
        self._begun = 0
        self._segments: deque[Segment] = deque()
        self._usable: int | None = -1  # children that are complete: all but the last
        self._names = names or NameWatch()
        self._parser = _parser()
        self.root = self._start(prolog.head)
        self._offset, self.shift = prolog.mark + len(prolog.head), 0
        if begun:
            self._go_on(begun)

    def grow(self) -> None:
        """Parse one more block, or find the end of the file.

        Raises `FileRefusedError` where the names of elements are ever new.
        """
        data = self._next()
        if not data:
            self._finish()
            return
        extent = Extent(self._offset, len(data), self._begun, self._line, self._column)
        self._segments.append(Segment(extent, data))
        self._offset += len(data)
        before = len(self.root)
        try:
            self._parser.feed(data)
        except etree.XMLSyntaxError as error:
            self._stop(self._malformed(error))
        self._begun += len(self.root) - before
        self._count(data)
        self._refuse_instructions()
        self._refuse_large(len(data))
        self._refuse_names(data)

    def complete(self) -> list[_Element]:
        """The children of the root that are complete; text between them ends the file."""
        if _is_stray(self.root.text):
            self._stop(_stray(self.root.text, line_of(self.root)), 0)
        children = list(self.root)[: self._usable]
        for index, child in enumerate(children):
            if _is_stray(child.tail):
                self._stop(_stray_after(child), index + 1)
                return children[: index + 1]
        return children

    def drop(self, count: int) -> None:
        """Forget the first children, which are complete."""
        del self.root[:count]
        if self._usable is not None and self._usable > 0:
            self._usable -= count

    def text(self, position: int) -> SourceText:
        """The text of the root's children from the so-many-th on, the first being 0.

        That of those before it is forgotten.
        """
        while len(self._segments) > 1 and self._segments[1].extent.first <= position:
            self._segments.popleft()
        return SourceText([*self._segments])

    def _start(self, head: bytes) -> _Element:
        try:
            self._parser.feed(head + _MARK)
        except etree.XMLSyntaxError as error:
            raise FileRefusedError(self._malformed(error)) from None
        marks = self._instructions()
        if not marks:  # the parser saw something other than we did, and waits for its end
            raise FileRefusedError(FileFault(FaultKind.MALFORMED, 1, 1))
        mark = marks[-1]
        root = mark.getparent()
        if root is None:
            raise FileRefusedError(FileFault(FaultKind.NO_DECLARATION))
        root.remove(mark)
        _refuse_other_root(root)
        return root

    def _go_on(self, begun: Begun) -> None:
        """Be where the stretch begins; its header is the root's first child, as in a file."""
        try:
            self._parser.feed(begun.header)
        except etree.XMLSyntaxError as error:
            raise FileRefusedError(self._malformed(error)) from None
        self._count(begun.header)
        self._begun = 1 + begun.position
        self._offset, self.shift = begun.offset, begun.line - self._line
        self._line, self._column = begun.line, begun.column

    def _next(self) -> bytes:
        """A block of the file; it ends where a record does, if one does."""
        read = self._stream.read(BLOCK)
        self.bytes_read += len(read)
        data = self._carry + read
        ends = [data.rfind(tag) + len(tag) for tag in _END_TAGS if tag in data]
        end = max(ends) if read and ends else len(data)
        self._carry = data[end:]
        return data[:end]

    def _finish(self) -> None:
        """The end of the file: is it the end of the document?"""
        self.ended = True
        try:
            self._parser.feed(_MARK)
            marks = self._instructions()
            if marks and marks[-1].getparent() is None:
                self._usable = None
            self._parser.close()
        except etree.XMLSyntaxError as error:
            self._stop(self._malformed(error), self._usable)

    def _instructions(self) -> list[_Element]:
        return [cast("_Element", element) for _, element in self._parser.read_events()]

    def _refuse_instructions(self) -> None:
        for instruction in self._instructions():
            top = instruction
            while (parent := top.getparent()) is not None and parent is not self.root:
                top = parent
            if parent is not None:
                fault = _stray(repr(instruction), line_of(instruction))
                self._stop(fault, self.root.index(top))
                return

    def _refuse_large(self, fed: int) -> None:
        self._open_bytes = fed if len(self.root) > 1 else self._open_bytes + fed
        if self._open_bytes > LARGEST_RECORD and not self.ended:
            self._stop(FileFault(FaultKind.TOO_LARGE, self._latest, detail=str(LARGEST_RECORD)))

    def _refuse_names(self, data: bytes) -> None:
        if not self.ended and self._names.too_many(self.root, data):
            fault = FileFault(FaultKind.NAMES, self._latest, detail=str(MOST_NAMES))
            self._stop(fault)
            # Also to who reads the header alone: to whoever reads on, they are no longer new.
            raise FileRefusedError(fault)

    @property
    def _latest(self) -> int | None:
        return line_of(self.root[-1]) if len(self.root) else None

    def _stop(self, fault: FileFault, usable: int | None = -1) -> None:
        """End here; a last child with text after it was complete as well."""
        self.ended = True
        self.fault = fault
        if usable == -1 and len(self.root) and self.root[-1].tail is not None:
            usable = None
        self._usable = usable

    def _count(self, data: bytes) -> None:
        """Keep line and column, both from 1, of the end of what was fed."""
        last = data.rfind(b"\n")
        self._line += data.count(b"\n")
        self._column = len(data) - last if last >= 0 else self._column + len(data)

    def _malformed(self, error: etree.XMLSyntaxError) -> FileFault:
        line, column = error.position
        if line == self._mark_line:
            column -= len(_MARK)
        if self.ended:  # at the end of the file the parser may count our mark as well
            line, column = min((line, column), (self._line, self._column))
        return FileFault(FaultKind.MALFORMED, max(line, 1), max(column, 1), _detail(error))


def _parser() -> etree.XMLPullParser:
    """A parser that fetches nothing, allows nothing huge and keeps no table of ids (`xml:id`).

    Entities: with `resolve_entities=False` lxml 6.1 passes over an undeclared one in silence;
    without a DOCTYPE none can be declared, so resolving means refusing.
    """
    return etree.XMLPullParser(
        events=("pi",),
        encoding="utf-8",
        resolve_entities=True,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )


def _refuse_other_root(root: _Element) -> None:
    namespace, name = split_name(root.tag)
    if name != contract.DECLARATION:
        raise _refusal(FaultKind.ROOT, root, name)
    if namespace:
        raise _refusal(FaultKind.NAMESPACE, root, namespace)
    location = root.get(contract.SCHEMA_LOCATION)
    if location is None:
        raise _refusal(FaultKind.SCHEMA_MISSING, root, None)
    if location.strip().rpartition("/")[2] != contract.DECLARATION_SCHEMA:
        raise _refusal(FaultKind.SCHEMA_UNSUPPORTED, root, location)


def _refusal(kind: FaultKind, root: _Element, detail: str | None) -> FileRefusedError:
    shown = None if detail is None else detail[:_LONGEST_DETAIL]
    return FileRefusedError(FileFault(kind, line_of(root), detail=shown))


def _detail(error: etree.XMLSyntaxError) -> str:
    return _WHERE.sub("", error.msg or "").strip()[:_LONGEST_DETAIL]


def _is_stray(text: str | None) -> bool:
    return text is not None and text.strip(_WHITE) != ""


def _stray(text: str | None, line: int | None) -> FileFault:
    shown = (text or "").strip(_WHITE)[:_LONGEST_DETAIL]
    return FileFault(FaultKind.STRAY, line, detail=shown)


def _stray_after(child: _Element) -> FileFault:
    """Text after a child: its line is found from the element that follows it, if one does."""
    text = child.tail or ""
    following = child.getnext()
    if following is None:
        return _stray(text, None)
    blank = len(text) - len(text.lstrip(_WHITE))
    return _stray(text, line_of(following) - text[blank:].count("\n"))
