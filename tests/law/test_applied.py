"""Which scale applies: committee, size, year, choice; and what it says of itself."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.law.applied import applied, size_class, thresholds
from fla.law.model import Applied, Choices, LawError
from fla.law.pack import pack

YEARS = st.integers(2022, 2033)
COMMITTEES = st.sampled_from([None, "999", *pack().sectors])


def at(committee: str | None, head_count: object, year: int = 2026, **chosen: object) -> Applied:
    return applied(pack(), committee, Fraction(str(head_count)), year, Choices(**chosen))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["200", "200.00", "200.00.00", "200.05", "200.05.03"])
def test_a_committee_is_found_by_the_longest_part_of_its_code(code: str) -> None:
    assert at(code, 20).joint_committee == "200"


@pytest.mark.parametrize("code", ["140.01", "140.01.03"])
def test_a_sub_committee_is_found_before_its_committee(code: str) -> None:
    assert at(code, 20).scale == "140.01.20"


@pytest.mark.parametrize("code", ["140", "140.03", "149", "20", "2000", "999", "", "x"])
def test_an_unknown_committee_has_the_general_law_and_a_warning(code: str) -> None:
    now = at(code, 20)
    assert (now.scale, now.right_type, now.joint_committee) == ("general.20", "statutory", None)
    assert now.warnings == ("unknownJointCommittee",)


def test_no_committee_is_no_warning() -> None:
    assert at(None, 20).warnings == ()


def test_figures_that_were_not_found_and_those_that_ended_warn() -> None:
    assert at("111", 20).warnings == ("figuresNotFound",)
    assert at("113", 20).warnings == ("figuresEnded",)
    assert at("113", 20, 2024).warnings == ("olderSource",)


def test_a_disputed_step_warns_in_the_years_in_which_it_matters() -> None:
    warned = [year for year in range(2022, 2034) if at("119", 20, year).warnings]
    assert warned == [2025]
    assert at("119", 20, 2025).warnings == ("stepYearUnsure",)


def test_a_named_general_law_is_no_warning() -> None:
    for committee in ("302", "327.01", "329.02", "329.03"):
        now = at(committee, 20)
        assert (now.right_type, now.warnings) == ("statutory", ())


def test_an_agreement_gives_its_registration_number() -> None:
    now = at("200", 5)
    assert now.cba_registration_number == "181682/CO/200"
    assert [duty.cba_registration_number for duty in now.collective] == ["181682/CO/200"]
    assert at("124", 20).cba_registration_number is None


def test_a_scale_tells_its_own_conditions() -> None:
    assert at("209", 20).hours_per_day == 8
    assert at("200", 20).hours_per_day is None
    assert at("116", 9).effective_months == 6
    assert at("116", 10).effective_months is None


def test_a_growth_path_stands_in_the_place_of_the_general_law_even_where_lower() -> None:
    now = at("124", 20)
    assert (now.right_type, now.full_time) == ("sectoral", Decimal(3))


def test_what_is_no_growth_path_gives_the_higher_of_both() -> None:
    assert at("149.04", 9.9).right_type == "sectoral"
    assert at("149.04", 10).right_type == "statutory"


@pytest.mark.parametrize(
    ("chosen", "year", "amount"),
    [("0", 2022, 0), ("3", 2022, 3), ("0", 2023, 4), ("3", 2023, 4), ("3", 2024, 5)],
)
def test_the_right_of_2022_is_a_choice(chosen: str, year: int, amount: int) -> None:
    assert at(None, 20, year, statutory_days_2022=chosen).full_time == amount


def test_a_choice_brings_its_own_source() -> None:
    now = at(None, 20, 2022, statutory_days_2022="3")
    assert (now.source, now.certainty) == ("liantis-2022,fps-pro-nl", "C")


@pytest.mark.parametrize(
    ("chosen", "year", "amount"),
    [("2025", 2024, 3), ("2026", 2024, 3), ("2025", 2025, 4), ("2026", 2025, 3), ("2026", 2026, 4)],
)
def test_the_step_of_119_is_a_choice(chosen: str, year: int, amount: int) -> None:
    assert at("119", 20, year, committee_119_step=chosen).full_time == amount


@pytest.mark.parametrize(
    ("chosen", "year", "amount", "scale"),
    [
        ("besox", 2022, 1, "200.20.2022"),
        ("besox", 2023, 1, "200.20.2022"),
        ("securex", 2023, 2, "200.20.2022"),
        ("generalLaw", 2022, 0, "general.20"),
        ("generalLaw", 2023, 4, "general.20"),
        ("securex", 2024, 3, "200.20"),
    ],
)
def test_the_individual_days_of_200_before_2024_are_a_choice(
    chosen: str, year: int, amount: int, scale: str
) -> None:
    now = at("200", 20, year, committee_200_individual_2022=chosen)
    assert (now.full_time, now.scale) == (Decimal(amount), scale)


@pytest.mark.parametrize(
    ("year", "code"), [(2021, "yearBeforeAct"), (1, "yearBeforeAct"), (2034, "yearWithoutFigures")]
)
def test_a_year_without_figures_is_refused(year: int, code: str) -> None:
    with pytest.raises(LawError) as refused:
        at(None, 20, year)
    assert (refused.value.code, refused.value.detail) == (code, str(year))


@pytest.mark.parametrize(
    ("average", "found"),
    [
        (0, "<10"),
        ("9.9999", "<10"),
        (10, "10-19"),
        ("19.9999", "10-19"),
        (20, "20+"),
        (5000, "20+"),
    ],
)
def test_a_size_class_begins_at_its_threshold(average: object, found: str) -> None:
    assert size_class(pack(), Fraction(str(average))) == found
    assert at(None, average).size_class == found


def test_the_thresholds_are_those_of_all_scales() -> None:
    assert thresholds(pack()) == [10, 20, 40]


@given(COMMITTEES, YEARS, st.fractions(0, 100), st.fractions(0, 100))
def test_nothing_changes_between_two_thresholds(
    committee: str | None, year: int, one: Fraction, other: Fraction
) -> None:
    low, high = sorted((one, other))
    if not any(low < edge <= high for edge in thresholds(pack())):
        first = applied(pack(), committee, low, year, Choices())
        assert first == applied(pack(), committee, high, year, Choices())


@given(COMMITTEES, st.integers(2024, 2033), st.integers(20, 1000))
def test_from_2024_nobody_at_twenty_and_more_has_less_than_two_days(
    committee: str | None, year: int, head_count: int
) -> None:
    now = applied(pack(), committee, Fraction(head_count), year, Choices())
    hours = now.hours_per_day if now.unit == "hour" else None
    assert now.full_time / (hours or 1) >= 2


@given(COMMITTEES, YEARS, st.sampled_from([5, 15, 25, 45]))
def test_an_amount_is_exact_to_two_decimals(
    committee: str | None, year: int, head_count: int
) -> None:
    now = applied(pack(), committee, Fraction(head_count), year, Choices())
    assert isinstance(now.full_time, Decimal)
    assert now.full_time == now.full_time.quantize(Decimal("0.01"))
    assert now.full_time >= 0
