"""How much a sender may leave: bytes, holes included, and files."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from fla.clock import FixedClock
from fla.doors.sftp import quota
from tests.conftest import Connection, Database
from tests.doors.sftp.world import OTHER, SENDER, Door, opened, register

MIB = 1024 * 1024


@pytest.fixture
async def narrow(
    database: Database, app: Connection, clock: FixedClock, tmp_path: Path
) -> AsyncIterator[Door]:
    """A server where a sender may leave 1 MiB."""
    await register(app, tmp_path, SENDER)
    await register(app, tmp_path, OTHER)
    async with opened(database, clock, tmp_path, sftp_quota=MIB) as running:
        yield running


async def test_bytes_of_all_folders_in_count_together(narrow: Door) -> None:
    half, more = narrow.file(os.urandom(MIB // 2)), narrow.file(os.urandom(MIB // 2 + 1))
    said = await narrow.sftp(f"put {half} /IN/a", f"put {more} /INTEST/b", "rm /INTEST/b")
    assert "Failure" in said.err
    assert (await narrow.sftp(f"put {half} /INTEST-S/b", stop="at once")).status == 0
    assert (await narrow.sftp(f"put {half} /IN/c", user=OTHER, key=OTHER)).err == ""
    assert "Failure" in (await narrow.sftp(f"put {narrow.file(b'x')} /IN/c")).err


async def test_what_is_removed_makes_room_while_a_file_is_written(narrow: Door) -> None:
    async with narrow.connect() as connection, connection.start_sftp_client() as client:
        async with client.open("/IN/a", "wb") as file:
            await file.write(b"a" * (MIB - 10))
        async with client.open("/IN/b", "wb") as file:
            await file.write(b"b" * 10)
            with pytest.raises(asyncssh.SFTPFailure):
                await file.write(b"b")
            await client.remove("/IN/a")
            await file.write(b"b" * 100)
        assert (await client.stat("/IN/b")).size == 110


async def test_a_hole_counts_as_if_it_were_filled(narrow: Door) -> None:
    async with narrow.connect() as connection, connection.start_sftp_client() as client:
        async with client.open("/IN/a", "wb") as file:
            with pytest.raises(asyncssh.SFTPFailure):
                await file.write(b"x", 2**40)
            with pytest.raises(asyncssh.SFTPFailure):
                await file.truncate(2**50)
            with pytest.raises(asyncssh.SFTPError):
                await file.write(b"x", 2**63)
            await file.truncate(MIB)
            await file.truncate(10)
        assert (narrow.inside("R") / "a").stat().st_size == 10


async def test_a_file_without_a_name_is_not_written_any_more(narrow: Door) -> None:
    """Else whoever removes what he is writing would have the disk to himself."""
    async with narrow.connect() as connection, connection.start_sftp_client() as client:
        file = await client.open("/IN/a", "wb")
        await file.write(b"x")
        await client.remove("/IN/a")
        with pytest.raises(asyncssh.SFTPFailure):
            await file.write(b"x")


async def test_a_sender_leaves_so_many_files(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "MOST_FILES", 2)
    put = [f"put {door.file()} /IN/{name}" for name in "abc"]
    said = await door.sftp(*put)
    assert said.err.count("Failure") == 1
    assert sorted(path.name for path in door.inside("R").iterdir()) == ["a", "b"]


async def test_the_disk_is_not_filled_to_the_brim(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "LEAST_FREE", 2**62)
    said = await door.sftp(f"put {door.file()} /IN/a", "ls /IN")
    assert "Failure" in said.err


async def test_nor_by_a_file_that_is_open_already(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hole that is filled takes the disk though the file grows no more."""
    async with (
        door.connect() as connection,
        connection.start_sftp_client() as client,
        client.open("/IN/a", "wb") as file,
    ):
        await file.truncate(MIB)
        monkeypatch.setattr(quota, "LEAST_FREE", 2**62)
        with pytest.raises(asyncssh.SFTPFailure):
            await file.write(b"x")
