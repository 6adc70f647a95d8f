"""Files over SFTP with OpenSSH's client: put, fetched, listed, renamed, removed."""

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from fla.doors.sftp.place import FOLDERS
from tests.doors.sftp.world import OTHER, SENDER, Door, stem

FI = f"FI.{stem()}.1.1"


async def test_a_sender_sees_his_six_folders_and_nothing_of_the_machine(door: Door) -> None:
    said = await door.sftp("ls -1", "pwd", "ls -l /")
    assert said.status == 0
    listed = [line for line in said.out.splitlines() if not line.startswith("sftp>")]
    assert listed[:6] == sorted(FOLDERS)
    assert "Remote working directory: /" in said.out
    assert f"drwx------    1 {SENDER}   fla" in said.out
    assert str(door.here) not in said.out + said.err


async def test_what_is_put_lies_there_and_is_read_back(door: Door) -> None:
    content, back = os.urandom(300_000), door.here / "back"
    said = await door.sftp(
        f"put {door.file(content)} /INTEST-S/{FI}", f"get /INTEST-S/{FI} {back}", "ls -l /INTEST-S"
    )
    assert said.err == ""
    assert back.read_bytes() == content
    kept = door.inside() / FI
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "300000" in said.out


@pytest.mark.parametrize("folder", FOLDERS)
async def test_only_the_folders_in_are_written(door: Door, folder: str) -> None:
    said = await door.sftp(f"put {door.file()} /{folder}/new", f"ls /{folder}")
    written = folder.startswith("IN")
    assert (f"/{folder}/new" in said.out.splitlines()[-1]) is written
    assert ("Permission denied" in said.err) is not written


async def test_a_client_sets_rights_and_times_as_it_likes_to(door: Door) -> None:
    said = await door.sftp(f"put -p {door.file()} /IN/{FI}", f"chmod 777 /IN/{FI}")
    assert said.err == ""
    assert (door.inside("R") / FI).stat().st_mode & 0o777 == 0o600


async def test_an_upload_is_renamed_when_it_is_done_but_over_nothing(door: Door) -> None:
    said = await door.sftp(
        f"put {door.file(b'new')} /IN/{FI}.filepart",
        f"rename /IN/{FI}.filepart /IN/{FI}",
        f"put {door.file(b'other')} /IN/other",
        f"rename /IN/other /IN/{FI}",
        f"rename /IN/{FI} /INTEST/{FI}",
    )
    assert said.err.count("Failure") == 1
    assert said.err.count("Permission denied") == 1
    assert (door.inside("R") / FI).read_bytes() == b"new"
    assert (door.inside("R") / "other").read_bytes() == b"other"


async def test_an_upload_that_was_cut_off_is_taken_up_again(door: Door) -> None:
    content = os.urandom(100_000)
    whole = door.file(content)
    await door.sftp(f"put {door.file(content[:60_000])} /IN/{FI}")
    said = await door.sftp(f"reput {whole} /IN/{FI}")
    assert said.err == ""
    assert (door.inside("R") / FI).read_bytes() == content


async def test_files_are_removed_from_any_folder_by_their_owner(door: Door) -> None:
    reply = door.outside() / "FO.ACRF.999999.20261122.00001.S"
    await door.sftp(f"put {door.file()} /IN/{FI}")
    reply.write_bytes(b"<ACRF/>")
    said = await door.sftp(f"rm /IN/{FI}", f"rm /OUTTEST-S/{reply.name}", f"rm /IN/{FI}")
    assert said.err.count("No such file or directory") == 1
    assert not reply.exists()
    assert not (door.inside("R") / FI).exists()


async def test_several_sessions_of_several_senders_at_once(door: Door) -> None:
    sent = {
        (number, position): os.urandom(200_000 + position)
        for number in (SENDER, OTHER)
        for position in range(4)
    }

    async def send(number: str, position: int) -> None:
        path = door.here / f"{number}-{position}"
        path.write_bytes(sent[number, position])
        said = await door.sftp(f"put {path} /IN/{path.name}", user=number, key=number)
        assert said.err == ""

    await asyncio.gather(*(send(*one) for one in sent))
    for (number, position), content in sent.items():
        assert (door.inside("R", number) / f"{number}-{position}").read_bytes() == content


async def test_a_large_file_arrives_whole_in_little_memory(door: Door) -> None:
    block = os.urandom(1024 * 1024)
    large = door.here / "large"
    with large.open("wb") as file:
        for _ in range(100):
            file.write(block)
    before = _resident()
    said = await door.sftp(f"put {large} /IN/{FI}", f"get /IN/{FI} {door.here / 'back'}")
    assert said.err == ""
    assert _digest(door.inside("R") / FI) == _digest(large) == _digest(door.here / "back")
    assert _resident() - before < 60 * 1024 * 1024


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _resident() -> int:
    """The memory of this process, in which the server runs, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
