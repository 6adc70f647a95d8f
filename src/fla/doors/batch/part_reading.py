"""What is in the parts of a file set, read to the end before any of it is taken.

A file that is damaged half-way is refused as a whole: whoever sends a set has an answer to all of
it or to none.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from fla.doors.batch.decompress import UnpackingError, open_part
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.reader import Header, Reader
from fla.doors.batch.workplace import Part
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault
from fla.languages import Language


class Content(Struct, frozen=True, kw_only=True):
    """How many forms each part has, how many of all are employments, and the first language."""

    part_forms: list[int]
    employments: int
    language: Language | None


class Readings(Struct):
    """What was found in the parts that were read so far."""

    counts: list[Counter[str]] = []
    languages: list[Language | None] = []
    faults: list[Fault] = []

    def add(self, count: Counter[str], language: Language | None) -> None:
        """Note the forms of a part, by element name, and the language of its header."""
        self.counts.append(count)
        self.languages.append(language)

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


def read_parts(
    parts: Sequence[Part], enterprise_number: str, most: int
) -> tuple[Content, list[Fault]]:
    """Read each part of a set to its end; what is in them, and what is wrong with them.

    Each header must name the enterprise; unpacked, a part takes at most so many bytes.
    """
    readings = Readings()
    for part in parts:
        try:
            with open_part(part.path, most) as stream:
                reader = Reader(stream)
                readings.languages.append(reader.header.language)  # also where the rest is refused
                check_sender(reader.header, enterprise_number)
                readings.counts.append(reader.count())
        except (FileRefusedError, UnpackingError) as refused:
            readings.refuse(part, refused)
    return readings.content, readings.faults


def check_sender(header: Header, enterprise_number: str) -> None:
    """Check that a header names who hands the set in. Raises FileRefusedError."""
    if header.sender != enterprise_number:
        raise FileRefusedError(FileFault(FaultKind.SENDER, detail=header.sender))


def _fault(part: Part, refused: FileRefusedError | UnpackingError) -> Fault:
    if isinstance(refused, UnpackingError):
        return Fault(refused.code, part.path.name, detail=refused.detail)
    found = refused.fault
    code = FaultCode(found.kind)
    return Fault(code, part.path.name, found.line, found.column, found.detail)
