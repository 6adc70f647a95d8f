"""How much a sender may leave: bytes, holes included, and files."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from fla.clock import FixedClock
from fla.database.identity import BATCH
from fla.doors.sftp import office, quota
from fla.filesets import arrival_store, store
from tests.conftest import Connection, Database
from tests.doors.sftp.world import OTHER, SENDER, Door, opened, register, stem
from tests.rows import acting

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


async def test_what_was_handed_over_counts_until_it_is_removed(
    database: Database, app: Connection, clock: FixedClock, tmp_path: Path
) -> None:
    """A new file is refused; what lies there is still started, and called back."""
    await register(app, tmp_path, SENDER)
    await register(app, tmp_path, OTHER)
    async with opened(database, clock, tmp_path, batch_quota=MIB) as door:
        first, second = stem("00001"), stem("00002")
        large, go = door.file(b"x" * MIB), door.file(b"")
        for one in (second, first):
            await door.sftp(f"put {large} /INTEST-S/FI.{one}.1.1", stop="at once")
        said = await door.sftp(f"put {go} /INTEST-S/GO.{first}.1")
        assert said.err == ""
        said = await door.sftp(f"put {go} /INTEST-S/FI.{stem('00003')}.1.1", f"put {go} /IN/x.tmp")
        assert said.err.count("Failure") == 2
        assert list(door.inside("R").iterdir()) == []
        assert [path.name for path in door.inside().iterdir()] == [f"FI.{second}.1.1"]
        async with acting(app, BATCH):
            (made,) = (await store.list_sets(app, store.Filter())).rows
            await arrival_store.withdraw(app, made.ticket, "operator", clock.now())
        other = await door.sftp(f"put {go} /IN/x", user=OTHER, key=OTHER)
        assert other.err == ""
        assert (await door.sftp(f"put {go} /INTEST-S/TD.{second}.1")).err == ""
        assert list(door.inside().iterdir()) == []
        async with acting(app, BATCH):
            await arrival_store.cleaned(app, made.ticket, clock.now())
        assert (await door.sftp(f"put {go} /IN/x", stop="at once")).status == 0


async def test_files_are_taken_while_nobody_can_count_them(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> bool:
        raise ConnectionError("the database is away")

    monkeypatch.setattr(office.Office, "is_full", away)
    assert (await door.sftp(f"put {door.file()} /IN/a", stop="at once")).status == 0
