"""Workers with two full-time weeks in one year, brought to one denominator."""

import polars as pl

_LARGEST_FACTOR = 31_622
"""Two such factors stay below LARGEST_WHOLE of `amounts.py`."""


def with_common_whole(spans: pl.DataFrame, several: pl.Series) -> pl.DataFrame:
    """SPANS in which workers with two values of `whole` have their product instead, parts to match.

    To be looked for among the workers `several`. Those with more than two, or larger ones, are left
    as they are.
    """
    if several.is_empty():
        return spans
    whole = pl.col("whole")
    two = (pl.col("low") < pl.col("high")) & (pl.col("high") <= _LARGEST_FACTOR)
    theirs = (
        spans.lazy()
        .select("worker", "part", "whole")
        .with_row_index("row")
        .filter(pl.col("worker").is_in(several.implode()))
        .with_columns(low=whole.min().over("worker"), high=whole.max().over("worker"))
        .filter(two & _only_two().all().over("worker"))
        .select("row", part=pl.col("part") * _other(), whole=pl.col("low") * pl.col("high"))
        .collect()
    )
    return spans.with_columns(
        spans[name].scatter(theirs["row"], theirs[name]) for name in ("part", "whole")
    )


def _only_two() -> pl.Expr:
    return (pl.col("whole") == pl.col("low")) | (pl.col("whole") == pl.col("high"))


def _other() -> pl.Expr:
    """The other of the two values."""
    return pl.when(pl.col("whole") == pl.col("low")).then("high").otherwise("low")
