"""Parallel contracts cut into stretches of days on which the same contracts are in force."""

from fractions import Fraction

import polars as pl

from fla.rights.totals import workers_where

_STRETCH = ["worker", "first"]
_WHOSE_SCALE = ["declared", "employment", "scale", "s", "days_per_week"]
_PART = {"part": pl.Int64(), "whole": pl.Int64()}
_SAME_STRETCH_NEXT = (pl.col("worker") == pl.col("worker").shift(-1)) & (
    pl.col("first") == pl.col("first").shift(-1)
)


def stretches(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stretches that do not overlap, by worker and first day; and further parts of their regimes.

    `lines` have first and last (day numbers) and their regime `q` / `whole`. A stretch has the
    scale of the latest line in force, and `part` / `whole`, at most full time. Parallel contracts
    of different full-time weeks that stay below it do not add up in whole numbers: the first is the
    stretch's own, the others stand in the second frame (worker, first, part, whole).
    """
    known = lines.sort(_STRETCH)
    meets = (pl.col("worker") == pl.col("worker").shift(1)) & (
        pl.col("first") <= pl.col("last").shift(1)
    )
    parallel = workers_where(known, meets)
    if parallel.is_empty():
        return _as_they_stand(known), _no_more(known)
    theirs = pl.col("worker").is_in(parallel.implode())
    cut, more = _cut(known.filter(theirs))
    return pl.concat([_as_they_stand(known.filter(~theirs)), cut]).sort(_STRETCH), more


def _as_they_stand(lines: pl.DataFrame) -> pl.DataFrame:
    return _columns(lines.with_columns(part=pl.min_horizontal("q", "whole")))


def _columns(rows: pl.DataFrame) -> pl.DataFrame:
    parts = [pl.col(name).cast(kind) for name, kind in _PART.items()]
    return rows.select(*_STRETCH, "last", *parts, "scale", "s", "days_per_week")


def _no_more(lines: pl.DataFrame) -> pl.DataFrame:
    return _columns(lines.clear().with_columns(part="q")).select(*_STRETCH, *_PART)


def _cut(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    by_age = lines.sort("worker", *_WHOSE_SCALE)
    in_force = (
        _between_bounds(lines)
        .join(by_age, on="worker", suffix="_of_line", maintain_order="left_right")
        .filter(pl.col("first_of_line") <= pl.col("first"))
        .filter(pl.col("last_of_line") >= pl.col("last"))
    )
    latest = in_force.filter((~_SAME_STRETCH_NEXT).fill_null(value=True)).drop("whole")
    parts, more = _added(in_force)
    return _columns(latest.join(parts, on=_STRETCH)), more


def _between_bounds(lines: pl.DataFrame) -> pl.DataFrame:
    """The days of each worker between one line's start or end and the next, gaps included."""
    bounds = pl.concat(
        lines.select("worker", first=day) for day in (pl.col("first"), pl.col("last") + 1)
    ).sort(_STRETCH)
    distinct = bounds.filter((~_SAME_STRETCH_NEXT).fill_null(value=True))
    same_worker = pl.col("worker") == pl.col("worker").shift(-1)
    return distinct.with_columns(last=pl.col("first").shift(-1) - 1).filter(same_worker)


def _added(in_force: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One part of each stretch, full time at most, and the further parts where there are some."""
    whole = pl.col("whole")
    added = in_force.group_by(_STRETCH).agg(
        part=pl.col("q").cast(pl.Int64).sum(), whole=whole.min(), high=whole.max()
    )
    one_week = pl.col("whole") == pl.col("high")
    simple = added.filter(one_week).with_columns(part=pl.min_horizontal("part", "whole"))
    several = added.filter(~one_week).select(_STRETCH)
    first, more = _fractions(in_force.join(several, on=_STRETCH, how="semi"))
    schema = [pl.col(name).cast(kind) for name, kind in _PART.items()]
    both = [frame.select(*_STRETCH, *schema) for frame in (simple, first, more)]
    return pl.concat(both[:2]), both[2]


def _fractions(in_force: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Different full-time weeks: full time where the fractions reach it, else one part a week."""
    by_week = in_force.group_by(*_STRETCH, "whole").agg(part=pl.col("q").cast(pl.Int64).sum())
    listed = by_week.sort(*_STRETCH, "whole").group_by(_STRETCH).agg("part", "whole")
    pairs = listed.select("part", "whole").iter_rows()
    full = pl.Series([sum(map(Fraction, *pair)) >= 1 for pair in pairs], dtype=pl.Boolean)
    first = listed.with_columns(pl.col("part", "whole").list.first())
    capped = first.with_columns(part=pl.when(full).then("whole").otherwise("part"))
    rest = listed.filter(~full).with_columns(pl.col("part", "whole").list.slice(1))
    return capped, rest.explode("part", "whole")
