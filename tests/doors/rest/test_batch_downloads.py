"""Replies are downloaded in parts: on from where a download broke off, or not again at all."""

import os
import resource

import httpx
import pytest

from fla.clock import FixedClock
from fla.filesets.spool import Spool
from tests.conftest import Connection
from tests.doors.rest.answers import accept
from tests.doors.rest.batches import finish, proceed, sent
from tests.doors.rest.conftest import Channel

NOTIFICATION = b"<NOTIFICATION>" + bytes(range(256)) * 4_000 + b"</NOTIFICATION>"


@pytest.fixture
async def reply(
    belgium: None, channel: Channel, app: Connection, clock: FixedClock, spool: Spool
) -> str:
    """The address of a notification."""
    ticket = await sent(channel)
    await proceed(app, clock, ticket, answered=2)
    await finish(app, clock, spool, ticket, NOTI=NOTIFICATION)
    return f"/batches/{ticket}/replies/notification"


async def get(channel: Channel, path: str, **headers: str) -> httpx.Response:
    answer = await channel.call("GET", path, **headers)
    accept("getBatchReply", answer)
    return answer


async def test_a_download_goes_on_where_it_broke_off(channel: Channel, reply: str) -> None:
    whole = await get(channel, reply)
    tag = whole.headers["etag"]
    first = await get(channel, reply, Range="bytes=0-999999")
    rest = await get(channel, reply, Range="bytes=1000000-", If_Range=tag)

    assert whole.status_code == 200
    assert whole.headers["accept-ranges"] == "bytes"
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == whole.content == NOTIFICATION
    size = len(NOTIFICATION)
    assert rest.headers["content-range"] == f"bytes 1000000-{size - 1}/{size}"
    assert rest.headers["content-length"] == str(size - 1_000_000)
    assert rest.headers["content-type"] == "application/xml"
    assert (first.headers["etag"], rest.headers["etag"]) == (tag, tag)


async def test_of_another_file_all_is_sent(channel: Channel, reply: str) -> None:
    answer = await get(channel, reply, Range="bytes=1000000-", If_Range='"another"')

    assert (answer.status_code, answer.content) == (200, NOTIFICATION)
    assert "content-range" not in answer.headers


async def test_what_lies_behind_the_end_is_told_with_the_size(channel: Channel, reply: str) -> None:
    answer = await get(channel, reply, Range=f"bytes={len(NOTIFICATION)}-")

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(NOTIFICATION)}"
    assert answer.json()["type"] == "urn:problem-type:fla:rangeNotSatisfiable"


async def test_what_is_known_is_not_sent_again(channel: Channel, reply: str) -> None:
    tag = (await get(channel, reply)).headers["etag"]

    answer = await get(channel, reply, If_None_Match=tag, Range="bytes=5-6")

    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_question_for_the_size_has_no_parts(channel: Channel, reply: str) -> None:
    answer = await channel.call("HEAD", reply, Range="bytes=5-6")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(NOTIFICATION))


async def test_a_part_of_a_large_reply_takes_little_memory(
    channel: Channel, reply: str, spool: Spool
) -> None:
    ticket = reply.split("/")[2]
    [file] = spool.set_folder(ticket).glob("FO.NOTI.*")
    os.truncate(file, 2 * 1024**3)
    await get(channel, reply, Range="bytes=0-999999")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    answer = await get(channel, reply, Range="bytes=1073741824-1074741823")

    assert len(answer.content) == 1_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
