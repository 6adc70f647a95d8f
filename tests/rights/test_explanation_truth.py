"""No sentence of an explanation says more, or other, than its figures bear."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from fla.law.pack import pack
from fla.rights.wording import head_count, head_count_value
from tests.rights.what_if import LINE, answer, case

FIXED = "\N{NO-BREAK SPACE}"
DECEMBER = [{**LINE, "start": "2026-12-01"}]
AUTUMN = [
    {**LINE, "start": "2026-09-01", "end": "2026-10-31", "jointCommittee": "200"},
    {**LINE, "start": "2026-11-01", "jointCommittee": "116"},
]
BREAK = [{**LINE, "start": "2026-01-01", "q": 0, "jointCommittee": "116"}]


def said(result: dict[str, Any], step: str) -> list[str]:
    """The English sentences of one kind of step."""
    steps = [one for one in result["steps"] if one["step"] == step]
    return [one["text"]["en"].replace(FIXED, " ") for one in steps]


def warnings(result: dict[str, Any]) -> list[str]:
    return [one["code"] for one in result["warnings"]]


@pytest.mark.parametrize(
    ("rounding", "committee", "rounded"),
    [
        ("halfDayUp", None, True),
        ("hourUp", None, False),
        ("halfDayUp", "209", False),
        ("hourUp", "209", True),
    ],
)
def test_a_rounding_is_told_where_it_applies(
    rounding: str, committee: str | None, rounded: bool
) -> None:
    result = answer(
        case(jointCommittee=committee, occupations=DECEMBER, settings={"rounding": rounding})
    )

    [text] = said(result, "entitled")
    assert ("rounded up" in text) is rounded
    assert ("No rule on rounding was found" in text) is not rounded


@pytest.mark.parametrize("days", [500, 400])
def test_a_conversion_names_the_day_of_each_converted_term(days: int) -> None:
    """Days under the general law, then hours under committee 209, whose own day is 8 hours."""
    lines = [
        {**LINE, "end": "2026-04-30", "daysPerWeek": days},
        {**LINE, "start": "2026-05-01", "jointCommittee": "209", "q": 2280},
    ]

    result = answer(case(occupations=lines))

    [text] = said(result, "entitled")
    day = Decimal(3800) / days
    assert f"A day is {day} hours here" in text
    assert f"5 days × {day} × 100% × 4/12 + 40 × 60% × 8/12 = " in text
    assert "A day is 8 hours" not in text
    exact = Fraction(5) * Fraction(day) * Fraction(4, 12) + Fraction(40 * 6 * 8, 120)
    assert abs(Fraction(result["entitled"]) - exact) <= Fraction(1, 20_000)


@pytest.mark.parametrize(
    ("lines", "months", "met", "entitled"),
    [
        (AUTUMN, 4, False, "0.1667"),
        (BREAK, 12, True, "0.0000"),
        ([{**BREAK[0], "q": 3800}], 12, True, "1.0000"),
        ([{**BREAK[0], "q": 3800, "end": "2026-05-31"}], 5, False, "0.0000"),
    ],
)
def test_a_condition_is_told_by_the_months_not_by_the_amount(
    lines: list[dict[str, Any]], months: int, met: bool, entitled: str
) -> None:
    result = answer(case(headCount={"average": 9}, occupations=lines))

    [text] = said(result, "condition")
    assert f"(here: {months}); this condition is {'met' if met else 'not met'}" in text
    assert result["entitled"] == entitled


def test_months_wholly_suspended_are_not_of_effective_work() -> None:
    leave = [{"start": "2026-01-01", "end": "2026-07-15", "kind": "full"}]
    lines = [{**LINE, "jointCommittee": "116"}]
    asked = case(headCount={"average": 9}, occupations=lines, suspensions=leave)

    result = answer(asked)

    assert "(here: 6); this condition is met" in said(result, "condition")[0]
    assert result["entitled"] == "1.0000"
    leave[0]["end"] = "2026-07-31"
    longer = answer(asked)
    assert "(here: 5); this condition is not met" in said(longer, "condition")[0]
    assert longer["entitled"] == "0.0000"


@pytest.mark.parametrize("average", ["19.99999", "9.999999999", "20.00001", "20", "19.9999"])
def test_a_head_count_is_never_shown_on_the_other_side_of_a_threshold(average: str) -> None:
    result = answer(case(headCount={"average": average}))

    shown = Fraction(result["averageHeadCount"])
    size = {"<10": 0, "10-19": 10, "20+": 20}[result["sizeClass"]]
    assert shown >= size
    assert (shown >= 20) is (Fraction(average) >= 20)
    assert (shown >= 10) is (Fraction(average) >= 10)
    assert f"is {head_count(Fraction(average), 'en')}. " in said(result, "sizeClass")[0]


def test_a_third_just_below_a_threshold_is_shown_with_enough_decimals() -> None:
    assert head_count_value(Fraction("59.99999") / 3) == "19.999997"
    assert head_count(Fraction("59.99999") / 3, "fr") == "19,999997"
    assert head_count_value(Fraction(127, 6)) == "21.1667"


@pytest.mark.parametrize("year", [2022, 2023])
def test_there_is_no_window_before_the_first(year: int) -> None:
    result = answer(case(year=year, jointCommittee="200"))

    assert said(result, "window") == []
    assert "five years" not in said(result, "carriedIn")[0]


def test_before_the_first_year_there_was_nothing_to_carry_over() -> None:
    [text] = said(answer(case(year=2022, jointCommittee="200", carriedIn="1")), "carriedIn")

    assert text == "This right did not exist before 2022: there is nothing to carry over."


PARTIAL = [{"start": "2026-05-01", "end": "2026-08-31", "kind": "partial"}]
SHORTER = [
    {**LINE, "end": "2026-04-30"},
    {**LINE, "start": "2026-05-01", "end": "2026-08-31", "q": 1900},
    {**LINE, "start": "2026-09-01"},
]


def test_a_partial_suspension_without_hours_changes_nothing_and_says_so() -> None:
    result = answer(case(suspensions=PARTIAL))

    assert result["entitled"] == "5.0000"
    assert warnings(result) == ["partialSuspensionWithoutHours"]
    assert "the contract’s regime stays in force" in said(result, "suspension")[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"occupations": SHORTER, "suspensions": PARTIAL},
        {"suspensions": [{**PARTIAL[0], "q": 1900}]},
    ],
)
def test_a_partial_suspension_with_hours_has_its_effect(changes: dict[str, Any]) -> None:
    result = answer(case(**changes))

    assert result["entitled"] == "4.1667"
    assert warnings(result) == []
    assert "reduced regime: 50%" in said(result, "suspension")[0]


def test_a_line_with_as_many_hours_does_not_tell_a_suspension() -> None:
    same = [{**LINE, "end": "2026-04-30"}, {**LINE, "start": "2026-05-01"}]

    assert warnings(answer(case(occupations=same, suspensions=PARTIAL))) == [
        "partialSuspensionWithoutHours"
    ]


def test_a_collective_average_contains_the_individual_right_where_the_agreement_says_so() -> None:
    small = answer(case(jointCommittee="200", headCount={"average": 5}))
    metal = answer(case(jointCommittee="149.01", headCount={"average": 5}))

    assert "the individual right is part of it" in said(small, "collective")[0]
    assert small["collective"][0]["includesIndividual"] is True
    assert "also offers" in said(metal, "collective")[0]
    assert "over a period of 1 year." in said(metal, "collective")[0]
    assert metal["collective"][0]["includesIndividual"] is False


def test_a_general_right_is_not_part_of_a_sector_average() -> None:
    chosen = {"committee200Individual2022": "generalLaw"}
    result = answer(case(year=2023, jointCommittee="200", settings=chosen))

    assert "also offers" in said(result, "collective")[0]


def test_the_bound_of_the_regime_is_that_of_the_pack() -> None:
    assert pack().law.regime_bound.percent == 110
    assert pack().law.regime_bound.most(3800) == 4180
    assert pack().law.regime_bound.most(3799) == 4178


@pytest.mark.parametrize(
    ("quarters", "warned"),
    [
        (["20", "0", None, None], ["zeroDeclared"]),
        (["20", "0", "20", "20"], ["zeroDeclared"]),
        (["20", None, None, "20"], []),
    ],
)
def test_a_declared_zero_that_changes_the_divisor_is_warned_of(
    quarters: list[str | None], warned: list[str]
) -> None:
    assert warnings(answer(case(headCount={"quarters": quarters}))) == warned


def test_a_sum_takes_off_what_was_used_too_much() -> None:
    result = answer(case(carriedIn="-0.75"))

    assert said(result, "credit") == [
        "Credit = right of the year + credit carried over: 5 days − 0.75 days = 4.25 days."
    ]
    assert result["carriedIn"] == "-0.7500"


@pytest.mark.parametrize(
    ("first", "written"), [("2026-04-01", "D’avril à décembre"), ("2026-03-01", "De mars à déc")]
)
def test_french_elides_before_a_vowel(first: str, written: str) -> None:
    [regime] = [
        one["text"]["fr"]
        for one in answer(case(occupations=[{**LINE, "start": first}]))["steps"]
        if one["step"] == "regime"
    ]
    assert regime.startswith(written)
