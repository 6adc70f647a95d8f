"""The rounds: what nobody told of, what nobody finished, and what has been kept long enough."""

import datetime as dt
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from fla.database.identity import BATCH
from fla.filesets import answer_store, arrival, arrival_store, store
from fla.filesets.model import FAILURE, FileSet, State
from fla.filesets.rounds import clean, dispatch_again, finish, go_round
from fla.filesets.spool import Spool
from fla.settings import Settings
from tests.conftest import Connection
from tests.filesets.desk import OTHER, Desk, clock_now, register, set_name
from tests.rows import acting

SETTINGS = Settings(batch_grace=60, batch_patience=3600)
MINUTES = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


async def rounds(desk: Desk, later: dt.timedelta = dt.timedelta(0)) -> list[FileSet]:
    """The sets that a round made, some time after the files came."""
    tickets = await go_round(desk.app, desk.spool, clock_now() + later, SETTINGS)
    return [await desk.find(ticket) for ticket in tickets]


async def test_a_set_of_which_nobody_told_is_found(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    (found,) = await rounds(desk)
    assert (found.go_name, found.state) == (name.go, "arrived")
    assert await rounds(desk) == []


async def test_every_sender_and_every_folder_has_its_turn(desk: Desk) -> None:
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    for one in (desk, other):
        one.put_set(set_name(one.sender, environment="R"))
        one.put_set(set_name(one.sender, environment="S"))
    found = {(one.sender, one.environment) for one in await rounds(desk)}
    assert found == {(one.sender.number, place) for one in (desk, other) for place in ("R", "S")}


async def test_a_folder_without_a_sender_is_left_alone(app: Connection, spool: Spool) -> None:
    home = spool.prepare_sender("199999")
    (home / "IN" / "FI.x").touch()
    assert await go_round(app, spool, clock_now() + DAY, SETTINGS) == []
    assert (home / "IN" / "FI.x").exists()


async def test_a_td_of_which_nobody_told_is_found(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put(name.fi(), b"content")
    desk.put(name.td)
    assert await rounds(desk) == []
    assert desk.left() == set()


async def test_parts_without_go_are_answered_when_patience_ends(desk: Desk) -> None:
    name = set_name(desk.sender, environment="R", parts=2)
    desk.put(name.fi(1), b"content", "R")
    desk.put(name.fs(1), b"signature", "R")
    assert await rounds(desk, 59 * MINUTES) == []
    (found,) = await rounds(desk, 61 * MINUTES)
    assert (found.go_name, sorted(found.names)) == (name.fi(1), [name.fi(1), name.fs(1)])
    assert desk.left("R") == set()


async def test_parts_that_still_come_are_waited_for(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put(name.fi(), b"content")
    with (desk.folder() / name.fi()).open("ab"):
        assert await rounds(desk, 2 * DAY) == []
    assert len(await rounds(desk, 2 * DAY)) == 1


@pytest.mark.parametrize("name", ["declaration.xml", "fi.FLAD.1.x", "FI.FLAD", "TD.FLAD"])
async def test_what_belongs_to_nothing_is_answered_soon(desk: Desk, name: str) -> None:
    desk.put(name, b"content")
    assert await rounds(desk) == []
    (found,) = await rounds(desk, 2 * MINUTES)
    assert (found.go_name, found.names, found.purpose) == (name, [name], "")


@pytest.mark.parametrize("name", [".FI.FLAD", "FI.FLAD.100001.filepart", "upload.TMP"])
async def test_what_a_client_has_not_finished_has_more_time(desk: Desk, name: str) -> None:
    desk.put(name, b"content")
    assert await rounds(desk, 59 * MINUTES) == []
    assert len(await rounds(desk, 61 * MINUTES)) == 1


async def test_no_name_is_too_strange_for_a_row(desk: Desk) -> None:
    strange = ["a\nb", "\x01", "né", "x" * 250, os.fsdecode(b"\xff\xfe"), "&<>\"'"]
    for name in strange:
        desk.put(name, b"content")
    found = await rounds(desk, 2 * MINUTES)
    assert len(found) == len(strange)
    names = {one.go_name for one in found}
    assert names == {"a\\xab", "\\x1", "n\\xe9", "x" * 200, "\\xdcff\\xdcfe", "&<>\"'"}
    for one in found:
        assert desk.taken(one.ticket) == {one.go_name: b"content"}


async def claimed(desk: Desk, **values: object) -> FileSet:
    """A set whose mover ended after he had claimed it."""
    name = set_name(desk.sender)
    desk.put_set(name)
    (found,) = [
        FileSet(
            ticket="0000000000001",
            sender=desk.sender.number,
            enterprise_number=desk.sender.enterprise_number,
            environment="S",
            channel="sftp",
            go_name=name.go,
            names=[name.go, name.fi()],
            arrived_at=clock_now() - 5 * MINUTES,
        )
    ]
    async with acting(desk.app, BATCH):
        assert await store.insert(desk.app, replace(found, **values))
    return found


async def test_what_was_cut_off_is_finished(desk: Desk) -> None:
    found = await claimed(desk)
    assert await finish(desk.app, desk.spool, clock_now()) == [found.ticket]
    assert set(desk.taken(found.ticket)) == set(found.names)
    assert (await desk.find(found.ticket)).state == "arrived"
    assert await finish(desk.app, desk.spool, clock_now()) == []


async def test_who_is_still_at_it_is_left_to_it(desk: Desk) -> None:
    await claimed(desk, arrived_at=clock_now() - 1 * MINUTES)
    assert await finish(desk.app, desk.spool, clock_now()) == []


async def test_a_claim_whose_files_are_gone_is_forgotten(desk: Desk) -> None:
    found = await claimed(desk)
    for path in desk.folder().iterdir():
        path.unlink()
    assert await finish(desk.app, desk.spool, clock_now()) == []
    async with acting(desk.app, BATCH):
        assert await store.find(desk.app, found.ticket) is None


async def arrived(desk: Desk) -> str:
    name = set_name(desk.sender)
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    assert ticket is not None
    return ticket


@pytest.mark.parametrize(
    ("state", "again"),
    [
        ("arrived", True),
        ("examining", True),
        ("acknowledged", True),
        ("processing", True),
        ("held", False),
        ("done", False),
        ("refused", False),
    ],
)
async def test_what_stands_in_no_queue_is_put_back(desk: Desk, state: State, again: bool) -> None:
    ticket = await arrived(desk)
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, state, clock_now(), was={"arrived"})
    await desk.change_queue("DELETE FROM procrastinate_jobs")
    assert await dispatch_again(desk.app, clock_now()) == [ticket] * again
    assert await dispatch_again(desk.app, clock_now()) == []
    assert [one for one, _ in await desk.jobs()] == [ticket] * again


async def test_a_set_that_is_worked_on_is_not_put_back(desk: Desk) -> None:
    await arrived(desk)
    await desk.change_queue("UPDATE procrastinate_jobs SET status = 'doing'")
    assert await dispatch_again(desk.app, clock_now()) == []
    assert len(await desk.jobs()) == 1


async def test_files_are_kept_so_long_and_rows_for_good(desk: Desk) -> None:
    ticket = await arrived(desk)
    reply = "FO.ACRF.999999.20261122.00001.S"
    (desk.spool.set_folder(ticket) / reply).write_bytes(b"reply")
    desk.spool.place_reply(ticket, desk.sender.number, "S", reply)
    desk.spool.place_reply(ticket, desk.sender.number, "S", reply)
    out = desk.spool.out_folder(desk.sender.number, "S")
    now = clock_now()
    assert await clean(desk.app, desk.spool, now + 1000 * DAY, SETTINGS) == []
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "done", now, was={"arrived"})
    assert await clean(desk.app, desk.spool, now + 90 * DAY, SETTINGS) == []
    assert (out / reply).read_bytes() == b"reply"
    later = now + 91 * DAY
    assert await clean(desk.app, desk.spool, later, SETTINGS) == [ticket]
    assert not (out / reply).exists()
    assert not desk.spool.set_folder(ticket).exists()
    assert (await desk.find(ticket)).cleaned_at == later
    assert await clean(desk.app, desk.spool, later, SETTINGS) == []


@pytest.mark.parametrize("state", ["refused", "cancelled"])
async def test_what_was_refused_or_cancelled_is_kept_less_long(desk: Desk, state: State) -> None:
    ticket = await arrived(desk)
    now = clock_now()
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, state, now, was={"arrived"})
    assert await clean(desk.app, desk.spool, now + 30 * DAY, SETTINGS) == []
    assert await clean(desk.app, desk.spool, now + 31 * DAY, SETTINGS) == [ticket]
    assert not desk.spool.set_folder(ticket).exists()
    assert (await desk.find(ticket)).state == state


