"""Two ways to the regime by month: from lines that follow each other, and from the month grid."""

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fla.law.model import Choices
from fla.rights import case_spells as module
from fla.rights.case import Case, HeadCount, Occupation
from fla.rights.case_columns import Columns
from fla.rights.case_spells import case_spells, is_plain
from fla.rights.situation import Spell

YEAR = 2026
DAY = dt.timedelta(days=1)
COMMITTEES = st.sampled_from([None, "200", "124", "209"])


@st.composite
def plain_cases(draw: st.DrawFn) -> Case:
    """Lines that follow each other, with or without days between, from 2025 to 2027."""
    lines: list[Occupation] = []
    start = dt.date(2025, 9, 1) + draw(st.integers(0, 200)) * DAY
    for _ in range(draw(st.integers(0, 6))):
        end = start + draw(st.integers(0, 150)) * DAY
        lines.append(
            Occupation(
                start=start,
                end=end,
                q=draw(st.sampled_from([1900, 3040, 3800, 4000])),
                s=3800,
                joint_committee=draw(COMMITTEES),
                category=draw(st.sampled_from(["student", "other"])),
            )
        )
        start = end + draw(st.integers(1, 45)) * DAY
    goes_on: bool = draw(st.booleans())
    if lines and goes_on:
        lines[-1] = replace(lines[-1], end=None)
    return Case(
        id="x",
        year=YEAR,
        head_count=HeadCount(average=Fraction(25)),
        occupations=tuple(draw(st.permutations(lines))),
        choices=Choices(excluded_categories=draw(st.sampled_from([(), ("student",)]))),
    )


def told(case: Case) -> list[Spell]:
    columns = Columns(YEAR, case.choices)
    columns.add(0, case, Fraction(25))
    return case_spells({0: case}, columns, columns.lines(), columns.suspensions()).get(0, [])


@given(plain_cases())
@settings(max_examples=60, deadline=None)
def test_lines_that_follow_each_other_tell_what_the_grid_tells(case: Case) -> None:
    assert is_plain(case)
    from_lines = told(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "is_plain", lambda _: False)
        from_grid = told(case)

    assert from_lines == from_grid


def test_the_columns_of_no_case_are_those_of_the_formula() -> None:
    columns = Columns(YEAR, Choices())

    assert columns.lines().schema["start"] == pl.Date
    assert columns.suspensions().is_empty()
    assert columns.scale_rows().is_empty()
