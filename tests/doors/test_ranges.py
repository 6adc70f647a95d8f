"""Which bytes of a file a range asks for (RFC 9110, section 14)."""

from pathlib import Path

import pytest

from fla.doors import ranges
from fla.doors.ranges import UnsatisfiableError, part_of, tag_of

CONTENT = bytes(range(100))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize(
    ("wanted", "told", "content"),
    [
        ("bytes=0-0", "bytes 0-0/100", CONTENT[:1]),
        ("bytes=0-99", "bytes 0-99/100", CONTENT),
        ("bytes=10-19", "bytes 10-19/100", CONTENT[10:20]),
        ("bytes=90-", "bytes 90-99/100", CONTENT[90:]),
        ("bytes=90-5000", "bytes 90-99/100", CONTENT[90:]),
        ("Bytes=99-99", "bytes 99-99/100", CONTENT[99:]),
        ("bytes=-1", "bytes 99-99/100", CONTENT[99:]),
        ("bytes=-500", "bytes 0-99/100", CONTENT),
    ],
)
async def test_a_range_is_some_of_the_bytes(
    file: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, told: str, content: bytes
) -> None:
    monkeypatch.setattr(ranges, "_PIECE", 7)
    part = part_of(file, wanted)

    assert part is not None
    assert (part.content_range, part.length) == (told, len(content))
    pieces = [piece async for piece in part.pieces()]
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 7


@pytest.mark.parametrize(
    "wanted",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,5-6"),
        *("items=0-5", "bytes=0 - 5", "bytes=+1-5", "bytes=\u0661-5", "bytes=" + "9" * 41 + "-"),
    ],
)
def test_what_is_no_single_range_is_the_whole_file(file: Path, wanted: str) -> None:
    assert part_of(file, wanted) is None


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9999999999-"])
def test_a_range_behind_the_end_is_none_of_it(file: Path, wanted: str) -> None:
    with pytest.raises(UnsatisfiableError) as caught:
        part_of(file, wanted)
    assert caught.value.content_range == "bytes */100"


def test_nothing_of_an_empty_file_can_be_had(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for wanted in ("bytes=0-", "bytes=-5"):
        with pytest.raises(UnsatisfiableError):
            part_of(empty, wanted)


def test_another_version_is_sent_as_a_whole(file: Path) -> None:
    tag = tag_of(file)
    assert part_of(file, "bytes=50-", f'"{tag}"') is not None
    for other in ('"another"', f'W/"{tag}"', "Sun, 22 Nov 2026 11:00:00 GMT", tag):
        assert part_of(file, "bytes=50-", other) is None
        assert part_of(file, "bytes=500-", other) is None
    file.write_bytes(CONTENT + b"more")
    assert part_of(file, "bytes=50-", f'"{tag}"') is None


async def test_a_file_that_becomes_shorter_is_told(file: Path) -> None:
    part = part_of(file, "bytes=50-")
    assert part is not None
    file.write_bytes(CONTENT[:60])
    with pytest.raises(EOFError):
        _ = [piece async for piece in part.pieces()]
