"""The cases of training rights, each through the door an outsider uses: JSON in, JSON out."""

from fractions import Fraction
from typing import Any

import pytest

from fla.doors.portal.reader import parse_hundredths
from tests.cases.reading import answer, contract, headed, rows, suspension

FULL_TIME = ["2020-01-01 .. : 38 of 38"]


def amounts() -> list[Any]:
    return [
        pytest.param(row, year, due, id=f"{row['committee']} at {row['headCount']} in {year}")
        for row in rows("full_time_amounts.yaml")
        for year, due in row["due"].items()
    ]


def stories() -> list[Any]:
    return [pytest.param(row, id=row["story"]) for row in rows("pro_rata.yaml")]


def in_year(year: int, committee: str, head_count: object, contracts: list[str]) -> dict[str, Any]:
    given = {} if committee == "none" else {"jointCommittee": committee}
    lines = [contract(text) for text in contracts]
    return {"id": "x", "year": year, "occupations": lines, **headed(head_count), **given}


@pytest.mark.parametrize(("row", "year", "due"), amounts())
def test_what_a_full_timer_is_owed_for_a_full_year(
    row: dict[str, Any], year: int, due: str
) -> None:
    result = answer(in_year(year, str(row["committee"]), row["headCount"], FULL_TIME))

    number, unit = due.removesuffix("s").split()
    assert Fraction(result["entitled"]) == Fraction(number)
    assert result["unit"] == unit
    collective = [(one["average"], one["periodYears"]) for one in result["collective"]]
    if "collective" in row:
        average, years = row["collective"]["average"].split()[0], row["collective"]["years"]
        assert (f"{float(average):.4f}", years) in collective


@pytest.mark.parametrize("row", stories())
def test_what_one_worker_is_owed(row: dict[str, Any]) -> None:
    head_count = row.get("headCount", row.get("quarters"))
    case = in_year(row["year"], str(row.get("committee", "none")), head_count, row["contracts"])
    case["suspensions"] = [suspension(text) for text in row.get("suspensions", [])]

    result = answer(case)

    entitled, unit = row["right"].removesuffix("s").split()
    assert (result["entitled"], result["unit"]) == (entitled, unit)
    if "averageHeadCount" in row:
        assert result["averageHeadCount"] == row["averageHeadCount"]


def test_ten_workers_of_committee_200_are_owed_forty_five_days_together_in_two_years() -> None:
    """Within them one individual day each year (sfonds200, A)."""
    result = answer(in_year(2024, "200", 10, FULL_TIME))

    [duty] = result["collective"]
    assert Fraction(duty["average"]) * 10 == 45
    assert duty["periodYears"] == 2
    assert result["entitled"] == "1.0000"


def test_a_half_timer_of_committee_200_has_one_of_the_two_individual_days_of_2022_and_2023() -> (
    None
):
    """Two individual days in two years, times a half (securex-200, C)."""
    both = [answer(in_year(year, "200", 20, ["2020-01-01 .. : 19 of 38"])) for year in (2022, 2023)]

    assert sum(Fraction(one["entitled"]) for one in both) == 1


def test_a_full_timer_is_owed_twenty_five_days_from_2024_to_2028() -> None:
    """Five years of five days (horeca-deadline, C)."""
    years = [answer(in_year(year, "none", 20, FULL_TIME)) for year in range(2024, 2029)]

    assert sum(Fraction(one["entitled"]) for one in years) == 25


@pytest.mark.parametrize(("hours", "hundredths"), [("38:00", 3800), ("38:20", 3833)])
def test_hours_and_minutes_become_hundredths_of_an_hour_as_dmfa_has_them(
    hours: str, hundredths: int
) -> None:
    """DmfA zones 00048 and 00049 (gh-zones, A-)."""
    assert parse_hundredths(hours) == hundredths
