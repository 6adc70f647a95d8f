"""Full suspensions: which months hold no day of effective work."""

import datetime as dt

import polars as pl

from fla.rights.calendar_year import FOREVER, clipped, within

_EMPLOYMENT = ["worker", "employment"]
_DAY = dt.timedelta(days=1)


def islands(suspensions: pl.DataFrame) -> pl.DataFrame:
    """Suspensions of each employment, joined where they overlap or follow each other."""
    ordered = suspensions.with_columns(pl.col("end").fill_null(FOREVER))
    ordered = ordered.filter(pl.col("start") <= pl.col("end")).sort(*_EMPLOYMENT, "start")
    reached = pl.col("end").cum_max().shift(1).over(_EMPLOYMENT)
    begins = (pl.col("start") > reached + _DAY).fill_null(value=True)
    return (
        ordered.with_columns(island=begins.cum_sum())
        .group_by(*_EMPLOYMENT, "island")
        .agg(pl.col("start").min(), pl.col("end").max())
        .drop("island")
    )


def suspended_days(pieces: pl.DataFrame, full: pl.DataFrame, year: int) -> pl.Series:
    """How many of the days (first to last) of each line's piece the employment was off entirely."""
    bounds = (
        islands(full)
        .filter(within(year))
        .select(*_EMPLOYMENT, *(day.name.prefix("off_") for day in clipped(year)))
    )
    overlap = (
        pl.min_horizontal("last", "off_last") - pl.max_horizontal("first", "off_first") + 1
    ).clip(0)
    off = pl.when(pl.col("off_first").is_not_null()).then(overlap).otherwise(0)
    return (
        pieces.with_row_index("piece")
        .join(bounds, on=_EMPLOYMENT, how="left", maintain_order="left")
        .group_by("piece", maintain_order=True)
        .agg(days_off=off.sum())["days_off"]
    )
