"""A file is sent over HTTPS: packed or not, once, and by whom it may."""

import gzip
import io
import re
import zipfile
from typing import Any

import httpx
import pytest

from fla.clock import FixedClock
from fla.database.identity import BATCH, OPERATOR
from fla.doors.batch.work import process
from fla.doors.foundation import Foundation
from fla.filesets.spool import Spool
from fla.senders import store as senders
from tests.conftest import Connection
from tests.doors.rest.answers import accept
from tests.doors.rest.batches import (
    DECLARATIONS,
    ask,
    contents,
    read,
    send,
    sent,
)
from tests.doors.rest.conftest import BASE, Channel
from tests.intake import build
from tests.rows import acting


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


async def test_a_sender_past_its_allowance_is_told_to_wait(
    belgium: None, channel: Channel, app: Connection, spool: Spool
) -> None:
    ticket = await sent(channel)
    async with acting(app, BATCH):
        await app.execute("UPDATE file_set SET disk_bytes = %s", [200 * 1024**3])

    answer = await send(channel, DECLARATIONS + b"\n", Accept_Language="en")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert "all the room" in answer.json()["detail"]
    assert [one.name for one in spool.sets.iterdir()] == [ticket]
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


SECOND = DECLARATIONS.replace(b"OPT-2027", b"OPT-2028").replace(b"<Year>2027", b"<Year>2028")


def _form(*files: bytes) -> dict[str, Any]:
    """What a stock HTTP client makes of several files: a body and its media type."""
    request = httpx.Request("POST", "http://x", files=[("part", ("a.xml", one)) for one in files])
    return {"content": request.read(), "Content_Type": request.headers["content-type"]}


async def test_several_files_become_the_parts_of_one_set(
    belgium: None, channel: Channel, app: Connection, spool: Spool
) -> None:
    answer = await send(channel, **_form(DECLARATIONS, gzip.compress(SECOND)))

    assert answer.status_code == 202, answer.text
    one = await read(app, answer.json()["ticket"])
    stem = f"FLAD.{one.sender}.20261122.{one.sequence}.S.2"
    assert (one.parts, one.names) == (2, [f"FI.{stem}.1", f"FI.{stem}.2.gz", f"GO.{stem}"])
    folder = spool.set_folder(one.ticket)
    assert (folder / one.names[0]).read_bytes() == DECLARATIONS
    assert gzip.decompress((folder / one.names[1]).read_bytes()) == SECOND
    assert not list(spool.receiving.glob("*"))


async def test_one_notification_answers_both_parts(
    belgium: None,
    channel: Channel,
    foundation: Foundation,
    clock: FixedClock,
) -> None:
    answer = await send(channel, **_form(DECLARATIONS, SECOND))
    ticket = answer.json()["ticket"]
    await process(foundation.settings, ticket, clock)

    result = await ask(channel, "getBatch", "GET", f"/batches/{ticket}")

    body = result.json()
    assert (body["state"], body["counts"]["forms"], body["faults"]) == ("done", 2, [])
    found = await ask(channel, "getBatchReply", "GET", f"/batches/{ticket}/replies/notification")
    references = re.findall(r">(OPT-20[0-9]+)<", found.text)
    assert list(dict.fromkeys(references)) == ["OPT-2027", "OPT-2028"]


@pytest.mark.parametrize(
    ("files", "said"),
    [((b"",), "Part 1 is empty"), ((b"<x/>", b""), "Part 2 is empty")],
)
async def test_an_empty_part_is_told_by_its_number(
    belgium: None, channel: Channel, spool: Spool, files: tuple[bytes, ...], said: str
) -> None:
    answer = await send(channel, **_form(*files), Accept_Language="en")

    assert answer.status_code == 400
    assert [said in one["detail"] for one in answer.json()["issues"]] == [True]
    assert not list(spool.receiving.glob("*"))


async def test_parts_under_a_key_are_taken_once(
    belgium: None, channel: Channel, spool: Spool
) -> None:
    first = await send(channel, **_form(DECLARATIONS, SECOND), Idempotency_Key="mine")
    again = await send(channel, **_form(DECLARATIONS, SECOND), Idempotency_Key="mine")
    turned = await send(channel, **_form(SECOND, DECLARATIONS), Idempotency_Key="mine")

    assert (first.status_code, again.json()) == (202, first.json())
    assert turned.status_code == 409
    assert len(list(spool.sets.iterdir())) == 1
    assert not list(spool.receiving.glob("*"))
