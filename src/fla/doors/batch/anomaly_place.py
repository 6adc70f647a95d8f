"""Where an anomaly stands in the file: the intake knows the field, not the element."""

from fla.doors.batch.layout import LAYOUTS, locate
from fla.doors.batch.reader import Record
from fla.intake.anomaly import Anomaly


def path_of(anomaly: Anomaly, record: Record) -> str:
    """The path from the root to the element at fault; the record's where no element is."""
    if anomaly.path:
        return anomaly.path
    layout = LAYOUTS.get(record.element)
    below = locate(layout, anomaly.field) if layout else None
    return f"{record.path}/{below}" if below else record.path
