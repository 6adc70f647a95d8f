"""Totals of workers over rows that stand in the order of worker, without grouping.

A worker's total is the running total at the last row less that at the previous worker's last row.
Running totals may pass 64 bits and wrap; differences stay right as long as each worker's own total
fits, and that is what the users of this module see to.
"""

from collections.abc import Mapping

import polars as pl

_AS_BEFORE = pl.col("worker") == pl.col("worker").shift(1)
_LAST = (pl.col("worker") != pl.col("worker").shift(-1)).fill_null(value=True)


def last_rows(rows: pl.DataFrame, keep: list[str], sums: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Each worker's last row: the columns to keep and the totals (64-bit) over all his rows."""
    running = rows.lazy().select(
        *keep, **{name: _wide(sums[name]).cum_sum() for name in sums}, is_last=_LAST
    )
    totals = running.filter("is_last").select(
        *keep, **{name: pl.col(name) - pl.col(name).shift(1, fill_value=0) for name in sums}
    )
    return totals.collect()


def on_each_row(total: pl.Expr) -> pl.Expr:
    """The total over the worker's rows, on every row of his."""
    running = _wide(total).cum_sum()
    before = pl.when(_AS_BEFORE).then(None).otherwise(running - _wide(total)).forward_fill()
    return pl.when(_LAST).then(running).otherwise(None).backward_fill() - before


def workers_where(rows: pl.DataFrame, flag: pl.Expr) -> pl.Series:
    """The workers, few as they should be, who have a row with the flag."""
    return rows.lazy().filter(flag).select("worker").unique().collect()["worker"]


def changes(*columns: str) -> pl.Expr:
    """Tell at which rows one of the columns differs from the same worker's row before."""
    differs = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in columns)
    return (_AS_BEFORE & differs).fill_null(value=False)


def _wide(amount: pl.Expr) -> pl.Expr:
    return amount.cast(pl.Int64)
