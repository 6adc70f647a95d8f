"""The month grid: for other days or periods than the last day of the month, and wholly suspended
months, no closed form tells a worker's months. Stretches are cut into their months."""

import polars as pl

from fla.law.model import Choices
from fla.rights.calendar_year import month_of, month_starts
from fla.rights.suspended import suspended_days

_MONTH = ["worker", "month"]
_PERIOD = ["worker", "period"]
_DAYS = pl.col("last") - pl.col("first") + 1


def cut_in_months(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """One row a month that each row touches; `first` and `last` become its days in that month."""
    starts = pl.lit(month_starts(year))
    opens, closes = starts.gather(pl.col("month") - 1), starts.gather(pl.col("month")) - 1
    months = pl.int_ranges(
        month_of(pl.col("first"), year), month_of(pl.col("last"), year) + 1, dtype=pl.Int8
    )
    return (
        rows.with_columns(month=months)
        .explode("month")
        .with_columns(
            first=pl.max_horizontal("first", opens), last=pl.min_horizontal("last", closes)
        )
    )


def spans_of_months(
    stretches: pl.DataFrame,
    more: pl.DataFrame,
    effective: pl.DataFrame | None,
    year: int,
    choices: Choices,
) -> pl.DataFrame:
    """SPANS of the year with `month`, one a month and part of its regime.

    `stretches` do not overlap, `more` are further parts of their regimes; `effective` tells by
    worker and month, 1 or 0, whether a day of it was not suspended. The first row of a month counts
    it.
    """
    parts = pl.concat([stretches.select(more.columns), more])
    cut = cut_in_months(stretches.drop("part", "whole").with_columns(stretch="first"), year)
    pieces = cut.sort(*_MONTH, "first")
    pieces = pieces.with_columns(_period(choices))
    every = pl.lit(1, pl.Int8)
    months = pieces.unique(_MONTH, keep="last", maintain_order=True)
    if effective is None:
        months = months.with_columns(effective=every)
    else:
        months = months.join(effective, on=_MONTH)
    weight = pl.col("effective") if choices.full_suspension == "prorated" else every
    spans = (
        months.with_columns(weight=weight)
        .join(_regimes(pieces, parts, choices), on=_PERIOD)
        .sort(*_MONTH, "whole")
    )
    first = pl.struct(_MONTH).is_first_distinct()
    return spans.with_columns(
        months=pl.when(first).then("weight").otherwise(0),
        effective=pl.when(first).then("effective").otherwise(0),
    )


def effective_months(
    lines: pl.DataFrame, suspensions: pl.DataFrame, year: int
) -> pl.DataFrame | None:
    """Columns worker, month, effective: 0 where every contract was suspended on all its days.

    None without full suspensions: every started month is one of effective work.
    """
    full = suspensions.filter(pl.col("kind") == "full")
    if full.is_empty():
        return None
    pieces = cut_in_months(lines, year)
    worked = pieces.with_columns(off=suspended_days(pieces, full, year)).with_columns(
        worked=pl.col("off") < _DAYS
    )
    return worked.group_by(_MONTH).agg(effective=pl.col("worked").any().cast(pl.Int8))


def _period(choices: Choices) -> pl.Expr:
    """The month, or the calendar quarter, over which one regime holds."""
    month = pl.col("month")
    return ((month - 1) // 3 if choices.regime_period == "quarter" else month).alias("period")


def _regimes(pieces: pl.DataFrame, parts: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """Columns worker, period, part, whole: the regime on the day chosen, or the mean of all days.

    The mean is in lowest terms of the number of days.
    """
    read = pieces.select(*_PERIOD, "stretch", days=_DAYS.cast(pl.Int64))
    if choices.regime_in_month != "average":
        ordered = read if choices.regime_in_month == "firstDay" else read.reverse()
        read = ordered.unique(_PERIOD, keep="first", maintain_order=True).with_columns(days=1)
    worked = read.group_by(_PERIOD).agg(worked=pl.col("days").sum())
    sums = (
        read.join(parts, left_on=["worker", "stretch"], right_on=["worker", "first"])
        .group_by(*_PERIOD, "whole")
        .agg(part=(pl.col("part") * pl.col("days")).sum())
        .join(worked, on=_PERIOD)
    )
    exact = pl.col("part") % pl.col("worked") == 0
    return sums.select(
        *_PERIOD,
        part=pl.when(exact).then(pl.col("part") // pl.col("worked")).otherwise("part"),
        whole=pl.when(exact).then(1).otherwise("worked") * pl.col("whole"),
    )
