"""Sets are handed over whole, once, out of the sender's reach; a TD takes them back."""

import asyncio
import datetime as dt
import os
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from fla.database.identity import BATCH
from fla.filesets import arrival, arrival_store, store
from fla.filesets.spool import Spool
from fla.senders.model import Environment
from tests.conftest import Connection, Database
from tests.filesets.desk import OFFICE, OTHER, Desk, clock_now, register, set_name
from tests.rows import NOW, TODAY, acting

LATE = dt.timedelta(minutes=2)


async def test_a_whole_set_leaves_the_senders_folder(desk: Desk) -> None:
    name = set_name(desk.sender, parts=2)
    desk.put_set(name, b"content")
    desk.put(set_name(desk.sender, sequence="00002").fi(), b"of another set")
    ticket = await desk.hand_over(name)
    found = await desk.find(ticket)
    assert desk.left() == {set_name(desk.sender, sequence="00002").fi()}
    assert desk.taken(ticket) == {name.go: b"", name.fi(1): b"content", name.fi(2): b"content"}
    assert (found.sender, found.enterprise_number) == (desk.sender.number, OFFICE)
    assert (found.state, found.purpose, found.sequence) == ("arrived", "FLAD", "00001")
    assert (found.sent_on, found.parts, found.environment) == (TODAY, 2, "S")
    assert (found.size, found.channel, found.duplicate_of) == (14, "sftp", None)
    assert sorted(found.names) == sorted([name.go, name.fi(1), name.fi(2)])
    assert await desk.jobs() == [(ticket, f"take_file_set {desk.sender.number}")]


