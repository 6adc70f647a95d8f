"""File sets over HTTPS: followed as a task, read with what came of them, decided upon."""

from pathlib import Path

import pytest

from fla.access.scopes import SCOPES
from fla.clock import FixedClock
from fla.database.identity import BATCH
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.filesets import store
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault
from fla.filesets.spool import Spool
from tests.access.machine import Machine, register
from tests.conftest import Connection
from tests.doors.rest.answers import accept
from tests.doors.rest.batches import DECLARATIONS, ask, finish, proceed, read, sent
from tests.doors.rest.conftest import BASE, Channel, speaking, token_of
from tests.intake import build
from tests.rows import acting


async def test_a_task_in_hand_says_how_far_it_is(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock
) -> None:
    ticket = await sent(channel)
    await proceed(app, clock, ticket, answered=1)

    answer = await ask(channel, "getBatchTask", "GET", f"/batches/{ticket}/task")

    body = answer.json()
    assert (answer.status_code, body["state"]) == (200, "processing")
    assert (body["counts"]["forms"], body["counts"]["answered"]) == (2, 1)
    assert body["status"]["pollAfter"] > clock.now().isoformat()


async def test_a_task_that_is_done_leads_to_the_result(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock, spool: Spool
) -> None:
    ticket = await sent(channel)
    await proceed(app, clock, ticket, answered=2)
    await finish(app, clock, spool, ticket, ACRF=b"<ACRF/>", NOTI=b"<NOTIFICATION/>")

    answer = await ask(channel, "getBatchTask", "GET", f"/batches/{ticket}/task")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{BASE}/batches/{ticket}"
    assert answer.json()["status"]["state"] == "done"
    result = await ask(channel, "getBatch", "GET", answer.headers["location"].removeprefix(BASE))
    body = result.json()
    assert (body["state"], body["counts"]["rejected"]) == ("done", 1)
    (anomaly,) = body["anomalies"]
    assert (anomaly["code"], anomaly["count"]) == ("70004-004", 1)
    assert anomaly["examples"] == [
        {
            "position": 1,
            "part": 1,
            "line": 7,
            "reference": "A-1",
            "value": "85031403393",
            "path": "/a/b",
        }
    ]
    assert [one["replyName"] for one in body["replies"]] == ["acknowledgement", "notification"]
    for reply, content in zip(body["replies"], (b"<ACRF/>", b"<NOTIFICATION/>"), strict=True):
        path = reply["href"].removeprefix(BASE)
        found = await ask(channel, "getBatchReply", "GET", path)
        assert (found.status_code, found.content) == (200, content)
        assert found.headers["content-type"] == "application/xml"
        assert found.headers["content-disposition"] == (
            f'attachment; filename="{reply["fileName"]}"'
        )
        signature = await ask(channel, "getBatchReplySignature", "GET", f"{path}/signature")
        assert signature.content == b"MIIF"
        head = await channel.call("HEAD", path)
        assert (head.content, head.headers["content-length"]) == (b"", str(len(content)))


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "controlegetal"), ("fr", "contrôle"), ("de", "Prüf"), ("en", "check digits")],
)
async def test_what_is_wrong_is_told_in_the_readers_language(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock, language: str, said: str
) -> None:
    ticket = await sent(channel)
    await proceed(app, clock, ticket, answered=1)
    async with acting(app, BATCH):
        await store.add_faults(app, ticket, [Fault(FaultCode.MALFORMED, "FI", 3, 4, "detail")])

    answer = await channel.call("GET", f"/batches/{ticket}", Accept_Language=language)

    body = accept("getBatch", answer)
    assert said in body["anomalies"][0]["detail"]
    (fault,) = body["faults"]
    assert (fault["code"], fault["line"], fault["column"]) == ("ACRF-102", 3, 4)
    assert "XML" in fault["detail"]
    assert answer.headers["content-language"] == language


async def test_what_was_rejected_can_be_had_once_it_is_there(
    belgium: None, channel: Channel, spool: Spool
) -> None:
    ticket = await sent(channel)
    path = f"/batches/{ticket}/resendFile"
    assert (await ask(channel, "getBatchResendFile", "GET", path)).status_code == 404
    (spool.set_folder(ticket) / "resend.xml").write_bytes(b"<LearningAccountDeclaration/>")

    found = await ask(channel, "getBatchResendFile", "GET", path)

    assert found.content == b"<LearningAccountDeclaration/>"
    result = await ask(channel, "getBatch", "GET", f"/batches/{ticket}")
    assert result.json()["resendFile"] == BASE + path


async def test_replies_that_are_not_there_are_not_found(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock, spool: Spool
) -> None:
    ticket = await sent(channel)
    path = f"/batches/{ticket}/replies/notification"
    assert (await ask(channel, "getBatchReply", "GET", path)).status_code == 404
    await proceed(app, clock, ticket, answered=2)
    await finish(app, clock, spool, ticket, NOTI=b"<NOTIFICATION/>")
    assert (await ask(channel, "getBatchReply", "GET", path)).status_code == 200
    spool.remove_set(ticket)  # as what is old is cleaned away

    answer = await ask(channel, "getBatchReply", "GET", path)

    assert answer.status_code == 404
    (issue,) = answer.json()["issues"]
    assert (issue["name"], issue["value"]) == ("replyName", "notification")


