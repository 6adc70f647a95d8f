"""A session: one training, many participants, each with an outcome and a place of his own."""

from typing import Any

from tests.doors.rest.declaring.conftest import CELINE, Door
from tests.intake.build import ANNA, BAKERY, BRAM, FOUNDRY, NOBODY, PAYROLL, SCHOOL

SHARED = {
    "title": "Werken op hoogte",
    "startDate": "2026-10-12",
    "endDate": "2026-10-12",
    "durationMinutes": 420,
    "form": "formal",
    "category": "safety",
    "status": "completed",
    "inScope": True,
}


def session(*participants: dict[str, Any], **shared: Any) -> dict[str, Any]:
    return {
        "sessionReference": "S-118",
        "training": SHARED | shared,
        "participants": list(participants),
    }


def participant(number: int, ssin: str, employer: str = BAKERY, **own: Any) -> dict[str, Any]:
    return {"reference": f"S-118-{number}", "enterpriseNumber": employer, "ssin": ssin} | own


async def test_each_participant_has_a_training_of_his_own(door: Door) -> None:
    body = session(
        participant(1, ANNA, result="passed", chargedRight="statutory", chargedMinutes=420),
        participant(2, BRAM, status="notFollowed"),
    )
    answer = (await door("registerSession", PAYROLL, body)).body
    assert answer["accepted"] == 2
    anna, bram = [
        (await door("getTraining", BAKERY, at=(BAKERY, one["target"]))).body
        for one in answer["items"]
    ]
    own = {"result": "passed", "chargedRight": "statutory", "chargedMinutes": 420}
    assert anna["training"] == SHARED | own | {"sessionReference": "S-118"}
    assert bram["training"] == SHARED | {"status": "notFollowed", "sessionReference": "S-118"}
    assert (anna["ssin"], bram["ssin"]) == (ANNA, BRAM)


async def test_one_employer_without_a_mandate_does_not_stop_the_others(door: Door) -> None:
    body = session(
        participant(1, ANNA),
        participant(2, CELINE, FOUNDRY),
        participant(3, BRAM),
        participant(4, NOBODY, "1900000069"),
    )
    answer = (await door("registerSession", PAYROLL, body)).body
    assert [one["status"] for one in answer["items"]] == [
        "accepted",
        "rejected",
        "accepted",
        "rejected",
    ]
    for number in (1, 3):
        [issue] = answer["items"][number]["issues"]
        assert issue["code"] == "70003-101"
        assert issue["pointer"] == f"/participants/{number}/enterpriseNumber"


async def test_faults_stand_with_the_participant_or_with_what_all_share(door: Door) -> None:
    body = session(
        participant(1, "85031400700", score="120", chargedRight="statutory"),
        participant(2, BRAM, status="planned", result="passed"),
        endDate="2026-10-11",
    )
    answer = (await door("registerSession", BAKERY, body)).body
    first, second = (
        [(issue["code"], issue["pointer"], issue["name"]) for issue in one["issues"]]
        for one in answer["items"]
    )
    assert first == [
        ("70004-004", "/participants/0/ssin", "participants[0].ssin"),
        ("70064-014", "/training/endDate", "training.endDate"),
        ("70073-046", "/participants/0/score", "participants[0].score"),
        ("70082-001", "/participants/0/chargedMinutes", "participants[0].chargedMinutes"),
    ]
    assert [(code, pointer) for code, pointer, _ in second] == [
        ("70064-014", "/training/endDate"),
        ("70064-901", "/training/endDate"),
        ("70072-005", "/participants/1/result"),
    ]


async def test_the_session_again_with_one_put_right(door: Door) -> None:
    wrong = session(participant(1, ANNA), participant(2, "85031400700"))
    first = (await door("registerSession", BAKERY, wrong)).body
    right = session(participant(1, ANNA), participant(2, BRAM))
    second = (await door("registerSession", BAKERY, right)).body
    assert second["items"][0] == first["items"][0] | {"repeated": True}
    assert (second["items"][1]["status"], second["repeated"]) == ("accepted", 1)


async def test_a_dry_run_of_a_session(door: Door) -> None:
    body = session(participant(1, ANNA), participant(2, NOBODY)) | {"dryRun": True}
    tried = (await door("registerSession", BAKERY, body)).body
    assert [one["status"] for one in tried["items"]] == ["accepted", "rejected"]
    del body["dryRun"]
    done = (await door("registerSession", BAKERY, body)).body
    assert done["repeated"] == 0


async def test_a_provider_s_session_is_one_of_proposals(door: Door) -> None:
    body = session(participant(1, ANNA), participant(2, CELINE, FOUNDRY))
    answer = (await door("registerSession", SCHOOL, body)).body
    assert answer["accepted"] == 2
    found = (await door("getTraining", FOUNDRY, at=(FOUNDRY, answer["items"][1]["target"]))).body
    assert (found["verification"], found["registeredBy"]) == ("pending", SCHOOL)


async def test_a_thousand_participants_at_once(door: Door) -> None:
    people = [
        participant(number, (ANNA, BRAM)[number % 2], status="notFollowed")
        for number in range(1000)
    ]
    answer = (await door("registerSession", BAKERY, session(*people))).body
    assert (answer["accepted"], len(answer["items"])) == (1000, 1000)
    assert len({one["target"] for one in answer["items"]}) == 1000


async def test_a_date_in_the_year_0_stands_where_it_was_given(door: Door) -> None:
    body = session(participant(1, ANNA, certificateIssued="0000-03-01"), startDate="0000-01-01")
    refused = await door("registerSession", BAKERY, body)
    assert refused.status == 400
    assert refused.pointers == ["/training/startDate", "/participants/0/certificateIssued"]
