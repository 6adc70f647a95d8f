"""The regime of a period, read at the moments that count.

A moment is a stretch of days on which the same contracts are in force: the last day worked in the
period, its first, or, for the mean over the days worked, every stretch there is.
"""

from fractions import Fraction

import polars as pl

from fla.law.model import Choices

_PERIOD = ["worker", "period"]
_MOMENT = [*_PERIOD, "from", "to"]


def regimes_of_periods(pieces: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """Columns worker, period, part, whole: the regime as one or more parts that add up, at most 1.

    `pieces` have worker, period, first and last (day numbers), and their regime `q` / `whole`.
    """
    in_force = pieces.join(_moments(pieces, choices), on=_PERIOD).filter(
        (pl.col("first") <= pl.col("from")) & (pl.col("last") >= pl.col("to"))
    )
    added = in_force.group_by(*_MOMENT, "whole").agg(pl.col("q").cast(pl.Int64).sum())
    return _mean(_at_most_full_time(added))


def _moments(pieces: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    if choices.regime_in_month == "average":
        return _stretches(pieces)
    day = pl.col("last").max() if choices.regime_in_month == "lastDay" else pl.col("first").min()
    return pieces.group_by(_PERIOD).agg(day.alias("from")).with_columns(to="from")


def _stretches(pieces: pl.DataFrame) -> pl.DataFrame:
    """The days of each period between one line's start or end and the next."""
    bounds = pl.concat(
        pieces.select(*_PERIOD, **{"from": day}) for day in (pl.col("first"), pl.col("last") + 1)
    )
    return (
        bounds.unique()
        .sort(*_PERIOD, "from")
        .with_columns(to=pl.col("from").shift(-1).over(_PERIOD) - 1)
        .filter(pl.col("to").is_not_null())
    )


def _at_most_full_time(added: pl.DataFrame) -> pl.DataFrame:
    """Parallel contracts add up to full time at most; different full-time hours in fractions."""
    alone = pl.len().over(_MOMENT) == 1
    simple = added.filter(alone).with_columns(q=pl.min_horizontal("q", "whole"))
    if simple.height == added.height:
        return simple
    mixed = added.filter(~alone).group_by(_MOMENT).agg("whole", "q")
    full = pl.Series(
        [sum(map(Fraction, q, whole)) >= 1 for whole, q in mixed.select("whole", "q").iter_rows()],
        dtype=pl.Boolean,
    )
    below = mixed.filter(~full).explode("whole", "q")
    reached = mixed.filter(full).with_columns(pl.col("whole").list.max())
    capped = reached.with_columns(q=pl.col("whole").cast(pl.Int64))
    return pl.concat([frame.select(added.columns) for frame in (simple, below, capped)])


def _mean(parts: pl.DataFrame) -> pl.DataFrame:
    """The mean over the days of the moments, in lowest terms of the number of days."""
    days = pl.col("to") - pl.col("from") + 1
    worked = parts.select(_MOMENT).unique().group_by(_PERIOD).agg(worked=days.sum())
    sums = parts.group_by(*_PERIOD, "whole").agg(part=(pl.col("q") * days).sum())
    exact = pl.col("part") % pl.col("worked") == 0
    return sums.join(worked, on=_PERIOD).select(
        *_PERIOD,
        part=pl.when(exact).then(pl.col("part") // pl.col("worked")).otherwise("part"),
        whole=pl.when(exact).then(1).otherwise("worked") * pl.col("whole").cast(pl.Int64),
    )
