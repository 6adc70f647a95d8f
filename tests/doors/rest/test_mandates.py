"""Mandates over the REST channel: both sides of one, a list of many, and who may not look."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from fla.access.scopes import SCOPES
from fla.clock import FixedClock
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.identifiers import parse_quarter
from fla.mandates.model import NewMandate
from fla.mandates.store import add_mandates
from tests.access.machine import register
from tests.conftest import Connection
from tests.doors.rest.answers import accept
from tests.doors.rest.conftest import Channel, speaking, token_of
from tests.intake import build
from tests.intake.build import BAKERY, FOUNDRY, PAYROLL, SCHOOL
from tests.rows import acting

Ask = Callable[..., Awaitable[Any]]
NEXT: dict[str, Any] = {
    "mandator": FOUNDRY,
    "mandatary": PAYROLL,
    "groups": ["federalLearningAccount"],
    "startQuarter": "2027Q1",
}


@pytest.fixture
async def ask(foundation: Foundation, app: Connection, clock: FixedClock) -> AsyncIterator[Ask]:
    """Calls an operation in an enterprise's name; gives status and body, which the contract has."""
    await app.set_autocommit(True)
    await build.belgium(app)
    tokens = {
        number: await token_of(
            foundation,
            await register(app, clock, number, client_id=f"c-{number}", scopes=SCOPES),
        )
        for number in (PAYROLL, FOUNDRY, BAKERY, SCHOOL)
    }
    async with speaking(RestApplication(foundation)) as http:

        async def call(
            operation: str, who: str, method: str, path: str, body: Any = None, **headers: str
        ) -> tuple[int, Any, dict[str, str]]:
            channel = Channel(http, foundation, tokens[who])
            answer = await channel.call(method, path, body, **headers)
            return answer.status_code, accept(operation, answer), dict(answer.headers)

        yield call


async def proposed(ask: Ask, who: str = PAYROLL, **changes: Any) -> dict[str, Any]:
    status, body, headers = await ask("proposeMandate", who, "POST", "/mandates", NEXT | changes)
    assert status == 201, body
    assert headers["location"] == body["href"]
    assert headers["etag"] == f'"{body["version"]}"'
    return dict(body)


def path(mandate: dict[str, Any], then: str = "") -> str:
    return f"/employers/{mandate['mandator']}/mandates/{mandate['id']}{then}"


async def test_one_side_proposes_and_the_other_confirms_and_closes(ask: Ask) -> None:
    mandate = await proposed(ask)
    assert (mandate["status"], mandate["proposedBy"]) == ("pending", "mandatary")
    assert (mandate["mandatorName"], mandate["version"]) == ("Fonderie Démo", 1)
    status, body, headers = await ask(
        "confirmMandate", FOUNDRY, "POST", path(mandate, "/confirm"), If_Match='"1"'
    )
    assert (status, body["status"], headers["etag"]) == (200, "active", '"2"')
    status, body, _ = await ask(
        "closeMandate",
        PAYROLL,
        "POST",
        path(mandate, "/close"),
        {"endQuarter": "2027Q2"},
        If_Match='"2"',
    )
    assert (status, body["status"], body["endQuarter"]) == (200, "closed", "2027Q2")
    status, again, headers = await ask("getMandate", FOUNDRY, "GET", path(mandate))
    assert (status, again, headers["etag"]) == (200, body, '"3"')


async def test_who_has_it_already_is_not_asked_again(ask: Ask) -> None:
    mandate = await proposed(ask)
    assert await proposed(ask) == mandate
    status, known, _ = await ask("getMandate", PAYROLL, "GET", path(mandate), If_None_Match='"1"')
    assert (status, known) == (304, None)


async def test_refused_and_withdrawn(ask: Ask) -> None:
    for who in (FOUNDRY, PAYROLL):
        mandate = await proposed(ask)
        refuse = ("refuseMandate", who, "POST", path(mandate, "/refuse"))
        status, body, _ = await ask(*refuse, If_Match='"1"')
        assert (status, body["status"]) == (200, "refused")
        assert (await ask(*refuse, If_Match='"1"'))[0] == 412
        status, body, _ = await ask(*refuse, If_Match='"2"')
        assert (status, body["issues"][0]["code"]) == (409, "70005-924")


async def test_who_proposed_does_not_confirm(ask: Ask) -> None:
    mandate = await proposed(ask)
    status, body, _ = await ask(
        "confirmMandate", PAYROLL, "POST", path(mandate, "/confirm"), If_Match='"1"'
    )
    (issue,) = body["issues"]
    assert (status, issue["code"], issue["in"], issue["name"]) == (
        *(409, "70005-923"),
        *("path", "mandateId"),
    )


