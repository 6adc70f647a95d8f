"""Files over SFTP with OpenSSH's client: put, fetched, listed, renamed, removed."""

import asyncio
import hashlib
import os

import pytest

from fla.doors.sftp.place import FOLDERS
from tests.doors.sftp.world import OTHER, Door, stem


async def test_a_sender_sees_his_six_folders_and_nothing_else(door: Door) -> None:
    said = await door.sftp("ls -1", "pwd", "ls -l /")
    assert said.status == 0
    listed = [line for line in said.out.splitlines() if not line.startswith("sftp>")]
    assert listed[:6] == sorted(FOLDERS)
    assert "Remote working directory: /" in said.out
    assert str(door.here) not in said.out


async def test_what_is_put_lies_there_and_is_read_back(door: Door) -> None:
    content = os.urandom(300_000)
    name = f"FI.{stem()}.1.1"
    back = door.here / "back"
    said = await door.sftp(
        f"put {door.file(content)} /IN/{name}", f"get /IN/{name} {back}", "ls -l /IN"
    )
    assert said.err == ""
    assert back.read_bytes() == content
    assert (door.inside("R") / name).read_bytes() == content
    assert (door.inside("R") / name).stat().st_mode & 0o777 == 0o600
    assert "300000" in said.out
