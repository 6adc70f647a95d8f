"""The published arithmetic and the rules of the pro rata, as tables that a lawyer can read.

Days are those of the right (or hours, where the scale says so); dates are of 2026 unless written.
"""

from decimal import Decimal

import polars as pl
import pytest

from fla.law.model import Choices
from fla.rights.formula import entitle
from tests.rights import careers as columns
from tests.rights.one_worker import FULL, amount, day, line, right, suspension
from tests.rights.reference import Line, Scale, Suspension


@pytest.mark.parametrize(
    ("case", "full_time", "percent", "months", "expected"),
    [
        ("E01", "2", 50, 6, "0.5"),
        ("E03", "2", 50, 12, "1"),
        ("E04", "0", 100, 12, "0"),
        ("E05", "1", 100, 12, "1"),
        ("E07", "4", 100, 12, "4"),
        ("E08", "5", 100, 12, "5"),
        ("E14", "2.5", 100, 12, "2.5"),
        ("E14-2027", "3.5", 100, 12, "3.5"),
        ("D01", "5", 100, 12, "5"),
        ("D02", "5", 80, 12, "4"),
        ("D03", "5", 50, 12, "2.5"),
        ("D04", "5", 80, 6, "2"),
        ("D06", "5", 100, 1, "0.4167"),  # 5/12
        ("D08", "3", 80, 12, "2.4"),
        ("D09", "3", 50, 12, "1.5"),
        ("D10", "1", 50, 6, "0.25"),
    ],
)
def test_published_arithmetic(
    case: str, full_time: str, percent: int, months: int, expected: str
) -> None:
    hired = f"1.{13 - months}"
    result = right(line(hired, q=FULL * percent // 100), days=full_time)
    assert amount(result) == Decimal(expected), case
    assert result["months"].item() == months


def test_d11_hours_of_committee_209() -> None:
    result = right(line("1.1", q=FULL * 80 // 100), scales=(Scale(4000, "hour", 800),))
    assert amount(result) == 32
    assert result["unit"].item() == "hour"
    assert result["minutes_per_day"].item() == 480


def test_e29_full_suspension_of_four_months_does_not_shrink_the_right() -> None:
    off = suspension("1.2", "31.5", "full")
    assert amount(right(line("1.1"), suspensions=(off,))) == 5


@pytest.mark.parametrize(
    ("lines", "months"),
    [
        ((line("1.1.2020"),), 12),
        ((line("31.12"),), 1),  # hired on the last day
        ((line("30.6", "1.7"),), 2),  # two days, two started months
        ((line("17.4", "17.4"),), 1),  # a contract of one day
        ((line("1.1", "10.1"), line("20.1", "25.1")), 1),  # twice in January
        ((line("1.1", "10.1"), line("31.12")), 2),
        ((line("1.1.2020", "31.1"), line("1.2", "31.12", employment=1)), 12),
        ((line("1.1", "30.6"), line("1.3", "30.9", employment=1)), 9),  # side by side
        ((line("1.1.2020", "1.1"),), 1),  # left on New Year's day
    ],
)
def test_each_started_month_counts_once(lines: tuple[Line, ...], months: int) -> None:
    assert right(*lines)["months"].item() == months


def test_leap_day_is_a_day_of_february() -> None:
    hired = right(line("29.2.2024"), year=2024)
    assert (hired["months"].item(), amount(hired)) == (11, Decimal("4.5833"))
    left = right(line("29.2.2024", "29.2.2024"), year=2024)
    assert left["months"].item() == 1


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (line("1.1.2025", "31.12.2025"),),
        (line("1.1.2027"),),
        (line("10.5", "9.5"),),  # reversed
    ],
)
def test_no_work_in_the_year_no_row(lines: tuple[Line, ...]) -> None:
    assert right(*lines).is_empty()


@pytest.mark.parametrize(
    ("first", "off", "expected"),
    [
        ("1.7", (), "0.5"),  # six months of effective work
        ("1.8", (), "0"),
        ("1.7", (suspension("1.9", "30.9", "full"),), "0"),
        ("1.6", (suspension("1.9", "30.9", "full"),), "0.5833"),
    ],
)
def test_condition_of_six_months_of_effective_work(
    first: str, off: tuple[Suspension, ...], expected: str
) -> None:
    chemistry = Scale(100, effective_months=6)
    result = right(line(first), scales=(chemistry,), suspensions=off)
    assert amount(result) == Decimal(expected)
    assert result["full_time"].item() == 100


def test_a_change_of_committee_counts_each_month_under_its_own_scale() -> None:
    moved = (line("1.1", "31.8"), line("1.9", scale=1, employment=1))
    result = right(*moved, scales=(Scale(500), Scale(300)))
    assert amount(result) == Decimal("4.3333")  # 5 x 8/12 + 3 x 4/12
    assert result.row(0, named=True)["mixed"]
    assert (result["scale"].item(), result["full_time"].item()) == (1, 300)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Scale(500), Scale(4000, "hour", 800), "39"),  # 2.5 days of 7.6 hours, and 20 hours
        (Scale(4000, "hour", 800), Scale(500), "5"),  # 20 hours of 8 a day, and 2.5 days
        (Scale(3800, "hour"), Scale(500), "5"),  # 19 hours of 7.6 a day, and 2.5 days
    ],
)
def test_a_change_of_unit_converts_to_the_last_months_unit(
    before: Scale, after: Scale, expected: str
) -> None:
    moved = (line("1.1", "30.6"), line("1.7", scale=1))
    assert amount(right(*moved, scales=(before, after))) == Decimal(expected)


