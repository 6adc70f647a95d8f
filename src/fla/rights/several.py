"""Rights whose months have no common denominator that 64 bits carry, in fractions of integers.

Several full-time hours figures or several units in one year, or figures beyond the limits of
`amounts.py`: a few workers in a thousand.
"""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from fla.law.model import Choices

_HALF = Fraction(1, 2)


class _Span(NamedTuple):
    worker: int
    months: int
    weight: int
    part: int
    whole: int
    granted: int
    hours: bool
    hours_per_day: int | None
    s: int
    days_per_week: int


def exact_amounts(spans: pl.DataFrame, choices: Choices) -> pl.DataFrame:
    """Columns worker, entitled and regime of RESULT, in the order of the spans."""
    rows = [
        (their[0].worker, _entitled(their, choices), _mean_regime(their))
        for their in _by_worker(spans.select(_Span._fields).iter_rows())
    ]
    return pl.DataFrame(rows, ["worker", "entitled", "regime"], orient="row")


def _by_worker(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[_Span]]:
    for _, theirs in groupby(map(_Span._make, rows), key=lambda span: span.worker):
        yield list(theirs)


def _entitled(spans: list[_Span], choices: Choices) -> int:
    """Ten-thousandths of the unit of the last month, rounded as chosen."""
    in_hours = spans[-1].hours
    right = sum((_right(span, in_hours=in_hours) for span in spans), Fraction())
    if choices.rounding == "halfDayUp" and not in_hours:
        return math.ceil(right * 2) * 5_000
    if choices.rounding == "hourUp" and in_hours:
        return math.ceil(right) * 10_000
    return math.floor(right * 10_000 + _HALF)


def _right(span: _Span, *, in_hours: bool) -> Fraction:
    """The right of one span; a span in another unit goes over by its own hours a day."""
    right = Fraction(span.granted * span.part * span.weight, 1200 * span.whole)
    if span.hours == in_hours:
        return right
    return right * _hours_per_day(span) if in_hours else right / _hours_per_day(span)


def _hours_per_day(span: _Span) -> Fraction:
    if span.hours_per_day is not None:
        return Fraction(span.hours_per_day, 100)
    return Fraction(span.s, span.days_per_week)


def _mean_regime(spans: list[_Span]) -> int:
    """Hundred-millionths, half up; zero without months."""
    months = max(sum(span.months for span in spans), 1)
    total = sum((Fraction(span.part * span.weight, span.whole) for span in spans), Fraction())
    return math.floor(total / months * 10**8 + _HALF)
