"""Files come in piece by piece, as large and as slow as they may be, and leave nothing when not."""

import asyncio
import gzip
import hashlib
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fla.doors.rest.answer import Refusal
from fla.doors.rest.body import ClientGoneError
from fla.doors.rest.reading import UnreadableError
from fla.doors.rest.spooled import Spooled
from fla.doors.rest.spooling import Bounds, Receiving, spool_body
from fla.doors.uploads import Uploads
from fla.filesets import spool
from tests.doors.rest.test_bodies import Arriving, headers
from tests.intake.build import BAKERY, FOUNDRY, PAYROLL

BOUNDS = Bounds(largest=4 * 1024 * 1024, pause=5, patience=10)
MIB = 1024 * 1024


async def spooled(folder: Path, arriving: Any, bounds: Bounds = BOUNDS, **said: str) -> Spooled:
    return await spool_body(headers(**said), arriving, bounds, folder)


async def refused(folder: Path, arriving: Any, bounds: Bounds = BOUNDS, **said: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await spooled(folder, arriving, bounds, **said)
    assert list(folder.iterdir()) == []
    return caught.value


@pytest.mark.parametrize("length", [1, 1000, MIB, MIB + 1, 3 * MIB])
@pytest.mark.parametrize("packing", ["identity", "gzip"])
async def test_a_file_lies_as_it_was_sent(tmp_path: Path, length: int, packing: str) -> None:
    content = hashlib.shake_256(b"any").digest(length)
    sent = gzip.compress(content) if packing == "gzip" else content
    parts = [sent[at : at + 65_536] for at in range(0, len(sent), 65_536)]
    announced = str(len(sent))

    file = await spooled(
        tmp_path, Arriving(*parts), content_encoding=packing, content_length=announced
    )

    assert file.paths[0].read_bytes() == content
    assert (file.size, file.digest) == (length, hashlib.sha256(content).digest())
    file.drop()
    file.drop()
    assert list(tmp_path.iterdir()) == []


async def test_what_is_moved_away_is_not_dropped(tmp_path: Path) -> None:
    file = await spooled(tmp_path, Arriving(b"<x/>"))
    kept = file.paths[0].rename(tmp_path / "kept")

    file.drop()

    assert kept.read_bytes() == b"<x/>"


async def test_what_packs_well_is_unpacked_to_its_end(tmp_path: Path) -> None:
    content = b"<Training/>" * 40_000
    sent = gzip.compress(content)

    file = await spooled(tmp_path, Arriving(sent), content_encoding="gzip")

    assert file.paths[0].read_bytes() == content


async def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    arriving = Arriving(b"x" * 100)

    refusal = await refused(tmp_path, arriving, content_length=str(BOUNDS.largest + 1))

    assert (refusal.status, refusal.more) == (413, {"limit": BOUNDS.largest})
    assert arriving.taken == 0


async def test_a_file_of_no_announced_length_is_read_up_to_the_limit(tmp_path: Path) -> None:
    part = b"x" * 65_536
    arriving = Arriving(*[part] * 1000)

    assert (await refused(tmp_path, arriving)).status == 413
    assert arriving.taken <= BOUNDS.largest + len(part)


async def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    for size in (BOUNDS.largest + 1, 100 * MIB):
        bomb = gzip.compress(bytes(size))
        assert (await refused(tmp_path, Arriving(bomb), content_encoding="gzip")).status == 413
    below_the_limit = gzip.compress(bytes(3 * MIB))
    refusal = await refused(tmp_path, Arriving(below_the_limit), content_encoding="gzip")
    assert refusal.status == 413


PACKED = gzip.compress(b"<x/>")
BROKEN = {
    "not packed": b"<x/>",
    "cut short": PACKED[:-1],
    "trailing": PACKED + b"x",
    "wrong sum": PACKED[:-8] + bytes(8),
    "nothing": b"",
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_packing_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableError, match="packing"):
        await spooled(tmp_path, Arriving(BROKEN[name]), content_encoding="gzip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("packing", ["br", "deflate", "gzip, gzip"])
async def test_a_file_packed_in_another_way_is_refused(tmp_path: Path, packing: str) -> None:
    assert (await refused(tmp_path, Arriving(b"{}"), content_encoding=packing)).status == 415


@pytest.mark.parametrize(
    ("parts", "length", "flaw"), [((b"<x",), "9", "length"), ((b"",), "0", "absent")]
)
async def test_a_file_that_is_not_all_there_is_refused(
    tmp_path: Path, parts: tuple[bytes, ...], length: str, flaw: str
) -> None:
    with pytest.raises(UnreadableError, match=flaw):
        await spooled(tmp_path, Arriving(*parts), content_length=length)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("bounds", "parts"),
    [
        (Bounds(largest=MIB, pause=0.05, patience=5), (b"<x", 1.0, b"/>")),
        (Bounds(largest=MIB, pause=5, patience=0.1), (b"<", 0.06, b"x", 0.06, b"/", 0.06, b">")),
    ],
    ids=["one pause", "altogether"],
)
async def test_a_slow_file_is_not_waited_for(tmp_path: Path, bounds: Bounds, parts: Any) -> None:
    refusal = await refused(tmp_path, Arriving(*parts), bounds)

    assert (refusal.status, refusal.type) == (408, "fla:requestTimeout")
    assert refusal.headers["Connection"] == "close"


async def test_a_client_that_goes_away_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ClientGoneError):
        await spooled(tmp_path, Arriving(b"<x", None))
    assert list(tmp_path.iterdir()) == []


