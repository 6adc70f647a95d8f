"""Clients that are slow, vanish, hoard or ask for nonsense cost nobody else anything."""

import asyncio
import os
import random
import signal
from pathlib import Path

import asyncssh
import pytest
from asyncssh.constants import FXP_READ
from asyncssh.packet import String, UInt32, UInt64

from fla.clock import FixedClock
from fla.doors.sftp.server import MOST_OPEN
from tests.conftest import Connection, Database
from tests.doors.sftp.world import OTHER, SENDER, Door, opened, register, stem

FI = f"FI.{stem()}.1.1"


async def test_a_client_that_is_killed_leaves_a_part_that_can_be_sent_again(door: Door) -> None:
    large = door.file(os.urandom(200_000_000))
    client = await door.start()
    assert client.stdin is not None
    client.stdin.write(f"put {large} /INTEST-S/{FI}\n".encode())
    await client.stdin.drain()
    part = door.inside() / FI
    while not part.exists() or part.stat().st_size < 1_000_000:
        await asyncio.sleep(0.005)
    client.send_signal(signal.SIGKILL)
    await client.communicate()
    await door.emptied()
    assert part.stat().st_size < large.stat().st_size
    assert (await door.sftp(f"reput {large} /INTEST-S/{FI}")).err == ""
    assert part.read_bytes() == large.read_bytes()


async def test_the_latest_to_open_a_file_has_it(door: Door) -> None:
    """Whoever was cut off comes back before the server has noticed; nothing is mixed."""
    async with door.connect() as before, before.start_sftp_client() as lost:
        old = await lost.open("/IN/a", "wb")
        await old.write(b"before" * 100)
        assert (await door.sftp(f"put {door.file(b'after')} /IN/a")).err == ""
        with pytest.raises(asyncssh.SFTPFailure):
            await old.write(b"before", 0)
        with pytest.raises(asyncssh.SFTPFailure):
            await old.close()
    assert (door.inside("R") / "a").read_bytes() == b"after"


async def test_whoever_asks_for_nothing_is_sent_away(
    database: Database, app: Connection, clock: FixedClock, tmp_path: Path
) -> None:
    await register(app, tmp_path, SENDER)
    async with (
        opened(database, clock, tmp_path, sftp_idle=1) as door,
        door.connect() as connection,
        connection.start_sftp_client() as client,
    ):
        for _ in range(8):
            await asyncio.sleep(0.25)
            await client.stat("/")
        await asyncio.wait_for(client.wait_closed(), 10)


async def test_a_slow_client_is_waited_for_and_holds_nobody_up(door: Door) -> None:
    async with (
        door.connect() as connection,
        connection.start_sftp_client() as slow,
        slow.open("/IN/slow", "wb") as file,
    ):
        for number in range(5):
            await file.write(b"%d" % number)
            said = await door.sftp(f"put {door.file()} /IN/{number}", user=OTHER, key=OTHER)
            assert said.err == ""
    assert (door.inside("R") / "slow").read_bytes() == b"01234"


async def test_files_that_are_open_and_listings_are_counted(door: Door) -> None:
    async with door.connect() as connection, connection.start_sftp_client() as client:
        held = [await client.open(f"/IN/{number}", "wb") for number in range(MOST_OPEN)]
        with pytest.raises(asyncssh.SFTPFailure):
            await client.open("/IN/more", "wb")
        await held.pop().close()
        await (await client.open("/IN/more", "wb")).close()
        for file in held:
            await file.close()
        handler = client._handler
        for _ in range(MOST_OPEN):
            await handler.opendir(b"/IN")
        with pytest.raises(asyncssh.SFTPFailure):
            await handler.opendir(b"/IN")
    assert _open_files(door) == set()


async def test_answers_that_nobody_takes_are_not_made(door: Door) -> None:
    """A hundred thousand requests for a megabyte each, of which no answer is read."""
    door.spool.prepare_sender(SENDER)
    (door.inside("R") / "a").write_bytes(os.urandom(1024 * 1024))
    before = _resident()
    async with door.connect() as connection, connection.start_sftp_client() as client:
        handle = await client._handler.open(b"/IN/a", asyncssh.FXF_READ, asyncssh.SFTPAttrs())
        writer = client._handler._writer
        assert writer is not None
        writer.channel.pause_reading()
        body = String(handle) + UInt64(0) + UInt32(1024 * 1024)
        for number in range(1000):
            packet = bytes([FXP_READ]) + UInt32(number) + body
            writer.write(UInt32(len(packet)) + packet)
        await asyncio.sleep(2)
        taken = _resident() - before
        said = await door.sftp("ls", user=OTHER, key=OTHER)
        connection.abort()
    assert taken < 64 * 1024 * 1024
    assert said.status == 0
    await door.emptied()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\1\1",
        b"\0\0\0\5\1\0\0\0\3" + b"\x7f\xff\xff\xff\3",
        b"\0\0\0\5\1\0\0\0\3" + b"\0\0\0\5\3\0\0\0\1",
        b"\0\0\0\5\1\0\0\0\3" + random.Random(3).randbytes(3000),
    ],
    ids=lambda sent: sent[:14].hex(),
)
async def test_nonsense_ends_the_session_and_no_other(door: Door, sent: bytes) -> None:
    async with (
        door.connect() as connection,
        door.connect() as other,
        other.start_sftp_client() as client,
    ):
        stdin, stdout, _ = await connection.open_session(subsystem="sftp", encoding=None)
        stdin.write(sent)
        stdin.write_eof()
        await asyncio.wait_for(stdout.read(), 20)
        assert "IN" in await client.listdir("/")
    await door.emptied()


async def test_extensions_that_are_not_offered_are_not_served(door: Door) -> None:
    """Software may ask for what it was not told of."""
    async with door.connect() as connection, connection.start_sftp_client() as client:
        handler = client._handler
        for name in (b"copy-data", b"ranges@asyncssh.com", b"statvfs@openssh.com"):
            with pytest.raises(asyncssh.SFTPOpUnsupported):
                await handler._make_request(name, String(b"/IN"))


async def test_a_server_that_stops_leaves_what_was_being_sent_unfinished(
    database: Database, app: Connection, clock: FixedClock, tmp_path: Path
) -> None:
    await register(app, tmp_path, SENDER)
    async with opened(database, clock, tmp_path) as door:
        await door.sftp(f"put {door.file()} /INTEST-S/{FI}")
        connected = door.connect()
        connection = await connected.__aenter__()
        client = await connection.start_sftp_client()
        await client.open(f"/INTEST-S/GO.{stem()}.1", "wb")
    await asyncio.wait_for(client.wait_closed(), 10)
    await connected.__aexit__(None, None, None)
    assert {path.name for path in door.inside().iterdir()} == {FI, f"GO.{stem()}.1"}


def _open_files(door: Door) -> set[str]:
    """The files in the spool that this process, in which the server runs, has open."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue
        if target.startswith(str(door.spool.senders)) and not Path(target).is_dir():
            found.add(target)
    return found


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
