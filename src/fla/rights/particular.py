"""Which workers need the month grid; for all others a closed form tells the months."""

import polars as pl

from fla.law.model import Choices
from fla.rights.calendar_year import FOREVER

_SAME_WORKER = pl.col("worker") == pl.col("worker").shift(1)


def particular_workers(
    lines: pl.DataFrame, suspensions: pl.DataFrame, scales: pl.DataFrame, choices: Choices
) -> pl.Series:
    """The workers, from LINES by worker and start; the grid would give the others the same."""
    default = choices.regime_in_month == "lastDay" and choices.regime_period == "month"
    overlapping = pl.col("start") <= pl.col("end").fill_null(FOREVER).shift(1)
    several = _SAME_WORKER & overlapping if default else _SAME_WORKER
    found = lines.filter(several | (pl.col("q") == 0))["worker"]
    return pl.concat([found, _suspended(lines, suspensions, scales, choices)]).unique()


def _suspended(
    lines: pl.DataFrame, suspensions: pl.DataFrame, scales: pl.DataFrame, choices: Choices
) -> pl.Series:
    """Workers whose suspensions change something: full ones do so only under some rules."""
    if choices.full_suspension == "prorated":
        return suspensions["worker"]
    partial = pl.col("kind") == "partial"
    conditional = scales.filter(pl.col("effective_months").is_not_null())["scale"]
    if conditional.is_empty():
        return suspensions.filter(partial)["worker"]
    held = lines.filter(pl.col("scale").is_in(conditional.implode()))["worker"]
    return suspensions.filter(partial | pl.col("worker").is_in(held.implode()))["worker"]
