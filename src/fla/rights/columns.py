"""The columns that go into the formula and come out of it: names, types, units."""

from collections.abc import Mapping

import polars as pl

LINES = {
    "worker": pl.Int64(),
    "employment": pl.Int64(),
    "start": pl.Date(),
    "end": pl.Date(),
    "q": pl.Int32(),
    "s": pl.Int32(),
    "days_per_week": pl.Int32(),
    "scale": pl.Int32(),
}
"""Occupation lines of workers with one employer: `start` and `end` are the first and the last day,
no `end` is an open line; `q` and `s` the mean working hours a week of the worker and of the
full-timer, `days_per_week` the days of the full-timer, all in hundredths; `scale` a row of SCALES.
`worker` is any key; `employment` need only be unique for its worker. A column `category` is needed
where the choices leave categories out. Callers refuse reversed lines and those with s or
days_per_week of zero; here they count as not there. q >= 0 is taken for granted."""

SCALES = {
    "scale": pl.Int32(),
    "full_time": pl.Int32(),
    "unit": pl.String(),
    "hours_per_day": pl.Int32(),
    "effective_months": pl.Int8(),
}
"""What applies: `full_time` hundredths of the `unit` ("day" or "hour") for a full-timer and a full
year, `hours_per_day` the row's own conversion in hundredths, `effective_months` the months of
effective work below which there is no right. `scale` counts from 0, below MOST_SCALES."""

MOST_SCALES = 1_000_000

SUSPENSIONS = {
    "worker": pl.Int64(),
    "employment": pl.Int64(),
    "start": pl.Date(),
    "end": pl.Date(),
    "kind": pl.String(),
    "q": pl.Int32(),
}
"""Suspensions of employments, `kind` "full" or "partial"; a partial one may have a `q` of its own
in hundredths of an hour a week."""

RESULT = {
    "worker": pl.Int64(),
    "scale": pl.Int32(),
    "unit": pl.String(),
    "full_time": pl.Int32(),
    "regime": pl.Int64(),
    "months": pl.Int8(),
    "entitled": pl.Int64(),
    "minutes_per_day": pl.Int32(),
    "mixed": pl.Boolean(),
}
"""One row a worker who worked in the year, by worker: scale, unit, full-timer's figure (hundredths)
and minutes a day of the last month; `regime` the mean of B over the months in hundred-millionths,
half up, for display; `months` C; `entitled` ten-thousandths of the unit; `mixed` tells that more
than one scale applied in the year."""

SPANS = {
    "worker": pl.Int64(),
    "months": pl.Int8(),
    "effective": pl.Int8(),
    "weight": pl.Int8(),
    "part": pl.Int64(),
    "whole": pl.Int64(),
    "scale": pl.Int32(),
    "s": pl.Int32(),
    "days_per_week": pl.Int32(),
}
"""What lies between the months and the amounts, in the order of worker and month: for `weight`
months a regime of `part` / `whole` under a `scale`. Parallel contracts with different full-time
hours give a month several rows, which add up; `months` (C) and `effective` months count it once.
`s` and `days_per_week` are those of the line whose scale it is."""


def typed(frame: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The columns of the schema in its types; raises polars' errors for others."""
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def sound() -> pl.Expr:
    """Tell which lines have a full-time week to divide by."""
    return (pl.col("s") > 0) & (pl.col("days_per_week") > 0)
