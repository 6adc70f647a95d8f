"""One thing registered: its address, retries, and everything that is wrong with it at once."""

from typing import Any

import pytest

from tests.doors.rest.declaring.conftest import Door, id_of, training
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    FOUNDRY,
    NOBODY,
    PAYROLL,
    SCHOOL,
    STRANGER,
    Connection,
    computed,
)

REFERENCE = "R-1"
REGISTRATIONS: dict[str, dict[str, Any]] = {
    "Training": training(REFERENCE),
    "Employment": {
        "reference": REFERENCE,
        "enterpriseNumber": BAKERY,
        "ssin": NOBODY,
        "employment": {
            "person": {"familyName": "Mertens", "givenName": "Noor", "language": "nl"},
            "startDate": "2026-03-02",
            "occupations": [
                {
                    "startDate": "2026-03-02",
                    "meanHours": 1900,
                    "referenceHours": 3800,
                    "jointCommittee": "200",
                    "workerCategory": "whiteCollar",
                }
            ],
        },
    },
    "Right": {
        "reference": REFERENCE,
        "enterpriseNumber": BAKERY,
        "ssin": ANNA,
        "right": {"year": 2026, "rightType": "employer", "unit": "day", "entitled": "1.5"},
    },
    "Adjustment": {
        "reference": REFERENCE,
        "enterpriseNumber": BAKERY,
        "ssin": ANNA,
        "adjustment": {
            "year": 2026,
            "rightType": "sectoral",
            "unit": "day",
            "amount": "-0.5",
            "effectiveDate": "2026-07-01",
            "reason": "Followed elsewhere",
        },
    },
    "OptOut": {
        "reference": REFERENCE,
        "enterpriseNumber": BAKERY,
        "optOut": {"year": 2027, "reason": "Our own calculation"},
    },
    "Verification": {
        "reference": REFERENCE,
        "enterpriseNumber": BAKERY,
        "ssin": ANNA,
        "verification": {"year": 2026},
    },
    "HeadCount": {
        "reference": REFERENCE,
        "enterpriseNumber": BAKERY,
        "headCount": {"quarter": "2026Q3", "line": "declared", "fte": "19.5"},
    },
}


def member(kind: str) -> str:
    """The member that holds a kind's content."""
    return kind[0].lower() + kind[1:]


@pytest.mark.parametrize("kind", REGISTRATIONS)
async def test_what_is_registered_lies_at_the_address_that_is_told(
    door: Door, world: Connection, kind: str
) -> None:
    await computed(world)
    body = REGISTRATIONS[kind]
    made = await door(f"register{kind}", BAKERY, body)
    assert (made.status, made.etag) == (201, '"1"')
    assert made.body["status"] == "accepted"
    assert made.body["version"] == 1
    assert made.headers["location"] == made.body["href"]
    found = await door(f"get{kind}", BAKERY, at=(BAKERY, id_of(made)))
    assert found.body["href"] == made.body["href"]
    for name, value in body.items():
        if name != member(kind):
            assert found.body[name] == value
    content = found.body[member(kind)]
    assert {name: content[name] for name in body[member(kind)]} | {"occupations": None} == body[
        member(kind)
    ] | {"occupations": None}
    assert found.body["registeredBy"] == BAKERY
    assert found.etag == '"1"'


@pytest.mark.parametrize("kind", REGISTRATIONS)
async def test_the_same_again_is_answered_as_the_first_time(
    door: Door, world: Connection, kind: str
) -> None:
    await computed(world)
    first = await door(f"register{kind}", BAKERY, REGISTRATIONS[kind])
    again = await door(f"register{kind}", BAKERY, REGISTRATIONS[kind])
    assert again.status == 201
    assert again.body == first.body | {"repeated": True}
    assert again.headers["location"] == first.headers["location"]


async def test_a_retry_tells_the_version_there_is_now(door: Door) -> None:
    first = await door("registerTraining", BAKERY, training())
    at = (BAKERY, id_of(first))
    await door("correctTraining", BAKERY, {"training": {"title": "Anders"}}, at=at, if_match='"1"')
    again = await door("registerTraining", BAKERY, training())
    assert (again.status, again.etag, again.body["version"]) == (201, '"2"', 2)


async def test_a_reference_is_taken_by_other_content(door: Door) -> None:
    await door("registerTraining", BAKERY, training())
    other = await door("registerTraining", BAKERY, training(title="Brandblussen"))
    assert (other.status, other.body["type"]) == (409, "urn:problem-type:fla:conflict")
    [issue] = other.body["issues"]
    assert issue["code"] == "70001-905"
    assert (issue["in"], issue["name"], issue["pointer"]) == ("body", "reference", "/reference")
    assert issue["value"] == "T-1"


async def test_all_that_is_wrong_is_told_at_once_where_it_stands(door: Door) -> None:
    wrong = training(
        ssin="85031400700",
        endDate="2026-10-11",
        score="120",
        chargedRight="statutory",
        inScope=False,
    )
    refused = await door("registerTraining", BAKERY, wrong)
    assert (refused.status, refused.body["type"]) == (400, "urn:problem-type:belgif:badRequest")
    assert list(zip(refused.codes, refused.pointers, strict=True)) == [
        ("70004-004", "/ssin"),
        ("70064-014", "/training/endDate"),
        ("70073-046", "/training/score"),
        ("70078-001", "/training/outOfScopeReason"),
        ("70081-005", "/training/chargedRight"),
        ("70082-001", "/training/chargedMinutes"),
    ]
    period = refused.body["issues"][1]
    assert period["type"] == "urn:problem-type:belgif-ext:input-validation:invalidPeriod"
    assert (period["name"], period["value"]) == ("training.endDate", "2026-10-11")
    assert (period["conflictsWith"], period["anomalyClass"]) == ("2026-10-12", "B")
    assert "before its start" in period["detail"]


