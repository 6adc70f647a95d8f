"""From months, regimes and scales to what a worker is owed: one exact division a worker.

right = sum over the months of A/12 x B. With one full-time hours figure S for the whole year that
is, with A in hundredths, sum(A x part x weight) / 1200 S: whole numbers, divided once. The limits
below keep every sum under 64 bits (10**6 x 10**9 x 12 months, times 50 for the rounding, is less
than 2**63); workers beyond them, with several S or with several units go to `several.py`.
"""

import polars as pl

from fla.law.model import Choices
from fla.rights.columns import MOST_SCALES, RESULT, SCALES, typed
from fla.rights.denominators import with_common_whole
from fla.rights.several import exact_amounts
from fla.rights.totals import changes, last_rows, on_each_row, workers_where

LARGEST_FULL_TIME = 10**6
LARGEST_WHOLE = 10**9
_REGIME = 10**8

_SUM, _WHOLE, _MONTHS = pl.col("sum"), pl.col("whole"), pl.col("months")


def amounts(spans: pl.DataFrame, scales: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """RESULT of SPANS that stand in the order of worker and month.

    Raises ValueError where a span's scale is not among the scales.
    """
    figures = _by_number(typed(scales, SCALES))
    granted = _granted(spans, figures)
    unlike = workers_where(granted, changes("scale", "whole") | _beyond_limits())
    granted = with_common_whole(granted, unlike)
    totals = last_rows(
        granted,
        ["worker", "whole", "scale", "s", "days_per_week"],
        {
            "sum": pl.col("granted").cast(pl.Int64) * pl.col("part") * pl.col("weight"),
            "parts": pl.col("part") * pl.col("weight"),
            "months": pl.col("months"),
        },
    )
    if unlike.is_empty():
        return totals.select(**_columns(figures, unlike, choices))
    theirs = _with_units(granted.filter(pl.col("worker").is_in(unlike.implode())), figures)
    mixed = workers_where(theirs, changes("scale"))
    result = totals.select(**_columns(figures, mixed, choices))
    several = workers_where(theirs, changes("whole", "hours") | _beyond_limits())
    exact = exact_amounts(theirs.filter(pl.col("worker").is_in(several.implode())), choices)
    return _replaced(result, exact) if exact.height else result


def _by_number(scales: pl.DataFrame) -> pl.DataFrame:
    """The scales as a table whose row number is the scale: gathering is far faster than a join."""
    numbers = scales["scale"]
    if numbers.is_duplicated().any() or not numbers.is_between(0, MOST_SCALES, closed="left").all():
        raise ValueError(f"scales are numbered from 0, below {MOST_SCALES}, each once")
    every = pl.DataFrame({"scale": pl.arange(0, _count(numbers), dtype=pl.Int32, eager=True)})
    return every.join(scales, on="scale", how="left", maintain_order="left")


def _count(numbers: pl.Series) -> int:
    last = numbers.max()
    return last + 1 if isinstance(last, int) else 0


def _figure(figures: pl.DataFrame, name: str) -> pl.Expr:
    return pl.lit(figures[name]).gather(pl.col("scale"), null_on_oob=True)


def _granted(spans: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Each span with what its scale grants."""
    granted = spans.with_columns(granted=_figure(figures, "full_time"))
    if granted["granted"].null_count():
        raise ValueError("a line's scale is not among the scales")
    if figures["effective_months"].null_count() == figures.height:
        return granted
    return _with_conditions(granted, figures)


def _with_conditions(granted: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Nothing is granted under a scale whose months of effective work the worker lacks."""
    needed = _figure(figures, "effective_months")
    conditional = figures.filter(pl.col("effective_months").is_not_null())["scale"]
    under = workers_where(granted, pl.col("scale").is_in(conditional.implode()))
    theirs = granted.with_row_index("row").filter(pl.col("worker").is_in(under.implode()))
    lacking = theirs.filter(on_each_row(pl.col("effective")) < needed)["row"]
    return granted.with_columns(granted["granted"].scatter(lacking, 0))


def _with_units(spans: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    return spans.with_columns(
        hours=_figure(figures, "unit") == "hour",
        hours_per_day=_figure(figures, "hours_per_day"),
    )


def _beyond_limits() -> pl.Expr:
    return (pl.col("granted") > LARGEST_FULL_TIME) | (_WHOLE > LARGEST_WHOLE)


def _columns(figures: pl.DataFrame, mixed: pl.Series, choices: Choices) -> dict[str, pl.Expr]:
    made = {
        "worker": pl.col("worker"),
        "scale": pl.col("scale"),
        "unit": _figure(figures, "unit"),
        "full_time": _figure(figures, "full_time"),
        "regime": _mean_regime(),
        "months": _MONTHS,
        "entitled": _entitled(_figure(figures, "unit") == "hour", choices),
        "minutes_per_day": _minutes_per_day(_figure(figures, "hours_per_day")),
        "mixed": pl.col("worker").is_in(mixed.implode()),
    }
    return {name: made[name].cast(kind) for name, kind in RESULT.items()}


def _mean_regime() -> pl.Expr:
    """The mean of B over the months, half up; zero without months."""
    months = _WHOLE * pl.max_horizontal(_MONTHS, 1)
    return (pl.col("parts") * (2 * _REGIME) + months) // (2 * months)


def _entitled(hours: pl.Expr, choices: Choices) -> pl.Expr:
    """Ten-thousandths, half up of the exact fraction, or rounded as chosen.

    No source rounds the right itself; of the choices, half days touch only rights in days and
    whole hours only rights in hours.
    """
    exact = (_SUM * 50 + _WHOLE * 3) // (_WHOLE * 6)
    if choices.rounding == "halfDayUp":
        half_days = (_SUM + _WHOLE * 600 - 1) // (_WHOLE * 600)
        return pl.when(hours).then(exact).otherwise(half_days * 5_000)
    if choices.rounding == "hourUp":
        whole_hours = (_SUM + _WHOLE * 1_200 - 1) // (_WHOLE * 1_200)
        return pl.when(hours).then(whole_hours * 10_000).otherwise(exact)
    return exact


def _minutes_per_day(hours_per_day: pl.Expr) -> pl.Expr:
    """Whole minutes, half up: by the scale's own hours a day, or the full-timer's week."""
    days = pl.col("days_per_week").cast(pl.Int64)
    by_week = (pl.col("s").cast(pl.Int64) * 120 + days) // (days * 2)
    by_scale = (hours_per_day.cast(pl.Int64) * 6 + 5) // 10
    return pl.coalesce(by_scale, by_week)


def _replaced(result: pl.DataFrame, exact: pl.DataFrame) -> pl.DataFrame:
    """The result with the exact amounts of the workers whom whole numbers cannot serve."""
    where = result["worker"].search_sorted(exact["worker"])
    return result.with_columns(
        result[name].scatter(where, exact[name]) for name in ("entitled", "regime")
    )