async def test_each_has_its_time_whichever_is_longer(desk: Desk) -> None:
    ticket = await arrived(desk)
    now = clock_now()
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "refused", now, was={"arrived"})
    longer = Settings(batch_retention=10, batch_refused_retention=20)
    assert await clean(desk.app, desk.spool, now + 15 * DAY, longer) == []
    assert await clean(desk.app, desk.spool, now + 21 * DAY, longer) == [ticket]


async def test_answers_are_kept_as_long_as_a_set_may_be_resumed(desk: Desk) -> None:
    ticket = await arrived(desk)
    now = clock_now()
    async with acting(desk.app, BATCH):
        await answer_store.keep(desk.app, ticket, 0, 1, b"answers")
        await store.set_state(desk.app, ticket, "stopped", now, was={"arrived"}, reason=FAILURE)
    await clean(desk.app, desk.spool, now + 90 * DAY, SETTINGS)
    async with acting(desk.app, BATCH):
        assert await answer_store.kept(desk.app, ticket, 0, 1) == b"answers"
    await clean(desk.app, desk.spool, now + 91 * DAY, SETTINGS)
    async with acting(desk.app, BATCH):
        assert await answer_store.kept(desk.app, ticket, 0, 1) is None
    assert not await arrival.resume(desk.app, ticket, now)


