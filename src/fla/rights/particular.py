"""Which workers ask for more than the closed form over their lines as they stand."""

import polars as pl

from fla.law.model import Choices
from fla.rights.calendar_year import FOREVER

_SAME_WORKER = pl.col("worker") == pl.col("worker").shift(1)


def closed_form(choices: Choices) -> bool:
    """Tell whether the regime on the last day worked in a month counts for that month."""
    return choices.regime_in_month == "lastDay" and choices.regime_period == "month"


def particular_workers(
    lines: pl.DataFrame, suspensions: pl.DataFrame, scales: pl.DataFrame, choices: Choices
) -> pl.Series:
    """The workers with parallel contracts, career breaks or suspensions that change something.

    `lines` are LINES by worker and start. Under other choices than the default, all workers with
    more than one line: the day or the period chosen matters to them.
    """
    meets = pl.col("start") <= pl.col("end").fill_null(FOREVER).shift(1)
    several = _SAME_WORKER & meets if closed_form(choices) else _SAME_WORKER
    found = lines.filter(several | (pl.col("q") == 0))["worker"]
    partial = suspensions.filter(pl.col("kind") == "partial")["worker"]
    return pl.concat(
        [found, partial, suspended_workers(lines, suspensions, scales, choices)]
    ).unique()


def suspended_workers(
    lines: pl.DataFrame, suspensions: pl.DataFrame, scales: pl.DataFrame, choices: Choices
) -> pl.Series:
    """The workers whose full suspensions change something, which they do under some rules only."""
    full = suspensions.filter(pl.col("kind") == "full")["worker"]
    if choices.full_suspension == "prorated":
        return full
    conditional = scales.filter(pl.col("effective_months").is_not_null())["scale"]
    if conditional.is_empty() or full.is_empty():
        return full.clear()
    held = lines.filter(pl.col("scale").is_in(conditional.implode()))["worker"]
    return full.filter(full.is_in(held.implode()))
