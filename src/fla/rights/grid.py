"""The month grid: workers whose months no closed form can tell.

Parallel contracts, career breaks, suspensions, and the choices of another day or period than the
last day of the month. Each line is cut into its months; the regime of a period (month or quarter)
is read at the moments that count.
"""

import polars as pl

from fla.law.model import Choices
from fla.rights.calendar_year import clipped, month_of, month_starts, within
from fla.rights.columns import SPANS, typed
from fla.rights.moments import regimes_of_periods
from fla.rights.suspended import with_effective

_MONTH = ["worker", "month"]


def spans_of_months(
    lines: pl.DataFrame, suspensions: pl.DataFrame, year: int, choices: Choices
) -> pl.DataFrame:
    """SPANS of the year with `month`, by worker and month, from lines with their regimes.

    A month has several rows where parallel contracts of different full-time hours stay under full
    time: parts that add up; the first of them counts the month.
    """
    pieces = _cut_in_months(lines.filter(within(year)), year).with_columns(_period(choices))
    pieces = with_effective(pieces, suspensions, year)
    regimes = regimes_of_periods(pieces, choices)
    spans = _months(pieces, choices).join(regimes, on=["worker", "period"])
    spans = spans.sort(*_MONTH, "whole", "part")
    first = pl.struct(_MONTH).is_first_distinct()
    counted = {
        name: pl.when(first).then(of).otherwise(0)
        for name, of in (("months", pl.col("weight")), ("effective", pl.col("effective")))
    }
    return typed(spans.with_columns(**counted), {**SPANS, "month": pl.Int8()})


def _cut_in_months(lines: pl.DataFrame, year: int) -> pl.DataFrame:
    """One row a line and month it touches; `first` and `last` are its days in that month."""
    starts = pl.lit(month_starts(year))
    opens, closes = starts.gather(pl.col("month") - 1), starts.gather(pl.col("month")) - 1
    months = pl.int_ranges(
        month_of(pl.col("first"), year), month_of(pl.col("last"), year) + 1, dtype=pl.Int8
    )
    return (
        lines.with_columns(*clipped(year))
        .with_columns(month=months)
        .explode("month")
        .with_columns(
            first=pl.max_horizontal("first", opens), last=pl.min_horizontal("last", closes)
        )
    )


def _period(choices: Choices) -> pl.Expr:
    """The month, or the calendar quarter, over which one regime holds."""
    month = pl.col("month")
    return ((month - 1) // 3 if choices.regime_period == "quarter" else month).alias("period")


def _months(pieces: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """One row a started month: the scale of the latest line in force on its last day worked."""
    latest = ["last", "declared", "employment", "scale", "s", "days_per_week"]
    months = (
        pieces.with_columns(pl.col("effective").max().over(_MONTH))
        .sort(*_MONTH, *latest)
        .unique(_MONTH, keep="last", maintain_order=True)
    )
    every = pl.lit(1, pl.Int8)
    weight = pl.col("effective") if choices.full_suspension == "prorated" else every
    return months.select(
        *_MONTH, "period", "effective", "scale", "s", "days_per_week", weight=weight
    )