def test_several_full_time_weeks_in_one_year_stay_exact() -> None:
    changed = (line("1.1", "31.1", q=1900), line("1.2", q=2533, s=3833))
    assert amount(right(*changed)) == Decimal("3.2372")  # 5/12 x (1/2 + 11 x 2533/3833)


@pytest.mark.parametrize(
    ("rounding", "unit", "expected"),
    [
        ("none", "day", "4.1667"),
        ("halfDayUp", "day", "4.5"),
        ("hourUp", "day", "4.1667"),
        ("none", "hour", "4.1667"),
        ("halfDayUp", "hour", "4.1667"),
        ("hourUp", "hour", "5"),
    ],
)
def test_rounding_touches_the_end_and_its_own_unit(rounding: str, unit: str, expected: str) -> None:
    chosen = Choices(rounding=rounding)  # type: ignore[arg-type]
    assert amount(right(line("1.3"), scales=(Scale(500, unit),), choices=chosen)) == Decimal(
        expected
    )


def test_rounding_up_leaves_whole_steps_alone() -> None:
    chosen = Choices(rounding="halfDayUp")
    assert amount(right(line("1.1", q=1900), choices=chosen)) == Decimal("2.5")


def test_excluded_categories_do_not_count() -> None:
    student = Line(0, day("1.1"), day("31.8"), 1900, FULL, 500, 0, "student")
    worker = Line(1, day("1.7"), None, FULL, FULL, 500, 0)
    chosen = Choices(excluded_categories=("student",))
    assert amount(right(student, worker)) == Decimal("3.75")
    assert amount(right(student, worker, choices=chosen)) == Decimal("2.5")
    assert right(student, choices=chosen).is_empty()


@pytest.mark.parametrize(
    ("s", "days_per_week", "expected"), [(3800, 500, 456), (3833, 500, 460), (3800, 600, 380)]
)
def test_minutes_of_a_day(s: int, days_per_week: int, expected: int) -> None:
    result = right(line("1.1", s=s, days_per_week=days_per_week))
    assert result["minutes_per_day"].item() == expected


def test_an_unknown_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the scales"):
        right(line("1.1", scale=3))
    with pytest.raises(ValueError, match="each once"):
        entitle(
            columns.frame_of_lines([(line("1.1"),)]),
            pl.concat([columns.frame_of_scales((Scale(500),))] * 2),
            2026,
            Choices(),
        )
