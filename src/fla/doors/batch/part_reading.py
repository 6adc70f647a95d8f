"""What is in the parts of a file set, read to the end before any of it is taken.

A file that is damaged half-way is refused as a whole: whoever sends a set has an answer to all of
it or to none.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from fla.doors.batch.decompress import UnpackingError, open_part
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.reader import Reader
from fla.doors.batch.workplace import Part
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault
from fla.languages import Language


class Content(Struct, frozen=True, kw_only=True):
    """How many forms each part has, how many of all are employments, and the first language."""

    part_forms: list[int]
    employments: int
    language: Language | None


def read_parts(
    parts: Sequence[Part], enterprise_number: str, most: int
) -> tuple[Content, list[Fault]]:
    """Read each part of a set to its end; what is in them, and what is wrong with them.

    Each header must name the enterprise; unpacked, a part takes at most so many bytes.
    """
    counts: list[Counter[str]] = []
    languages: list[Language | None] = []
    faults: list[Fault] = []
    for part in parts:
        try:
            count, language = _read(part, enterprise_number, most)
        except (FileRefusedError, UnpackingError) as refused:
            faults.append(_fault(part, refused))
        else:
            counts.append(count)
            languages.append(language)
    content = Content(
        part_forms=[count.total() for count in counts],
        employments=sum(count["Employment"] for count in counts),
        language=next(filter(None, languages), None),
    )
    return content, faults


def _read(part: Part, enterprise_number: str, most: int) -> tuple[Counter[str], Language | None]:
    with open_part(part.path, most) as stream:
        reader = Reader(stream)
        header = reader.header
        if header.sender != enterprise_number:
            raise FileRefusedError(FileFault(FaultKind.SENDER, detail=header.sender))
        return reader.count(), header.language


def _fault(part: Part, refused: FileRefusedError | UnpackingError) -> Fault:
    if isinstance(refused, UnpackingError):
        return Fault(refused.code, part.path.name, detail=refused.detail)
    found = refused.fault
    code = FaultCode(found.kind)
    return Fault(code, part.path.name, found.line, found.column, found.detail)