async def test_nothing_starts_before_go(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put(name.fi(), b"content")
    assert await desk.hand_over(name) is None
    assert await desk.hand_over(name, later=LATE) is None
    assert desk.left() == {name.fi()}
    assert await desk.sets() == []


@pytest.mark.parametrize("environment", ["R", "T"])
async def test_go_waits_for_signatures_where_they_are_needed(
    desk: Desk, environment: Environment
) -> None:
    name = set_name(desk.sender, environment=environment)
    desk.put(name.fi(), b"content", environment)
    desk.put(name.go, b"", environment)
    assert await desk.hand_over(name, environment=environment) is None
    desk.put(name.fs(), b"signature", environment)
    ticket = await desk.hand_over(name, environment=environment)
    assert set(desk.taken(ticket)) == {name.fi(), name.fs(), name.go}


async def test_files_may_come_out_of_order(desk: Desk) -> None:
    name = set_name(desk.sender, parts=2)
    desk.put(name.go)
    assert await desk.hand_over(name) is None
    desk.put(name.fi(2), b"second")
    assert await desk.hand_over(name) is None
    desk.put(name.fi(1, "gz"), b"first")
    ticket = await desk.hand_over(name)
    assert desk.taken(ticket) == {name.go: b"", name.fi(2): b"second", name.fi(1, "gz"): b"first"}


async def test_what_never_comes_is_waited_for_a_while(desk: Desk) -> None:
    name = set_name(desk.sender, parts=2)
    desk.put(name.fi(2), b"second")
    desk.put(name.go)
    assert await desk.hand_over(name) is None
    found = await desk.find(await desk.hand_over(name, later=LATE))
    assert sorted(found.names) == sorted([name.go, name.fi(2)])
    assert desk.left() == set()


async def test_a_sender_cannot_date_his_go_back(desk: Desk) -> None:
    name = set_name(desk.sender)
    path = desk.put(name.go)
    os.utime(path, (0, 0))
    assert await desk.hand_over(name) is None


async def test_a_name_that_cannot_be_read_waits_for_nothing(desk: Desk) -> None:
    desk.put("GO.FLAD")
    found = await desk.find(await desk.hand_over("GO.FLAD"))
    assert (found.names, found.purpose, found.sent_on, found.parts) == (["GO.FLAD"], "", None, 0)


async def test_a_name_comes_twice(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name, b"first")
    first = await desk.hand_over(name)
    desk.put_set(name, b"second")
    second = await desk.hand_over(name)
    assert (await desk.find(second)).duplicate_of == first
    assert desk.taken(first)[name.fi()] == b"first"
    assert desk.taken(second)[name.fi()] == b"second"
    assert await desk.hand_over(name) is None


async def test_after_a_refusal_the_name_may_come_again(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    first = await desk.hand_over(name)
    assert first is not None
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, first, "refused", clock_now(), was={"arrived"})
    desk.put_set(name)
    assert (await desk.find(await desk.hand_over(name))).duplicate_of is None


async def test_two_senders_at_once_do_not_meet(desk: Desk, database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as second:
        other = Desk(second, desk.spool, await register(second, OTHER))
        for one in (desk, other):
            one.put_set(set_name(one.sender), one.sender.number.encode())
        tickets = await asyncio.gather(
            desk.hand_over(set_name(desk.sender)), other.hand_over(set_name(other.sender))
        )
    for one, ticket in zip((desk, other), tickets, strict=True):
        content = desk.taken(ticket)[set_name(one.sender).fi()]
        assert content == one.sender.number.encode()
    locks = {lock for _, lock in await desk.jobs()}
    assert locks == {f"take_file_set {one.sender.number}" for one in (desk, other)}


async def test_two_who_see_the_same_go_make_one_set(desk: Desk, database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as second:
        twin = Desk(second, desk.spool, desk.sender)
        for number in range(1, 11):
            name = set_name(desk.sender, sequence=f"{number:05}")
            desk.put_set(name, b"content")
            found = await asyncio.gather(desk.hand_over(name), twin.hand_over(name))
            (ticket,) = [one for one in found if one is not None]
            assert desk.taken(ticket)[name.fi()] == b"content"
    sets = await desk.sets()
    assert len(sets) == len(await desk.jobs()) == 10
    assert all(one.duplicate_of is None for one in sets)


async def test_what_was_cut_off_is_brought_to_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = set_name(desk.sender, parts=2)
    desk.put_set(name, b"content")
    moves = 0

    def cut_off(self: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves > 2:
            raise OSError("the lights went out")
        return renamed(self, target)

    renamed = Path.rename
    monkeypatch.setattr(Path, "rename", cut_off)
    with pytest.raises(OSError, match="lights"):
        await desk.hand_over(name)
    monkeypatch.undo()
    assert await desk.jobs() == []
    async with acting(desk.app, BATCH):
        (claimed,) = await arrival_store.arriving(desk.app, clock_now())
    assert await arrival.complete(desk.app, desk.spool, claimed, clock_now())
    assert len(desk.taken(claimed.ticket)) == 3
    assert desk.left() == set()
    assert [ticket for ticket, _ in await desk.jobs()] == [claimed.ticket]


async def test_a_go_that_is_taken_away_makes_no_set(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    described = arrival._claim

    async def too_late(*given: object) -> object:
        (desk.folder() / name.go).unlink()
        return await described(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(arrival, "_claim", too_late)
    assert await desk.hand_over(name) is None
    assert await desk.sets() == []
    assert list(desk.spool.sets.iterdir()) == []
    assert desk.left() == {name.fi()}


async def test_a_file_that_is_still_written_is_waited_for(desk: Desk) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    with (desk.folder() / name.fi()).open("ab") as writing:
        writing.write(b"more")
        assert await desk.hand_over(name, later=LATE) is None
    assert await desk.hand_over(name) is not None


@pytest.mark.parametrize("way", ["open", "link"])
async def test_no_way_back_to_the_bytes_is_left_open(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Opened in the moment between looking and moving, or known by a second name."""
    name = set_name(desk.sender)
    desk.put_set(name, b"as handed over")
    path, aside = desk.folder() / name.fi(), tmp_path / "aside"
    if way == "open":
        monkeypatch.setattr(arrival, "written", lambda *_: False)
    else:
        aside.hardlink_to(path)
    with (path if way == "open" else aside).open("r+b", 0) as writing:
        ticket = await desk.hand_over(name) if way == "open" else None
        if way == "link":
            writing.close()
            ticket = await desk.hand_over(name)
            aside.write_bytes(b"changed")
        else:
            writing.write(b"changed")
    assert desk.taken(ticket)[name.fi()] == b"as handed over"


async def test_what_is_in_a_go_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts as no part of the set: without bound, it would fill the disk for three months."""
    name, other = set_name(desk.sender), set_name(desk.sender, sequence="00002")
    desk.put_set(name)
    desk.put(name.go, b"a long story")
    assert desk.taken(await desk.hand_over(name)) == {name.go: b"", name.fi(): b"<a/>"}
    desk.put_set(other)
    monkeypatch.setattr(arrival, "written", lambda *_: False)
    with desk.put(other.go, b"a long").open("ab", 0) as writing:
        ticket = await desk.hand_over(other)
        writing.write(b" story")
    assert desk.taken(ticket) == {other.go: b"", other.fi(): b"<a/>"}


@pytest.mark.parametrize("target", ["outside", "nowhere"])
async def test_links_are_no_files(desk: Desk, tmp_path: Path, target: str) -> None:
    name = set_name(desk.sender)
    (tmp_path / "outside").write_bytes(b"somebody else's")
    (desk.folder() / name.fi()).symlink_to(tmp_path / target)
    (desk.folder() / name.go).symlink_to(tmp_path / target)
    assert await desk.hand_over(name, later=LATE) is None
    (desk.folder() / name.go).unlink()
    desk.put(name.go)
    assert desk.taken(await desk.hand_over(name, later=LATE)) == {name.go: b""}


async def test_a_file_that_becomes_a_link_is_left_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = set_name(desk.sender)
    desk.put_set(name)
    (tmp_path / "outside").write_bytes(b"somebody else's")
    claim = arrival._claim

    async def meanwhile(*given: object) -> object:
        (desk.folder() / name.fi()).unlink()
        (desk.folder() / name.fi()).symlink_to(tmp_path / "outside")
        return await claim(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(arrival, "_claim", meanwhile)
    assert desk.taken(await desk.hand_over(name)) == {name.go: b""}
    assert (tmp_path / "outside").read_bytes() == b"somebody else's"


async def test_a_held_set_is_confirmed_once(desk: Desk) -> None:
    name = set_name(desk.sender, purpose="FLAS")
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    assert ticket is not None
    assert not await arrival.confirm(desk.app, ticket, "operator", clock_now())
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "processing", clock_now(), was={"arrived"})
        assert await store.hold(desk.app, ticket, {"changed": 12})
    assert (await desk.find(ticket)).held == {"changed": 12}
    assert await arrival.confirm(desk.app, ticket, "operator", clock_now())
    found = await desk.find(ticket)
    assert (found.state, found.confirmed_by) == ("processing", "operator")
    assert not await arrival.confirm(desk.app, ticket, "operator", clock_now())
    async with acting(desk.app, BATCH):
        assert not await store.hold(desk.app, ticket, {"changed": 12})


async def test_a_set_that_is_asked_to_stop_is_not_held(desk: Desk) -> None:
    """It would wait for somebody, though everybody has been told that it stops."""
    name = set_name(desk.sender, purpose="FLAS")
    desk.put_set(name)
    ticket = await desk.hand_over(name)
    assert ticket is not None
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "processing", clock_now(), was={"arrived"})
    assert await arrival.withdraw(desk.app, ticket, "operator", clock_now())
    async with acting(desk.app, BATCH):
        assert not await store.hold(desk.app, ticket, {"changed": 12})


@pytest.mark.parametrize(
    ("content", "end"),
    [(b"<a/>", ""), (b"\x1f\x8bpacked", ".gz"), (b"PK\x03\x04packed", ".zip"), (b"", "")],
)
async def test_a_file_over_https_becomes_a_set_of_one_part(
    desk: Desk, spool: Spool, content: bytes, end: str
) -> None:
    tickets = []
    for _ in range(2):
        upload = spool.receiving / "upload"
        upload.write_bytes(content)
        tickets.append(
            await arrival.receive(
                *(desk.app, spool, desk.sender, upload),
                purpose="FLAD",
                environment="S",
                channel="rest",
                language="fr",
                now=clock_now(),
            )
        )
        assert not upload.exists()
    first, second = [await desk.find(ticket) for ticket in tickets]
    assert (first.sequence, second.sequence) == ("A0000", "A0001")
    assert (first.state, first.channel, first.language) == ("arrived", "rest", "fr")
    assert (first.size, first.parts) == (len(content), 1)
    stem = first.go_name.removeprefix("GO.")
    assert desk.taken(tickets[0]) == {first.go_name: b"", f"FI.{stem}.1{end}": content}
    assert first.names == [f"FI.{stem}.1{end}", first.go_name]
    assert [ticket for ticket, _ in await desk.jobs()] == tickets


async def test_a_name_of_ours_is_never_one_that_the_sender_gave(desk: Desk, spool: Spool) -> None:
    now = NOW
    theirs = set_name(desk.sender, sequence="A0000", sent_on=TODAY)
    desk.put_set(theirs)
    assert await desk.hand_over(theirs) is not None
    upload = spool.receiving / "upload"
    upload.write_bytes(b"<a/>")
    ticket = await arrival.receive(
        *(desk.app, spool, desk.sender, upload),
        purpose="FLAD",
        environment="S",
        channel="portal",
        language=None,
        now=now,
    )
    assert (await desk.find(ticket)).sequence == "A0001"


async def test_an_unknown_folder_holds_nothing(app: Connection, spool: Spool) -> None:
    sender = await register(app)
    found = await arrival.hand_over(
        *(app, spool, replace(sender, number="199999"), "R", "GO.x", clock_now()),
        dt.timedelta(0),
    )
    assert found is None
