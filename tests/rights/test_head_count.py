"""Head counts that a lawyer can check, and the same in columns."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.rights.head_count import average, averages, band

_THRESHOLDS = [10, 20, 40]


def quarters(*declared: str | None) -> list[Fraction | None]:
    return [None if fte is None else Fraction(fte) for fte in declared]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (("18", "20", "22", None), "20"),  # three quarters declared: divided by three
        (("21.0", "20.5", None, "22"), "127/6"),
        (("10", "10", "10", "10"), "10"),
        (("19.99", "20", "20", "20"), "1999.75/100"),
        ((None, None, None, "7.5"), "7.5"),
        (("0", "0", "4", "4"), "2"),  # a declaration of nobody is a declaration
    ],
)
def test_average_of_declared_quarters(declared: tuple[str | None, ...], expected: str) -> None:
    above, _, below = expected.partition("/")
    assert average(quarters(*declared)) == Fraction(above) / Fraction(below or "1")


def test_agency_workers_add_to_their_quarter_and_declare_none() -> None:
    added = [Fraction(2), Fraction(0), Fraction(0), Fraction(9)]
    assert average(quarters("18", "20", "20", None), added) == 20


def test_an_adjustment_takes_no_quarter_below_zero() -> None:
    assert average(quarters("1", "4"), [Fraction(-3), Fraction(0)]) == 2


def test_without_declaration_the_first_quarter_of_work_decides() -> None:
    assert average(quarters(None, None, None, None), first_quarter=Fraction(12)) == 12
    assert average(quarters(None, None, None, None)) is None
    assert average(quarters("8", None, None, None), first_quarter=Fraction(12)) == 8


@pytest.mark.parametrize(
    ("hundredths", "quarter_count", "expected"),
    [(999, 1, 0), (1000, 1, 1), (7999, 4, 1), (8000, 4, 2), (5999, 3, 1), (16000, 4, 3)],
)
def test_thresholds_are_met_exactly(hundredths: int, quarter_count: int, expected: int) -> None:
    counted = pl.DataFrame({"fte_hundredths": [hundredths], "quarters": [quarter_count]})
    assert counted.select(band(_THRESHOLDS)).item() == expected


_FTE = st.integers(0, 6_000)
_QUARTER = st.tuples(st.none() | _FTE, st.integers(-2_000, 2_000))


@given(st.lists(st.lists(_QUARTER, min_size=4, max_size=4), min_size=1, max_size=6))
def test_columns_count_as_one_employer_at_a_time(
    employers: list[list[tuple[int | None, int]]],
) -> None:
    rows = [
        (number, quarter, line, fte)
        for number, theirs in enumerate(employers)
        for quarter, both in enumerate(theirs)
        for line, fte in zip(("declared", "adjustment"), both, strict=True)
        if fte is not None
    ]
    frame = pl.DataFrame(rows, ["employer_id", "quarter", "line", "fte"], orient="row")
    counted = averages(frame).with_columns(band=band(_THRESHOLDS))
    found = {
        employer: (Fraction(fte, 100 * count), reached)
        for employer, fte, count, reached in counted.iter_rows()
    }
    for number, theirs in enumerate(employers):
        alone = average(
            [None if fte is None else Fraction(fte, 100) for fte, _ in theirs],
            [Fraction(more, 100) for _, more in theirs],
        )
        reached = sum(alone is not None and alone >= each for each in _THRESHOLDS)
        assert found.get(number, (None, 0)) == (alone, reached)
