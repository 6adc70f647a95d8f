"""Parallel contracts cut into stretches of days on which the same contracts are in force."""

from fractions import Fraction

import polars as pl

from fla.rights.totals import workers_where

_STRETCH = ["worker", "first"]
_WHOSE_SCALE = ["declared", "employment", "scale", "s", "days_per_week"]
_PART = {"part": pl.Int64(), "whole": pl.Int64()}
_WORKER, _FIRST = pl.col("worker"), pl.col("first")
_AS_BEFORE = (_WORKER.shift(1) == _WORKER) & (_FIRST.shift(1) == _FIRST)
_LAST_ROW = ~((_WORKER.shift(-1) == _WORKER) & (_FIRST.shift(-1) == _FIRST)).fill_null(value=False)


def stretches(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stretches that do not overlap, by worker and first day; and further parts of their regimes.

    `lines` have first and last (day numbers) and their regime `q` / `whole`. A stretch has the
    scale of the latest line in force, and `part` / `whole`, at most full time. Parallel contracts
    of different full-time weeks that stay below it do not add up in whole numbers: the first is the
    stretch's own, the others stand in the second frame (worker, first, part, whole).
    """
    known = lines.select(*_STRETCH, "last", "q", "whole", *_WHOSE_SCALE).sort(_STRETCH)
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
    return rows.select(*_STRETCH, "last", *_whole_numbers(), "scale", "s", "days_per_week")


def _whole_numbers() -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in _PART.items()]


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
    return _added(in_force)


def _between_bounds(lines: pl.DataFrame) -> pl.DataFrame:
    """The days of each worker between one line's start or end and the next, gaps included."""
    bounds = pl.concat(
        lines.select("worker", first=day) for day in (pl.col("first"), pl.col("last") + 1)
    ).sort(_STRETCH)
    distinct = bounds.filter(_LAST_ROW)
    same_worker = pl.col("worker") == pl.col("worker").shift(-1)
    return distinct.with_columns(last=pl.col("first").shift(-1) - 1).filter(same_worker)


def _added(in_force: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The latest line of each stretch with one part of the regime, and the further parts.

    Lines stand by stretch and age; the sum of a stretch is the running sum at its last line less
    that before it.
    """
    another_week = (_AS_BEFORE & (pl.col("whole") != pl.col("whole").shift(1))).fill_null(
        value=False
    )
    sums = {"part": pl.col("q").cast(pl.Int64), "weeks": another_week.cast(pl.Int64)}
    running = in_force.with_columns(**{name: of.cum_sum() for name, of in sums.items()})
    latest = running.filter(_LAST_ROW).with_columns(
        pl.col(name) - pl.col(name).shift(1, fill_value=0) for name in sums
    )
    simple = latest.filter(pl.col("weeks") == 0)
    capped = _columns(simple.with_columns(part=pl.min_horizontal("part", "whole")))
    if simple.height == latest.height:
        return capped, _no_more(in_force)
    several = latest.filter(pl.col("weeks") > 0).drop("part", "whole")
    first, more = _fractions(in_force.join(several, on=_STRETCH, how="semi"))
    return pl.concat([capped, _columns(several.join(first, on=_STRETCH))]), more


def _fractions(in_force: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Different full-time weeks: full time where the fractions reach it, else one part a week."""
    by_week = in_force.group_by(*_STRETCH, "whole").agg(part=pl.col("q").cast(pl.Int64).sum())
    listed = by_week.sort(*_STRETCH, "whole").group_by(_STRETCH).agg("part", "whole")
    pairs = listed.select("part", "whole").iter_rows()
    full = pl.Series([sum(map(Fraction, *pair)) >= 1 for pair in pairs], dtype=pl.Boolean)
    first = listed.with_columns(pl.col("part", "whole").list.first())
    capped = first.with_columns(part=pl.when(full).then("whole").otherwise("part"))
    rest = listed.filter(~full).with_columns(pl.col("part", "whole").list.slice(1))
    parts = rest.explode("part", "whole").select(*_STRETCH, *_whole_numbers())
    return capped, parts
