"""Checks of form of a line of the head count. Pure, no I/O."""

import datetime as dt
import re
from decimal import Decimal

from fla.identifiers import Quarter, parse_quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import HeadCount
from fla.intake.shape_values import amount_fault, text_fault

FIRST_QUARTER = Quarter(2020, 4)
"""The first quarter of the reference period of 2022, the first year of the right."""

_QUARTER = re.compile(r"[0-9]{4}Q[1-4]")
_MOST = Decimal("9999999.99")
_CENT = Decimal("0.01")


def head_count_faults(head_count: HeadCount, today: dt.date, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of a line of the head count, as of `today`."""
    _quarter_fault(head_count.quarter, Quarter.of(today), found)
    adjusts = head_count.line == "adjustment"
    lowest = -_MOST if adjusts else Decimal(0)
    amount_fault(Field.HEAD_COUNT_FTE, head_count.fte, lowest, _MOST, _CENT, found)
    if adjusts and head_count.fte.is_zero():
        found.append(Anomaly(Field.HEAD_COUNT_FTE, Error.INVALID, str(head_count.fte), "≠ 0"))
    text_fault(Field.HEAD_COUNT_REASON, head_count.reason, 500, found, required=adjusts)


def quarter_of(text: str) -> Quarter | None:
    """The quarter that a head count names as `2025Q3`; None for anything else."""
    if not text.isascii() or _QUARTER.fullmatch(text) is None or not "1900" <= text < "3000":
        return None
    return parse_quarter(text)


def _quarter_fault(text: str, current: Quarter, found: list[Anomaly]) -> None:
    quarter = quarter_of(text)
    if quarter is None:
        found.append(Anomaly(Field.HEAD_COUNT_QUARTER, Error.INVALID, text))
    elif quarter < FIRST_QUARTER:
        first = str(FIRST_QUARTER)
        found.append(Anomaly(Field.HEAD_COUNT_QUARTER, Error.TOO_LOW, text, first))
    elif quarter > current:
        found.append(Anomaly(Field.HEAD_COUNT_QUARTER, Error.TOO_HIGH, text, str(current)))
