"""The explanation: what its steps say of one worker, in each language, and what they rest on."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fla.languages import LANGUAGES, Language
from fla.law.applied import applied
from fla.law.model import Choices
from fla.law.pack import pack
from fla.rights.case import Suspension
from fla.rights.case_faults import fault_texts
from fla.rights.explanation import explain, warn
from fla.rights.situation import Adjustment, Counted, Situation, Spell
from fla.rights.wording import four_places, own, percent, plain
from tests.rights.what_if import LINE, answer, case

FIXED = "\N{NO-BREAK SPACE}"
PART_TIMER = case(
    jointCommittee="200",
    headCount={"quarters": ["21.0", "20.5", None, "22"]},
    occupations=[
        {**LINE, "end": "2026-02-28"},
        {**LINE, "start": "2026-03-01", "q": 3040},
    ],
    carriedIn="1.5",
)


def texts(result: dict[str, Any], language: Language) -> dict[str, str]:
    return {
        one["step"]: one["text"][language]
        .replace(FIXED, " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
        for one in result["steps"]
    }


def test_the_steps_come_in_the_order_of_the_law() -> None:
    assert [one["step"] for one in answer(PART_TIMER)["steps"]] == [
        "headCount", "sizeClass", "scale", "regime", "months", "entitled", "window", "carriedIn",
        "credit",
    ]  # fmt: skip


REGIMES: dict[Language, tuple[str, str]] = {
    "nl": ("Van januari tot en met februari: 38 u van 38 u per week, dat is 100 %.",
           "Van maart tot en met december: 30 u 24 van 38 u per week, dat is 80 %."),
    "fr": ("De janvier à février : 38 h sur 38 h par semaine, soit 100 %.",
           "De mars à décembre : 30 h 24 sur 38 h par semaine, soit 80 %."),
    "de": ("Von Januar bis Februar: 38 Std. von 38 Std. in der Woche, das sind 100 %.",
           "Von März bis Dezember: 30 Std. 24 Min. von 38 Std. in der Woche, das sind 80 %."),
    "en": ("From January to February: 38 h of 38 h a week, which is 100%.",
           "From March to December: 30 h 24 of 38 h a week, which is 80%."),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_regime_is_told_month_by_month(language: Language) -> None:
    said = texts(answer(PART_TIMER), language)["regime"]

    assert all(sentence in said for sentence in REGIMES[language])


def test_the_right_is_told_with_its_terms() -> None:
    result = answer(PART_TIMER)

    assert result["entitled"] == "3.3333"
    said = texts(result, "nl")
    assert "4 × 100 % × 2/12 + 4 × 80 % × 10/12 = 3,3333 dagen" in said["entitled"]
    assert "(2024Q4: 21; 2025Q1: 20,5; 2025Q3: 22) / 3 = 21,1667" in said["headCount"]
    assert "3,3333 dagen + 1,5 dagen = 4,8333 dagen" in said["credit"]


def test_a_regime_without_short_percent_is_told_as_a_fraction() -> None:
    third = case(occupations=[{**LINE, "q": 1100, "s": 3300}])

    assert "5 days × 1/3 × 12/12 = 1.6667 days" in texts(answer(third), "en")["entitled"]


def test_a_month_alone_and_parallel_contracts_of_different_hours() -> None:
    lines = [
        {**LINE, "start": "2026-12-01", "q": 1900, "contract": "a"},
        {**LINE, "start": "2026-12-01", "q": 1000, "s": 4000, "contract": "b"},
    ]

    said = texts(answer(case(occupations=lines)), "en")["regime"]

    assert said.startswith("In December: together 75% of full time.")


def test_a_suspension_is_told_within_the_year() -> None:
    leave = [{"start": "2025-11-01", "end": "2026-03-31", "kind": "full"}]

    [said] = [
        one["text"]["en"]
        for one in answer(case(suspensions=leave))["steps"]
        if one["step"] == "suspension"
    ]

    assert said.startswith("From 1 January 2026 to 31 March 2026 ")


def test_a_suspension_of_another_year_is_not_told() -> None:
    leave = [{"start": "2025-01-01", "end": "2025-12-31", "kind": "full"}]

    steps = answer(case(suspensions=leave))["steps"]

    assert "suspension" not in [one["step"] for one in steps]


@pytest.mark.parametrize(
    ("kind", "setting", "choice", "entitled", "said"),
    [
        ("full", "fullSuspension", "ignored", "5.0000", "does not reduce"),
        ("full", "fullSuspension", "prorated", "2.5000", "do not count"),
        ("partial", "partialSuspension", "prorated", "4.0000", "60%"),
        ("partial", "partialSuspension", "ignored", "5.0000", "does not reduce"),
    ],
)
def test_a_suspension_is_told_as_it_is_chosen(
    kind: str, setting: str, choice: str, entitled: str, said: str
) -> None:
    leave = {"start": "2026-01-01", "end": "2026-06-30", "kind": kind}
    hours = {"q": 2280} if kind == "partial" else {}

    result = answer(case(suspensions=[{**leave, **hours}], settings={setting: choice}))

    assert result["entitled"] == entitled
    assert said in texts(result, "en")["suspension"]


def test_effective_months_that_lack_are_told() -> None:
    short = case(
        jointCommittee="116",
        headCount={"average": 5},
        occupations=[{**LINE, "start": "2026-09-01"}],
    )

    result = answer(short)

    assert result["entitled"] == "0.0000"
    assert "this condition is not met" in texts(result, "en")["condition"]
    enough = answer({**short, "occupations": [{**LINE, "start": "2026-07-01"}]})
    assert enough["entitled"] == "0.5000"
    assert "this condition is met" in texts(enough, "en")["condition"]


def test_a_rounding_that_was_chosen_is_told() -> None:
    result = answer(
        case(occupations=[{**LINE, "start": "2026-12-01"}], settings={"rounding": "halfDayUp"})
    )

    assert result["entitled"] == "0.5000"
    said = texts(result, "en")["entitled"]
    assert "= 0.4167 days" in said
    assert "rounded up to half a day: 0.5 days" in said


def test_a_conversion_of_units_is_told() -> None:
    lines = [
        {**LINE, "end": "2026-06-30"},
        {**LINE, "start": "2026-07-01", "jointCommittee": "209"},
    ]

    said = texts(answer(case(occupations=lines)), "en")["entitled"]

    assert "5 days × 7.6 × 100% × 6/12 + 40 × 100% × 6/12 = 39 hours" in said
    assert "A day is 7.6 hours" in said


def test_a_category_that_is_left_out_is_told() -> None:
    result = answer(
        case(
            occupations=[{**LINE, "category": "flexiJob"}],
            settings={"excludedCategories": ["student", "flexiJob"]},
        )
    )

    assert "flexi-job" in texts(result, "nl")["regime"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"carriedIn": "2"}, "2 days"),
        ({"carriedIn": "-2"}, "The credit of 2025 was exceeded; the excess of 2 days is taken off"),
        ({}, "Nothing was left of 2025."),
        ({"year": 2029, "carriedIn": "2"}, "begins in 2029"),
        (
            {"headCount": {"average": 12}, "carriedIn": "2",
             "settings": {"smallEmployerCarryOver": "lapses"}},
            "lapses",
        ),
    ],
)  # fmt: skip
def test_what_is_carried_in_is_told(changes: dict[str, Any], said: str) -> None:
    assert said in texts(answer(case(**changes)), "en")["carriedIn"]


def test_every_step_has_a_source_and_a_text_in_each_language() -> None:
    for asked in (PART_TIMER, case(headCount={"firstQuarter": 3}), case(jointCommittee="200")):
        for step in answer(asked)["steps"]:
            assert step["source"].endswith(")")
            assert len({step["text"][language] for language in LANGUAGES}) == len(LANGUAGES)


def test_the_sources_of_the_explanation_stand_in_the_pack() -> None:
    for ids in own().sources.values():
        assert set(ids.split(",")) <= set(pack().sources)


def situation(**changes: Any) -> Situation:
    choices = Choices()
    found = applied(pack(), "200", Fraction(25), 2026, choices)
    spell = Spell(first_month=1, last_month=12, q=3800, s=3800, applied=found)
    values: dict[str, Any] = {
        "year": 2026,
        "choices": choices,
        "head_count": Counted(average=Fraction(25)),
        "applied": found,
        "unit": "day",
        "months": 12,
        "regime": Fraction(1),
        "entitled": Decimal("4.0000"),
        "spells": (spell,),
    }
    return Situation(**{**values, **changes})


def test_who_gave_an_input_stands_with_its_step() -> None:
    steps = explain(situation(given_by={"headCount": "0473077710", "regime": "DmfA 2026Q1"}))

    given = {step.step: step.given_by for step in steps if step.given_by}
    assert given == {"headCount": "0473077710", "regime": "DmfA 2026Q1"}


def test_adjustments_are_told_and_counted() -> None:
    more = Adjustment(
        amount=Decimal("0.5"), effective_date=dt.date(2026, 3, 1), reason="Mentorship"
    )

    steps = {step.step: step for step in explain(situation(adjustments=(more,)))}

    assert "Mentorship" in steps["adjustment"].text.nl
    assert "1er mars 2026" in steps["adjustment"].text.fr
    assert steps["credit"].value == "4.5000"


def test_what_is_left_of_a_year_that_is_not_closed_is_not_known() -> None:
    steps = {step.step: step for step in explain(situation(left_over=None))}

    assert steps["carriedIn"].value == "0.0000"
    assert "not closed yet" in steps["carriedIn"].text.en


def test_a_stored_partial_suspension_without_hours_has_the_regime_of_its_months() -> None:
    leave = Suspension(start=dt.date(2026, 1, 1), kind="partial")

    steps = {step.step: step for step in explain(situation(suspensions=(leave,)))}

    assert "100%" in steps["suspension"].text.en


def test_each_warning_is_told_once_a_committee() -> None:
    choices = Choices()
    found = applied(pack(), "999", Fraction(25), 2026, choices)
    halves = tuple(
        Spell(
            first_month=first, last_month=first + 5, q=1, s=1, applied=found, joint_committee=code,
        )
        for first, code in ((1, "998"), (7, "999"))
    )  # fmt: skip

    told = warn(situation(applied=found, joint_committee="999", spells=halves))

    assert [one.code for one in told] == ["unknownJointCommittee"] * 2
    assert "998" in told[0].text.en
    assert "999" in told[1].text.en


@given(st.fractions())
@settings(max_examples=200)
def test_four_places_are_rounded_half_up_from_the_exact_fraction(amount: Fraction) -> None:
    written = Fraction(four_places(amount))

    error = abs(amount) - abs(written)
    assert Fraction(-1, 20_000) <= error < Fraction(1, 20_000)
    assert Fraction(plain(amount)) == written
    assert "-0.0000" not in four_places(amount)


@pytest.mark.parametrize(
    ("fraction", "written"),
    [(Fraction(1, 2), "50%"), (Fraction(1, 3), "33.33%"), (Fraction(2, 3), "66.67%")],
)
def test_percents_have_two_decimals_at_most(fraction: Fraction, written: str) -> None:
    assert percent(fraction, "en") == written


@pytest.mark.parametrize("key", [*own().texts, *fault_texts()])
def test_a_text_has_the_same_places_to_fill_in_each_language(key: str) -> None:
    words = own().texts.get(key) or fault_texts()[key]
    places = {
        language: sorted(re.findall(r"\{(\w+)\}", words.in_language(language)))
        for language in LANGUAGES
    }

    assert all(found == places["en"] for found in places.values())


def test_nothing_is_left_to_fill_in() -> None:
    for asked in (PART_TIMER, case(year=2029, jointCommittee="149.01", headCount={"average": 9})):
        for step in answer(asked)["steps"]:
            assert not set("{}\\") & set("".join(step["text"].values()))
