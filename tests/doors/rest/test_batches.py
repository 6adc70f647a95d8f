"""File sets over HTTPS: a file is sent, followed as a task, and read with what came of it."""

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from fla.access.scopes import SCOPES
from fla.clock import FixedClock
from fla.database.identity import BATCH, OPERATOR
from fla.doors.foundation import Foundation
from fla.doors.rest.application import RestApplication
from fla.filesets import reply_store, store
from fla.filesets.faults import FaultCode
from fla.filesets.model import AnomalyCount, Example, Fault, FileSet, Progress, Reply
from fla.filesets.spool import Spool
from fla.senders import store as senders
from tests.access.machine import Machine, register
from tests.conftest import Connection
from tests.doors.rest.answers import accept
from tests.doors.rest.conftest import BASE, Channel, speaking, token_of
from tests.intake import build
from tests.rows import acting

DECLARATIONS = b"""<?xml version="1.0" encoding="UTF-8"?>
<LearningAccountDeclaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="learningAccount_2026q4.xsd">
  <Header><Sender>%s</Sender><CreationDate>2026-11-22</CreationDate></Header>
  <OptOut>
    <Action>register</Action><Reference>OPT-2027</Reference>
    <EnterpriseNumber>%s</EnterpriseNumber><Year>2027</Year>
  </OptOut>
</LearningAccountDeclaration>
""" % (build.BAKERY.encode(), build.BAKERY.encode())


@pytest.fixture
async def belgium(app: Connection) -> None:
    """The enterprises of the tests, and what binds them."""
    await app.set_autocommit(True)
    await build.belgium(app)


@pytest.fixture
def spool(foundation: Foundation) -> Spool:
    return Spool(foundation.settings.spool_directory)


async def send(
    channel: Channel, content: bytes = DECLARATIONS, query: str = "?environment=S", **headers: str
) -> httpx.Response:
    said = {"Content_Type": "application/xml"} | headers
    answer = await channel.call("POST", f"/batches{query}", content, **said)
    accept("sendBatch", answer)
    return answer


async def sent(channel: Channel, content: bytes = DECLARATIONS, **headers: str) -> str:
    """Return the ticket of a file that was taken."""
    answer = await send(channel, content, **headers)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["ticket"])


async def ask(channel: Channel, operation_id: str, method: str, path: str) -> httpx.Response:
    answer = await channel.call(method, path)
    accept(operation_id, answer)
    return answer


async def read(app: Connection, ticket: str) -> FileSet:
    async with acting(app, BATCH):
        found = await store.find(app, ticket)
    assert found
    return found


def contents(spool: Spool, ticket: str) -> dict[str, bytes]:
    """The files of a set by the beginning of their names."""
    return {one.name[:2]: one.read_bytes() for one in spool.set_folder(ticket).iterdir()}


async def test_a_file_that_is_sent_becomes_a_set(
    belgium: None, channel: Channel, app: Connection, spool: Spool
) -> None:
    answer = await send(channel, Accept_Language="fr")

    ticket = answer.json()["ticket"]
    assert answer.headers["location"] == f"{BASE}/batches/{ticket}/task"
    assert answer.json()["status"]["state"] == "processing"
    assert contents(spool, ticket) == {"FI": DECLARATIONS, "GO": b""}
    assert not list(spool.receiving.glob("*"))
    one = await read(app, ticket)
    assert (one.state, one.channel, one.language) == ("arrived", "rest", "fr")
    assert (one.purpose, one.environment, one.parts) == ("FLAD", "S", 1)
    assert (one.enterprise_number, one.size) == (build.BAKERY, len(DECLARATIONS))


async def test_a_snapshot_says_so(belgium: None, channel: Channel, app: Connection) -> None:
    answer = await send(channel, query="?environment=T&purpose=FLAS")

    one = await read(app, answer.json()["ticket"])
    assert (one.purpose, one.environment) == ("FLAS", "T")
    assert one.names == [f"FI.FLAS.{one.sender}.20261122.{one.sequence}.T.1.1", one.go_name]


async def test_what_was_packed_for_the_way_is_unpacked(
    belgium: None, channel: Channel, spool: Spool
) -> None:
    ticket = await sent(channel, gzip.compress(DECLARATIONS), Content_Encoding="gzip")

    assert contents(spool, ticket)["FI"] == DECLARATIONS


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("declarations.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("media_type", "content", "end"),
    [
        ("application/gzip", gzip.compress(DECLARATIONS), "gz"),
        ("application/zip", zipped(DECLARATIONS), "zip"),
    ],
)
async def test_what_is_compressed_stays_so(
    belgium: None, channel: Channel, app: Connection, media_type: str, content: bytes, end: str
) -> None:
    ticket = await sent(channel, content, Content_Type=media_type)

    one = await read(app, ticket)
    assert one.size == len(content)
    assert one.names[0].endswith(f".S.1.1.{end}")


