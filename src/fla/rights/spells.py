"""The regime month by month, as an explanation shows it."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from fla.law.model import Choices
from fla.rights.formula import months_by_grid

_SPELLS = {
    "worker": pl.Int64(),
    "month_from": pl.Int8(),
    "month_to": pl.Int8(),
    "q": pl.Int128(),
    "s": pl.Int128(),
    "scale": pl.Int32(),
}


class _Month(NamedTuple):
    worker: int
    month: int
    q: int
    s: int
    scale: int

    def continues(self, before: "_Month") -> bool:
        return before._replace(month=self.month) == self and before.month + 1 == self.month


def spells(
    lines: pl.DataFrame, year: int, choices: Choices, suspensions: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Columns worker, month_from, month_to, q, s, scale: the months that count (C), by regime.

    B is `q` / `s`, at most 1: hundredths of an hour a week as long as one full-time figure S is in
    play, else a fraction only (in 128 bits, for the sake of many parallel contracts). For a few
    workers at a time: the months are put together one by one.
    """
    months = _months(months_by_grid(lines, suspensions, year, choices))
    rows = [
        (first.worker, first.month, last.month, first.q, first.s, first.scale)
        for first, last in _runs(months)
    ]
    return pl.DataFrame(rows, _SPELLS, orient="row")


def _months(spans: pl.DataFrame) -> Iterator[_Month]:
    counted = spans.filter(pl.col("weight") > 0)
    columns = counted.select("worker", "month", "part", "whole", "scale")
    for (worker, month), parts in groupby(columns.iter_rows(), key=lambda row: row[:2]):
        first, *others = parts
        yield _Month(worker, month, *_together(first, others), first[4])


def _together(first: tuple[Any, ...], others: list[tuple[Any, ...]]) -> tuple[int, int]:
    """One fraction: as it stands for one part, over the common denominator for several."""
    if not others:
        return first[2], first[3]
    total = sum((Fraction(part[2], part[3]) for part in others), Fraction(first[2], first[3]))
    return total.as_integer_ratio()


def _runs(months: Iterator[_Month]) -> Iterator[tuple[_Month, _Month]]:
    """The first and the last month of each run of months that are alike."""
    first = last = next(months, None)
    for month in months:
        if first is not None and last is not None and not month.continues(last):
            yield first, last
            first = month
        last = month
    if first is not None and last is not None:
        yield first, last
