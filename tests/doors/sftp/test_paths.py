"""Nothing a sender asks for leads out of his own folders: paths, links, names, races."""

import asyncio
import os
from pathlib import Path

import asyncssh
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.doors.sftp.folder import Folders
from fla.doors.sftp.place import FOLDERS, Place, place
from fla.filesets.spool import Spool
from tests.doors.sftp.world import OTHER, SENDER, Door

SECRET = b"another sender's"


@pytest.fixture
def foreign(door: Door) -> Path:
    """A file of another sender."""
    door.spool.prepare_sender(OTHER)
    path = door.inside("R", OTHER) / "FI.secret"
    path.write_bytes(SECRET)
    return path


@pytest.mark.parametrize(
    "path",
    [
        f"/../{OTHER}/IN/FI.secret",
        f"../{OTHER}/IN/FI.secret",
        f"/IN/../../{OTHER}/IN/FI.secret",
        f"/IN/../../../senders/{OTHER}/IN/FI.secret",
        f"/{OTHER}/IN/FI.secret",
        f"IN/./../../{OTHER}/IN/FI.secret",
        "/etc/passwd",
        "//etc//passwd",
        "/IN/../../../../../../../../etc/passwd",
        "/IN/%2e%2e/%2e%2e/etc/passwd",
        "/proc/self/environ",
        "~/x",
        "/IN\\..\\..\\etc\\passwd",
    ],
)
async def test_no_path_leads_to_anything_else(door: Door, foreign: Path, path: str) -> None:
    back = door.here / "back"
    said = await door.sftp(
        *(f'get "{path}" {back}', f'put {door.file(b"!")} "{path}"', f'rm "{path}"'),
        *(f'rename "{path}" /IN/mine', f'rename /IN/mine "{path}"'),
    )
    assert not back.exists()
    assert foreign.read_bytes() == SECRET
    assert SECRET.decode() not in said.out
    assert {one.name for one in (door.spool.senders / SENDER).iterdir()} == set(FOLDERS)


async def test_the_very_path_of_the_file_leads_nowhere(door: Door, foreign: Path) -> None:
    said = await door.sftp(f"get {foreign} {door.here / 'back'}", f"cd {foreign.parent}")
    assert not (door.here / "back").exists()
    assert "No such file" in said.err


@pytest.mark.parametrize(
    "line",
    [
        "symlink {foreign} /IN/link",
        f"symlink ../../{OTHER}/IN/FI.secret /IN/link",
        "ln {foreign} /IN/link",
        "ln /IN/mine /IN/link",
        "ln /IN/mine /OUT/link",
        "mkdir /IN/deeper",
        "mkdir /other",
        "rmdir /IN",
        "rename /IN /OUT2",
        "rename /IN/mine /OUT/mine",
    ],
)
async def test_links_and_folders_are_not_made(door: Door, foreign: Path, line: str) -> None:
    await door.sftp(f"put {door.file()} /IN/mine")
    said = await door.sftp(line.format(foreign=foreign), stop="at the first")
    assert said.status == 1
    everything = {path.name for path in (door.spool.senders / SENDER).rglob("*")}
    assert everything == {*FOLDERS, "mine"}


async def test_links_are_not_made_by_software_that_does_not_ask_whether_they_are(
    door: Door, foreign: Path
) -> None:
    async with door.connect() as connection, connection.start_sftp_client() as client:
        for make in (client.symlink, client.link, client.readlink):
            with pytest.raises(asyncssh.SFTPError):
                await make(*([str(foreign), "/IN/link"] if make != client.readlink else ["/IN"]))
        assert await client.listdir("/IN") == []


async def test_links_that_somebody_else_made_are_not_followed(door: Door, foreign: Path) -> None:
    """Not that anybody can; but what is not followed cannot be misused."""
    door.spool.prepare_sender(SENDER)
    inside = door.inside("R")
    (inside / "soft").symlink_to(foreign)
    (inside / "up").symlink_to(foreign.parent)
    (inside / "hard").hardlink_to(foreign)
    os.mkfifo(inside / "pipe")
    back = door.here / "back"
    said = await door.sftp(
        "ls -1 /IN",
        *(f"get /IN/{name} {back}" for name in ("soft", "pipe", "up/FI.secret")),
        *(f"put {door.file(b'!')} /IN/{name}" for name in ("soft", "hard", "up/FI.secret")),
    )
    assert not back.exists()
    assert foreign.read_bytes() == SECRET
    assert [line for line in said.out.splitlines() if not line.startswith("sftp>")] == ["/IN/hard"]


