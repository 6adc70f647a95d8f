"""The calendar quarter, `2026Q1`: the period by which trainings are declared.

Written as `YearQuarter` of Belgif openapi-time.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from fla.identifiers.digits import compact
from fla.identifiers.fault import Fault, IdentifierError

SUBJECT = "quarter"
FIRST_YEAR = 1900
LAST_YEAR = 2999
_WRITTEN = re.compile(r"[0-9]{4}Q[0-9]")
_IN_RANGE = re.compile(r"(?:19|2[0-9])[0-9]{2}Q[1-4]")
# Q, T (trimestre) or K (kwartaal), before or after the year; after it the letter may be missing.
_TYPED = re.compile(r"(?P<year>[0-9]{4})[QTK]?(?P<number>[0-9])|[QTK](?P<n>[0-9])(?P<y>[0-9]{4})")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter, 1 to 4, of a year, 1900 to 2999; `IdentifierError` beyond. Ordered by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.number <= 4):
            raise IdentifierError(SUBJECT, Fault.RANGE)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter in which a day falls."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        """The day the quarter begins."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        """The day the quarter ends."""
        return _last_day_of_month(self.year, self.number * 3)

    @property
    def declaration_deadline(self) -> date:
        """The last day of the month after the quarter: 30 April 2025 for 2025Q1.

        Until that day inclusive a training of the quarter is declared in time: the term that the
        federal learning account set for the fourth quarter of 2024 and those after it.
        """
        if self.number == 4:
            return date(self.year + 1, 1, 31)
        return _last_day_of_month(self.year, self.number * 3 + 1)

    def next(self) -> Self:
        """Return the quarter after this one."""
        years, quarter = divmod(self.number, 4)
        return type(self)(self.year + years, quarter + 1)

    def previous(self) -> Self:
        """Return the quarter before this one."""
        if self.number == 1:
            return type(self)(self.year - 1, 4)
        return type(self)(self.year, self.number - 1)


def _last_day_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def quarter_fault(text: str | None) -> Fault | None:
    """Say what is wrong with a quarter written `2026Q1`, or None when nothing is."""
    if text is None or not text or text.isspace():
        return Fault.ABSENT
    if _IN_RANGE.fullmatch(text):
        return None
    return Fault.RANGE if _WRITTEN.fullmatch(text) else Fault.FORMAT


def parse_quarter(text: str | None) -> Quarter:
    """Return the quarter typed as `2026Q1`, `2026/1`, `T1 2026` or the like.

    Raises `IdentifierError`: `ABSENT`, `FORMAT` or, for a year or quarter out of bounds, `RANGE`.
    """
    typed = compact(text).upper()
    match = _TYPED.fullmatch(typed)
    if match is None:
        raise IdentifierError(SUBJECT, Fault.FORMAT if typed else Fault.ABSENT)
    return Quarter(int(match["year"] or match["y"]), int(match["number"] or match["n"]))
