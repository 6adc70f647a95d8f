"""What is wrong with a case: each code with its place, and the message in four languages."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fla.codes import WorkerCategory
from fla.languages import LANGUAGES
from fla.rights.case_faults import fault_texts
from fla.rights.case_reader import (
    CASE_MEMBERS,
    HEAD_COUNT_MEMBERS,
    OCCUPATION_MEMBERS,
    SUSPENSION_MEMBERS,
    decode_cases,
)
from fla.rights.result import CollectiveDuty, Result
from fla.rights.step import Step
from fla.rights.what_if import calculate
from tests.rights.what_if import LINE, answer, answers, case, refusal

HALF = {**LINE, "q": 1900}
LEAVE = {"start": "2026-02-01", "end": "2026-03-31", "kind": "full"}


def lines(*changed: dict[str, Any]) -> dict[str, Any]:
    return case(occupations=[{**LINE, **one} for one in changed])


def leave(*changed: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return case(suspensions=[{**LEAVE, **one} for one in changed], **changes)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in case().items() if key != name}


FAULTS: list[tuple[str, object, str, str]] = [
    ("a case that is no object", 3, "notAnObject", ""),
    ("a case that is null", None, "notAnObject", ""),
    ("no id", without("id"), "absent", "id"),
    ("no year", without("year"), "absent", "year"),
    ("no occupations", without("occupations"), "absent", "occupations"),
    ("no head count", without("headCount"), "headCountMissing", "headCount"),
    ("an empty head count", case(headCount={}), "headCountMissing", "headCount"),
    (
        "four quarters without declaration",
        case(headCount={"quarters": [None] * 4}),
        "headCountMissing",
        "headCount",
    ),
    (
        "an average and quarters",
        case(headCount={"average": 1, "quarters": [1, 1, 1, 1]}),
        "headCountTwice",
        "headCount.quarters",
    ),
    (
        "three quarters",
        case(headCount={"quarters": [1, 1, 1]}),
        "quarterCount",
        "headCount.quarters",
    ),
    (
        "adjustments of no quarters",
        case(headCount={"firstQuarter": 12, "adjustments": [1, 1, 1, 1]}),
        "absent",
        "headCount.quarters",
    ),
    (
        "a negative quarter",
        case(headCount={"quarters": [1, "-1", 1, 1]}),
        "tooLow",
        "headCount.quarters[1]",
    ),
    ("an absurd average", case(headCount={"average": 1e9}), "tooHigh", "headCount.average"),
    ("not a number", case(headCount={"average": "NaN"}), "notAnAmount", "headCount.average"),
    ("infinite", case(headCount={"average": "Infinity"}), "notAnAmount", "headCount.average"),
    ("with a comma", case(headCount={"average": "19,9"}), "notAnAmount", "headCount.average"),
    ("an exponent", case(headCount={"average": "1e3"}), "notAnAmount", "headCount.average"),
    ("a truth value", case(headCount={"average": True}), "notAnAmount", "headCount.average"),
    ("long digits", case(headCount={"average": "9" * 101}), "notAnAmount", "headCount.average"),
    ("a text for a year", case(year="2026"), "notAWholeNumber", "year"),
    ("half a year", case(year=2026.5), "notAWholeNumber", "year"),
    ("a year before the Act", case(year=2021), "yearWithoutFigures", "year"),
    ("a year without figures", case(year=2999), "yearWithoutFigures", "year"),
    ("an id that is a list", case(id=[]), "notAWholeNumber", "id"),
    ("a long id", case(id="x" * 201), "tooLong", "id"),
    ("a control character", case(id="a\u0007"), "controlCharacter", "id"),
    ("a mistyped member", case(carriedin="1"), "unknownMember", "carriedin"),
    ("a member of no line", lines({"hours": 38}), "unknownMember", "occupations[0].hours"),
    (
        "a committee by name",
        case(jointCommittee="PC 200"),
        "invalidJointCommittee",
        "jointCommittee",
    ),
    ("a committee as number", case(jointCommittee=200), "invalidJointCommittee", "jointCommittee"),
    ("occupations as object", case(occupations=LINE), "notAList", "occupations"),
    ("a line that is text", case(occupations=["x"]), "notAnObject", "occupations[0]"),
    ("too many lines", case(occupations=[LINE] * 1001), "tooMany", "occupations"),
    ("no start", case(occupations=[{"q": 1, "s": 1}]), "absent", "occupations[0].start"),
    ("29 February of 2026", lines({"start": "2026-02-29"}), "invalidDate", "occupations[0].start"),
    ("a date as people write", lines({"start": "1/2/2026"}), "invalidDate", "occupations[0].start"),
    ("a date and time", lines({"end": "2026-01-01T00:00"}), "invalidDate", "occupations[0].end"),
    ("a date as number", lines({"end": 20260101}), "invalidDate", "occupations[0].end"),
    (
        "an end before the start",
        lines({"end": "2019-12-31"}),
        "endBeforeStart",
        "occupations[0].end",
    ),
    (
        "two full-time lines that overlap",
        lines({"end": "2026-06-30"}, {"start": "2026-06-30"}),
        "overlappingDates",
        "occupations[1].start",
    ),
    (
        "a full-time line and a part-time one",
        lines({"q": 1900}, {"start": "2026-06-30"}),
        "overlappingDates",
        "occupations[1].start",
    ),
    (
        "one contract with lines that overlap",
        lines({"q": 1900, "contract": "a"}, {"q": 1900, "contract": "a"}),
        "overlappingDates",
        "occupations[1].start",
    ),
    ("no S", lines({"s": 0}), "tooLow", "occupations[0].s"),
    ("a negative Q", lines({"q": -1}), "tooLow", "occupations[0].q"),
    ("Q over 48 hours", lines({"q": 4801, "s": 4800}), "tooHigh", "occupations[0].q"),
    ("Q far above S", lines({"q": 4181}), "regimeTooHigh", "occupations[0].q"),
    ("Q as text", lines({"q": "3800"}), "notAWholeNumber", "occupations[0].q"),
    ("Q with an enormous exponent", lines({"q": 10**30}), "tooHigh", "occupations[0].q"),
    ("eight days a week", lines({"daysPerWeek": 800}), "tooHigh", "occupations[0].daysPerWeek"),
    ("an unknown category", lines({"category": "boss"}), "notInList", "occupations[0].category"),
    ("a contract without text", lines({"contract": 1}), "notAText", "occupations[0].contract"),
    ("a kind of leave", leave({"kind": "half"}), "notInList", "suspensions[0].kind"),
    ("a leave ends early", leave({"end": "2026-01-31"}), "endBeforeStart", "suspensions[0].end"),
    (
        "two leaves that overlap",
        leave({}, {"start": "2026-03-31"}),
        "overlappingSuspensions",
        "suspensions[1].start",
    ),
    (
        "another S in a leave",
        leave({"kind": "partial", "q": 1900, "s": 4000}),
        "differentReferenceHours",
        "suspensions[0].s",
    ),
    ("a leave above S", leave({"kind": "partial", "q": 3900}), "tooHigh", "suspensions[0].q"),
    (
        "hours left of one of two contracts",
        leave({"kind": "partial", "q": 950}, occupations=[HALF, {**HALF, "start": "2025-01-01"}]),
        "contractMissing",
        "suspensions[0].contract",
    ),
    ("a leave of no contract", leave({"contract": "a"}), "notInList", "suspensions[0].contract"),
    ("a carry as text", case(carriedIn="two"), "notAnAmount", "carriedIn"),
    ("an absurd carry", case(carriedIn="-100000"), "tooLow", "carriedIn"),
    ("settings as list", case(settings=[]), "notAnObject", "settings"),
    ("an unknown setting", case(settings={"windows": "x"}), "unknownSetting", "settings.windows"),
    ("an unknown choice", case(settings={"window": "x"}), "settingValue", "settings.window"),
    ("a choice that is true", case(settings={"window": True}), "settingValue", "settings.window"),
    (
        "a category for a list",
        case(settings={"excludedCategories": ["boss"]}),
        "settingValue",
        "settings.excludedCategories",
    ),
]


@pytest.mark.parametrize(
    ("asked", "code", "path"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS]
)
def test_what_is_wrong_is_told_with_its_place(asked: object, code: str, path: str) -> None:
    error = refusal(asked)

    assert (error["code"], error["path"]) == (code, path)
    assert len({error["message"][language] for language in LANGUAGES}) == len(LANGUAGES)


def test_every_code_is_tried_and_stands_in_the_contract() -> None:
    tried = {code for _, _, code, _ in FAULTS}
    schema = json.loads(Path("contracts/rights/results.schema.json").read_text("utf-8"))
    refusals = schema["$defs"]["refusal"]["properties"]["error"]["properties"]

    assert tried == set(fault_texts()) == set(refusals["code"]["enum"])


def test_the_contract_names_the_members_that_are_read_and_written() -> None:
    cases = json.loads(Path("contracts/rights/cases.schema.json").read_text("utf-8"))["$defs"]
    results = json.loads(Path("contracts/rights/results.schema.json").read_text("utf-8"))["$defs"]

    assert tuple(cases["case"]["properties"]) == CASE_MEMBERS
    assert set(cases["headCount"]["properties"]) == set(HEAD_COUNT_MEMBERS)
    assert tuple(cases["occupation"]["properties"]) == OCCUPATION_MEMBERS
    assert tuple(cases["suspension"]["properties"]) == SUSPENSION_MEMBERS
    assert set(cases["occupation"]["properties"]["category"]["enum"]) == {
        *WorkerCategory.__args__,  # type: ignore[attr-defined]
        None,
    }
    duty = results["result"]["properties"]["collective"]["items"]["properties"]
    assert set(results["result"]["properties"]) == set(_names(Result))
    assert set(results["step"]["properties"]) == set(_names(Step))
    assert set(duty) == set(_names(CollectiveDuty))


@pytest.mark.parametrize(
    "given",
    [
        members
        for count in range(5)
        for members in combinations(("average", "quarters", "adjustments", "firstQuarter"), count)
    ],
)
def test_the_contract_and_the_reader_take_the_same_head_counts(given: tuple[str, ...]) -> None:
    schema = json.loads(Path("contracts/rights/cases.schema.json").read_text("utf-8"))
    ways = schema["$defs"]["headCount"]["oneOf"]
    values = dict.fromkeys(given, "20")
    values |= {name: ["20"] * 4 for name in given if name in ("quarters", "adjustments")}  # type: ignore[misc]

    [result] = answers([case(headCount=values)])

    assert ("error" not in result) is (sum(_allows(one, given) for one in ways) == 1)


def _allows(rule: dict[str, Any], given: tuple[str, ...]) -> bool:
    """Whether a rule of `required`, `not` and `anyOf`, which are all there are, lets members be."""
    assert rule.keys() <= {"required", "not", "anyOf"}
    return (
        set(rule.get("required", ())) <= set(given)
        and not ("not" in rule and _allows(rule["not"], given))
        and ("anyOf" not in rule or any(_allows(one, given) for one in rule["anyOf"]))
    )


def _names(struct: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(struct)]


@pytest.mark.parametrize(
    "sound",
    [
        lines({"q": 4180}),
        lines({"q": 3800.0}),
        lines({"end": "2020-01-01"}),
        lines({"start": "2024-02-29"}),
        lines({"end": "2026-06-29"}, {"start": "2026-06-30"}),
        lines({"q": 2280}, {"q": 2280}),
        leave({}, {"start": "2026-04-01", "end": None}),
        leave({"kind": "partial"}),
        case(carriedIn=-99999),
        case(jointCommittee="200.00"),
        case(year=2022),
        case(id=""),
    ],
    ids=repr,
)
def test_the_neighbour_on_the_sound_side_is_answered(sound: dict[str, Any]) -> None:
    assert answer(sound)["id"] == sound["id"]


def test_a_value_is_shown_shortened_and_without_control_characters() -> None:
    error = refusal(case(jointCommittee="\u0000\u202e" + "x" * 500))

    assert len(error["value"]) == 80
    assert error["value"].isprintable()


def test_an_error_without_usable_id_has_none() -> None:
    [result] = answers([case(id={})])

    assert result["id"] is None


TEXT = st.text(st.characters(codec="utf-8"))
NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
PLACES = [
    *(((), name) for name in CASE_MEMBERS),
    *((("headCount",), name) for name in HEAD_COUNT_MEMBERS),
    *((("occupations", 0), name) for name in OCCUPATION_MEMBERS),
    *((("suspensions", 0), name) for name in SUSPENSION_MEMBERS),
]
LIKELY = (
    st.sampled_from(
        ["2026-01-01", "0001-01-01", "9999-12-31", "200", "1.5", "partial", "full", "x"]
    )
    | st.sampled_from([0, 1, -1, 2022, 2026, 3800, 4800, 10**18, 1e300, 0.1])
    | JSON
)


@given(st.lists(JSON, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_json_has_an_answer_for_each_of_its_elements(values: list[Any]) -> None:
    assert len(calculate(decode_cases(json.dumps(values).encode()))) == len(values)


@given(st.sampled_from(PLACES), LIKELY)
@settings(max_examples=200, deadline=None)
def test_a_case_with_anything_in_one_place_has_an_answer(
    place: tuple[tuple[Any, ...], str], value: object
) -> None:
    asked: Any = msgspec.json.decode(msgspec.json.encode(leave({})))
    holder = asked
    for step in place[0]:
        holder = holder[step]
    holder[place[1]] = value

    [result] = answers([asked])

    assert ("error" in result) != ("entitled" in result)
