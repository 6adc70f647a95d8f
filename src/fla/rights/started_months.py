"""Started months in closed form, from lines or stretches that do not overlap."""

import polars as pl

from fla.rights.calendar_year import clipped, month_of, within
from fla.rights.columns import sound


def spans_of_lines(lines: pl.DataFrame, year: int) -> pl.DataFrame:
    """SPANS of the year, one a line, from LINES by worker and start that do not overlap."""
    worked = lines.lazy().filter(within(year) & sound()).with_columns(*clipped(year))
    months = with_months(worked, year)
    return months.select(
        "worker",
        "months",
        effective=pl.col("months"),
        weight=pl.col("months"),
        part=pl.min_horizontal("q", "s").cast(pl.Int64),
        whole=pl.col("s").cast(pl.Int64),
        scale=pl.col("scale"),
        s=pl.col("s"),
        days_per_week=pl.col("days_per_week"),
    ).collect()


def spans_of_stretches(stretches: pl.DataFrame, more: pl.DataFrame, year: int) -> pl.DataFrame:
    """SPANS of the year, one a stretch; further parts of a regime count no month again."""
    spans = with_months(stretches.lazy(), year).with_columns(weight=pl.col("months")).collect()
    counted = spans.with_columns(effective=pl.col("months"))
    if more.is_empty():
        return counted
    parts = more.join(spans.drop("part", "whole"), on=["worker", "first"])
    again = parts.with_columns(pl.lit(0, pl.Int8).alias(name) for name in ("months", "effective"))
    return pl.concat([counted, again.select(counted.columns)]).sort("worker", "first")


def with_months(worked: pl.LazyFrame, year: int) -> pl.LazyFrame:
    """Add how many `months` each row determines; rows that determine none fall away.

    Rows stand by worker and have first and last (day numbers). A row determines the months it
    touches, except its last where the worker's next row starts in that same month: the regime on
    the last day worked in a month counts for the month. So every started month of the union of
    contracts counts once: C of the pro rata.
    """
    return (
        worked.with_columns(
            opening=month_of(pl.col("first"), year), closing=month_of(pl.col("last"), year)
        )
        .with_columns(months=pl.col("closing") - pl.col("opening") + 1 - _handed_on())
        .filter(pl.col("months") > 0)
    )


def _handed_on() -> pl.Expr:
    """Give 1 where the worker's next row starts in this row's last month."""
    same_worker = pl.col("worker") == pl.col("worker").shift(-1)
    same_month = pl.col("closing") == pl.col("opening").shift(-1)
    return (same_worker & same_month).fill_null(value=False).cast(pl.Int8)
