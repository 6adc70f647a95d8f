"""One worker's occupations in few words, and his right as the formula gives it."""

import datetime as dt
from decimal import Decimal

import polars as pl

from fla.law.model import Choices
from fla.rights.formula import entitle
from tests.rights import careers as columns
from tests.rights.reference import Line, Scale, Suspension

FULL = 3800


def day(text: str) -> dt.date:
    """A date as day.month, of 2026, or day.month.year."""
    number, month, *year = map(int, text.split("."))
    return dt.date(year[0] if year else 2026, month, number)


def line(first: str, last: str = "", q: int = FULL, **others: int) -> Line:
    """An occupation line; `q` hundredths of an hour a week of a full-timer's 38 hours."""
    return Line(
        start=day(first),
        end=day(last) if last else None,
        q=q,
        employment=others.get("employment", 0),
        s=others.get("s", FULL),
        days_per_week=others.get("days_per_week", 500),
        scale=others.get("scale", 0),
    )


def suspension(first: str, last: str, kind: str, q: int | None = None) -> Suspension:
    return Suspension(employment=0, start=day(first), end=day(last), kind=kind, q=q)


def right(
    *lines: Line,
    days: str = "5",
    scales: tuple[Scale, ...] = (),
    suspensions: tuple[Suspension, ...] = (),
    choices: Choices | None = None,
    year: int = 2026,
) -> pl.DataFrame:
    """The one row of a worker; without scales the full-timer has so many days."""
    return entitle(
        columns.frame_of_lines([lines]),
        columns.frame_of_scales(scales or (Scale(int(Decimal(days) * 100)),)),
        year,
        choices or Choices(),
        columns.frame_of_suspensions([suspensions]),
    )


def amount(result: pl.DataFrame) -> Decimal:
    """The right in its unit, to four decimals."""
    assert result.height == 1
    return Decimal(result["entitled"].item()).scaleb(-4)
