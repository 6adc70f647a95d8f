"""The sandbox's sender: keys that stay, and file sets that ended in each way a visitor may see."""

import asyncio
import datetime as dt
import io
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from rich.console import Console

from fla.clock import FixedClock
from fla.database.identity import OPERATOR, assume
from fla.database.server import Server
from fla.demo.mark import Mark
from fla.demo.page import Shown, show
from fla.demo.run import fill
from fla.demo.sandbox import OFFICE
from fla.demo.sandbox_sender import admit_sender, credentials_in, make_credentials
from fla.demo.sandbox_sets import hand_in
from fla.filesets import store
from fla.filesets.model import FileSet
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.settings import Settings
from tests.conftest import Database

NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)
CLOCK = FixedClock(NOW)
MARK = Mark(employers=1, seed=1, day=NOW.date())


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fla-sets-"))
    yield folder
    shutil.rmtree(folder)


def _fill(database: Database, place: Path) -> None:
    server = Server(app=database.app_url, owner=database.owner_url)
    fill(server, MARK, place / "demo", CLOCK, Console(file=io.StringIO()), fresh=False)


async def _send(database: Database, place: Path) -> list[FileSet]:
    """Have everything handed in, and return it, the first first."""
    settings = Settings(demo=True, spool=place / "spool")
    sender = await admit_sender(database.app_url, place / "senders", CLOCK)
    keys = credentials_in(place / "senders")
    await hand_in(settings, database.app_url, sender, keys, CLOCK)
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await assume(connection, OPERATOR, CLOCK.today())
        page = await store.list_sets(connection, store.Filter(sender=sender.number))
    return sorted(page.rows, key=lambda one: one.go_name[-12:])


async def test_there_is_something_of_each_end(database: Database, place: Path) -> None:
    await asyncio.to_thread(_fill, database, place)

    sets = await _send(database, place)

    ends = sorted((one.state, one.environment, one.purpose) for one in sets)
    assert ends == [
        ("arrived", "T", "FLAD"),
        ("cancelled", "R", "FLAD"),
        ("done", "R", "FLAD"),
        ("done", "S", "FLAD"),
        ("held", "R", "FLAS"),
        ("refused", "R", "FLAD"),
    ]
    done = next(one for one in sets if (one.state, one.environment) == ("done", "R"))
    assert (done.accepted, done.rejected) == (36, 5)
    assert (Spool(place / "spool").set_folder(done.ticket) / "resend.xml").exists()
    assert await _send(database, place) == sets, "a second time nothing is sent"


async def test_keys_are_secret_files_and_stay(database: Database, place: Path) -> None:
    keys = make_credentials(place / "senders", CLOCK)
    first = await admit_sender(database.app_url, place / "senders", CLOCK)
    before = {path.name: path.read_bytes() for path in (place / "senders").iterdir()}
    again = await admit_sender(database.app_url, place / "senders", CLOCK)

    for private in (keys.login, keys.signing):
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert {path.name: path.read_bytes() for path in (place / "senders").iterdir()} == before
    assert first == again
    assert first.enterprise_number == OFFICE.enterprise_number
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await assume(connection, OPERATOR, CLOCK.today())
        assert len(await senders.keys(connection, first.number)) == 1
        assert len(await senders.certificates(connection, first.number)) == 1


def test_the_page_names_the_sender_and_its_keys(tmp_path: Path) -> None:
    out = io.StringIO()
    shown = Shown(
        url="http://127.0.0.1:8123",
        mark=MARK,
        people=[],
        files=tmp_path,
        environment="",
        seconds=1,
        sftp_port=2222,
        sender="100001",
    )
    show(Console(file=out, width=300), shown)

    keys = credentials_in(tmp_path / "senders")
    assert f"sftp -P 2222 -i {keys.login} 100001@127.0.0.1" in out.getvalue()
    assert str(keys.signing) in out.getvalue()
    assert "http://127.0.0.1:8123/file-sets" in out.getvalue()