async def test_strangers_find_nothing(ask: Ask) -> None:
    mandate = await proposed(ask)
    elsewhere = mandate | {"mandator": BAKERY}
    nobody_s = mandate | {"id": str(uuid.uuid4())}
    for who, one in ((BAKERY, mandate), (PAYROLL, elsewhere), (PAYROLL, nobody_s)):
        assert (await ask("getMandate", who, "GET", path(one)))[0] == 404
        for then, operation in (("/confirm", "confirmMandate"), ("/refuse", "refuseMandate")):
            status, _, _ = await ask(operation, who, "POST", path(one, then), If_Match='"1"')
            assert status == 404
        status, _, _ = await ask(
            "closeMandate",
            who,
            "POST",
            path(one, "/close"),
            {"endQuarter": "2027Q1"},
            If_Match='"1"',
        )
        assert status == 404
    status, body, _ = await ask("listMandates", BAKERY, "GET", "/mandates?status=pending")
    assert (status, body["items"]) == (200, [])


async def test_nobody_proposes_for_others(ask: Ask) -> None:
    status, body, _ = await ask("proposeMandate", SCHOOL, "POST", "/mandates", NEXT)
    assert (status, body["issues"][0]["code"]) == (403, "70100-101")
    assert body["issues"][0]["pointer"] == "/mandator"


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"startQuarter": "2026Q1"}, 400, "70103-045", "/startQuarter"),
        ({"endQuarter": "2026Q4"}, 400, "70104-014", "/endQuarter"),
        ({"mandator": "0800000967"}, 400, "70100-004", "/mandator"),
        ({"mandator": PAYROLL}, 400, "70101-005", "/mandatary"),
    ],
)
async def test_a_fault_is_told_where_it_is(
    ask: Ask, changes: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    answered, body, _ = await ask("proposeMandate", PAYROLL, "POST", "/mandates", NEXT | changes)
    (issue,) = body["issues"]
    assert (answered, issue["code"], issue["pointer"]) == (status, code, pointer)


async def test_a_closing_says_what_is_wrong_with_its_quarter(ask: Ask) -> None:
    mandate = await proposed(ask)
    await ask("confirmMandate", FOUNDRY, "POST", path(mandate, "/confirm"), If_Match='"1"')
    status, body, _ = await ask(
        "closeMandate",
        FOUNDRY,
        "POST",
        path(mandate, "/close"),
        {"endQuarter": "2026Q4"},
        If_Match="*",
    )
    (issue,) = body["issues"]
    assert (status, issue["code"], issue["pointer"]) == (400, "70104-014", "/endQuarter")


async def test_many_are_proposed_and_a_fault_stops_no_other(ask: Ask) -> None:
    items = [NEXT, NEXT | {"startQuarter": "2026Q1"}, NEXT, NEXT | {"mandator": BAKERY}]
    status, body, _ = await ask(
        "proposeMandates", PAYROLL, "POST", "/mandates/propose", {"items": items}
    )
    assert status == 200
    assert [one["status"] for one in body["items"]] == [
        *("accepted", "rejected", "accepted", "accepted")
    ]
    (issue,) = body["items"][1]["issues"]
    assert (issue["pointer"], issue["name"]) == ("/items/1/startQuarter", "items[1].startQuarter")
    assert body["items"][0]["mandate"]["id"] == body["items"][2]["mandate"]["id"]
    assert body["items"][3]["mandate"]["status"] == "active"


async def decided(ask: Ask, who: str, items: list[dict[str, Any]]) -> list[Any]:
    status, body, headers = await ask(
        "decideMandates", who, "POST", "/mandates/decide", {"items": items}
    )
    assert status == 200, body
    assert headers["content-language"] == "nl"
    return list(body["items"])


def item(mandate: dict[str, Any], decision: str, **more: Any) -> dict[str, Any]:
    told = {"mandator": mandate["mandator"], "mandateId": mandate["id"]}
    return told | {"version": mandate["version"], "decision": decision} | more


async def test_many_are_decided_and_what_cannot_be_stops_no_other(ask: Ask) -> None:
    ours = [await proposed(ask), await proposed(ask, groups=["documents"])]
    school_s = await proposed(ask, SCHOOL, mandatary=SCHOOL)
    items = [item(one, "confirmed") for one in (*ours, school_s)]
    items[1]["version"] = 2
    first, second, third = await decided(ask, FOUNDRY, items)
    assert (first["status"], first["mandate"]["status"]) == ("accepted", "active")
    assert (third["status"], third["mandate"]["version"]) == ("accepted", 2)
    assert (second["status"], second["mandate"]["status"]) == ("rejected", "pending")
    (issue,) = second["issues"]
    assert (issue["code"], issue["pointer"]) == ("70005-921", "/items/1/mandateId")

    closing = [
        item(first["mandate"], "closed", endQuarter="2027Q2"),
        item(ours[1], "refused", endQuarter="2027Q2"),
        item(third["mandate"], "closed", endQuarter="2027Q2"),
        item(first["mandate"], "closed"),
    ]
    closed, refused, unknown, twice = await decided(ask, PAYROLL, closing)
    assert (closed["status"], closed["mandate"]["endQuarter"]) == ("accepted", "2027Q2")
    for outcome, code, pointer in (
        (refused, "70104-005", "/items/1/endQuarter"),
        (unknown, "70005-070", "/items/2/mandateId"),
        (twice, "70005-005", "/items/3/mandateId"),
    ):
        (issue,) = outcome["issues"]
        assert (outcome["status"], issue["code"], issue["pointer"]) == ("rejected", code, pointer)
    assert "mandate" not in unknown


async def test_strangers_decide_nothing_and_learn_nothing(ask: Ask) -> None:
    mandate = await proposed(ask)
    made_up = mandate | {"id": str(uuid.uuid4())}
    for who in (BAKERY, SCHOOL):
        for decision in ("confirmed", "refused", "closed"):
            told = await decided(ask, who, [item(mandate, decision), item(made_up, decision)])
            assert [one["status"] for one in told] == ["rejected"] * 2
            assert all("mandate" not in one for one in told)
            real, other = (one["issues"][0] for one in told)
            for said in (real, other):
                del said["pointer"], said["name"], said["value"], said["detail"]
            assert real == other
    assert (await ask("getMandate", FOUNDRY, "GET", path(mandate)))[1] == mandate


async def test_what_the_contract_refuses_is_decided_as_a_whole(ask: Ask) -> None:
    mandate = await proposed(ask)
    sound = item(mandate, "confirmed")
    for items in (
        [],
        [sound, sound | {"decision": "proposed"}],
        [sound, {key: sound[key] for key in sound if key != "version"}],
        [sound] * 501,
    ):
        status, _, _ = await ask(
            "decideMandates", FOUNDRY, "POST", "/mandates/decide", {"items": items}
        )
        assert status == 400
    assert (await ask("getMandate", FOUNDRY, "GET", path(mandate)))[1] == mandate


async def test_the_list_leads_through_all_of_them_once(
    ask: Ask, app: Connection, clock: FixedClock
) -> None:
    quarters = [f"{year}Q{number}" for year in (2027, 2028) for number in (1, 2, 3, 4)]
    new = [
        NewMandate(mandator=one, mandatary=PAYROLL, start=parse_quarter(quarter), status="pending")
        for quarter in quarters
        for one in (FOUNDRY, BAKERY)
    ]
    async with acting(app):
        await add_mandates(app, new, clock.now())
    address, seen, pages = "/mandates?pageSize=5&status=pending", [], 0
    while address:
        status, body, _ = await ask("listMandates", PAYROLL, "GET", address)
        assert status == 200
        seen += [(one["startQuarter"], one["id"]) for one in body["items"]]
        address = body.get("next", "").removeprefix("/api/learningAccount/v1")
        pages += 1
    assert len(set(seen)) == len(new)
    assert seen == sorted(seen, reverse=True)
    assert pages == 4


async def test_the_list_is_narrowed_down(ask: Ask) -> None:
    mine = await proposed(ask, groups=["documents"])
    theirs = await proposed(ask, FOUNDRY, mandatary=SCHOOL)
    for who, query, found in (
        (FOUNDRY, "", {mine["id"], theirs["id"]}),
        (FOUNDRY, "?role=mandator", {mine["id"], theirs["id"]}),
        (FOUNDRY, "?role=mandatary", set()),
        (FOUNDRY, f"?counterparty={SCHOOL}", {theirs["id"]}),
        (FOUNDRY, "?mandateGroup=documents", {mine["id"]}),
        (FOUNDRY, "?status=active", set()),
        (PAYROLL, "?status=pending&role=mandatary", {mine["id"]}),
    ):
        status, body, _ = await ask("listMandates", who, "GET", f"/mandates{query}")
        assert status == 200
        assert {one["id"] for one in body["items"]} == found, query


async def test_a_cursor_of_another_list_is_refused(ask: Ask) -> None:
    status, _, _ = await ask("listMandates", PAYROLL, "GET", "/mandates?afterMandate=AAAAAAAAAAAA")
    assert status == 400
