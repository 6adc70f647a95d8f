"""Corrections by merge patch and cancellations, under the version that the client has seen."""

import asyncio
from typing import Any

import pytest

from fla.doors.rest.declaring.changing import merged
from tests.doors.rest.declaring.conftest import CELINE, Door, Reply, id_of, training
from tests.doors.rest.declaring.test_registering import REGISTRATIONS, member
from tests.intake.build import (
    ANNA,
    BAKERY,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    STRANGER,
    Connection,
    as_operator,
    computed,
)

PATCHES: dict[str, dict[str, Any]] = {
    "Training": {"title": "Brandblussen"},
    "Employment": {"endDate": "2026-12-31", "endReason": "resignation"},
    "Right": {"entitled": "2"},
    "Adjustment": {"amount": "1"},
    "OptOut": {"reason": None},
    "HeadCount": {"fte": "20"},
}


async def registered(door: Door, kind: str = "Training", sender: str = BAKERY, **more: Any) -> Any:
    """What lies at the address of something just registered, and where."""
    body = REGISTRATIONS[kind] if kind != "Training" else training(**more)
    at = (body["enterpriseNumber"], id_of(await door(f"register{kind}", sender, body)))
    return at, (await door(f"get{kind}", sender, at=at)).body


async def correct(door: Door, at: Any, version: str = '"1"', /, **members: Any) -> Reply:
    return await door("correctTraining", BAKERY, {"training": members}, at=at, if_match=version)


@pytest.mark.parametrize("kind", PATCHES)
async def test_a_patch_changes_what_it_names_and_nothing_else(
    door: Door, world: Connection, kind: str
) -> None:
    await computed(world)
    at, before = await registered(door, kind)
    body = {member(kind): PATCHES[kind]}
    changed = await door(f"correct{kind}", BAKERY, body, at=at, if_match='"1"')
    assert (changed.status, changed.etag, changed.body["version"]) == (200, '"2"', 2)
    assert (changed.body["target"], changed.body["reference"]) == (at[1], before["reference"])
    after = (await door(f"get{kind}", BAKERY, at=at)).body
    expected = merged(before[member(kind)], PATCHES[kind])
    assert after[member(kind)] == expected
    assert after["version"] == 2
    assert after["registeredAt"] == before["registeredAt"]


@pytest.mark.parametrize("kind", REGISTRATIONS)
async def test_what_is_cancelled_stays_readable_and_is_changed_no_more(
    door: Door, world: Connection, kind: str
) -> None:
    await computed(world)
    at, _ = await registered(door, kind)
    gone = await door(f"cancel{kind}", BAKERY, at=at, if_match='"1"')
    assert (gone.status, gone.etag, gone.body["status"]) == (200, '"2"', "accepted")
    found = (await door(f"get{kind}", BAKERY, at=at)).body
    assert found.get("cancelled") or found["training"]["status"] == "cancelled"
    again = await door(f"cancel{kind}", BAKERY, at=at, if_match="*")
    assert (again.status, again.codes) == (409, ["70001-482"])
    assert again.body["issues"][0]["in"] == "path"
    assert again.body["issues"][0]["name"] == f"{member(kind)}Id"


async def test_null_takes_a_member_away(door: Door) -> None:
    at, _ = await registered(door, chargedRight="statutory", chargedMinutes=420, result="passed")
    changed = await correct(
        door, at, status="notFollowed", result=None, chargedRight=None, chargedMinutes=None
    )
    assert changed.status == 200
    found = (await door("getTraining", BAKERY, at=at)).body
    assert found["training"]["status"] == "notFollowed"
    assert not {"result", "chargedRight", "chargedMinutes"} & found["training"].keys()
    assert found["counted"]["chargedMinutes"] == 0


async def test_minutes_give_way_to_days(door: Door) -> None:
    at, _ = await registered(door)
    both = await correct(door, at, durationDays="0.5")
    assert (both.status, both.codes) == (400, ["70066-005"])
    assert both.pointers == ["/training/durationDays"]
    changed = await correct(door, at, durationDays="0.5", durationMinutes=None)
    assert changed.status == 200
    found = (await door("getTraining", BAKERY, at=at)).body
    assert found["training"]["durationDays"] == "0.5"
    assert found["counted"]["durationMinutes"] == 228


