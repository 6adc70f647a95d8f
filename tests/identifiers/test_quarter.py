from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.identifiers import Fault, IdentifierError, Quarter, parse_quarter, quarter_fault

DAYS = st.dates(date(1900, 4, 1), date(2999, 9, 30))
QUARTERS = DAYS.map(Quarter.of)


@pytest.mark.parametrize(
    ("quarter", "deadline"),
    [
        ("2024Q4", date(2025, 1, 31)),
        ("2025Q1", date(2025, 4, 30)),
        ("2025Q2", date(2025, 7, 31)),
        ("2025Q3", date(2025, 10, 31)),
    ],
)
def test_declaration_deadline(quarter: str, deadline: date) -> None:
    assert parse_quarter(quarter).declaration_deadline == deadline


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026Q1"),
        (date(2026, 3, 31), "2026Q1"),
        (date(2026, 4, 1), "2026Q2"),
        (date(2026, 9, 30), "2026Q3"),
        (date(2026, 10, 1), "2026Q4"),
        (date(2026, 12, 31), "2026Q4"),
    ],
)
def test_quarter_of_a_day(day: date, quarter: str) -> None:
    assert str(Quarter.of(day)) == quarter


@given(DAYS)
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day < quarter.declaration_deadline


@given(QUARTERS)
def test_quarters_follow_each_other_without_a_gap(quarter: Quarter) -> None:
    following = quarter.next()
    assert following.previous() == quarter
    assert following.first_day == quarter.last_day + timedelta(days=1)
    assert Quarter.of(quarter.declaration_deadline) == following


@given(QUARTERS, QUARTERS)
def test_order_is_the_order_of_time(one: Quarter, other: Quarter) -> None:
    assert (one < other) is (one.first_day < other.first_day)
    assert (one < other) is (str(one) < str(other))


@given(QUARTERS)
def test_round_trip(quarter: Quarter) -> None:
    assert quarter_fault(str(quarter)) is None
    assert parse_quarter(str(quarter)) == quarter


@pytest.mark.parametrize(
    "typed",
    ["2026Q1", " 2026 q1", "2026-Q1", "2026/1", "20261", "2026K1", "Q1 2026", "T1-2026"],
)
def test_what_people_type(typed: str) -> None:
    assert parse_quarter(typed) == Quarter(2026, 1)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (None, Fault.ABSENT),
        ("  ", Fault.ABSENT),
        ("2026", Fault.FORMAT),
        ("1/2026", Fault.RANGE),
        ("2026Q5", Fault.RANGE),
        ("2026Q0", Fault.RANGE),
        ("0999Q1", Fault.RANGE),
        ("1T2026", Fault.FORMAT),
        ("spring", Fault.FORMAT),
    ],
)
def test_what_is_no_quarter(typed: str | None, fault: Fault) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_quarter(typed)
    assert (caught.value.subject, caught.value.fault) == ("quarter", fault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, Fault.ABSENT),
        ("", Fault.ABSENT),
        ("2026q1", Fault.FORMAT),
        ("2026-Q1", Fault.FORMAT),
        ("2026Q1\n", Fault.FORMAT),
        ("2026Q5", Fault.RANGE),
        ("2026Q0", Fault.RANGE),
        ("3000Q1", Fault.RANGE),
    ],
)
def test_only_the_canonical_form_is_without_fault(text: str | None, fault: Fault) -> None:
    assert quarter_fault(text) is fault


def test_time_ends_somewhere() -> None:
    with pytest.raises(IdentifierError):
        Quarter(2999, 4).next()
    with pytest.raises(IdentifierError):
        Quarter(1900, 1).previous()
