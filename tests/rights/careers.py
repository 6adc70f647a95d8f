"""Careers for the tests: drawn by hypothesis, and laid out as the formula's columns."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
from hypothesis import strategies as st

from fla.law.model import Choices
from fla.rights.columns import LINES, RESULT, SCALES, SUSPENSIONS
from fla.rights.formula import entitle
from tests.rights.reference import Career, Entitled, Line, Rules, Scale, Suspension

CATEGORIES = ("whiteCollar", "student")
CATEGORIES_DRAWN = (*CATEGORIES[:1] * 4, *CATEGORIES)
MEAN_HOURS = (0, 1, 950, 1900, 2533, 3040, 3600, 3800, 4800)
REFERENCE_HOURS = (3800, 3600, 3833, 3700, 4000)
DAYS_PER_WEEK = (500, 500, 600, 475)
LENGTHS = (0, 1, 5, 27, 30, 31, 45, 90, 200, 400)
"""Days from the first of a line to its last."""
OFF = (0, 3, 28, 31, 62, 180)
"""Days from the first of a suspension to its last."""
GAPS = (1, 1, 1, 2, 20, 40)
"""Days from the last of a line or suspension to the first of the next."""


def result_of(careers: Sequence[Career]) -> list[Entitled | None]:
    """What the formula says of careers that share year, scales and rules, in one frame."""
    first = careers[0]
    result = entitle(
        frame_of_lines([career.lines for career in careers]),
        frame_of_scales(first.scales),
        first.year,
        choices(first.rules),
        frame_of_suspensions([career.suspensions for career in careers]),
    )
    assert result.schema == pl.Schema(RESULT)
    assert result["worker"].is_sorted()
    rows = {row.pop("worker"): Entitled(**row) for row in result.iter_rows(named=True)}
    assert len(rows) == result.height
    return [rows.get(number) for number in range(len(careers))]


def choices(rules: Rules) -> Choices:
    return Choices(
        regime_in_month=rules.regime_in_month,  # type: ignore[arg-type]
        regime_period=rules.regime_period,  # type: ignore[arg-type]
        partial_suspension=rules.partial_suspension,  # type: ignore[arg-type]
        full_suspension=rules.full_suspension,  # type: ignore[arg-type]
        excluded_categories=rules.excluded_categories,  # type: ignore[arg-type]
        rounding=rules.rounding,  # type: ignore[arg-type]
    )


def frame_of_lines(lines: Sequence[Sequence[Line]]) -> pl.DataFrame:
    """LINES with categories: the workers are numbered in the order they come in."""
    rows: list[dict[str, Any]] = [
        {name: getattr(line, name, worker) for name in (*LINES, "category")}
        for worker, theirs in enumerate(lines)
        for line in theirs
    ]
    return pl.DataFrame(rows, {**LINES, "category": pl.String()})


def frame_of_suspensions(suspensions: Sequence[Sequence[Suspension]]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {name: getattr(one, name, worker) for name in SUSPENSIONS}
        for worker, theirs in enumerate(suspensions)
        for one in theirs
    ]
    return pl.DataFrame(rows, SUSPENSIONS)


def frame_of_scales(scales: Sequence[Scale]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {name: getattr(scale, name, number) for name in SCALES}
        for number, scale in enumerate(scales)
    ]
    return pl.DataFrame(rows, SCALES)


def rules() -> st.SearchStrategy[Rules]:
    """Every choice the formula knows, in every combination."""
    return st.builds(
        Rules,
        regime_in_month=st.sampled_from(("lastDay", "firstDay", "average")),
        regime_period=st.sampled_from(("month", "quarter")),
        partial_suspension=st.sampled_from(("prorated", "ignored")),
        full_suspension=st.sampled_from(("ignored", "prorated")),
        excluded_categories=st.sampled_from(((), (), ("student",), CATEGORIES)),
        rounding=st.sampled_from(("none", "halfDayUp", "hourUp")),
    )


def scales() -> st.SearchStrategy[tuple[Scale, ...]]:
    """A few scales in days and hours, some with a conversion or a condition of their own."""
    scale = st.builds(
        Scale,
        full_time=st.sampled_from((0, 100, 250, 500, 4000, 1)),
        unit=st.sampled_from(("day", "day", "hour")),
        hours_per_day=st.sampled_from((None, None, 800, 760)),
        effective_months=st.sampled_from((None, None, 6, 12)),
    )
    return st.lists(scale, min_size=1, max_size=3).map(tuple)


@st.composite
def lines(draw: st.DrawFn, year: int, scales: int) -> tuple[Line, ...]:
    """Employments side by side; within each its lines follow one another, with or without gaps."""
    made: list[Line] = []
    for employment in range(draw(st.integers(1, 3))):
        start = draw(_days(year))
        for _ in range(draw(st.integers(1, 4))):
            length = draw(st.sampled_from(LENGTHS))
            is_open = draw(st.integers(0, 9)) == 0
            end = None if is_open else start + dt.timedelta(days=length)
            made.append(draw(_line(employment, start, end, scales)))
            if end is None:
                break
            start = end + dt.timedelta(days=draw(st.sampled_from(GAPS)))
    return tuple(made)


def _line(
    employment: int, start: dt.date, end: dt.date | None, scales: int
) -> st.SearchStrategy[Line]:
    return st.builds(
        Line,
        employment=st.just(employment),
        start=st.just(start),
        end=st.just(end),
        q=st.sampled_from(MEAN_HOURS),
        s=st.sampled_from(REFERENCE_HOURS),
        days_per_week=st.sampled_from(DAYS_PER_WEEK),
        scale=st.integers(0, scales - 1),
        category=st.sampled_from(CATEGORIES_DRAWN),
    )


def telling_days(year: int) -> tuple[dt.date, ...]:
    """The days on which something begins or ends, among them 29 February of a leap year."""
    return (
        dt.date(year - 1, 2, 28),
        dt.date(year - 1, 12, 31),
        dt.date(year, 1, 1),
        dt.date(year, 2, 28),
        dt.date(year, 3, 1) - dt.timedelta(days=1),
        dt.date(year, 3, 31),
        dt.date(year, 12, 31),
        dt.date(year + 1, 1, 1),
    )


def _days(year: int) -> st.SearchStrategy[dt.date]:
    anywhere = st.dates(dt.date(year - 1, 6, 1), dt.date(year, 12, 31))
    return st.one_of(anywhere, anywhere, st.sampled_from(telling_days(year)))


@st.composite
def suspensions(draw: st.DrawFn, year: int) -> tuple[Suspension, ...]:
    made = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2, 3)))):
        start = draw(_days(year))
        length = draw(st.sampled_from(OFF))
        made.append(
            Suspension(
                employment=draw(st.integers(0, 2)),
                start=start,
                end=draw(st.sampled_from((start + dt.timedelta(days=length),) * 4 + (None,))),
                kind=draw(st.sampled_from(("full", "partial"))),
                q=draw(st.sampled_from((None, 0, 760, 1900, 3040))),
            )
        )
    return tuple(made)


@st.composite
def careers(draw: st.DrawFn, most: int = 1) -> list[Career]:
    """Up to so many careers that share year, scales and rules."""
    year, rows, read_by = draw(st.sampled_from((2024, 2025, 2026))), draw(scales()), draw(rules())
    return [
        Career(
            lines=draw(lines(year, len(rows))),
            suspensions=draw(suspensions(year)),
            scales=rows,
            rules=read_by,
            year=year,
        )
        for _ in range(draw(st.integers(1, most)))
    ]
