"""Bodies come in whole, of a kind that is known, and never larger or slower than is good."""

import asyncio
import gzip
from collections.abc import Sequence
from typing import Any

import pytest

from fla.doors.rest.answer import Refusal
from fla.doors.rest.body import LARGEST, ClientGoneError, check_media_type, read_body
from fla.doors.rest.limits import Budget
from fla.doors.rest.reading import UnreadableError
from fla.doors.rest.request import Headers

BUDGET = Budget(16 * LARGEST)
BODIES = ("application/json", "application/merge-patch+json")


def headers(**values: str) -> Headers:
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return Headers([(name.encode(), value.encode()) for name, value in named.items()])


class Arriving:
    """A body that comes in parts; a number waits for so many seconds, None is a client gone."""

    def __init__(self, *parts: bytes | float | None) -> None:
        self._parts = list(parts)
        self.taken = 0

    async def __call__(self) -> Any:
        part = self._parts.pop(0) if self._parts else None
        if isinstance(part, float):
            await asyncio.sleep(part)
            return await self()
        if part is None:
            return {"type": "http.disconnect"}
        self.taken += len(part)
        return {"type": "http.request", "body": part, "more_body": bool(self._parts)}


async def read(arriving: Arriving, patience: float = 5, **said: str) -> bytes:
    with BUDGET.share() as share:
        return await read_body(headers(**said), arriving, patience, share.take)


async def refused(arriving: Arriving, patience: float = 5, **said: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await read(arriving, patience, **said)
    return caught.value


@pytest.mark.parametrize(
    "said",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/merge-patch+json",
        "application/json; profile=x",
    ],
)
def test_json_in_utf8_is_taken(said: str) -> None:
    assert check_media_type(headers(content_type=said), BODIES) in BODIES


@pytest.mark.parametrize(
    "said",
    [
        "",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "application/json, application/json",
        "application/problem+json",
    ],
)
def test_another_kind_of_body_is_not(said: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_media_type(headers(content_type=said) if said else headers(), BODIES)

    assert (caught.value.status, caught.value.type) == (415, "fla:unsupportedMediaType")


async def test_a_body_is_read_in_one_part_or_in_many() -> None:
    assert await read(Arriving(b"{}")) == b"{}"
    assert await read(Arriving(b"{", b"", b'"a":', b"1}"), content_length="7") == b'{"a":1}'


async def test_a_body_over_the_limit_is_refused_before_it_is_read() -> None:
    arriving = Arriving(b"x" * 100)

    refusal = await refused(arriving, content_length=str(LARGEST + 1))

    assert (refusal.status, refusal.more) == (413, {"limit": LARGEST})
    assert arriving.taken == 0


@pytest.mark.parametrize("length", ["9" * 400, str(LARGEST + 1)])
async def test_a_length_beyond_all_measure_is_one_over_the_limit(length: str) -> None:
    assert (await refused(Arriving(b""), content_length=length)).status == 413


async def test_a_body_of_no_announced_length_is_read_up_to_the_limit() -> None:
    part = b"x" * (LARGEST // 4)
    arriving = Arriving(*[part] * 100)

    refusal = await refused(arriving)

    assert refusal.status == 413
    assert arriving.taken <= LARGEST + len(part)
    assert len(await read(Arriving(*[part] * 4))) == LARGEST
    assert (await refused(Arriving(b"x" * (LARGEST + 1)))).status == 413


@pytest.mark.parametrize(
    ("parts", "length"), [((b"{}",), "9"), ((b"{", b"}x"), "2"), ((b"",), "1")]
)
async def test_a_body_that_is_not_as_long_as_it_said_is_refused(
    parts: Sequence[bytes], length: str
) -> None:
    with pytest.raises(UnreadableError, match="length"):
        await read(Arriving(*parts), content_length=length)


@pytest.mark.parametrize("length", ["-1", "two", "1e3", "٣"])
async def test_a_length_that_is_none_is_refused(length: str) -> None:
    with pytest.raises(UnreadableError, match="length"):
        await read(Arriving(b"{}"), content_length=length)


async def test_a_slow_body_is_not_waited_for() -> None:
    refusal = await refused(Arriving(b"{", 5.0, b"}"), patience=0.05)

    assert (refusal.status, refusal.type) == (408, "fla:requestTimeout")
    assert refusal.headers["Connection"] == "close"


async def test_a_client_that_goes_away_is_let_go() -> None:
    with pytest.raises(ClientGoneError):
        await read(Arriving(None))
    with pytest.raises(ClientGoneError):
        await read(Arriving(b"{", None, b"}"))


async def test_a_packed_body_is_unpacked() -> None:
    body = b'{"items": []}' * 100

    assert await read(Arriving(gzip.compress(body)), content_encoding="gzip") == body
    assert await read(Arriving(body), content_encoding="identity") == body


@pytest.mark.parametrize("packing", ["br", "deflate", "zstd", "gzip, gzip", "x"])
async def test_a_body_packed_in_another_way_is_refused(packing: str) -> None:
    refusal = await refused(Arriving(b"{}"), content_encoding=packing)

    assert refusal.status == 415
    assert refusal.headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("size", [LARGEST + 1, 10 * LARGEST])
async def test_a_bomb_does_not_go_off(size: int) -> None:
    bomb = gzip.compress(b"\0" * size)

    assert (await refused(Arriving(bomb), content_encoding="gzip")).status == 413


async def test_a_body_that_grows_beyond_measure_is_refused_below_the_limit() -> None:
    bomb = gzip.compress(b" " * (LARGEST // 2))

    assert (await refused(Arriving(bomb), content_encoding="gzip")).status == 413


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        gzip.compress(b"{}")[:-1],
        gzip.compress(b"{}") + b"x",
        gzip.compress(b"{}")[:-8] + bytes(8),
        b"",
    ],
    ids=["not packed", "cut short", "trailing", "wrong sum", "nothing"],
)
async def test_a_broken_packing_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError, match="packing"):
        await read(Arriving(raw), content_encoding="gzip")


async def test_all_that_is_held_of_a_body_is_counted() -> None:
    body = b'{"items": []}' * 100
    packed = gzip.compress(body)
    budget = Budget(10_000)

    with budget.share() as plain, budget.share() as unpacking:
        await read_body(headers(), Arriving(b"{", b"}"), 5, plain.take)
        said = headers(content_encoding="gzip")
        await read_body(said, Arriving(packed[:9], packed[9:]), 5, unpacking.take)

        assert (plain.held, unpacking.held) == (2, len(packed) + len(body))
        assert budget.held == plain.held + unpacking.held
    assert budget.held == 0


@pytest.mark.parametrize("packing", ["identity", "gzip"])
async def test_a_body_that_does_not_fit_with_the_others_is_turned_away(packing: str) -> None:
    budget = Budget(1_000)
    part = b"x" * 300
    arriving = Arriving(gzip.compress(b"x" * 990)) if packing == "gzip" else Arriving(*[part] * 9)

    with pytest.raises(Refusal) as caught, budget.share() as share:
        await read_body(headers(content_encoding=packing), arriving, 5, share.take)

    assert (caught.value.status, caught.value.retry_after) == (429, 1)
    assert arriving.taken <= 4 * len(part), "what does not fit is read no further"
    assert budget.held == 0
