"""A file sent from a browser becomes a file set; what cannot be taken leaves nothing behind."""

import asyncio
import errno
import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from multipart import MultipartSegment

from fla.database.identity import BATCH, OPERATOR, assume
from fla.doors.portal.posted import LARGEST_FORM, MOST_FIELDS
from fla.doors.portal.upload import Upload
from fla.doors.uploads import MOST_OF_ONE
from fla.filesets import spool, store
from fla.filesets.model import FileSet
from fla.languages import LANGUAGES
from fla.senders import store as senders
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.file_set_doors import LIMIT, Doors, settings_of, upload
from tests.doors.portal.world import World
from tests.intake.build import CLOCK, TODAY, Connection

FILE = b'<?xml version="1.0" encoding="UTF-8"?>\n<FlaDeclarations/>\n'
FORM = "/file-sets/new"
SEGMENT = MultipartSegment([("Content-Disposition", 'form-data; name="file"; filename="a.xml"')])


@pytest.fixture
def doors(world: World, tmp_path: Path, open_portal: Opener) -> Doors:
    return Doors(world, settings_of(tmp_path), open_portal)


@pytest.fixture
def bakery(doors: Doors) -> Visitor:
    visitor = doors.bakery()
    visitor.get(FORM)
    return visitor


async def _sets(connection: Connection) -> list[FileSet]:
    async with connection.transaction():
        await assume(connection, BATCH, TODAY)
        return list((await store.list_sets(connection, store.Filter())).rows)


def _left(doors: Doors) -> list[Path]:
    """Return the files that lie in the spool."""
    return [path for path in doors.spool.root.rglob("*") if path.is_file()]


async def test_a_file_becomes_a_file_set(bakery: Visitor, doors: Doors, app: Connection) -> None:
    answer = upload(bakery, FILE)

    [one] = await _sets(app)
    assert answer.headers["location"].startswith(f"/file-sets/{one.ticket}?")
    assert (one.channel, one.purpose, one.environment) == ("portal", "FLAD", "S")
    assert (one.enterprise_number, one.language) == (doors.world.bakery, "en")
    assert one.size == len(FILE)
    [sent] = doors.spool.set_folder(one.ticket).glob("FI.*")
    assert sent.read_bytes() == FILE
    page = bakery.follow(answer).text
    assert "We have your file" in page
    assert "We have your file" not in bakery.get(f"/file-sets/{one.ticket}").text


def _zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("declarations.xml", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [gzip.compress(FILE), _zipped(FILE), b"\xef\xbb\xbf" + FILE, FILE.decode().encode("utf-16")],
    ids=["gzip", "zip", "byte order mark", "UTF-16"],
)
async def test_a_file_comes_as_it_is(
    bakery: Visitor, doors: Doors, app: Connection, content: bytes
) -> None:
    assert upload(bakery, content, purpose="FLAS", environment="T").status_code == 303

    [one] = await _sets(app)
    [sent] = doors.spool.set_folder(one.ticket).glob("FI.*")
    assert sent.read_bytes() == content


@pytest.mark.parametrize("size", [LIMIT, LIMIT - 1, 65_536, 65_537])
async def test_a_file_up_to_the_limit_arrives_whole(
    bakery: Visitor, doors: Doors, app: Connection, size: int
) -> None:
    content = FILE + b"\r\n--" * (size // 4)
    content = content[:size]

    assert upload(bakery, content).status_code == 303
    [one] = await _sets(app)
    [sent] = doors.spool.set_folder(one.ticket).glob("FI.*")
    assert sent.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "fields", "told"),
    [
        (FILE, {"environment": ""}, "Choose what is to be done"),
        (FILE, {"environment": "X"}, "Choose what is to be done"),
        (FILE, {"purpose": "ACRF"}, "Choose what the file holds"),
        (None, {}, "Choose a file."),
        (b"", {}, "There is nothing in this file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, {}, "neither XML nor a compressed file"),
        (b"%PDF-1.7", {}, "neither XML nor a compressed file"),
        (FILE + b" " * LIMIT, {}, "This is too large: at most 100 kB"),
    ],
)
async def test_what_cannot_be_taken_is_told_beside_its_control(
    bakery: Visitor,
    doors: Doors,
    app: Connection,
    content: bytes | None,
    fields: dict[str, str],
    told: str,
) -> None:
    answer = upload(bakery, content, **fields)

    assert answer.status_code == 422
    assert find(answer.text, "//title/text()")[0].startswith("Error:")
    [link] = find(answer.text, "//*[@role='alert']//a")
    assert told in link.text_content()
    control = link.get("href")[1:]
    [box] = find(answer.text, f"//*[@id='{control}']")
    assert box.get("aria-invalid") == "true"
    assert f"{control}-problem" in box.get("aria-describedby")
    assert find(answer.text, f"//*[@id='{control}-problem']")
    assert await _sets(app) == []
    assert _left(doors) == []


@pytest.mark.parametrize("token", ["", "x", "0" * 128, "é" * 70, "a\r\nb: c"])
async def test_a_file_without_our_token_is_not_taken(
    bakery: Visitor, doors: Doors, app: Connection, token: str
) -> None:
    answer = upload(bakery, FILE, _csrf_token=token)

    assert answer.status_code == 403
    assert "form has expired" in answer.text
    assert await _sets(app) == []
    assert _left(doors) == []


def _raw(visitor: Visitor, body: Any, kind: str) -> httpx.Response:
    return visitor.client.post(FORM, content=body, headers={"content-type": kind})


