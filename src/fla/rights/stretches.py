"""Parallel contracts cut into stretches of days on which the same contracts are in force."""

from fractions import Fraction

import polars as pl

from fla.rights.totals import workers_where

_STRETCH = ["worker", "first"]
_WHOSE_SCALE = ["declared", "employment", "scale", "s", "days_per_week"]


def stretches(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stretches that do not overlap, by worker and first day; and the parts of their regimes.

    `lines` have first and last (day numbers) and their regime `q` / `whole`. A stretch has the
    scale of the latest line in force. Columns of the parts: worker, first, part, whole; parts of
    one stretch add up to full time at most: parallel contracts of different full-time weeks that
    stay below it are several.
    """
    known = lines.sort(_STRETCH)
    meets = (pl.col("worker") == pl.col("worker").shift(1)) & (
        pl.col("first") <= pl.col("last").shift(1)
    )
    parallel = workers_where(known, meets)
    if parallel.is_empty():
        return _as_they_stand(known)
    theirs = pl.col("worker").is_in(parallel.implode())
    alone, cut = _as_they_stand(known.filter(~theirs)), _cut(known.filter(theirs))
    return pl.concat([alone[0], cut[0]]).sort(_STRETCH), pl.concat([alone[1], cut[1]])


def _as_they_stand(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    parts = lines.select(
        *_STRETCH,
        part=pl.min_horizontal("q", "whole").cast(pl.Int64),
        whole=pl.col("whole").cast(pl.Int64),
    )
    return _columns(lines), parts


def _columns(stretches: pl.DataFrame) -> pl.DataFrame:
    return stretches.select(*_STRETCH, "last", "scale", "s", "days_per_week")


def _cut(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    days = _between_bounds(lines)
    in_force = (
        days.join(lines, on="worker", suffix="_of_line")
        .filter(
            (pl.col("first_of_line") <= pl.col("first"))
            & (pl.col("last_of_line") >= pl.col("last"))
        )
        .sort(*_STRETCH, *_WHOSE_SCALE)
    )
    latest = in_force.unique(_STRETCH, keep="last", maintain_order=True)
    added = in_force.group_by(*_STRETCH, "whole").agg(part=pl.col("q").cast(pl.Int64).sum())
    return _columns(latest), _at_most_full_time(added.with_columns(pl.col("whole").cast(pl.Int64)))


def _between_bounds(lines: pl.DataFrame) -> pl.DataFrame:
    """The days of each worker between one line's start or end and the next, gaps included."""
    bounds = pl.concat(
        lines.select("worker", first=day) for day in (pl.col("first"), pl.col("last") + 1)
    )
    following = pl.when(pl.col("worker") == pl.col("worker").shift(-1)).then(
        pl.col("first").shift(-1)
    )
    ordered = bounds.unique().sort(_STRETCH).with_columns(last=following - 1)
    return ordered.filter(pl.col("last").is_not_null())


def _at_most_full_time(added: pl.DataFrame) -> pl.DataFrame:
    """Parallel contracts add up to full time at most; different full-time weeks as fractions."""
    added = added.select(*_STRETCH, "part", "whole")
    alone = ~pl.struct(_STRETCH).is_duplicated()
    simple = added.filter(alone).with_columns(part=pl.min_horizontal("part", "whole"))
    if simple.height == added.height:
        return simple
    mixed = added.filter(~alone).group_by(_STRETCH).agg("part", "whole")
    pairs = mixed.select("part", "whole").iter_rows()
    full = pl.Series([sum(map(Fraction, *pair)) >= 1 for pair in pairs], dtype=pl.Boolean)
    below = mixed.filter(~full).explode("part", "whole")
    reached = mixed.filter(full).with_columns(pl.col("whole").list.max())
    return pl.concat([simple, below, reached.with_columns(part="whole")])
