"""What is kept of a set's records: nobody else's, whole or read again, gone once it is answered."""

import errno
import gzip
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from fla.doors.batch import stretch_reading, work
from fla.doors.batch.kept_records import KeptRecords
from fla.doors.batch.snapshot import surveyed
from fla.filesets import arrival
from fla.filesets.model import FileSet
from tests.doors.batch.bureau import Bureau, results
from tests.doors.batch.documents import document
from tests.doors.batch.test_work import day


class EndedError(Exception):
    """Stands for whatever ends a process."""


def truncate(path: Path) -> None:
    path.write_bytes(b"")


def of_another_release(path: Path) -> None:
    index = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode(index | {"form": index["form"] ^ 1}))


LOSSES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "records": ("001.000000", Path.unlink),
    "what records say": ("001.000000", truncate),
    "unpacked": ("001.xml", Path.unlink),
    "index": ("index.json", Path.unlink),
    "what the index says": ("index.json", truncate),
    "form": ("index.json", of_another_release),
}


async def acknowledged(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> tuple[FileSet, Path]:
    """A set that was read, of which no form is answered; and its folder."""

    async def ended(*_: object) -> None:
        raise EndedError

    packed = gzip.compress(document(day(1), day(2, Form="?")))
    ticket = await bureau.hand_in(packed, ends=[".gz"])
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(work, "_begin", ended)
        with pytest.raises(EndedError):
            await bureau.work(ticket)
    found = await bureau.file_set(ticket)
    assert found.state == "acknowledged"
    return found, bureau.spool.set_folder(ticket)


@pytest.mark.parametrize("loss", LOSSES)
async def test_what_was_lost_is_read_again(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    read, folder = await acknowledged(bureau, monkeypatch)
    kept = KeptRecords(folder / "records")
    assert kept.complete()
    name, lose = LOSSES[loss]
    lose(folder / "records" / name)
    assert not kept.complete()
    done = await bureau.work(read.ticket)
    assert (done.state, done.answered) == ("done", 2)
    assert results(await bureau.notification(done)) == ["1", "0/3"]


async def test_what_is_kept_is_nobody_elses_and_goes_with_the_answers(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, folder = await acknowledged(bureau, monkeypatch)
    lying = [folder / "records", *(folder / "records").iterdir()]
    assert [path.stat().st_mode & 0o077 for path in lying] == [0] * 4
    await bureau.work(read.ticket)
    assert [path for path in folder.iterdir() if path.is_dir()] == []


async def test_what_is_kept_of_a_snapshot_goes_with_it(bureau: Bureau) -> None:
    first = await bureau.taken(document(*(day(n) for n in range(1, 21))), purpose="FLAS")
    assert first.state == "done"
    assert surveyed(bureau.spool.set_folder(first.ticket)) is None
    other = document(*(day(n, Title="Otherwise") for n in range(1, 21)))
    held = await bureau.taken(other, purpose="FLAS")
    assert held.state == "held"
    folder = bureau.spool.set_folder(held.ticket)
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["records"]
    async with bureau.pool.connection() as connection:
        assert await arrival.withdraw(connection, held.ticket, "sender", bureau.clock.now())
    assert (await bureau.work(held.ticket)).state == "cancelled"
    for ticket in (first.ticket, held.ticket):
        folder = bureau.spool.set_folder(ticket)
        assert not [
            path
            for path in folder.iterdir()
            if path.is_dir() or path.name in ("survey.json", "vanished")
        ]


async def test_a_disk_that_is_full_half_way_is_left_as_it_was(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path) -> None:
        assert list(folder.iterdir())
        raise OSError(errno.ENOSPC, "full")

    ticket = await bureau.hand_in(document(day(1)))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stretch_reading, "ensure_room", full)
        with pytest.raises(OSError, match="full"):
            await bureau.work(ticket)
    assert not (bureau.spool.set_folder(ticket) / "records").exists()
    assert (await bureau.work(ticket)).state == "done"