async def test_a_set_is_cancelled_once(belgium: None, channel: Channel, app: Connection) -> None:
    ticket = await sent(channel)

    answer = await ask(channel, "cancelBatch", "POST", f"/batches/{ticket}/cancel")
    again = await ask(channel, "cancelBatch", "POST", f"/batches/{ticket}/cancel")

    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    assert again.status_code == 409
    one = await read(app, ticket)
    assert (one.state, one.stop_asked_by) == ("cancelled", "payroll-demo")


async def test_one_at_work_stops_at_the_next_occasion(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock
) -> None:
    ticket = await sent(channel)
    await proceed(app, clock, ticket, answered=1)

    answer = await ask(channel, "cancelBatch", "POST", f"/batches/{ticket}/cancel")

    assert (answer.status_code, answer.json()["state"]) == (202, "processing")
    assert (await read(app, ticket)).stop_asked_by


HELD = {
    "records": 42,
    "unchanged": 10,
    "changed": 30,
    "new": 2,
    "cancelled": 0,
    "vanished": 0,
    "employers": 1,
    "shares": [{"enterpriseNumber": build.BAKERY, "registered": 40, "changed": 30, "new": 2}],
}


async def test_a_held_snapshot_is_confirmed(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock
) -> None:
    ticket = await sent(channel)
    path = f"/batches/{ticket}/confirm"
    assert (await ask(channel, "confirmBatch", "POST", path)).status_code == 409
    await proceed(app, clock, ticket, answered=1)
    async with acting(app, BATCH):
        assert await store.hold(app, ticket, HELD)
    result = await ask(channel, "getBatch", "GET", f"/batches/{ticket}")
    assert result.json()["held"] == HELD

    answer = await ask(channel, "confirmBatch", "POST", path)

    assert (answer.status_code, answer.json()["status"]["state"]) == (202, "processing")
    assert (await read(app, ticket)).state != "held"


async def test_the_list_leads_through_all_of_them_once(belgium: None, channel: Channel) -> None:
    tickets = [await sent(channel, DECLARATIONS + b"\n" * number) for number in range(5)]
    seen, address = [], "/batches?pageSize=2&environment=S"
    while address:
        page = (await ask(channel, "listBatches", "GET", address)).json()
        seen += [one["ticket"] for one in page["items"]]
        assert len(page["items"]) <= 2
        address = page.get("next", "").removeprefix(BASE)
    assert sorted(seen) == sorted(tickets)
    assert seen == sorted(seen, reverse=True)


async def test_the_list_is_narrowed_down(belgium: None, channel: Channel) -> None:
    kept, cancelled = await sent(channel), await sent(channel, DECLARATIONS + b"\n")
    await ask(channel, "cancelBatch", "POST", f"/batches/{cancelled}/cancel")
    for query, found in (
        ("", {kept, cancelled}),
        ("?state=cancelled", {cancelled}),
        ("?state=arrived&environment=S", {kept}),
        ("?environment=R", set()),
    ):
        page = (await ask(channel, "listBatches", "GET", f"/batches{query}")).json()
        assert {one["ticket"] for one in page["items"]} == found, query


@pytest.mark.parametrize("cursor", ["AAAAAAAAAAAA", "x"])
async def test_a_cursor_of_another_list_is_refused(
    belgium: None, channel: Channel, cursor: str
) -> None:
    answer = await ask(channel, "listBatches", "GET", f"/batches?afterBatch={cursor}")
    assert answer.status_code == 400


async def other(app: Connection, foundation: Foundation, clock: FixedClock) -> str:
    """A token of the foundry's software."""
    machine: Machine = await register(
        app, clock, build.FOUNDRY, client_id="foundry-demo", scopes=SCOPES
    )
    return await token_of(foundation, machine)


async def test_nobody_else_sees_it(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock, foundation: Foundation
) -> None:
    ticket = await sent(channel)
    token = await other(app, foundation, clock)
    async with speaking(RestApplication(foundation)) as http:
        theirs = Channel(http, foundation, token)
        for operation_id, method, path in (
            ("getBatch", "GET", ""),
            ("getBatchTask", "GET", "/task"),
            ("getBatchReply", "GET", "/replies/notification"),
            ("getBatchReplySignature", "GET", "/replies/notification/signature"),
            ("getBatchResendFile", "GET", "/resendFile"),
            ("confirmBatch", "POST", "/confirm"),
            ("cancelBatch", "POST", "/cancel"),
        ):
            answer = await ask(theirs, operation_id, method, f"/batches/{ticket}{path}")
            assert answer.status_code == 404, operation_id
        page = await ask(theirs, "listBatches", "GET", "/batches")
        assert page.json()["items"] == []
    assert (await read(app, ticket)).state == "arrived"


@pytest.mark.parametrize("ticket", ["..", "%2e%2e", "0000000000000", "a" * 13, "7K2M9QX4TB0W/"])
async def test_a_ticket_leads_nowhere_else(
    belgium: None, channel: Channel, tmp_path: Path, ticket: str
) -> None:
    for below in ("", "/resendFile", "/replies/notification"):
        answer = await channel.call("GET", f"/batches/{ticket}{below}")
        assert answer.status_code in (400, 404), answer.text
