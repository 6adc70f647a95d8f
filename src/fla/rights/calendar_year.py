"""Days of a calendar year as whole numbers: 0 is 1 January, months are 1 to 12."""

import datetime as dt
from functools import cache

import polars as pl

_EPOCH = dt.date(1970, 1, 1)
FOREVER = dt.date(9999, 12, 31)


def first_day(year: int) -> int:
    """1 January as polars counts dates: days since 1970."""
    return (dt.date(year, 1, 1) - _EPOCH).days


def length(year: int) -> int:
    """365 or 366."""
    return first_day(year + 1) - first_day(year)


@cache
def month_starts(year: int) -> pl.Series:
    """The day number of the first of each month; item 0 is January, item 12 the year's end."""
    days = [(dt.date(year, month, 1) - _EPOCH).days for month in range(1, 13)]
    return pl.Series([*days, first_day(year + 1)], dtype=pl.Int32) - first_day(year)


@cache
def months_by_day(year: int) -> pl.Series:
    """The month of each day of the year."""
    start = dt.date(year, 1, 1)
    months = [(start + dt.timedelta(days=day)).month for day in range(length(year))]
    return pl.Series(months, dtype=pl.Int8)


def month_of(day: pl.Expr, year: int) -> pl.Expr:
    """The month of a day number."""
    return pl.lit(months_by_day(year)).gather(day)


def within(year: int) -> pl.Expr:
    """Tell which lines, from `start` to `end` or open, have a day in the year."""
    start, end = pl.col("start"), pl.col("end")
    opens, closes = dt.date(year, 1, 1), dt.date(year, 12, 31)
    open_or_later = end.is_null() | (end >= pl.max_horizontal(start, pl.lit(opens)))
    return (start <= closes) & open_or_later


def clipped(year: int) -> tuple[pl.Expr, pl.Expr]:
    """The `first` and `last` day number of such lines in the year."""
    zero, final = first_day(year), length(year) - 1
    first = (pl.col("start").to_physical() - zero).clip(0, final)
    last = (pl.col("end").to_physical() - zero).clip(0, final).fill_null(final)
    return first.alias("first"), last.alias("last")
