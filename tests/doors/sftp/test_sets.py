"""File sets over SFTP: a GO hands over what is there, a TD calls it back, replies are fetched."""

import asyncio
import os

import asyncssh
import pytest

from fla.database.identity import BATCH
from fla.filesets import reply_store, store
from fla.filesets.model import FileSet, Reply
from tests.conftest import Connection
from tests.doors.sftp.world import OTHER, SENDER, Door, stem
from tests.rows import NOW, acting

FI, GO, TD = f"FI.{stem()}.1.1", f"GO.{stem()}.1", f"TD.{stem()}.1"
FOLDER = "/INTEST-S"


async def sets(app: Connection) -> tuple[FileSet, ...]:
    async with acting(app):
        return (await store.list_sets(app, store.Filter())).rows


async def test_a_set_is_handed_over_with_its_go(door: Door, app: Connection) -> None:
    content = os.urandom(10_000)
    said = await door.sftp(f"put {door.file(content)} {FOLDER}/{FI}", f"ls {FOLDER}")
    assert await sets(app) == ()
    said = await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}", f"ls -1 {FOLDER}")
    assert said.err == ""
    [made] = await sets(app)
    assert (made.sender, made.environment, made.channel) == (SENDER, "S", "sftp")
    assert (made.state, made.go_name, made.names) == ("arrived", GO, [FI, GO])
    assert (door.spool.set_folder(made.ticket) / FI).read_bytes() == content
    assert list(door.inside().iterdir()) == []


async def test_a_set_is_handed_over_when_its_go_gets_its_name(door: Door, app: Connection) -> None:
    await door.sftp(
        *(f"put {door.file()} {FOLDER}/{name}.tmp" for name in (FI, GO)),
        *(f"rename {FOLDER}/{name}.tmp {FOLDER}/{name}" for name in (FI, GO)),
    )
    [made] = await sets(app)
    assert made.names == [FI, GO]


async def test_a_go_that_comes_first_waits_for_the_parts(door: Door, app: Connection) -> None:
    parts = [f"FI.{stem()}.2.{part}" for part in (1, 2)]
    await door.sftp(f"put {door.file(b'')} {FOLDER}/GO.{stem()}.2")
    await door.sftp(f"put {door.file()} {FOLDER}/{parts[1]}")
    assert await sets(app) == ()
    await door.sftp(f"put {door.file()} {FOLDER}/{parts[0]}")
    [made] = await sets(app)
    assert made.names == [*parts, f"GO.{stem()}.2"]


async def test_a_go_waits_for_a_part_that_is_still_being_sent(door: Door, app: Connection) -> None:
    async with door.connect() as connection, connection.start_sftp_client() as client:
        part = await client.open(f"{FOLDER}/{FI}", "wb")
        await part.write(b"half")
        await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}")
        assert await sets(app) == ()
        await part.write(b" and half")
        await part.close()
    [made] = await sets(app)
    assert (door.spool.set_folder(made.ticket) / FI).read_bytes() == b"half and half"


async def test_a_part_that_was_cut_off_does_not_count_as_sent(door: Door, app: Connection) -> None:
    async with door.connect() as connection, connection.start_sftp_client() as client:
        part = await client.open(f"{FOLDER}/{FI}", "wb")
        await part.write(b"half")
        await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}")
        connection.abort()
    await door.emptied()
    assert await sets(app) == ()
    await door.sftp(f"put {door.file(b'whole')} {FOLDER}/{FI}")
    [made] = await sets(app)
    assert (door.spool.set_folder(made.ticket) / FI).read_bytes() == b"whole"


async def test_a_go_that_was_cut_off_starts_nothing(door: Door, app: Connection) -> None:
    await door.sftp(f"put {door.file()} {FOLDER}/{FI}")
    async with door.connect() as connection:
        client = await connection.start_sftp_client()
        await client.open(f"{FOLDER}/{GO}", "wb")
        client.exit()
        await client.wait_closed()
    await door.emptied()
    assert await sets(app) == ()
    await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}")
    assert len(await sets(app)) == 1


