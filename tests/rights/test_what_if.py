"""The what-if as an outsider uses it: a file of cases in, results out."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from fla.cli import app
from fla.languages import LANGUAGES
from fla.rights.case_reader import decode_cases
from fla.rights.what_if import calculate
from tests.rights.what_if import LINE, answer, answers, case

ISSUE = b"""
[{"id": "x", "year": 2026, "jointCommittee": "200",
  "headCount": {"quarters": ["21.0", "20.5", null, "22"]},
  "occupations": [{"start": "2025-03-15", "end": null, "q": 3040, "s": 3800,
                   "jointCommittee": "200"}],
  "suspensions": [{"start": "2026-02-01", "end": "2026-05-31", "kind": "full"}],
  "carriedIn": "0", "settings": {}}]
"""
ASKED = {
    "id": "x",
    "sizeClass": "20+",
    "averageHeadCount": "21.1667",
    "unit": "day",
    "entitled": "3.2000",
    "carriedIn": "0.0000",
    "credit": "3.2000",
}


def run(file: Path | str, typed: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["rights", "calculate", str(file)], input=typed)


def test_the_command_answers_the_example_to_the_letter() -> None:
    result = run("-", ISSUE)

    assert result.exit_code == 0
    [read] = msgspec.json.decode(result.stdout_bytes)
    assert list(read)[:8] == [*ASKED, "steps"]
    assert {name: read[name] for name in ASKED} == ASKED
    [scale] = [step for step in read["steps"] if step["step"] == "scale"]
    assert list(scale) == ["step", "value", "source", "text"]
    assert scale["value"] == "4"
    assert list(scale["text"]) == list(LANGUAGES)


def test_a_bad_case_has_its_error_and_the_others_still_answer(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    bad = case(id="bad", occupations=[{**LINE, "start": "2026-02-30"}])
    file.write_bytes(msgspec.json.encode([case(id="first"), bad, case(id="last")]))

    result = run(file)

    assert result.exit_code == 1
    first, error, last = msgspec.json.decode(result.stdout_bytes)
    assert (first["id"], last["id"]) == ("first", "last")
    assert first["entitled"] == last["entitled"] == "5.0000"
    assert error["id"] == "bad"
    assert error["error"]["code"] == "invalidDate"
    assert error["error"]["path"] == "occupations[0].start"
    assert error["error"]["value"] == "2026-02-30"
    assert all(error["error"]["message"][language] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[NaN]", "JSON"),
        (b'["\xff"]', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"{}", "array"),
        (b"3", "array"),
    ],
    ids=["empty", "cut off", "NaN", "not UTF-8", "nested", "an object", "a number"],
)
def test_what_is_no_array_of_json_cannot_be_read(content: bytes, said: str) -> None:
    result = run("-", content)

    assert result.exit_code == 2
    assert result.stdout_bytes == b""
    assert said in result.stderr


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    assert run(tmp_path / "none.json").exit_code == 2


def test_no_cases_have_no_results() -> None:
    result = run("-", b"\xef\xbb\xbf[]")

    assert result.exit_code == 0
    assert msgspec.json.decode(result.stdout_bytes) == []


def test_two_cases_may_have_the_same_id_and_a_number_is_an_id() -> None:
    read = answers([case(id="x"), case(id="x"), case(id=7)])

    assert [one["id"] for one in read] == ["x", "x", 7]


def test_cases_of_many_years_and_choices_answer_in_their_order() -> None:
    asked = [
        case(id=f"{year} {window}", year=year, settings={"window": window})
        for year in (2028, 2023, 2025)
        for window in ("fromHire", "fixed")
    ]

    assert [one["id"] for one in answers(asked)] == [one["id"] for one in asked]


def test_a_case_alone_and_among_others_has_the_same_answer() -> None:
    alone = answer(case(id="x"))
    others = [case(id=number, jointCommittee="124", year=2025) for number in range(20)]

    assert answers([*others, case(id="x"), *others])[20] == alone


def test_more_cases_than_are_answered_at_a_time_go_in_one_file() -> None:
    content = msgspec.json.encode([case(id=number) for number in range(4_001)])

    result = run("-", content)

    assert result.exit_code == 0
    read = msgspec.json.decode(result.stdout_bytes)
    assert [one["id"] for one in read] == list(range(4_001))


@pytest.mark.parametrize("file", sorted(Path("contracts/rights/examples").glob("*.json")), ids=str)
def test_the_examples_of_the_contract_are_answered(file: Path) -> None:
    results = calculate(decode_cases(file.read_bytes()))

    assert results
    assert all("error" not in msgspec.to_builtins(result) for result in results)


def test_amounts_may_be_text_or_numbers_and_are_exact() -> None:
    as_text = answer(case(headCount={"average": "19.99999999999999999999"}))
    as_number = answer(case(headCount={"quarters": [19.9, 20, 20.1, 2e1]}))

    assert (as_text["sizeClass"], as_text["averageHeadCount"]) == (
        "10-19",
        "19.99999999999999999999",
    )
    assert (as_number["sizeClass"], as_number["averageHeadCount"]) == ("20+", "20.0000")


def test_null_is_as_good_as_absent() -> None:
    bare = {"id": 1, "year": 2026, "headCount": {"average": "20"}, "occupations": [LINE]}
    nulls: dict[str, Any] = dict.fromkeys(
        ("jointCommittee", "suspensions", "carriedIn", "settings")
    )
    line = {
        **LINE,
        **dict.fromkeys(("end", "daysPerWeek", "jointCommittee", "category", "contract")),
    }

    assert answer({**bare, **nulls, "occupations": [line]}) == answer(bare)


class TestHeadCount:
    def test_an_average_over_the_declared_quarters(self) -> None:
        assert answer(case(headCount={"quarters": ["18", "20", "22", None]}))[
            "averageHeadCount"
        ] == "20.0000"  # fmt: skip

    def test_agency_workers_are_added_to_their_quarter(self) -> None:
        given = {"quarters": [18, 18, 18, 18], "adjustments": ["2", None, "4", "2"]}

        assert answer(case(headCount=given))["averageHeadCount"] == "20.0000"

    def test_an_adjustment_makes_no_quarter_a_declared_one_and_a_warning_tells(self) -> None:
        given = {"quarters": [20, 20, 20, None], "adjustments": [None, None, None, "4"]}

        result = answer(case(headCount=given))

        assert result["averageHeadCount"] == "20.0000"
        assert [one["code"] for one in result["warnings"]] == ["adjustmentWithoutDeclaration"]

    def test_without_declarations_the_first_quarter_counts(self) -> None:
        given = {"quarters": [None] * 4, "firstQuarter": 12}

        assert answer(case(headCount=given))["averageHeadCount"] == "12.0000"
        assert answer(case(headCount={"firstQuarter": 12}))["sizeClass"] == "10-19"

    def test_declared_quarters_go_before_the_first_quarter(self) -> None:
        given = {"quarters": [None, None, None, 20], "firstQuarter": 12}

        assert answer(case(headCount=given))["averageHeadCount"] == "20.0000"


class TestCommittees:
    def test_an_occupation_without_committee_has_that_of_the_case(self) -> None:
        assert answer(case(jointCommittee="200"))["jointCommittee"] == "200"

    def test_an_occupation_has_its_own_committee(self) -> None:
        line = {**LINE, "jointCommittee": "124"}

        assert answer(case(jointCommittee="200", occupations=[line]))["jointCommittee"] == "124"

    def test_each_month_has_the_figure_of_its_committee(self) -> None:
        lines = [
            {**LINE, "end": "2026-03-31", "jointCommittee": "124"},
            {**LINE, "start": "2026-04-01", "jointCommittee": "200"},
        ]

        result = answer(case(occupations=lines))

        assert result["entitled"] == "3.7500"
        assert [one["value"] for one in result["steps"] if one["step"] == "scale"] == ["3", "4"]

    def test_days_and_hours_of_a_year_are_converted_to_the_last_unit(self) -> None:
        lines = [
            {**LINE, "end": "2026-06-30"},
            {**LINE, "start": "2026-07-01", "jointCommittee": "209"},
        ]

        result = answer(case(occupations=lines))

        assert (result["entitled"], result["unit"]) == ("39.0000", "hour")

    def test_an_unknown_committee_has_the_general_law_and_a_warning(self) -> None:
        result = answer(case(jointCommittee="999"))

        assert (result["entitled"], result["rightType"]) == ("5.0000", "statutory")
        [warning] = result["warnings"]
        assert warning["code"] == "unknownJointCommittee"
        assert "999" in warning["text"]["nl"]


class TestCarriedIn:
    def test_what_was_left_comes_on_top(self) -> None:
        result = answer(case(year=2026, carriedIn="1.25"))

        assert (result["carriedIn"], result["credit"]) == ("1.2500", "6.2500")

    def test_what_was_used_too_much_is_taken_off(self) -> None:
        result = answer(case(year=2026, carriedIn="-1.5"))

        assert (result["carriedIn"], result["credit"]) == ("-1.5000", "3.5000")

    @pytest.mark.parametrize("year", [2024, 2029])
    def test_nothing_comes_into_the_first_year_of_a_window(self, year: int) -> None:
        result = answer(case(year=year, carriedIn="3"))

        assert (result["carriedIn"], result["credit"]) == ("0.0000", "5.0000")
        assert f"{year}-{year + 4}" in [one["value"] for one in result["steps"]]

    def test_a_window_may_run_from_the_hire(self) -> None:
        hired = [{**LINE, "start": "2025-05-01"}]

        fixed = answer(case(year=2029, occupations=hired, carriedIn="3"))
        own = answer(
            case(year=2029, occupations=hired, carriedIn="3", settings={"window": "fromHire"})
        )

        assert (fixed["carriedIn"], own["carriedIn"]) == ("0.0000", "3.0000")

    def test_what_is_left_with_a_small_employer_may_lapse(self) -> None:
        small = case(headCount={"average": 15}, carriedIn="0.5")

        assert answer(small)["carriedIn"] == "0.5000"
        lapsed = answer({**small, "settings": {"smallEmployerCarryOver": "lapses"}})
        assert lapsed["carriedIn"] == "0.0000"


HALF = {**LINE, "q": 1900}


class TestParallelContracts:
    def test_half_and_half_are_full_and_a_warning_tells(self) -> None:
        result = answer(case(occupations=[HALF, {**HALF, "start": "2025-01-01"}]))

        assert result["entitled"] == "5.0000"
        assert [one["code"] for one in result["warnings"]] == ["parallelContracts"]

    def test_named_contracts_need_no_warning_and_may_be_full_time(self) -> None:
        lines = [{**LINE, "contract": "day"}, {**HALF, "contract": "night"}]

        result = answer(case(occupations=lines))

        assert (result["entitled"], result["regime"]) == ("5.0000", "1.0000")
        assert result["warnings"] == []

    def test_a_suspension_may_be_that_of_one_contract(self) -> None:
        lines = [{**HALF, "contract": "day"}, {**HALF, "contract": "night"}]
        half_of_one = {
            "start": "2026-01-01", "kind": "partial", "q": 950, "contract": "day",
        }  # fmt: skip

        result = answer(case(occupations=lines, suspensions=[half_of_one]))

        assert result["entitled"] == "3.7500"


def test_a_little_over_full_time_is_full_time_and_a_warning_tells() -> None:
    result = answer(case(occupations=[{**LINE, "q": 4000}]))

    assert (result["entitled"], result["regime"]) == ("5.0000", "1.0000")
    assert [one["code"] for one in result["warnings"]] == ["moreThanFullTime"]


def test_a_category_may_be_left_out() -> None:
    student = case(occupations=[{**LINE, "category": "student"}])

    assert answer(student)["entitled"] == "5.0000"
    left_out = answer({**student, "settings": {"excludedCategories": ["student"]}})
    assert (left_out["entitled"], left_out["months"]) == ("0.0000", 0)


def test_a_setting_that_looks_like_a_number_may_be_one() -> None:
    asked = case(year=2022, settings={"statutoryDays2022": 3})

    assert answer(asked)["entitled"] == "3.0000"


def test_nobody_at_work_in_the_year_is_owed_nothing() -> None:
    result = answer(case(occupations=[], jointCommittee="200", carriedIn="2"))

    assert (result["entitled"], result["months"], result["credit"]) == ("0.0000", 0, "2.0000")
    assert result["fullTime"] == "4.0000"