async def test_a_change_within_a_person_leaves_the_rest_of_him(door: Door) -> None:
    at, before = await registered(door, "Employment")
    body = {"employment": {"person": {"language": None, "address": "Kerkstraat 1, 9000 Gent"}}}
    assert (await door("correctEmployment", BAKERY, body, at=at, if_match='"1"')).status == 200
    person = (await door("getEmployment", BAKERY, at=at)).body["employment"]["person"]
    assert person["familyName"] == before["employment"]["person"]["familyName"]
    assert person["address"] == "Kerkstraat 1, 9000 Gent"


async def test_a_worker_s_number_is_replaced_with_his_employment(door: Door) -> None:
    at, before = await registered(door, "Employment")
    new = CELINE
    body = {"ssin": new, "employment": {"replacedSsin": before["ssin"]}}
    assert (await door("correctEmployment", BAKERY, body, at=at, if_match='"1"')).status == 200
    found = (await door("getEmployment", BAKERY, at=at)).body
    assert found["ssin"] == new
    assert "replacedSsin" not in found["employment"]
    body = {"ssin": ANNA, "employment": {"parallel": True}}
    refused = await door("correctEmployment", BAKERY, body, at=at, if_match='"2"')
    assert (refused.status, refused.codes, refused.pointers) == (400, ["70004-005"], ["/ssin"])


async def test_all_issues_of_a_patch_come_at_once(door: Door) -> None:
    at, _ = await registered(door)
    refused = await correct(door, at, endDate="2026-10-11", score="101", result="passed")
    assert refused.status == 400
    assert list(zip(refused.codes, refused.pointers, strict=True)) == [
        ("70064-014", "/training/endDate"),
        ("70073-046", "/training/score"),
    ]
    assert (await door("getTraining", BAKERY, at=at)).etag == '"1"'


async def test_nothing_changed_is_told(door: Door) -> None:
    at, _ = await registered(door)
    same = await correct(door, at, title="Werken op hoogte")
    assert (same.status, same.body["status"]) == (200, "acceptedWithWarnings")
    assert (same.codes, same.pointers) == (["70000-444"], [""])


async def test_a_stale_version_is_refused_whatever_else_is_wrong(door: Door) -> None:
    at, _ = await registered(door)
    await correct(door, at, title="Brandblussen")
    for members in ({"title": "Heftruck"}, {"score": "101"}):
        refused = await correct(door, at, **members)
        assert refused.status == 412
        assert refused.body["type"] == "urn:problem-type:fla:preconditionFailed"
    assert (await door("cancelTraining", BAKERY, at=at, if_match='"1"')).status == 412
    assert (await door("getTraining", BAKERY, at=at)).body["training"]["title"] == "Brandblussen"


async def test_what_a_reader_holds_does_not_hide_a_change(door: Door) -> None:
    at, _ = await registered(door)
    body = {"training": {"title": "Brandblussen"}}
    for version, known in (('"1"', '"2"'), ('"2"', "*")):
        changed = await door(
            "correctTraining", BAKERY, body, at=at, if_match=version, if_none_match=known
        )
        assert (changed.status, changed.body["version"]) == (200, int(version[1]) + 1)


async def test_a_version_beyond_all_numbers_is_another_one(door: Door) -> None:
    at, _ = await registered(door)
    for version in ('"99999999999999999999"', '"0"', '"-1"', '"one"', 'W/"1"', "1"):
        assert (await correct(door, at, version, title="Deel 2")).status in (400, 412)
    assert (await door("getTraining", BAKERY, at=at)).etag == '"1"'


