"""The beginning of a file, judged as bytes before any XML parser sees it.

Whatever is not plainly a UTF-8 document without DOCTYPE is refused here, so that the parser is
never handed an entity to declare or an encoding to guess.
"""

import codecs
import re
from typing import BinaryIO

from msgspec import Struct

from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError

LONGEST = 65_536
"""Bytes within which the root's start tag must end; more is no header but an attack."""

_FOREIGN_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"<\x00": "UTF-16",
    b"\x00<": "UTF-16",
    b"\x00\x00": "UTF-32",
    b"\x4c\x6f\xa7\x94": "EBCDIC",
}
_DECLARATION = re.compile(rb"<\?xml\s[^?<>]*+\?>")
_ENCODING = re.compile(rb"\sencoding\s*=\s*[\"']([^\"']*)[\"']")
# XML 1.0, production 22 without doctypedecl. Possessive, so that no input makes it backtrack.
_MISC = re.compile(
    rb"(?:\s++|<!--(?:[^-]|-(?!-))*+-->|<\?(?!xml[\s?])(?:[^?]|\?(?!>))*+\?>)*+", re.IGNORECASE
)
_START_TAG = re.compile(
    rb"<[^\s<>/!?&\"'=]++(?:\s++[^\s<>/&\"'=]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+\s*+/?>"
)


class Prolog(Struct, frozen=True):
    """The document up to the end of the root's start tag, and what was read after it.

    `mark`: the bytes of a byte order mark before it.
    """

    head: bytes
    rest: bytes
    mark: int = 0


def read_prolog(stream: BinaryIO) -> Prolog:
    """Read up to the end of the root's start tag, without a byte order mark.

    Raises `FileRefusedError` for an empty file, another encoding than UTF-8, a DOCTYPE, and
    whatever else cannot be the start of an XML document.
    """
    read = _read(stream)
    data = read.removeprefix(codecs.BOM_UTF8)
    if not data.strip() and len(read) < LONGEST:
        raise FileRefusedError(FileFault(FaultKind.EMPTY))
    _refuse_foreign_marks(data)
    start = _refuse_other_encoding(data)
    root = _MISC.match(data, start)
    end = root.end() if root else start
    if data.startswith(b"<!DOCTYPE", end):
        raise FileRefusedError(FileFault(FaultKind.DOCTYPE, *position(data, end)))
    tag = _START_TAG.match(data, end)
    if tag is None:
        raise FileRefusedError(_no_start_tag(data, end))
    return Prolog(data[: tag.end()], data[tag.end() :], len(read) - len(data))


def position(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in UTF-8 text; columns count bytes."""
    before = data[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1


def _read(stream: BinaryIO) -> bytes:
    parts = []
    missing = LONGEST
    while missing > 0 and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _refuse_foreign_marks(data: bytes) -> None:
    for mark, encoding in _FOREIGN_MARKS.items():
        if data.startswith(mark):
            raise FileRefusedError(FileFault(FaultKind.ENCODING, 1, 1, encoding))


def _refuse_other_encoding(data: bytes) -> int:
    """The offset after the XML declaration; without one, XML is UTF-8 (XML 1.0, 4.3.3)."""
    declaration = _DECLARATION.match(data)
    if declaration is None:
        return 0
    encoding = _ENCODING.search(declaration[0])
    if encoding and encoding[1].upper() != b"UTF-8":
        name = encoding[1].decode("ascii", "replace")
        raise FileRefusedError(
            FileFault(FaultKind.ENCODING, *position(data, encoding.start(1)), name)
        )
    return declaration.end()


def _no_start_tag(data: bytes, offset: int) -> FileFault:
    if len(data) >= LONGEST - len(codecs.BOM_UTF8):
        return FileFault(FaultKind.TOO_LARGE, *position(data, offset), str(LONGEST))
    return FileFault(FaultKind.MALFORMED, *position(data, offset))
