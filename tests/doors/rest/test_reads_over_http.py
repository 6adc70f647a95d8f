"""Every operation that reads, through the whole channel: token, scope, contract, answer."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from fla.clock import FixedClock
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.intake import feed
from tests.access.machine import register
from tests.contracts.contract import published
from tests.doors.rest.answers import accept
from tests.doors.rest.conftest import BASE, Channel, speaking, token_of
from tests.intake import build as intake
from tests.intake.build import ANNA, BAKERY, FOUNDRY, NOBODY
from tests.rows import Connection

MINE: dict[str, Any] = {"enterpriseNumber": BAKERY}
CASE: dict[str, Any] = {
    "id": 1,
    "year": 2026,
    "headCount": {"average": 20.5},
    "occupations": [{"start": "2025-03-15", "q": 3040, "s": 3800}],
}
READS: dict[str, tuple[str, Any]] = {
    "getAccount": ("", MINE | {"ssin": ANNA}),
    "queryAccounts": ("", MINE | {"year": 2026}),
    "getAccountHistory": ("", MINE | {"ssin": ANNA}),
    "explainAccount": ("", MINE | {"ssin": ANNA, "year": 2026}),
    "queryTrainings": ("", MINE),
    "queryEmployments": ("", MINE),
    "queryRights": ("", MINE),
    "queryAdjustments": ("", MINE),
    "queryOptOuts": ("", MINE),
    "queryVerifications": ("", MINE),
    "calculateRights": ("", {"items": [CASE]}),
    "listHeadCounts": (f"/employers/{BAKERY}/headCounts", None),
    "listEvents": ("", None),
}


@pytest.fixture
async def world(app: Connection) -> Connection:
    """Anna at the bakery, with a training and a computed right."""
    await app.set_autocommit(True)
    await intake.belgium(app)
    outcomes = await intake.send(
        app, intake.employment(), intake.training(charged_right=None, charged_minutes=None)
    )
    assert not [one for one in outcomes if one.status == "rejected"]
    await intake.computed(app)
    return app


async def call(
    channel: Channel, operation_id: str, path: str = "", body: Any = None, **headers: str
) -> httpx.Response:
    operation = published().operation(operation_id)
    return await channel.call(operation.method.upper(), path or operation.path, body, **headers)


@pytest.mark.parametrize("operation", READS)
async def test_it_answers_as_the_contract_says(
    world: Connection, channel: Channel, operation: str
) -> None:
    answer = await call(channel, operation, *READS[operation])
    assert answer.status_code == 200, answer.text
    assert accept(operation, answer)


@pytest.mark.parametrize("operation", READS)
async def test_it_asks_for_its_scope(
    world: Connection, foundation: Foundation, clock: FixedClock, operation: str
) -> None:
    machine = await register(world, clock, BAKERY, scopes=["scope:fla:training:declare"])
    async with speaking(RestApplication(foundation)) as http:
        channel = Channel(http, foundation, await token_of(foundation, machine))
        answer = await call(channel, operation, *READS[operation])
    assert answer.status_code == 403
    assert accept(operation, answer)["type"].endswith("missingScope")


@pytest.mark.parametrize("operation", [name for name, (_, body) in READS.items() if body == MINE])
async def test_another_s_employer_is_forbidden(
    world: Connection, channel: Channel, operation: str
) -> None:
    answer = await call(channel, operation, "", MINE | {"enterpriseNumber": FOUNDRY})
    assert answer.status_code == 403
    problem = accept(operation, answer)
    assert problem["type"].endswith("missingPermission")
    assert problem["issues"][0]["pointer"] == "/enterpriseNumber"


async def test_what_is_not_there_is_told_without_the_number(
    world: Connection, channel: Channel
) -> None:
    answer = await call(channel, "getAccount", "", MINE | {"ssin": NOBODY})
    assert answer.status_code == 404
    assert accept("getAccount", answer)["issues"][0]["pointer"] == "/ssin"
    assert NOBODY not in answer.text


async def test_a_cursor_that_is_none_is_a_bad_request(world: Connection, channel: Channel) -> None:
    for path in ("/events?afterEvent=AAAA", f"/employers/{BAKERY}/headCounts?afterHeadCount=A"):
        name = "listEvents" if "events" in path else "listHeadCounts"
        answer = await call(channel, name, path)
        assert answer.status_code == 400
        assert accept(name, answer)["issues"][0]["in"] == "query"
    answer = await call(channel, "queryRights", "", MINE | {"afterRight": "AAAA"})
    assert accept("queryRights", answer)["issues"][0]["pointer"] == "/afterRight"


async def test_the_feed_is_followed_by_its_addresses(
    world: Connection, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MARGIN", dt.timedelta(0))
    page = accept("listEvents", await call(channel, "listEvents", "/events?pageSize=1"))
    seen = 0
    while page["items"]:
        seen += len(page["items"])
        address = urlsplit(page["next"])
        answer = await call(
            channel, "listEvents", f"{address.path.removeprefix(BASE)}?{address.query}"
        )
        page = accept("listEvents", answer)
    assert seen == 4  # a mandate proposed and confirmed, an employment, a training


async def test_a_training_is_found_by_query_and_its_history_by_its_address(
    world: Connection, channel: Channel
) -> None:
    found = accept("queryTrainings", await call(channel, "queryTrainings", "", MINE))
    path = found["items"][0]["href"].removeprefix(BASE)
    history = await call(channel, "getTrainingHistory", f"{path}/history")
    (entry,) = accept("getTrainingHistory", history)["items"]
    assert (entry["sender"], entry["action"]) == (BAKERY, "register")
