"""The regime month by month that an explanation shows is the one the right was computed with."""

from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from fla.law.model import Choices
from fla.rights.spells import spells
from tests.rights import careers as drawn
from tests.rights.one_worker import line, suspension
from tests.rights.reference import Career, Line


def told(*lines: Line, **given: object) -> list[tuple[int, ...]]:
    off = given.get("suspensions", ())
    assert isinstance(off, tuple)
    frame = spells(
        drawn.frame_of_lines([lines]), 2026, Choices(), drawn.frame_of_suspensions([off])
    )
    return frame.drop("worker").rows()


def test_one_regime_is_one_spell_in_hours_a_week() -> None:
    assert told(line("15.3.2025", q=3040)) == [(1, 12, 3040, 3800, 0)]


def test_a_change_a_gap_and_a_suspension_each_make_a_spell() -> None:
    lines = (line("1.1", "31.3"), line("1.6", "31.10"), line("1.11", q=1900))
    off = (suspension("1.8", "30.9", "partial", 950),)
    assert told(*lines, suspensions=off) == [
        (1, 3, 3800, 3800, 0),
        (6, 7, 3800, 3800, 0),
        (8, 9, 950, 3800, 0),
        (10, 10, 3800, 3800, 0),
        (11, 12, 1900, 3800, 0),
    ]


def test_parallel_contracts_of_different_full_time_weeks_are_a_fraction() -> None:
    both = (line("1.1", q=1900), line("1.1", q=900, s=3600, employment=1))
    assert told(*both) == [(1, 12, 3, 4, 0)]


def test_no_work_no_spell() -> None:
    assert told(line("1.1.2025", "31.12.2025")) == []


@given(drawn.careers(most=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_spells_hold_each_counted_month_as_the_text_reads(careers: list[Career]) -> None:
    first = careers[0]
    frame = spells(
        drawn.frame_of_lines([career.lines for career in careers]),
        first.year,
        drawn.choices(first.rules),
        drawn.frame_of_suspensions([career.suspensions for career in careers]),
    )
    found = {
        (worker, month): (Fraction(q, s), scale)
        for worker, month_from, month_to, q, s, scale in frame.iter_rows()
        for month in range(month_from, month_to + 1)
    }
    expected = {
        (worker, month): (career.b_of_month(month), career.line_of_month(month).scale)
        for worker, career in enumerate(careers)
        for month in range(1, 13)
        if any(career.days_worked(range(month, month + 1)))
        and (career.rules.full_suspension == "ignored" or career.effective(month))
    }
    assert found == expected
