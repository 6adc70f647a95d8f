"""Who comes in: keys as they are registered at that moment, and nothing but SFTP afterwards."""

import asyncio
import datetime as dt
from pathlib import Path

import asyncssh
import pytest

from fla.clock import FixedClock
from fla.doors.sftp import attempts, login
from fla.doors.sftp.attempts import MOST_FAILED, PERIOD, Attempts
from fla.doors.sftp.host_key import host_key
from fla.senders import store
from fla.senders.keys import read_key
from fla.senders.registering import add_key
from tests.conftest import Connection, Database
from tests.doors.sftp.world import OTHER, SENDER, Door, make_key, opened, register
from tests.rows import NOW, acting

DENIED = "Permission denied (publickey)"
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("user", "key"),
    [
        pytest.param(SENDER, OTHER, id="another sender's key"),
        pytest.param("100003", SENDER, id="no such sender"),
        pytest.param("root", SENDER, id="no number"),
        pytest.param(f"{SENDER}\n", SENDER, id="a number and more"),
        pytest.param("999999", SENDER, id="ourselves"),
        pytest.param("../100001", SENDER, id="a path"),
    ],
)
async def test_whoever_cannot_prove_who_he_is_stays_out(door: Door, user: str, key: str) -> None:
    said = await door.sftp("ls", user=user, key=key)
    assert said.status != 0
    assert "IN" not in said.out
    assert list(door.spool.senders.iterdir()) == []


async def test_nobody_is_asked_for_a_password(door: Door) -> None:
    said = await door.sftp("ls", key=OTHER)
    assert DENIED in said.err


async def test_a_sender_that_is_switched_off_stays_out_and_is_sent_away(
    door: Door, app: Connection
) -> None:
    async with door.connect() as connection, connection.start_sftp_client() as client:
        async with acting(app):
            await store.disable(app, SENDER, "operator", NOW)
        assert DENIED in (await door.sftp("ls")).err
        await asyncio.wait_for(client.wait_closed(), 20)
    async with acting(app):
        await store.enable(app, SENDER)
    assert (await door.sftp("ls")).status == 0


async def test_keys_are_exchanged_without_a_pause(
    door: Door, app: Connection, tmp_path: Path
) -> None:
    async with acting(app):
        old = (await store.keys(app, SENDER))[0].fingerprint
        await add_key(app, SENDER, read_key(await make_key(tmp_path, "new")), "operator", NOW)
    assert (await door.sftp("ls")).status == 0
    assert (await door.sftp("ls", key="new")).status == 0
    async with acting(app):
        await store.revoke_key(app, SENDER, old, "operator", NOW)
    assert DENIED in (await door.sftp("ls")).err
    assert (await door.sftp("ls", key="new")).status == 0


@pytest.mark.parametrize(
    ("since", "until"),
    [pytest.param(DAY, 2 * DAY, id="not yet"), pytest.param(-2 * DAY, -DAY, id="no more")],
)
async def test_a_key_lets_in_while_it_holds(
    database: Database, app: Connection, tmp_path: Path, since: dt.timedelta, until: dt.timedelta
) -> None:
    await register(app, tmp_path, SENDER)
    public = read_key(await make_key(tmp_path, "timed"))
    async with acting(app):
        await add_key(
            *(app, SENDER, public, "operator", NOW + since - DAY),
            valid_from=NOW + since,
            valid_until=NOW + until,
        )
    async with opened(database, FixedClock(NOW), tmp_path) as door:
        assert DENIED in (await door.sftp("ls", key="timed")).err
    async with opened(database, FixedClock(NOW + (since + until) / 2), tmp_path) as door:
        assert (await door.sftp("ls", key="timed")).status == 0


@pytest.mark.parametrize("kind", [("rsa", "3072"), ("ecdsa", "256"), ("ecdsa", "521")])
async def test_keys_of_each_kind_let_in(
    door: Door, app: Connection, tmp_path: Path, kind: tuple[str, str]
) -> None:
    public = read_key(await make_key(tmp_path, "kind", "-t", kind[0], "-b", kind[1]))
    async with acting(app):
        await add_key(app, SENDER, public, "operator", NOW)
    assert (await door.sftp("ls", key="kind")).status == 0


async def test_nothing_is_served_but_sftp(door: Door) -> None:
    async with door.connect() as connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.run("id")
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.create_process()
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.create_process(subsystem="netconf")
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection("127.0.0.1", door.port)
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_port("127.0.0.1", 0, "127.0.0.1", 22)


async def test_a_sender_has_so_many_sessions_and_no_more(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "MOST_SESSIONS", 2)
    async with door.connect() as one, door.connect() as two:
        async with one.start_sftp_client() as client, two.start_sftp_client():
            with pytest.raises(asyncssh.ChannelOpenError):
                await one.start_sftp_client()
            assert (await door.sftp("ls")).status != 0
            assert (await door.sftp("ls", user=OTHER, key=OTHER)).status == 0
            client.exit()
            await client.wait_closed()
        async with one.start_sftp_client() as again:
            assert "IN" in await again.listdir("/")


async def test_who_fails_too_often_is_not_listened_to(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "MOST_FAILED", 3)
    for _ in range(3):
        assert DENIED in (await door.sftp("ls", key=OTHER)).err
    assert DENIED not in (await door.sftp("ls")).err
    assert (await door.sftp("ls")).status != 0


async def test_one_connection_tries_so_many_keys(door: Door) -> None:
    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(12)]
    with pytest.raises(asyncssh.DisconnectError):
        await asyncssh.connect(
            *("127.0.0.1", door.port),
            username=SENDER,
            client_keys=keys,
            known_hosts=None,
            config=None,
            agent_path=None,
        )


def test_failures_count_for_a_while_and_by_network() -> None:
    now = 0.0
    counted = Attempts(lambda: now)
    for number in range(MOST_FAILED):
        assert not counted.barred("2001:db8::1")
        counted.failed(f"2001:db8::{number:x}")
        counted.failed("192.0.2.1")
    assert counted.barred("2001:db8::ffff")
    assert not counted.barred("2001:db8:0:1::1")
    assert counted.barred("192.0.2.1")
    assert not counted.barred("192.0.2.2")
    counted.succeeded("192.0.2.1")
    assert not counted.barred("192.0.2.1")
    now = PERIOD + 1.0
    assert not counted.barred("2001:db8::1")


def test_no_more_addresses_are_remembered_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempts, "_MOST_KNOWN", 2)
    counted = Attempts(lambda: 0.0)
    for _ in range(MOST_FAILED):
        counted.failed("192.0.2.1")
    counted.failed("192.0.2.2")
    counted.failed("192.0.2.3")
    assert not counted.barred("192.0.2.1")


def test_the_host_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    made = host_key(tmp_path)
    assert host_key(tmp_path).public_data == made.public_data
    assert {path.name for path in tmp_path.iterdir()} == {
        "sftp_host_ed25519",
        "sftp_host_ed25519.pub",
    }
    assert (tmp_path / "sftp_host_ed25519").stat().st_mode & 0o777 == 0o600


async def test_servers_that_start_at_once_have_one_host_key(tmp_path: Path) -> None:
    made = await asyncio.gather(*(asyncio.to_thread(host_key, tmp_path) for _ in range(8)))
    assert len({key.public_data for key in made}) == 1