async def test_of_two_at_the_same_moment_one_is_too_late(door: Door) -> None:
    at, _ = await registered(door)
    answers = await asyncio.gather(*(correct(door, at, title=f"Deel {n}") for n in range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7
    found = (await door("getTraining", BAKERY, at=at)).body
    assert found["version"] == 2


async def test_whatever_the_version_all_come_through(door: Door) -> None:
    at, _ = await registered(door)
    first, second = await asyncio.gather(
        correct(door, at, "*", title="Deel 1"), correct(door, at, "*", location="Gent")
    )
    assert {first.status, second.status} == {200}
    found = (await door("getTraining", BAKERY, at=at)).body
    assert found["version"] == 3
    assert (found["training"]["title"], found["training"]["location"]) == ("Deel 1", "Gent")


async def test_there_and_back_and_there_again(door: Door) -> None:
    at, _ = await registered(door)
    for title in ("Deel 1", "Deel 2", "Deel 1"):
        assert (await correct(door, at, "*", title=title)).status == 200
    found = (await door("getTraining", BAKERY, at=at)).body
    assert (found["training"]["title"], found["version"]) == ("Deel 1", 4)


async def test_a_retry_is_answered_as_the_first_time(door: Door) -> None:
    at, _ = await registered(door)
    first = await correct(door, at, title="Brandblussen")
    again = await correct(door, at, title="Brandblussen")
    assert again.body == first.body | {"repeated": True}
    gone = await door("cancelTraining", BAKERY, at=at, if_match='"2"')
    again = await door("cancelTraining", BAKERY, at=at, if_match='"2"')
    assert (again.status, again.body) == (200, gone.body | {"repeated": True})


async def test_who_answers_for_the_employer_changes_what_others_registered(door: Door) -> None:
    at, before = await registered(door, sender=SCHOOL)
    changed = await correct(door, at, title="Brandblussen")
    assert (changed.status, changed.body["reference"]) == (200, before["reference"])
    found = (await door("getTraining", PAYROLL, at=at)).body
    assert (found["registeredBy"], found["verification"]) == (SCHOOL, "confirmed")
    assert found["training"]["title"] == "Brandblussen"


async def test_a_provider_changes_its_own_proposal(door: Door) -> None:
    at, _ = await registered(door, sender=SCHOOL)
    body = {"training": {"location": "Gent"}}
    changed = await door("correctTraining", SCHOOL, body, at=at, if_match='"1"')
    assert changed.status == 200
    assert (await door("cancelTraining", SCHOOL, at=at, if_match='"2"')).status == 200


@pytest.mark.parametrize("sender", [SCHOOL, STRANGER, FOUNDRY])
async def test_what_is_not_yours_is_not_there(door: Door, sender: str) -> None:
    at, _ = await registered(door)
    body = {"training": {"title": "Brandblussen"}}
    nothing = (BAKERY, "01a20191-1a4f-7431-820c-5fa2dfb22899")
    elsewhere = (FOUNDRY, at[1])
    nobody_s = ("1900000069", at[1])
    for address in (at, nothing, elsewhere, nobody_s):
        for refused in (
            await door("getTraining", sender, at=address),
            await door("correctTraining", sender, body, at=address, if_match="*"),
            await door("cancelTraining", sender, at=address, if_match='"1"'),
        ):
            assert refused.status == 404
            [issue] = refused.body["issues"]
            assert (issue["in"], issue["name"]) == ("path", "trainingId")
            assert issue["value"] == address[1]
    assert (await door("getTraining", BAKERY, at=at)).etag == '"1"'


async def test_what_a_former_mandatary_may_no_longer_change(door: Door, world: Connection) -> None:
    at, _ = await registered(door, sender=PAYROLL)
    await as_operator(world, "UPDATE mandate SET status = 'refused'", ())
    found = await door("getTraining", PAYROLL, at=at)
    assert (found.status, found.body["ssin"]) == (200, ANNA)
    body = {"training": {"title": "Brandblussen"}}
    refused = await door("correctTraining", PAYROLL, body, at=at, if_match='"1"')
    assert (refused.status, refused.codes) == (403, ["70003-155"])
    [issue] = refused.body["issues"]
    assert (issue["in"], issue["name"]) == ("path", "enterpriseNumber")


async def test_an_opt_out_of_one_worker_keeps_to_him(door: Door) -> None:
    body = {"reference": "O", "enterpriseNumber": BAKERY, "ssin": ANNA, "optOut": {"year": 2027}}
    at = (BAKERY, id_of(await door("registerOptOut", BAKERY, body)))
    changed = {"optOut": {"reason": "Asked for"}}
    assert (await door("correctOptOut", BAKERY, changed, at=at, if_match='"1"')).status == 200
    found = (await door("getOptOut", BAKERY, at=at)).body
    assert (found["ssin"], found["optOut"]) == (ANNA, {"year": 2027, "reason": "Asked for"})


@pytest.mark.parametrize(
    ("whole", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merging_as_the_standard_has_it(whole: Any, patch: Any, result: Any) -> None:
    """RFC 7396, appendix A."""
    assert merged(whole, patch) == result
