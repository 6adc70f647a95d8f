"""The pack gives every published figure, with its source and its certainty."""

from decimal import Decimal
from fractions import Fraction

import pytest

from fla.law.applied import applied
from fla.law.model import Choices
from fla.law.pack import pack
from tests.law.cases.figure import Duty, Figure
from tests.law.cases.figures import COLLECTIVE, GENERAL_LAW, SECTORS


@pytest.mark.parametrize("figure", [*GENERAL_LAW, *SECTORS], ids=str)
def test_a_full_timer_has_the_published_right(figure: Figure) -> None:
    now = applied(pack(), figure.committee, figure.average, figure.year, Choices())
    assert (now.full_time, now.unit) == (figure.amount, figure.unit)
    assert (now.source, now.certainty) == (figure.source, figure.certainty)


@pytest.mark.parametrize("duty", COLLECTIVE, ids=str)
def test_a_collective_figure_stands_beside_the_right(duty: Duty) -> None:
    now = applied(pack(), duty.committee, Fraction(duty.head_count), duty.year, Choices())
    (shown,) = now.collective
    assert (shown.average, shown.period_years) == (Decimal(duty.average), duty.years)
    assert (shown.unit, shown.source, shown.certainty) == ("day", duty.source, duty.certainty)


def test_ten_workers_of_200_have_forty_five_collective_days_over_two_years() -> None:
    (duty,) = applied(pack(), "200", Fraction(10), 2024, Choices()).collective
    assert 10 * duty.average == 45


def test_the_general_law_gives_twenty_five_days_over_the_first_window() -> None:
    years = range(2024, 2029)
    given = [applied(pack(), None, Fraction(20), year, Choices()).full_time for year in years]
    assert sum(given) == 25


def test_every_committee_with_figures_is_among_the_cases() -> None:
    tried = {figure.committee for figure in SECTORS}
    assert set(pack().sectors) <= tried
