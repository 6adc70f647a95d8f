"""The regime (B) each line gives: full career breaks and partial suspensions resolved."""

import datetime as dt

import polars as pl

from fla.law.model import Choices
from fla.rights.calendar_year import FOREVER
from fla.rights.columns import sound
from fla.rights.suspended import islands
from fla.rights.totals import workers_where

_EMPLOYMENT = ["worker", "employment"]
_DAY = dt.timedelta(days=1)


def with_regimes(lines: pl.DataFrame, suspensions: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """LINES with the column `whole`: B is `q` / `whole`; cut at the bounds of partial suspensions.

    `end` is filled in. A line keeps as `declared` the day on which it started before any cut. Lines
    from before the year must still be among them: a career break at its start keeps the regime of
    last year.
    """
    known = lines.with_columns(
        pl.col("end").fill_null(FOREVER), declared=pl.col("start"), whole=pl.col("s")
    ).filter((pl.col("start") <= pl.col("end")) & sound())
    known = _without_breaks(known)
    partial = suspensions.filter(pl.col("kind") == "partial").with_columns(
        pl.col("end").fill_null(FOREVER)
    )
    if partial.is_empty():
        return known
    if choices.partial_suspension == "ignored":
        return _replaced(known, _regimes_before(known, islands(partial)))
    own = partial.filter(pl.col("q") > 0).with_columns(whole=pl.lit(None, pl.Int32))
    return _replaced(known, own)


def _without_breaks(lines: pl.DataFrame) -> pl.DataFrame:
    on_break = workers_where(lines, pl.col("q") == 0)
    if on_break.is_empty():
        return lines
    theirs = pl.col("worker").is_in(on_break.implode())
    ordered = lines.filter(theirs).sort(*_EMPLOYMENT, "start", "end", "q", "s")
    return pl.concat([lines.filter(~theirs), _last_regimes(ordered)])


def _last_regimes(lines: pl.DataFrame) -> pl.DataFrame:
    """A line without hours (full career break) keeps the employment's last regime, or the next."""
    worked = pl.col("q") > 0
    found = [
        pl.when(worked).then(name).forward_fill().over(_EMPLOYMENT).alias(alias)
        for name, alias in (("q", "q"), ("s", "whole"))
    ]
    backward = [pl.col(name).backward_fill().over(_EMPLOYMENT) for name in ("q", "whole")]
    return (
        lines.with_columns(found)
        .with_columns(backward)
        .with_columns(pl.col("q").fill_null(0), pl.col("whole").fill_null(pl.col("s")))
    )


def _regimes_before(lines: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """To each suspended period the regime of the employment's last line that began before it."""
    regimes = lines.select(*_EMPLOYMENT, "q", "whole", began="start").sort("began")
    return (
        periods.select(*_EMPLOYMENT, "start", "end")
        .sort("start")
        .join_asof(
            regimes,
            left_on="start",
            right_on="began",
            by=_EMPLOYMENT,
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .filter(pl.col("q").is_not_null())
    )


def _replaced(lines: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Cut the lines at the bounds of the periods and give the pieces inside the periods' regime.

    Of overlapping periods the one that started last counts, and of those the shortest hours.
    """
    touched = lines.join(periods, on=_EMPLOYMENT, how="semi")
    others = lines.join(periods, on=_EMPLOYMENT, how="anti")
    return pl.concat([others, _cut_and_replaced(touched, periods)])


def _cut_and_replaced(lines: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    pieces = _cut(lines, periods).with_row_index("piece")
    inside = (
        pieces.lazy()
        .select("piece", *_EMPLOYMENT, "start")
        .join(periods.lazy(), on=_EMPLOYMENT, suffix="_of_period")
        .filter((pl.col("start_of_period") <= pl.col("start")) & (pl.col("start") <= pl.col("end")))
        .sort("piece", "start_of_period", -pl.col("q"))
        .unique("piece", keep="last", maintain_order=True)
        .select("piece", new_q="q", new_whole="whole")
        .collect()
    )
    changed = pl.col("new_q").is_not_null()
    return (
        pieces.join(inside, on="piece", how="left", maintain_order="left")
        .with_columns(
            q=pl.coalesce("new_q", "q"),
            whole=pl.when(changed).then(pl.coalesce("new_whole", "s")).otherwise("whole"),
        )
        .select(lines.columns)
    )


def _cut(lines: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The pieces of lines between the first days of, and the days after, the periods."""
    numbered = lines.with_row_index("line")
    cuts = pl.concat(
        periods.select(*_EMPLOYMENT, cut=day) for day in (pl.col("start"), pl.col("end") + _DAY)
    )
    inner = numbered.join(cuts, on=_EMPLOYMENT).filter(
        (pl.col("start") < pl.col("cut")) & (pl.col("cut") <= pl.col("end"))
    )
    begins = pl.concat([numbered.select("line", cut="start"), inner.select("line", "cut")])
    begins = begins.unique().sort("line", "cut")
    same_line = pl.col("line") == pl.col("line").shift(-1)
    following = pl.when(same_line).then(pl.col("cut").shift(-1) - _DAY)
    ends = begins.select(following.alias("end"))["end"]
    return lines[begins["line"]].with_columns(
        start=begins["cut"], end=pl.coalesce(ends, pl.col("end"))
    )