class Untouched:
    """A body that nobody is to read."""

    async def __aiter__(self) -> Any:
        raise AssertionError("the body is read")
        yield b""


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "environment"),
        ("?environment=X", "environment"),
        ("?environment=R&purpose=DMFA", "purpose"),
        ("?environment=R&ssin=1", "ssin"),
    ],
)
async def test_what_is_wrong_with_the_call_is_told_before_the_file_is_read(
    belgium: None, channel: Channel, query: str, name: str
) -> None:
    answer = await channel.http.post(
        f"{BASE}/batches{query}",
        content=Untouched(),
        headers={"authorization": f"Bearer {channel.token}", "content-type": "application/xml"},
    )

    accept("sendBatch", answer)
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["issues"]] == [name]
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{}", {"Content_Type": "application/json"}, 415),
        (b"<x/>", {"Content_Type": "application/xml; charset=utf-16"}, 415),
        (b"<x/>", {"Content_Encoding": "br"}, 415),
        (b"<x/>", {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(bytes(50 * 1024 * 1024)), {"Content_Encoding": "gzip"}, 413),
    ],
)
async def test_what_cannot_be_taken_leaves_nothing(
    belgium: None,
    channel: Channel,
    spool: Spool,
    content: bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    answer = await send(channel, content, **headers)

    assert answer.status_code == status
    assert not list(spool.receiving.glob("*"))
    assert not list(spool.sets.glob("*"))


async def test_a_file_under_a_key_is_taken_once(
    belgium: None, channel: Channel, spool: Spool
) -> None:
    first = await send(channel, Idempotency_Key="mine")
    again = await send(channel, Idempotency_Key="mine")
    packed = gzip.compress(DECLARATIONS)
    otherwise = await send(channel, packed, Content_Encoding="gzip", Idempotency_Key="mine")
    other = await send(channel, DECLARATIONS + b"\n", Idempotency_Key="mine")

    assert first.status_code == 202
    assert again.json() == otherwise.json() == first.json()
    assert other.status_code == 409
    assert [one.name for one in spool.sets.iterdir()] == [first.json()["ticket"]]
    assert not list(spool.receiving.glob("*"))


async def test_a_sender_that_is_switched_off_sends_nothing(
    belgium: None, channel: Channel, app: Connection, spool: Spool, clock: FixedClock
) -> None:
    await sent(channel)
    async with acting(app, OPERATOR):
        (sender,) = await senders.senders(app, build.BAKERY)
        await senders.disable(app, sender.number, "operator", clock.now())

    answer = await send(channel, DECLARATIONS + b"\n", Accept_Language="en")

    assert answer.status_code == 403
    assert "switched off" in answer.json()["detail"]
    assert len(list(spool.sets.iterdir())) == 1
    assert not list(spool.receiving.glob("*"))


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


async def proceed(app: Connection, clock: FixedClock, ticket: str, *, answered: int) -> None:
    """Answer some of two forms of a set, the first one with an anomaly."""
    async with acting(app, BATCH):
        for was, state in (("arrived", "examining"), ("examining", "acknowledged")):
            await store.set_state(app, ticket, state, clock.now(), was=[was])  # type: ignore[arg-type, list-item]
        await store.set_forms(app, ticket, [2], None)
        await store.set_state(app, ticket, "processing", clock.now(), was=["acknowledged"])
        await store.advance(
            app, ticket, Progress(answered=answered, accepted=0, warned=answered - 1, rejected=1)
        )
        await store.add_anomalies(app, ticket, [WRONG])


WRONG = AnomalyCount(
    "70004-004", "B", 1, [Example(1, line=7, reference="A-1", value="85031403393", path="/a/b")]
)


async def finish(
    app: Connection, clock: FixedClock, spool: Spool, ticket: str, **files: bytes
) -> None:
    """Bring a set to its end, with replies of some content."""
    folder = spool.set_folder(ticket)
    async with acting(app, BATCH):
        await store.set_state(app, ticket, "done", clock.now(), was=["processing"])
        for kind, content in files.items():
            name = f"FO.{kind}.999999.20261122.00001.S"
            (folder / name).write_bytes(content)
            (folder / name.replace("FO.", "FS.")).write_bytes(b"MIIF")
            reply = Reply(
                ticket=ticket,
                kind=kind,  # type: ignore[arg-type]
                name=name,
                size=len(content),
                created_at=clock.now(),
            )
            await reply_store.add_reply(app, reply)


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
    [("nl", "controlecijfers"), ("fr", "contrôle"), ("de", "Prüf"), ("en", "check digits")],
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
    assert (one.state, one.stop_asked_by) == ("cancelled", channel_client(one))


def channel_client(one: FileSet) -> str | None:
    """The client of the tests is named by whoever registered it; it is not the enterprise."""
    assert one.stop_asked_by != one.enterprise_number
    return one.stop_asked_by


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