async def test_nothing_of_a_set_is_changed_once_it_is_handed_over(
    door: Door, app: Connection
) -> None:
    """Not through a file that was open, not by its name, and not by its place in the spool."""
    await door.sftp(f"put {door.file(b'sent')} {FOLDER}/{FI}")
    async with door.connect() as connection, connection.start_sftp_client() as client:
        reading = await client.open(f"{FOLDER}/{FI}", "rb")
        await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}")
        [made] = await sets(app)
        with pytest.raises(asyncssh.SFTPError):
            await reading.write(b"changed")
        for path in (f"{FOLDER}/{FI}", f"/../../sets/{made.ticket}/{FI}"):
            with pytest.raises(asyncssh.SFTPError):
                await client.open(path, "r+b")
        async with client.open(f"{FOLDER}/{FI}", "wb") as again:
            await again.write(b"another")
    assert (door.spool.set_folder(made.ticket) / FI).read_bytes() == b"sent"


async def test_two_who_send_at_once_make_two_sets(door: Door, app: Connection) -> None:
    async def send(number: str, sequence: str) -> None:
        name = stem(sequence, number)
        await door.sftp(
            f"put {door.file()} {FOLDER}/FI.{name}.1.1",
            f"put {door.file(b'')} {FOLDER}/GO.{name}.1",
            user=number,
            key=number,
        )

    await asyncio.gather(
        *(send(number, f"{one:05}") for number in (SENDER, OTHER) for one in (1, 2, 3))
    )
    made = await sets(app)
    assert len(made) == 6
    assert {(one.sender, one.sequence) for one in made} == {
        (number, f"{one:05}") for number in (SENDER, OTHER) for one in (1, 2, 3)
    }


async def test_the_same_go_from_two_sessions_makes_one_set(door: Door, app: Connection) -> None:
    await door.sftp(f"put {door.file()} {FOLDER}/{FI}")
    empty = door.file(b"")
    await asyncio.gather(*(door.sftp(f"put {empty} {FOLDER}/{GO}") for _ in range(4)))
    assert [one.names for one in await sets(app) if FI in one.names] == [[FI, GO]]


async def test_a_td_calls_back_what_was_not_handed_over(door: Door, app: Connection) -> None:
    await door.sftp(f"put {door.file()} {FOLDER}/{FI}", f"put {door.file(b'')} {FOLDER}/{TD}")
    assert await sets(app) == ()
    assert list(door.inside().iterdir()) == []


async def test_a_td_stops_what_was_handed_over(door: Door, app: Connection) -> None:
    await door.sftp(*(f"put {door.file()} {FOLDER}/{name}" for name in (FI, GO, TD)))
    [made] = await sets(app)
    assert made.stop_asked_by == f"sender {SENDER}" or made.state == "cancelled"


async def test_who_cannot_be_served_learns_it_and_may_try_again(
    door: Door, app: Connection, owner: Connection
) -> None:
    await door.sftp(f"put {door.file()} {FOLDER}/{FI}")
    await owner.execute("ALTER TABLE file_set RENAME TO away")
    await owner.commit()
    said = await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}")
    assert "Failure" in said.err
    assert "away" not in said.err + said.out
    await owner.execute("ALTER TABLE away RENAME TO file_set")
    await owner.commit()
    assert (await door.sftp(f"put {door.file(b'')} {FOLDER}/{GO}")).err == ""
    assert len(await sets(app)) == 1


async def test_a_reply_is_marked_when_it_was_read_whole(door: Door, app: Connection) -> None:
    await door.sftp(f"put {door.file()} {FOLDER}/{FI}", f"put {door.file(b'')} {FOLDER}/{GO}")
    [made] = await sets(app)
    name = "FO.NOTI.999999.20261122.00001.S"
    content = os.urandom(300_000)
    reply = Reply(ticket=made.ticket, kind="NOTI", name=name, size=len(content), created_at=NOW)
    (door.spool.set_folder(made.ticket) / name).write_bytes(content)
    door.spool.place_reply(made.ticket, SENDER, "S", name)
    async with acting(app, BATCH):
        await reply_store.add_reply(app, reply)
    async with (
        door.connect() as connection,
        connection.start_sftp_client() as client,
        client.open(f"/OUTTEST-S/{name}", "rb") as file,
    ):
        await file.read(100_000, 0)
        await file.read(100_000, 200_000)
    assert (await fetched(app, made)) is None
    said = await door.sftp(f"get /OUTTEST-S/{name} {door.here / 'reply'}", f"rm /OUTTEST-S/{name}")
    assert said.err == ""
    assert (door.here / "reply").read_bytes() == content
    assert (await fetched(app, made)) == NOW
    assert (door.spool.set_folder(made.ticket) / name).read_bytes() == content


async def fetched(app: Connection, file_set: FileSet) -> object:
    async with acting(app):
        found = await reply_store.reply(app, file_set.ticket, "NOTI")
    assert found is not None
    return found.fetched_at
