"""Which regime a month has: changes, parallel contracts, career breaks, suspensions, choices.

Dates are of 2026; the full-timer has five days.
"""

from decimal import Decimal

import pytest

from fla.law.model import Choices
from tests.rights.one_worker import FULL, amount, line, right, suspension


def test_a_change_within_a_month_counts_from_that_month() -> None:
    half_from_mid_june = (line("1.1.2020", "14.6"), line("15.6", q=FULL // 2))
    assert amount(right(*half_from_mid_june)) == Decimal("3.5417")  # 5/12 x (5 + 7 x 1/2)


@pytest.mark.parametrize(
    ("regime_in_month", "regime_period", "expected"),
    [
        ("lastDay", "month", "3.5417"),  # 5 months whole, 7 half
        ("firstDay", "month", "3.75"),  # 6 whole, 6 half
        ("average", "month", "3.6389"),  # June 14/30 + 16/30 x 1/2
        ("lastDay", "quarter", "3.125"),  # January to March whole
        ("firstDay", "quarter", "3.75"),  # to June whole
        ("average", "quarter", "3.6401"),  # April to June 75/91 + 16/91 x 1/2
    ],
)
def test_choices_of_day_and_period(regime_in_month: str, regime_period: str, expected: str) -> None:
    chosen = Choices(
        regime_in_month=regime_in_month,  # type: ignore[arg-type]
        regime_period=regime_period,  # type: ignore[arg-type]
    )
    half_from_mid_june = (line("1.1.2020", "14.6"), line("15.6", q=FULL // 2))
    assert amount(right(*half_from_mid_june, choices=chosen)) == Decimal(expected)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (1900, 1900, "5"),  # twice half time
        (1900, 950, "3.75"),
        (3040, 3040, "5"),  # never more than full time
    ],
)
def test_parallel_contracts_add_up_to_full_time(first: int, second: int, expected: str) -> None:
    both = (line("1.1", q=first), line("1.1", q=second, employment=1))
    assert amount(right(*both)) == Decimal(expected)


def test_parallel_contracts_of_different_full_time_weeks_add_as_fractions() -> None:
    both = (line("1.1", q=1900), line("1.1", q=900, s=3600, employment=1))
    assert amount(right(*both)) == Decimal("3.75")


def test_a_full_career_break_keeps_the_last_regime() -> None:
    since_last_year = (line("1.1.2020", "30.9.2025", q=3040), line("1.10.2025", q=0))
    assert amount(right(*since_last_year)) == 4
    from_the_start = (line("1.1", "30.6", q=0), line("1.7", q=1900))
    assert amount(right(*from_the_start)) == Decimal("2.5")
    assert amount(right(line("1.1", q=0))) == 0


@pytest.mark.parametrize(("choice", "expected"), [("prorated", "4.1667"), ("ignored", "5")])
def test_partial_suspension(choice: str, expected: str) -> None:
    off = suspension("1.3", "30.6", "partial", 1900)
    chosen = Choices(partial_suspension=choice)  # type: ignore[arg-type]
    assert amount(right(line("1.1"), suspensions=(off,), choices=chosen)) == Decimal(expected)


def test_ignored_partial_suspension_restores_the_regime_declared_shorter_for_it() -> None:
    shorter = (line("1.1.2020", "28.2"), line("1.3", "30.6", q=1900), line("1.7"))
    off = suspension("1.3", "30.6", "partial")
    assert amount(right(*shorter, suspensions=(off,))) == Decimal("4.1667")
    chosen = Choices(partial_suspension="ignored")
    assert amount(right(*shorter, suspensions=(off,), choices=chosen)) == 5


@pytest.mark.parametrize(("last", "months"), [("31.5", 8), ("30.5", 9)])
def test_chosen_proration_drops_months_without_a_day_of_work(last: str, months: int) -> None:
    off = suspension("1.2", last, "full")
    chosen = Choices(full_suspension="prorated")
    result = right(line("1.1"), suspensions=(off,), choices=chosen)
    assert result["months"].item() == months