@pytest.mark.parametrize(
    "name",
    [
        b"with\0nul",
        b"with\nline",
        b"with space",
        b"\xff\xfe",
        "é".encode(),
        b"a" * 151,
        b"a" * 5000,
        b"x" * 200_000,
        b"-rf*",
        b"$(id)",
    ],
    ids=lambda name: repr(name[:12]),
)
async def test_names_that_could_mean_something_else_are_refused(door: Door, name: bytes) -> None:
    async with door.connect() as connection, connection.start_sftp_client() as client:
        with pytest.raises(asyncssh.SFTPError):
            await client.open(b"/IN/" + name, "wb")
        with pytest.raises(asyncssh.SFTPError):
            await client.stat(b"/IN/" + name)
        assert await client.listdir("/IN") == []


@given(st.lists(st.sampled_from([b"..", b".", b"", b"IN", b"OUT", b"a", b"\0", b"etc", b"a\n"])))
def test_a_place_is_a_folder_and_a_name_whatever_the_path(parts: list[bytes]) -> None:
    for start in (b"", b"/"):
        try:
            found = place(start + b"/".join(parts))
        except asyncssh.SFTPError:
            continue
        assert found.folder in (None, *FOLDERS)
        assert found.name is None or (found.folder and found.name in {"a", "etc", "IN", "OUT"})
        assert place(found.path) == found


def test_a_path_is_written_as_it_is_meant() -> None:
    assert place(b"").path == b"/"
    assert place(b"IN/../OUT/./x").path == b"/OUT/x"
    assert place(b"/IN/") == Place("IN")


async def test_a_rename_never_goes_over_a_file_that_is_made_meanwhile(tmp_path: Path) -> None:
    """Two threads race for one name a few hundred times: one of them wins, neither loses a file."""
    folders = Folders(Spool(tmp_path).prepare_sender(SENDER))
    inside = tmp_path / "senders" / SENDER / "IN"

    def renamed() -> bool:
        try:
            folders.rename("IN", "old", "new")
        except FileExistsError:
            return False
        return True

    def made() -> bool:
        try:
            opened = folders.open_to_write("IN", "new", create=True, exclusive=True, empty=False)
        except FileExistsError:
            return False
        os.write(opened, b"made")
        os.close(opened)
        return True

    for _ in range(300):
        (inside / "old").write_bytes(b"old")
        won = await asyncio.gather(asyncio.to_thread(renamed), asyncio.to_thread(made))
        assert sorted(won) == [False, True]
        assert (inside / "new").read_bytes() == (b"old" if won[0] else b"made")
        (inside / "new").unlink()
        (inside / "old").unlink(missing_ok=True)


async def test_a_folder_that_is_replaced_leads_nowhere_else(tmp_path: Path) -> None:
    """The way from the sender's folders is not walked again for each request."""
    spool = Spool(tmp_path)
    home = spool.prepare_sender(SENDER)
    theirs = spool.prepare_sender(OTHER) / "IN"
    (theirs / "FI.secret").write_bytes(SECRET)
    folders = Folders(home)
    (home / "IN").rename(home / "gone")
    (home / "IN").symlink_to(theirs)
    assert folders.listing("IN") == []
    with pytest.raises(FileNotFoundError):
        folders.open_to_read("IN", "FI.secret")
    with pytest.raises(OSError, match="directory"):
        Folders(home)


async def test_whoever_lists_a_folder_sees_all_of_it_whoever_else_does(tmp_path: Path) -> None:
    folders = Folders(Spool(tmp_path).prepare_sender(SENDER))
    names = [f"{number:04}" for number in range(500)]
    for name in names:
        (tmp_path / "senders" / SENDER / "IN" / name).touch()
    seen = await asyncio.gather(*(asyncio.to_thread(folders.listing, "IN") for _ in range(20)))
    assert all([name for name, _ in one] == names for one in seen)
