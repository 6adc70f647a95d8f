"""Proposals over REST: confirmed, many at once, objected to; by whom, and of which version."""

import uuid
from typing import Any

import pytest

from tests.doors.rest.declaring.conftest import Door, Reply, id_of, training
from tests.intake.build import BAKERY, BRAM, FOUNDRY, PAYROLL, SCHOOL, STRANGER

REASON = {"reason": "She was ill that day."}


async def proposed(door: Door, *more: Any) -> str:
    """The id of what the school registered."""
    return id_of(await door("registerTraining", SCHOOL, training(*more)))


async def read(door: Door, id_: str, by: str = BAKERY) -> Reply:
    return await door("getTraining", by, at=(BAKERY, id_))


@pytest.mark.parametrize("sender", [BAKERY, PAYROLL])
async def test_a_proposal_is_confirmed(door: Door, sender: str) -> None:
    id_ = await proposed(door)
    reply = await door("confirmTraining", sender, at=(BAKERY, id_), If_Match='"1"')
    assert (reply.status, reply.body["verification"], reply.etag) == (200, "confirmed", '"2"')
    seen = await read(door, id_)
    assert (seen.body["verification"], seen.body["version"]) == ("confirmed", 2)


async def test_the_provider_reads_why_an_employer_objects(door: Door) -> None:
    id_ = await proposed(door)
    reply = await door("objectToTraining", BAKERY, REASON, at=(BAKERY, id_), If_Match='"1"')
    assert (reply.status, reply.body["verification"], reply.body["version"]) == (200, "objected", 2)
    seen = await read(door, id_, SCHOOL)
    assert (seen.body["verification"], seen.body["objection"]) == ("objected", REASON["reason"])


async def test_a_decision_on_another_version_is_refused(door: Door) -> None:
    id_ = await proposed(door)
    here: Any = {"at": (BAKERY, id_)}
    reply = await door("confirmTraining", BAKERY, **here, If_Match='"2"')
    assert reply.status == 412
    missing = await door("confirmTraining", BAKERY, **here)
    assert missing.status == 400
    any_version = await door("confirmTraining", BAKERY, **here, If_Match="*")
    assert any_version.status == 200


async def test_a_retry_is_answered_with_how_the_training_stands(door: Door) -> None:
    id_ = await proposed(door)
    for _ in range(2):
        reply = await door("confirmTraining", BAKERY, at=(BAKERY, id_), If_Match='"1"')
        assert (reply.status, reply.etag) == (200, '"2"')
    await door("objectToTraining", BAKERY, REASON, at=(BAKERY, id_), If_Match='"2"')
    late = await door("confirmTraining", BAKERY, at=(BAKERY, id_), If_Match='"1"')
    assert (late.status, late.body["verification"], late.etag) == (200, "objected", '"3"')


async def test_only_the_employers_side_decides(door: Door) -> None:
    id_ = await proposed(door)
    provider = await door("confirmTraining", SCHOOL, at=(BAKERY, id_), If_Match='"1"')
    assert (provider.status, provider.body["type"]) == (
        403,
        "urn:problem-type:belgif:missingPermission",
    )
    for sender, employer in ((STRANGER, BAKERY), (FOUNDRY, BAKERY), (FOUNDRY, FOUNDRY)):
        other = await door("confirmTraining", sender, at=(employer, id_), If_Match='"1"')
        assert other.status == 404


async def test_what_nobody_proposed_is_a_conflict(door: Door) -> None:
    own = id_of(await door("registerTraining", BAKERY, training()))
    reply = await door("objectToTraining", BAKERY, REASON, at=(BAKERY, own), If_Match='"1"')
    assert (reply.status, reply.codes) == (409, ["70005-482"])


async def test_a_reason_with_a_control_character_is_told_at_its_place(door: Door) -> None:
    id_ = await proposed(door)
    body = {"reason": "a\u0007b"}
    reply = await door("objectToTraining", BAKERY, body, at=(BAKERY, id_), If_Match='"1"')
    assert (reply.status, reply.pointers) == (400, ["/reason"])


async def test_many_are_confirmed_at_once_each_with_its_outcome(door: Door) -> None:
    ids = [await proposed(door, "T-1"), await proposed(door, "T-2", BRAM), str(uuid.uuid4())]
    await door("objectToTraining", BAKERY, REASON, at=(BAKERY, ids[1]), If_Match='"1"')
    reply = await door("confirmTrainings", PAYROLL, {"trainings": ids}, at=(BAKERY,))
    items = reply.body["items"]
    assert [item["id"] for item in items] == ids
    assert [item["status"] for item in items] == ["accepted", "accepted", "rejected"]
    assert [item.get("verification") for item in items] == ["confirmed", "confirmed", None]
    (issue,) = items[2]["issues"]
    assert (issue["pointer"], issue["code"]) == ("/trainings/2", "70005-070")


async def test_confirming_again_says_so(door: Door) -> None:
    ids = [await proposed(door)]
    await door("confirmTrainings", BAKERY, {"trainings": ids}, at=(BAKERY,))
    reply = await door("confirmTrainings", BAKERY, {"trainings": ids}, at=(BAKERY,))
    (item,) = reply.body["items"]
    assert item["status"] == "acceptedWithWarnings"
    assert [issue["code"] for issue in item["issues"]] == ["70000-444"]


@pytest.mark.parametrize("sender", [SCHOOL, STRANGER, FOUNDRY])
async def test_many_are_not_confirmed_for_anothers_employer(door: Door, sender: str) -> None:
    ids = [await proposed(door)]
    reply = await door("confirmTrainings", sender, {"trainings": ids}, at=(BAKERY,))
    assert reply.status == 403
    assert (await read(door, ids[0])).body["verification"] == "pending"
