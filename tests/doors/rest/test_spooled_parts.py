"""A form of several files comes in piece by piece: each file whole, in its order, or nothing."""

import gzip
import hashlib
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fla.doors.rest.answer import Refusal
from fla.doors.rest.reading import UnreadableError
from fla.doors.rest.spooled import Spooled
from fla.doors.rest.spooling import Bounds, spool_body
from tests.doors.rest.test_bodies import Arriving, headers
from tests.doors.rest.test_spooling import MIB

BOUNDS = Bounds(largest=4 * MIB, pause=5, patience=10, most_parts=3)
KIND = "multipart/form-data; boundary=between"


def form(*files: bytes, name: str = "part") -> bytes:
    head = f'--between\r\nContent-Disposition: form-data; name="{name}"; filename="a.xml"\r\n\r\n'
    return b"".join(head.encode() + file + b"\r\n" for file in files) + b"--between--\r\n"


async def spooled(
    folder: Path, content: bytes, *, size: int = 65_536, kind: str = KIND, **said: str
) -> Spooled:
    pieces = [content[at : at + size] for at in range(0, len(content), size)] or [b""]
    return await spool_body(headers(content_type=kind, **said), Arriving(*pieces), BOUNDS, folder)


def read(file: Spooled) -> list[bytes]:
    return [path.read_bytes() for path in file.paths]


@pytest.mark.parametrize("size", [1, 7, 65_536])
@pytest.mark.parametrize(
    "files",
    [
        (b"<x/>",),
        (b"<x/>", b"<y/>"),
        (b"\r\n--between", b"\r\n--betwee\r\n", b"\r\n"),
    ],
    ids=["one", "two", "nearly a boundary"],
)
async def test_each_part_lies_as_it_was_sent(
    tmp_path: Path, size: int, files: Sequence[bytes]
) -> None:
    files = [file.replace(b"--between", b"--betweeM") for file in files]

    found = await spooled(tmp_path, form(*files), size=size)

    assert read(found) == list(files)
    assert found.size == sum(map(len, files))
    found.drop()
    assert list(tmp_path.iterdir()) == []


async def test_a_form_may_be_packed_for_the_way(tmp_path: Path) -> None:
    content = [hashlib.shake_256(b"any").digest(MIB), b"<x/>"]

    found = await spooled(tmp_path, gzip.compress(form(*content)), content_encoding="gzip")

    assert read(found) == content


async def test_the_same_parts_are_the_same_however_they_come(tmp_path: Path) -> None:
    alone = await spooled(tmp_path, b"<x/>", kind="application/xml")
    one = await spooled(tmp_path, form(b"<x/>"))
    two = await spooled(tmp_path, form(b"<x/>", b"<y/>"))
    again = await spooled(tmp_path, gzip.compress(form(b"<x/>", b"<y/>")), content_encoding="gzip")
    turned = await spooled(tmp_path, form(b"<y/>", b"<x/>"))

    assert alone.digest == one.digest == hashlib.sha256(b"<x/>").digest()
    assert two.digest == again.digest
    assert len({one.digest, two.digest, turned.digest}) == 3


UNREADABLE = {
    "nothing": (b"", KIND, "form"),
    "no end": (form(b"<x/>")[:-6], KIND, "form"),
    "no form": (b"<x/>", KIND, "form"),
    "no boundary": (form(b"<x/>"), "multipart/form-data", "form"),
    "another boundary": (form(b"<x/>"), "multipart/form-data; boundary=other", "form"),
    "no file": (b"--between--\r\n", KIND, "absent"),
    "an empty part": (form(b"<x/>", b""), KIND, "part"),
    "another field": (form(b"<x/>", name="file"), KIND, "field"),
    "too many": (form(*[b"<x/>"] * 4), KIND, "parts"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_is_no_form_of_files_is_refused(tmp_path: Path, name: str) -> None:
    content, kind, flaw = UNREADABLE[name]
    with pytest.raises(UnreadableError) as caught:
        await spooled(tmp_path, content, kind=kind)
    assert caught.value.flaw == flaw
    assert list(tmp_path.iterdir()) == []


async def test_the_limit_is_that_of_all_parts_together(tmp_path: Path) -> None:
    each = bytes(2 * MIB)
    for content, packing in (
        (form(each, each), "identity"),
        (gzip.compress(form(each, each), 1), "gzip"),
    ):
        with pytest.raises(Refusal) as caught:
            await spooled(tmp_path, content, content_encoding=packing)
        assert caught.value.status == 413
    assert list(tmp_path.iterdir()) == []


class Endless:
    """A form of one long part."""

    def __init__(self, pieces: int) -> None:
        self._pieces = [form(b"")[:-15], *[b"x" * 65_536] * pieces, b"\r\n--between--\r\n"]

    async def __call__(self) -> Any:
        piece = self._pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self._pieces)}


async def test_a_large_part_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    bounds = Bounds(largest=512 * MIB, pause=5, patience=60, most_parts=3)
    said = headers(content_type=KIND)
    (await spool_body(said, Endless(16), bounds, tmp_path)).drop()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    file = await spool_body(said, Endless(16 * 200), bounds, tmp_path)

    assert file.size == 200 * MIB
    file.drop()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024
