"""The largest figures that whole numbers of 64 bits serve, the smallest that they do not, and odd
input that must neither crash the formula nor touch a neighbour."""

import datetime as dt

import polars as pl
import pytest

from fla.law.model import Choices
from fla.rights import amounts
from fla.rights.formula import entitle
from fla.rights.totals import last_rows
from tests.rights import careers as drawn
from tests.rights.reference import Career, Line, Rules, Scale, entitled

_INT32 = 2**31 - 1
_NEW_YEAR = dt.date(2026, 1, 1)


def career(q: int, s: int, full_time: int, *more: Line) -> Career:
    line = Line(0, _NEW_YEAR, None, q, s, 500, 0)
    return Career((line, *more), (), (Scale(full_time),), Rules(), 2026)


@pytest.mark.parametrize("full_time", [1, amounts.LARGEST_FULL_TIME, _INT32])
@pytest.mark.parametrize("s", [1, 3833, amounts.LARGEST_WHOLE, amounts.LARGEST_WHOLE + 1, _INT32])
def test_up_to_the_limits_and_beyond_them(s: int, full_time: int) -> None:
    for q in (1, s // 3 + 1, s, _INT32):
        one = career(q, s, full_time)
        assert drawn.result_of([one]) == [entitled(one)]


def test_the_declared_limits_keep_every_product_under_64_bits() -> None:
    largest = amounts.LARGEST_FULL_TIME * amounts.LARGEST_WHOLE * 12
    assert largest * 50 + amounts.LARGEST_WHOLE * 3 < 2**63
    assert amounts.LARGEST_WHOLE * 12 * (2 * 10**8 + 1) < 2**63


def test_running_totals_that_wrap_still_give_each_worker_his_own() -> None:
    large = 2**62
    rows = pl.DataFrame({"worker": [1, 2, 2, 3, 4], "x": [large, large, large - 1, large, 7]})
    totals = last_rows(rows, ["worker"], {"x": pl.col("x")})
    assert totals["x"].to_list() == [large, 2 * large - 1, large, 7]


def test_many_parallel_contracts_with_full_time_weeks_prime_to_each_other() -> None:
    weeks = (3793, 3797, 3803, 3821, 3823, 3833, 3847, 3851)
    lines = [Line(n, _NEW_YEAR, None, 400, s, 500, 0) for n, s in enumerate(weeks, 1)]
    one = career(300, 3779, 500, *lines)
    assert drawn.result_of([one]) == [entitled(one)]


def test_years_far_away_are_open_lines() -> None:
    line = Line(0, dt.date(1, 1, 1), dt.date.max, 3800, 3800, 500, 0)
    one = Career((line,), (), (Scale(500),), Rules(), 2026)
    assert drawn.result_of([one]) == [entitled(one)]


@pytest.mark.parametrize(("s", "days_per_week"), [(0, 500), (3800, 0)])
@pytest.mark.parametrize("parallel", [True, False])
def test_a_line_without_a_full_time_week_is_not_there(
    s: int, days_per_week: int, parallel: bool
) -> None:
    odd = Line(0, _NEW_YEAR, None, 3800, s, days_per_week, 0)
    sane = Line(1, _NEW_YEAR, None, 1900, 3600, 500, 0)
    theirs = (odd, sane) if parallel else (odd,)
    frame = drawn.frame_of_lines([theirs, (sane,)])
    result = entitle(frame, drawn.frame_of_scales([Scale(500)]), 2026, Choices())
    assert result["entitled"].to_list() == [26_389] * (1 + parallel)


def test_order_of_rows_and_keys_does_not_matter() -> None:
    lines = drawn.frame_of_lines(
        [
            (Line(0, _NEW_YEAR, dt.date(2026, 3, 31), 3800, 3800, 500, 0),),
            (
                Line(0, _NEW_YEAR, dt.date(2026, 3, 31), 1900, 3800, 500, 0),
                Line(1, dt.date(2026, 4, 1), None, 3800, 3800, 500, 0),
            ),
        ]
    ).with_columns(pl.col("worker") * -(2**62))
    scales = drawn.frame_of_scales([Scale(500)])
    forward = entitle(lines, scales, 2026, Choices())
    assert forward.equals(entitle(lines.reverse(), scales, 2026, Choices()))
    assert forward["entitled"].to_list() == [43_750, 12_500]
