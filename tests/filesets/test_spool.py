"""Places of files: whose they are, who writes them, and that replies are placed whole."""

import errno
import fcntl
import os
import sys
from pathlib import Path

import pytest

from fla.filesets import spool as places
from fla.filesets.spool import Spool, being_written, ordinary_file

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes a file")


def test_each_sender_has_six_folders_of_his_own(spool: Spool) -> None:
    home = spool.prepare_sender("100001")
    assert {path.name for path in home.iterdir()} == {
        *("IN", "OUT", "INTEST", "OUTTEST", "INTEST-S", "OUTTEST-S"),
    }
    spool.prepare_sender("100002")
    found = list(spool.sender_folders())
    assert found == [(number, place) for number in ("100001", "100002") for place in "RTS"]
    for path in (spool.root, spool.sets, spool.keys, home, home / "IN"):
        assert path.stat().st_mode & 0o077 == 0


def test_what_is_no_sender_is_no_folder_of_one(spool: Spool) -> None:
    for name in ("10000", "1000011", "abcdef"):
        (spool.senders / name / "IN").mkdir(parents=True)
    assert list(spool.sender_folders()) == []


def test_a_reply_is_the_same_bytes_and_removed_alone(spool: Spool) -> None:
    ours = spool.set_folder("0000000000001")
    ours.mkdir()
    (ours / "FO").write_bytes(b"reply")
    for _ in range(2):
        spool.place_reply("0000000000001", "100001", "T", "FO")
    theirs = spool.out_folder("100001", "T") / "FO"
    assert theirs.read_bytes() == b"reply"
    theirs.unlink()
    assert (ours / "FO").read_bytes() == b"reply"


def test_only_a_file_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    assert [path.name for path in tmp_path.iterdir() if ordinary_file(path)] == ["file"]
    assert not ordinary_file(tmp_path)
    assert not ordinary_file(tmp_path / "none")


@LINUX
def test_who_writes_a_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb"):
        assert being_written(path)
    assert not being_written(path)
    with path.open("rb"):
        assert not being_written(path)
    with pytest.raises(FileNotFoundError):
        being_written(tmp_path / "none")


@LINUX
@pytest.mark.parametrize("code", [errno.EAGAIN, errno.EACCES, errno.EINVAL])
def test_without_leases_nobody_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """As on a file system over the network, which may refuse every lease."""
    given = fcntl.fcntl

    def refuse(file: int, command: int, *argument: int) -> int:
        if command == fcntl.F_SETLEASE:
            raise OSError(code, "refused")
        return given(file, command, *argument)

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    places._leases.cache_clear()
    with (tmp_path / "file").open("wb"):
        assert not being_written(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    places._leases.cache_clear()


def test_the_room_that_is_left_is_told(spool: Spool) -> None:
    assert 0 < spool.free() < 1 << 60
