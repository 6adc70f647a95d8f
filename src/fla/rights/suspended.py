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


def with_effective(pieces: pl.DataFrame, suspensions: pl.DataFrame, year: int) -> pl.DataFrame:
    """Add `effective` to pieces of lines (day numbers first to last): 0 if wholly suspended."""
    full = suspensions.filter(pl.col("kind") == "full")
    if full.is_empty():
        return pieces.with_columns(effective=pl.lit(1, pl.Int8))
    full = islands(full).filter(within(year))
    bounds = full.select(*_EMPLOYMENT, *(day.name.prefix("off_") for day in clipped(year)))
    overlap = (
        pl.min_horizontal("last", "off_last") - pl.max_horizontal("first", "off_first") + 1
    ).clip(0)
    suspended = pl.when(pl.col("off_first").is_not_null()).then(overlap).otherwise(0)
    off = (
        pieces.with_row_index("piece")
        .join(bounds, on=_EMPLOYMENT, how="left", maintain_order="left")
        .group_by("piece", maintain_order=True)
        .agg(days_off=suspended.sum())
    )
    worked = pl.col("last") - pl.col("first") + 1
    return (
        pieces.with_columns(off["days_off"])
        .with_columns(effective=(worked > pl.col("days_off")).cast(pl.Int8))
        .drop("days_off")
    )