async def test_what_nobody_confirms_is_cancelled_in_the_end(desk: Desk) -> None:
    ticket = await arrived(desk)
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "processing", clock_now(), was={"arrived"})
        assert await store.hold(desk.app, ticket, {"changed": 12})
    now = clock_now()
    await clean(desk.app, desk.spool, now + 89 * DAY, SETTINGS)
    assert (await desk.find(ticket)).state == "held"
    later = now + 91 * DAY
    assert await clean(desk.app, desk.spool, later, SETTINGS) == []
    found = await desk.find(ticket)
    assert (found.state, found.finished_at) == ("cancelled", later)
    assert await clean(desk.app, desk.spool, later + 31 * DAY, SETTINGS) == [ticket]


async def test_what_was_never_made_into_a_set_goes_after_a_day(desk: Desk) -> None:
    ticket = await arrived(desk)
    (desk.spool.receiving / "cut off").write_bytes(b"half")
    stray = desk.spool.set_folder("0000000000009")
    stray.mkdir()
    (stray / "FI").write_bytes(b"content")
    await clean(desk.app, desk.spool, clock_now() + 1 * MINUTES, SETTINGS)
    assert stray.exists()
    await clean(desk.app, desk.spool, clock_now() + 2 * DAY, SETTINGS)
    assert not stray.exists()
    assert list(desk.spool.receiving.iterdir()) == []
    assert desk.spool.set_folder(ticket).exists()


async def test_what_is_taken_in_while_strays_are_looked_for_is_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.spool.receiving / "under way").write_bytes(b"half")
    look = Path.lstat

    def gone(path: Path) -> os.stat_result:
        path.unlink(missing_ok=True)
        return look(path)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Path, "lstat", gone)
        await clean(desk.app, desk.spool, clock_now() + 2 * DAY, SETTINGS)
    desk.spool.receiving.rmdir()
    assert await clean(desk.app, desk.spool, clock_now() + 2 * DAY, SETTINGS) == []


async def test_claims_are_seen_by_the_post_room_alone(desk: Desk) -> None:
    await claimed(desk)
    async with acting(desk.app):
        assert (await store.list_sets(desk.app, store.Filter())).rows == ()
    async with acting(desk.app, BATCH):
        assert len(await arrival_store.arriving(desk.app, clock_now())) == 1
