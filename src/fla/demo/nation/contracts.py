"""What the workers of a nation were hired for: employments, occupation lines and suspensions."""

import polars as pl

from fla.demo.careers import Year
from fla.demo.nation.columns import looked_up, places, share, up_to
from fla.demo.shares import (
    CAREER_BREAKS,
    CASUAL_TIMES,
    CHANGED_EARLIER,
    CHANGES_REGIME,
    FULL_LEAVE,
    PART_TIMES,
    PARTIAL_LEAVE,
    SECOND_CONTRACT,
)

_PARALLEL = 1 << 50
_LEAVE_DAYS = (30, 180)
"""From and less than."""


def contracts(staff: pl.DataFrame, committees: pl.DataFrame, seed: int, year: Year) -> pl.DataFrame:
    """Return the employments of workers, a row each, now and then a second, parallel one.

    With the hours now, and the days and hours of changes: `earlier` (a day) and `hours_before`,
    `change` and `hours_after`; null where the regime did not change.
    """
    second = pl.max_horizontal(pl.col("first"), pl.lit(year.first))
    moonlights = share(seed, "second", pl.col("subject")) < SECOND_CONTRACT
    beside = (
        staff.filter(moonlights & (pl.col("last").is_null() | (pl.col("last") >= second)))
        .with_columns(first=second, subject=pl.col("subject") + _PARALLEL)
        .with_columns(parallel=True)
    )
    both = pl.concat([staff.with_columns(parallel=False), beside]).sort("worker", "parallel")
    return both.with_columns(
        now=_mean_hours(committees, seed, "now"),
        hours_before=_mean_hours(committees, seed, "before"),
        hours_after=_after(committees, seed),
        earlier=_earlier(seed, year),
        change=_change(seed, year),
    )


def _mean_hours(committees: pl.DataFrame, seed: int, drawn: str) -> pl.Expr:
    subject, hours = pl.col("subject"), pl.col("hours")
    part = share(seed, f"{drawn} part", subject)
    time = looked_up(PART_TIMES.choices, places(PART_TIMES, share(seed, drawn, subject)))
    casual = looked_up(CASUAL_TIMES, up_to(part, len(CASUAL_TIMES)))
    full_time = part >= looked_up(committees["part_time"], pl.col("committee"))
    regular = pl.when(full_time).then(hours).otherwise(hours * time // 100)
    return pl.when("casual").then(hours * casual // 100).otherwise(regular)


def _after(committees: pl.DataFrame, seed: int) -> pl.Expr:
    stops = share(seed, "break", pl.col("subject")) < CAREER_BREAKS
    return pl.when(stops).then(0).otherwise(_mean_hours(committees, seed, "after"))


def _earlier(seed: int, year: Year) -> pl.Expr:
    """Return the day before the year on which another regime ended, null for most."""
    first, subject = pl.col("first"), pl.col("subject")
    since = first + 1 + up_to(share(seed, "earlier day", subject), year.first - 1 - first)
    changed = share(seed, "earlier", subject) < CHANGED_EARLIER
    return pl.when(changed & (first < year.first - 1) & ~pl.col("casual")).then(since)


def _change(seed: int, year: Year) -> pl.Expr:
    """Return the day within the year from which another regime holds, null for most."""
    subject = pl.col("subject")
    day = year.first + 59 + up_to(share(seed, "change day", subject), 240)
    stays = (pl.col("first") < day) & (pl.col("last").is_null() | (pl.col("last") >= day))
    changes = share(seed, "change", subject) < CHANGES_REGIME
    return pl.when(changes & stays & (day <= year.today) & ~pl.col("casual")).then(day)


def lines(contracts: pl.DataFrame) -> pl.DataFrame:
    """Return the occupation lines of employments, with `start`, `end` (day numbers) and `q`."""
    now_from = pl.coalesce("earlier", "first")
    now_to = pl.coalesce(pl.col("change") - 1, "last")
    parts = [
        contracts.filter(pl.col("earlier").is_not_null()).with_columns(
            start="first", end=pl.col("earlier") - 1, q="hours_before"
        ),
        contracts.with_columns(start=now_from, end=now_to, q="now"),
        contracts.filter(pl.col("change").is_not_null()).with_columns(
            start="change", end="last", q="hours_after"
        ),
    ]
    return pl.concat(parts).sort("employment", "start")


def suspensions(contracts: pl.DataFrame, seed: int, year: Year) -> pl.DataFrame:
    """Return leaves of some months in the year, with `start`, `end` and `q`, null for full ones."""
    drawn, subject = share(seed, "leave", pl.col("subject")), pl.col("subject")
    start = year.first + up_to(share(seed, "leave day", subject), 200)
    shortest, longest = _LEAVE_DAYS
    end = start + shortest + up_to(share(seed, "leave days", subject), longest - shortest)
    reduced = pl.when(drawn < PARTIAL_LEAVE).then(pl.col("hours") // 2)
    given = contracts.filter((drawn < PARTIAL_LEAVE + FULL_LEAVE) & ~pl.col("casual"))
    return given.with_columns(start=start, end=end, q=reduced).filter(
        (pl.col("start") >= pl.col("first"))
        & (pl.col("last").is_null() | (pl.col("last") >= pl.col("end")))
        & (pl.col("start") <= year.today)
    )