async def test_messages_are_in_the_reader_s_language(door: Door) -> None:
    wrong = training(ssin="85031400700")
    refused = await door("registerTraining", BAKERY, wrong, accept_language="fr-BE, nl;q=0.5")
    assert refused.headers["content-language"] == "fr"
    assert "chiffres de contrôle" in refused.body["issues"][0]["detail"]


async def test_a_warning_comes_with_what_is_accepted(door: Door) -> None:
    late = training(startDate="2026-01-12", endDate="2026-01-12")
    made = await door("registerTraining", BAKERY, late, accept_language="de")
    assert (made.status, made.body["status"]) == (201, "acceptedWithWarnings")
    assert made.codes == ["70064-460"]
    assert made.body["issues"][0]["anomalyClass"] in "PW"
    assert made.headers["content-language"] == "de"


@pytest.mark.parametrize(
    ("sender", "employer", "code"),
    [
        (STRANGER, BAKERY, "70003-101"),
        (PAYROLL, FOUNDRY, "70003-101"),
        (BAKERY, FOUNDRY, "70003-101"),
        (BAKERY, "1900000069", "70003-101"),
    ],
)
async def test_for_whom_one_may_not_declare(
    door: Door, sender: str, employer: str, code: str
) -> None:
    refused = await door("registerTraining", sender, training(employer=employer))
    kind = "urn:problem-type:belgif:missingPermission"
    assert (refused.status, refused.body["type"], refused.codes) == (403, kind, [code])
    assert refused.pointers == ["/enterpriseNumber"]


async def test_a_mandatary_registers_for_its_mandator(door: Door) -> None:
    made = await door("registerTraining", PAYROLL, training())
    found = await door("getTraining", BAKERY, at=(BAKERY, id_of(made)))
    assert (found.body["registeredBy"], found.body["verification"]) == (PAYROLL, "confirmed")


async def test_what_a_provider_registers_is_a_proposal(door: Door) -> None:
    made = await door("registerTraining", SCHOOL, training(employer=FOUNDRY, ssin=ANNA))
    assert (made.status, made.codes) == (400, ["70004-152"])
    made = await door("registerTraining", SCHOOL, training())
    found = await door("getTraining", BAKERY, at=(BAKERY, id_of(made)))
    assert found.body["verification"] == "pending"


async def test_a_worker_whom_nobody_knows(door: Door) -> None:
    refused = await door("registerTraining", BAKERY, training(ssin=NOBODY))
    assert (refused.status, refused.codes) == (400, ["70004-070"])
    kind = "urn:problem-type:belgif:input-validation:referencedResourceNotFound"
    assert refused.body["issues"][0]["type"] == kind


async def test_a_clash_among_other_faults_is_a_bad_request(door: Door, world: Connection) -> None:
    await computed(world)
    body = {**REGISTRATIONS["Right"]}
    body["right"] = {**body["right"], "rightType": "statutory", "entitled": "5"}
    refused = await door("registerRight", BAKERY, body)
    assert (refused.status, refused.codes) == (409, ["70041-911"])
    refused = await door("registerRight", BAKERY, body | {"ssin": NOBODY})
    assert refused.status == 400


async def test_a_date_in_the_year_0_is_told_as_a_fault_of_form(door: Door) -> None:
    wrong = training(startDate="0000-02-29", title="0000-01-01", certificateIssued="0000-01-01")
    refused = await door("registerTraining", BAKERY, wrong)
    assert refused.status == 400
    assert refused.pointers == ["/training/startDate", "/training/certificateIssued"]
    kinds = {issue["type"] for issue in refused.body["issues"]}
    assert kinds == {"urn:problem-type:belgif:input-validation:schemaViolation"}


async def test_of_many_lines_the_one_at_fault_is_named(door: Door) -> None:
    body = {**REGISTRATIONS["Employment"]}
    line = body["employment"]["occupations"][0]
    lines = [
        line | {"endDate": "2026-05-31", "meanHours": 4700},
        line | {"startDate": "2026-06-01", "endDate": "2026-08-31"},
        line | {"startDate": "2026-09-01", "meanHours": 4700, "daysPerWeek": 50},
    ]
    body["employment"] = {**body["employment"], "occupations": lines}
    refused = await door("registerEmployment", BAKERY, body)
    assert refused.status == 400
    assert sorted(refused.pointers) == [
        "/employment/occupations/0/meanHours",
        "/employment/occupations/2/daysPerWeek",
        "/employment/occupations/2/meanHours",
    ]


async def test_days_are_shown_as_days_and_counted_in_minutes(door: Door) -> None:
    made = await door(
        "registerTraining",
        BAKERY,
        training(
            ssin=BRAM,
            durationMinutes=None,
            durationDays="1.5",
            chargedDays="0.5",
            chargedRight="statutory",
            endDate="2026-10-13",
        ),
    )
    found = await door("getTraining", BAKERY, at=(BAKERY, id_of(made)))
    assert found.body["training"]["durationDays"] == "1.5"
    assert found.body["training"]["chargedDays"] == "0.5"
    assert not {"durationMinutes", "chargedMinutes"} & found.body["training"].keys()
    assert found.body["counted"] == {
        "durationMinutes": 684,
        "chargedMinutes": 228,
        "minutesPerDay": 456,
    }
