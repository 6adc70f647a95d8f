"""Started months in closed form, for workers whose lines do not overlap."""

import polars as pl

from fla.rights.calendar_year import clipped, month_of, within


def spans_of_lines(lines: pl.DataFrame, year: int) -> pl.DataFrame:
    """SPANS of the year, one a line, from LINES in the order of worker and start.

    A line determines the months it touches, except its last where the worker's next line starts in
    that same month: the regime on the last day worked in a month counts for the month. Every
    started month of the union counts once (domain: C of the pro rata, Act of 3 October 2022,
    article 50).
    """
    months = (
        lines.lazy()
        .filter(within(year))
        .with_columns(*clipped(year))
        .with_columns(
            opening=month_of(pl.col("first"), year), closing=month_of(pl.col("last"), year)
        )
        .with_columns(months=pl.col("closing") - pl.col("opening") + 1 - _handed_on())
        .filter(pl.col("months") > 0)
    )
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


def _handed_on() -> pl.Expr:
    """Give 1 where the worker's next line starts in this line's last month."""
    same_worker = pl.col("worker") == pl.col("worker").shift(-1)
    same_month = pl.col("closing") == pl.col("opening").shift(-1)
    return (same_worker & same_month).fill_null(value=False).cast(pl.Int8)
