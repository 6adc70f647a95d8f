"""The form of a line of a quarter's head count."""

from decimal import Decimal
from typing import Final, get_args

from fla.doors.portal.posted import Form
from fla.doors.portal.reader import Reading
from fla.intake.anomaly import Anomaly, Field
from fla.intake.declaration import HeadCount, HeadCountLine
from fla.rights.year_model import CountLine

CONTROLS: Final[dict[Field, str]] = {
    Field.HEAD_COUNT_QUARTER: "quarter",
    Field.HEAD_COUNT_LINE: "line",
    Field.HEAD_COUNT_FTE: "fte",
    Field.HEAD_COUNT_REASON: "reason",
}

_LINES: tuple[HeadCountLine, ...] = get_args(HeadCountLine)


def read_head_count(form: Form) -> HeadCount | tuple[Anomaly, ...]:
    """Return the line a form describes, or what in it cannot be understood."""
    reading = Reading(form)
    head_count = HeadCount(
        quarter=reading.needed_text("quarter", Field.HEAD_COUNT_QUARTER),
        line=reading.needed_code("line", Field.HEAD_COUNT_LINE, _LINES),
        fte=reading.needed_amount("fte", Field.HEAD_COUNT_FTE),
        reason=reading.text("reason"),
    )
    return tuple(reading.anomalies) or head_count


def head_count_values(line: CountLine) -> dict[str, str]:
    """Return what the form shows to correct a registered line."""
    return {
        "quarter": line.quarter,
        "line": line.line,
        "fte": written(line.fte),
        "reason": line.reason or "",
    }


def written(amount: Decimal) -> str:
    """Return an amount as a form shows it, without idle zeros."""
    return f"{amount.normalize():f}"