async def test_a_full_disk_is_no_fault_of_the_clients(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", _on_a_full_disk(Path.open))
        refusal = await refused(tmp_path, Arriving(b"<x/>" * MIB), Bounds(8 * MIB, 5, 5))
    assert (refusal.status, refusal.type) == (503, "serviceUnavailable")


async def test_the_disk_is_not_filled_to_the_brim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database may be on it."""
    monkeypatch.setattr(spool, "LEAST_FREE", 2**62)
    assert (await refused(tmp_path, Arriving(b"<x/>"))).status == 503


def _on_a_full_disk(real: Callable[..., Any]) -> Callable[..., Any]:
    """A device that is always full stands in for a new file."""

    def opened(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        return real(Path("/dev/full"), "wb", *args, **more) if mode == "xb" else real(path, mode)

    return opened


async def test_only_so_many_come_in_at_once(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path / "new", BOUNDS, Uploads(2))
    slow = [under_way(receiving, enterprise) for enterprise in (BAKERY, FOUNDRY)]
    await asyncio.sleep(0.05)
    with pytest.raises(Refusal) as caught:
        await receiving.take(PAYROLL, headers(), Arriving(b"<y/>"))
    assert (caught.value.status, caught.value.type) == (429, "tooManyRequests")
    assert {(await one).size for one in slow} == {4}
    assert (await receiving.take(PAYROLL, headers(), Arriving(b"<y/>"))).size == 4


async def test_one_enterprise_does_not_keep_the_others_out(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path / "new", BOUNDS, Uploads(16))
    slow = [under_way(receiving, BAKERY) for _ in range(4)]
    await asyncio.sleep(0.05)
    with pytest.raises(Refusal) as caught:
        await receiving.take(BAKERY, headers(), Arriving(b"<y/>"))
    assert caught.value.status == 429
    assert (await receiving.take(FOUNDRY, headers(), Arriving(b"<y/>"))).size == 4
    assert {(await one).size for one in slow} == {4}
    assert (await receiving.take(BAKERY, headers(), Arriving(b"<y/>"))).size == 4


def under_way(receiving: Receiving, enterprise_number: str) -> asyncio.Future[Spooled]:
    """A file that takes a moment to come."""
    arriving = Arriving(b"<x", 0.2, b"/>")
    return asyncio.ensure_future(receiving.take(enterprise_number, headers(), arriving))


class Endless:
    """So many pieces, none of which is kept."""

    def __init__(self, pieces: int) -> None:
        self._left = pieces
        self._piece = b"x" * 65_536

    async def __call__(self) -> Any:
        self._left -= 1
        return {"type": "http.request", "body": self._piece, "more_body": self._left > 0}


async def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    bounds = Bounds(largest=512 * MIB, pause=5, patience=60)
    (await spooled(tmp_path, Endless(16), bounds)).drop()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    file = await spooled(tmp_path, Endless(16 * 200), bounds)

    assert file.size == 200 * MIB
    file.drop()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
