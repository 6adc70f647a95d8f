"""Reference periods of the head count, windows of five years, and terms of duties."""

import datetime as dt

import pytest

from fla.identifiers.quarter import Quarter
from fla.law.deadlines import last_day
from fla.law.head_count import period_start, reference, reference_quarters
from fla.law.model import Certainty, Choices, SizeClass
from fla.law.pack import pack
from fla.law.window import carries_into, window_of

YEARLY = Choices(head_count_window="yearly")
FROM_HIRE = Choices(window="fromHire")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("case", "years", "start", "end", "source", "certainty"),
    [
        ("E24", (2022, 2023), "2020-10-01", "2021-09-30", "partena-en,groups-nl", "B"),
        ("E25", (2024, 2025), "2022-10-01", "2023-09-30", "groups-nl", "C"),
        ("same rule", (2026, 2027), "2024-10-01", "2025-09-30", "fps-faq-fr", "D"),
        ("same rule", (2032, 2033), "2030-10-01", "2031-09-30", "fps-faq-fr", "D"),
    ],
)
def test_a_two_year_period_has_one_reference_period(
    case: str, years: tuple[int, int], start: str, end: str, source: str, certainty: Certainty
) -> None:
    for year in years:
        period = reference(year, Choices())
        assert (period.first_year, period.last_year) == years, case
        assert (period.start, period.end) == (day(start), day(end))
        assert (period.source, period.certainty) == (source, certainty)


def test_the_quarters_are_those_before_the_period() -> None:
    expected = ("2024Q4", "2025Q1", "2025Q2", "2025Q3")
    assert reference_quarters(2026, Choices()) == expected
    assert reference_quarters(2027, Choices()) == expected


def test_one_source_takes_a_new_period_each_year() -> None:
    assert reference_quarters(2023, YEARLY) == ("2021Q4", "2022Q1", "2022Q2", "2022Q3")
    assert reference(2023, YEARLY).source == "upteamizer"
    assert reference_quarters(2024, YEARLY) == reference_quarters(2024, Choices())


@pytest.mark.parametrize(("year", "first"), [(2021, 2020), (2034, 2034), (2035, 2034)])
def test_a_year_beyond_the_pack_follows_the_rule_and_says_so(year: int, first: int) -> None:
    period = reference(year, Choices())
    assert (period.first_year, period.last_year) == (first, first + 1)
    assert period.certainty == "D"


def test_a_period_starts_on_the_first_of_january() -> None:
    assert period_start(2026) == period_start(2027) == day("2026-01-01")
    assert period_start(2027, YEARLY) == day("2027-01-01")


@pytest.mark.parametrize(
    ("year", "window"),
    [
        (2022, (2022, 2023)),
        (2023, (2022, 2023)),
        (2024, (2024, 2028)),
        (2028, (2024, 2028)),
        (2029, (2029, 2033)),
        (2033, (2029, 2033)),
    ],
)
def test_windows_of_five_years_begin_in_2024(year: int, window: tuple[int, int]) -> None:
    assert window_of(year, day("2026-03-15"), Choices()) == window


@pytest.mark.parametrize(
    ("year", "hired", "window"),
    [
        (2026, "2026-12-31", (2026, 2030)),
        (2030, "2026-01-01", (2026, 2030)),
        (2031, "2026-01-01", (2031, 2035)),
        (2026, "2019-05-01", (2024, 2028)),
        (2026, "2024-01-01", (2024, 2028)),
        (2025, "2026-01-01", (2024, 2028)),
        (2023, "2022-06-01", (2022, 2023)),
        (2026, None, (2024, 2028)),
    ],
)
def test_a_window_may_begin_with_the_year_of_hire(
    year: int, hired: str | None, window: tuple[int, int]
) -> None:
    assert window_of(year, day(hired) if hired else None, FROM_HIRE) == window


@pytest.mark.parametrize(
    ("year", "carried"), [(2022, False), (2023, True), (2024, False), (2028, True), (2029, False)]
)
def test_nothing_is_carried_into_a_new_window(year: int, carried: bool) -> None:
    assert carries_into(year, None, Choices(), "20+") is carried


def test_a_window_from_hire_is_not_cut_by_the_common_one() -> None:
    assert carries_into(2029, day("2026-02-01"), FROM_HIRE, "20+")
    assert not carries_into(2031, day("2026-02-01"), FROM_HIRE, "20+")


@pytest.mark.parametrize(("size", "carried"), [("<10", False), ("10-19", False), ("20+", True)])
def test_a_balance_below_twenty_may_lapse(size: SizeClass, carried: bool) -> None:
    lapsing = Choices(small_employer_carry_over="lapses")
    assert carries_into(2026, None, lapsing, size) is carried
    assert carries_into(2026, None, Choices(), size)


@pytest.mark.parametrize(
    ("case", "duty", "event", "until"),
    [
        ("E31", "quarterRegistration", "2024-12-31", "2025-01-31"),
        ("E31", "quarterRegistration", "2025-03-31", "2025-04-30"),
        ("leap year", "accessAfterExit", "2028-01-31", "2028-03-01"),
        ("30 days", "verification", "2026-01-01", "2026-01-31"),
        ("60 days", "newWorker", "2026-03-15", "2026-05-14"),
        ("31 December", "yearlyNotice", "2026-05-05", "2026-12-31"),
        ("31 March", "trainingPlan", "2026-01-01", "2026-03-31"),
        ("shorter month", "trainingPlanCopy", "2026-03-31", "2026-04-30"),
        ("leap day", "retention", "2024-02-29", "2029-02-28"),
        ("over the year", "startUp", "2025-12-31", "2026-06-30"),
    ],
)
def test_a_term_ends_on_its_day(case: str, duty: str, event: str, until: str) -> None:
    assert last_day(pack(), duty, day(event)) == day(until), case


def test_a_quarter_knows_the_same_term_as_the_pack() -> None:
    for year in range(2022, 2034):
        for number in (1, 2, 3, 4):
            quarter = Quarter(year, number)
            until = last_day(pack(), "quarterRegistration", quarter.last_day)
            assert until == quarter.declaration_deadline


def test_an_unknown_duty_is_no_duty() -> None:
    with pytest.raises(KeyError):
        last_day(pack(), "tax", day("2026-01-01"))
