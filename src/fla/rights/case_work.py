"""In which started months of a case somebody worked: those that were not wholly suspended."""

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Final

from fla.rights.case import Case, Occupation, Suspension
from fla.rights.situation import Asked

_OPEN: Final = dt.date.max
_MONTHS: Final = range(1, 13)


def effective_months(case: Case, applying: Sequence[Asked]) -> int | None:
    """Return the started months with a day of effective work, of all contracts together.

    None where no scale of the case asks for them: `applying` has what applies to each of its lines.
    """
    if all(applied.effective_months is None for _, applied in applying):
        return None
    left_out = case.choices.excluded_categories
    lines = [line for line in case.occupations if line.category not in left_out]
    full = [one for one in case.suspensions if one.kind == "full"]
    return sum(any(_worked(line, full, case.year, month) for line in lines) for month in _MONTHS)


def _worked(line: Occupation, full: Sequence[Suspension], year: int, month: int) -> bool:
    """Whether a line has more days in a month than its contract was suspended in them.

    Suspensions of one contract do not overlap.
    """
    last = calendar.monthrange(year, month)[1]
    start = max(line.start, dt.date(year, month, 1))
    end = min(line.end or _OPEN, dt.date(year, month, last))
    off = sum(
        _days(max(start, one.start), min(end, one.end or _OPEN))
        for one in full
        if one.contract in (None, line.contract)
    )
    return _days(start, end) > off


def _days(start: dt.date, end: dt.date) -> int:
    return max((end - start).days + 1, 0)
