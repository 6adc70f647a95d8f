"""Where an anomaly stands in the file: the intake knows the field, not the element."""

from msgspec import Struct

from fla.doors.batch.layout import LAYOUTS, locate
from fla.doors.batch.reader import Record
from fla.doors.batch.source_text import SourceText
from fla.intake.anomaly import Anomaly


class Where(Struct, frozen=True):
    """The path from the root, and the line and column, from 1, on which the element begins.

    Without the text of the record the line is that of the record's start, or where its tag ends.
    """

    path: str
    line: int
    column: int | None = None


def where(anomaly: Anomaly, record: Record, text: SourceText | None) -> Where:
    """The place of the element at fault; the record's where no element is."""
    path = path_of(anomaly, record)
    place = text.place(record.position, path.removeprefix(record.path)) if text else None
    return Where(path, *(place or (anomaly.line or record.line,)))


def path_of(anomaly: Anomaly, record: Record) -> str:
    """The path from the root to the element at fault; the record's where no element is."""
    if anomaly.path:
        return anomaly.path
    layout = LAYOUTS.get(record.element)
    below = locate(layout, anomaly.field) if layout else None
    return f"{record.path}/{below}" if below else record.path