def test_a_token_behind_the_file_is_none(bakery: Visitor) -> None:
    body = (
        b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<a/>\r\n'
        b'--b\r\ncontent-disposition: form-data; name="_csrf_token"\r\n\r\n'
        + bakery.token.encode()
        + b"\r\n--b--\r\n"
    )

    assert _raw(bakery, body, "multipart/form-data; boundary=b").status_code == 403


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary="\n"',
        "multipart/form-data; boundary=other",
    ],
)
def test_a_form_that_is_none_is_refused(bakery: Visitor, kind: str) -> None:
    assert _raw(bakery, b"--b\r\n\r\n--b--", kind).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b\r\n",
        b"--b\r\nnothing\r\n\r\nx\r\n--b--",
        b'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--',
        b'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nno end',
        b"x" * 100_000,
    ],
    ids=["empty", "cut off", "no name", "no text", "no end", "no boundary"],
)
def test_a_body_that_is_no_form_is_refused(bakery: Visitor, body: bytes) -> None:
    assert _raw(bakery, body, "multipart/form-data; boundary=b").status_code in (400, 413)


def test_what_stands_before_the_file_is_bounded(bakery: Visitor) -> None:
    field = b'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n'

    def endless() -> Iterator[bytes]:
        yield field
        for _ in range(100):
            yield b"x" * 1000

    many = (field + b"\r\n") * (MOST_FIELDS + 1) + b"--b--"
    preamble = (b"\n" * 1000 for _ in range(100))
    kind = "multipart/form-data; boundary=b"
    assert _raw(bakery, endless(), kind).status_code == 413
    assert _raw(bakery, field + b"x" * LARGEST_FORM + b"\r\n--b--", kind).status_code == 413
    assert _raw(bakery, preamble, kind).status_code == 413
    assert _raw(bakery, many, kind).status_code == 400


async def test_a_file_cut_off_on_its_way_leaves_nothing(
    bakery: Visitor, doors: Doors, app: Connection
) -> None:
    head = (
        f'--b\r\ncontent-disposition: form-data; name="_csrf_token"\r\n\r\n{bakery.token}\r\n'
        '--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nFLAD\r\n'
        '--b\r\ncontent-disposition: form-data; name="environment"\r\n\r\nS\r\n'
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<a>'
    ).encode()

    answer = _raw(bakery, head, "multipart/form-data; boundary=b")

    assert answer.status_code == 400
    assert await _sets(app) == []
    assert _left(doors) == []


def test_other_pages_take_no_files(bakery: Visitor) -> None:
    answer = bakery.client.post("/logout", files={"file": ("a.xml", FILE)})

    assert answer.status_code == 415


async def test_a_full_disk_is_no_fault_of_the_files(
    bakery: Visitor, doors: Doors, app: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("fla.doors.portal.upload.ensure_room", full)
    answer = upload(bakery, FILE)

    assert answer.status_code == 422
    assert "There is no room for this file" in answer.text
    assert _left(doors) == []


def test_an_enterprise_sends_so_many_at_once_and_no_more(bakery: Visitor, doors: Doors) -> None:
    uploads = bakery.application.portal.state["house"].uploads
    with ExitStack() as others:
        for _ in range(MOST_OF_ONE):  # by whichever door
            others.enter_context(uploads.under_way(doors.world.bakery))
        assert "sending several files already" in upload(bakery, FILE).text
    assert upload(bakery, FILE).status_code == 303


async def test_a_sender_that_is_switched_off_sends_nothing(
    bakery: Visitor, doors: Doors, app: Connection
) -> None:
    async with app.transaction():
        await assume(app, OPERATOR, TODAY)
        one = await senders.sender_of(app, doors.world.bakery, CLOCK.now())
        await senders.disable(app, one.number, "operator", CLOCK.now())

    page = bakery.get(FORM).text
    assert "switched off" in page
    assert not find(page, "//input[@type='file']")
    assert "switched off" in upload(bakery, FILE).text
    assert await _sets(app) == []


@pytest.mark.parametrize(("kind", "status"), [("worker", 404), ("operator", 403)])
def test_who_declares_nothing_sends_nothing(doors: Doors, kind: Any, status: int) -> None:
    visitor = doors.visitor(kind, "85073003328" if kind == "worker" else "")
    visitor.get("/what-if")

    assert visitor.get(FORM).status_code == status
    assert upload(visitor, FILE).status_code == status
    assert _left(doors) == []


def test_nobody_sends_before_logging_in(doors: Doors) -> None:
    stranger = doors.open_portal(doors.settings)
    stranger.get("/")

    assert upload(stranger, FILE).headers["location"] == "/"
    assert _left(doors) == []


def test_the_form_speaks_every_language(bakery: Visitor) -> None:
    titles = set()
    for language in LANGUAGES:
        bakery.get(f"/language/{language}")
        page = upload(bakery, None, environment="")
        titles.add(find(page.text, "//h1/text()")[0])
        assert len(find(page.text, "//*[@role='alert']//li")) == 2
    assert len(titles) == len(LANGUAGES)


async def test_a_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    longest = 0

    async def pieces() -> Any:
        for _ in range(64):
            yield b"x" * 65_536
        yield None

    upload = Upload(SEGMENT, pieces())
    write = asyncio.to_thread

    async def noting(call: Any, piece: bytes) -> Any:
        nonlocal longest
        longest = max(longest, len(piece))
        return await write(call, piece)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "to_thread", noting)
        [saved] = await upload.save(tmp_path, 2**30, 1)
    assert saved.path.stat().st_size == 64 * 65_536
    assert longest < 2 * 1024 * 1024


async def test_the_disk_is_not_filled_to_the_brim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pieces() -> Any:
        yield b"<x/>"

    monkeypatch.setattr(spool, "LEAST_FREE", 2**62)
    with pytest.raises(OSError, match="No space"):
        await Upload(SEGMENT, pieces()).save(tmp_path, 100, 1)
