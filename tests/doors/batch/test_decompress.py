"""Compressed parts: read as they were meant, within bounds, and refused where not sound."""

import gzip
import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from fla.doors.batch.decompress import UnpackingError, compressed, open_part
from fla.filesets.faults import FaultCode

TEXT = b"<a>" + b"0123456789" * 50_000 + b"</a>"
MOST = 1_000_000


def archive(
    *entries: bytes, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"", name: str = "a"
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for number, entry in enumerate(entries):
            made.writestr(f"{name}{number}", entry)
        made.comment = comment
    return file.getvalue()


def read(path: Path, content: bytes, most: int = MOST) -> bytes:
    path.write_bytes(content)
    with open_part(path, most) as stream:
        return stream.read()


def refused(path: Path, content: bytes, most: int = MOST) -> FaultCode:
    with pytest.raises(UnpackingError) as error:
        read(path, content, most)
    return error.value.code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f", TEXT),
        ("f.gz", gzip.compress(TEXT)),
        ("f.gz", gzip.compress(TEXT[:7]) + gzip.compress(TEXT[7:])),
        ("f.gz", gzip.compress(b"") + gzip.compress(TEXT) + b"\0" * 999),
        ("f.zip", archive(TEXT)),
        ("f.zip", archive(TEXT, method=zipfile.ZIP_STORED, comment=b"c" * 65_535)),
    ],
)
def test_what_was_packed_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    assert read(tmp_path / name, content) == TEXT
    assert compressed(name) is (name != "f")


@pytest.mark.parametrize("end", ["gz", "zip"])
def test_no_part_grows_a_thousandfold(tmp_path: Path, end: str) -> None:
    """Whatever the setting allows: hours of work would be sent in a moment."""
    content = bytes(24 * 1_048_576)
    packed = gzip.compress(content) if end == "gz" else archive(content)
    assert len(content) > 200 * len(packed)
    found = refused(tmp_path / f"f.{end}", packed, most=2**40)
    assert found is FaultCode.UNPACKED_TOO_LARGE
    small = gzip.compress(content[:1_048_576])
    assert len(read(tmp_path / "small.gz", small, most=2**40)) > 200 * len(small)


@pytest.mark.parametrize("packed", [gzip.compress(TEXT), archive(TEXT)])
def test_what_is_packed_may_take_as_much_as_allowed_and_no_more(
    tmp_path: Path, packed: bytes
) -> None:
    path = tmp_path / ("f.zip" if packed.startswith(b"PK") else "f.gz")
    assert len(read(path, packed, len(TEXT))) == len(TEXT)
    assert refused(path, packed, len(TEXT) - 1) is FaultCode.UNPACKED_TOO_LARGE


def test_an_entry_without_a_name_is_read_as_any_other(tmp_path: Path) -> None:
    """Python 3.11 fails when it is asked whether such a one is a folder."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        entry = zipfile.ZipInfo("a")
        entry.filename = ""
        made.writestr(entry, TEXT)
    assert read(tmp_path / "f.zip", file.getvalue()) == TEXT


@pytest.mark.parametrize("left", [0, -1])
def test_nothing_is_unpacked_where_nothing_is_left(tmp_path: Path, left: int) -> None:
    with pytest.raises(UnpackingError) as error:
        read(tmp_path / "f.gz", gzip.compress(TEXT), left)
    assert (error.value.code, error.value.detail) == (FaultCode.UNPACKED_TOO_LARGE, "0")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("f.gz", b"", FaultCode.COMPRESSION),
        ("f.gz", TEXT, FaultCode.COMPRESSION),
        ("f.gz", gzip.compress(TEXT)[:-9], FaultCode.COMPRESSION),
        ("f.gz", gzip.compress(TEXT)[:-8] + bytes(8), FaultCode.COMPRESSION),
        ("f.gz", gzip.compress(TEXT) + b"rest", FaultCode.COMPRESSION),
        ("f.gz", archive(TEXT), FaultCode.COMPRESSION),
        ("f.zip", b"", FaultCode.COMPRESSION),
        ("f.zip", gzip.compress(TEXT), FaultCode.COMPRESSION),
        ("f.zip", archive(TEXT)[:-1], FaultCode.COMPRESSION),
        ("f.zip", archive(), FaultCode.ARCHIVE_ENTRIES),
        ("f.zip", archive(TEXT, TEXT), FaultCode.ARCHIVE_ENTRIES),
        ("f.zip", archive(TEXT, method=zipfile.ZIP_LZMA), FaultCode.COMPRESSION),
        ("f.zip", archive(TEXT, method=zipfile.ZIP_BZIP2), FaultCode.COMPRESSION),
    ],
)
def test_what_is_not_sound_is_refused(
    tmp_path: Path, name: str, content: bytes, code: FaultCode
) -> None:
    assert refused(tmp_path / name, content) is code


def test_an_entry_that_is_a_directory_or_encrypted_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.zip"
    assert refused(path, archive(b"", name="directory/").replace(b"/0", b"0/")) is (
        FaultCode.ARCHIVE_ENTRIES
    )
    packed = bytearray(archive(TEXT))
    for mark, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        packed[packed.index(mark) + offset] |= 1
    assert refused(path, bytes(packed)) is FaultCode.COMPRESSION


def test_damage_in_the_middle_is_noticed(tmp_path: Path) -> None:
    packed = bytearray(archive(bytes(range(256)) * 999, method=zipfile.ZIP_STORED))
    packed[5000] ^= 1
    assert refused(tmp_path / "f.zip", bytes(packed)) is FaultCode.COMPRESSION


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def test_a_bomb_is_left_where_it_passes_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "f.gz"
    path.write_bytes(bomb(100))
    began = time.process_time()
    with open_part(path, MOST) as stream, pytest.raises(UnpackingError):
        stream.read()
    assert time.process_time() - began < 0.1


def test_the_directory_of_a_crowded_archive_is_not_read(tmp_path: Path) -> None:
    """Two million entries by its own word, in a directory of a hundred megabytes."""
    size = 100 << 20
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFE, 0xFFFE, size, 0, 0)
    path = tmp_path / "f.zip"
    with path.open("wb") as file:
        file.truncate(size)
        file.seek(size)
        file.write(end)
    with pytest.raises(UnpackingError) as error, open_part(path, MOST):
        pass
    assert error.value.code is FaultCode.ARCHIVE_ENTRIES


def test_empty_members_come_to_an_end(tmp_path: Path) -> None:
    path = tmp_path / "f.gz"
    path.write_bytes(gzip.compress(b"") * 50_000 + gzip.compress(b"<a/>"))
    with open_part(path, MOST) as stream:
        assert stream.read() == b"<a/>"
