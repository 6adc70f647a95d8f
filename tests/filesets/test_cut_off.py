"""Cut off at any step, there is either no set, or one that the rounds bring to its end."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from fla.database.identity import BATCH
from fla.filesets import arrival, arrival_store, calling_back, moving, store
from fla.filesets.model import FileSet
from fla.filesets.names import SetName
from fla.filesets.rounds import clean, go_round
from fla.settings import Settings
from tests.filesets.desk import Desk, clock_now, set_name
from tests.rows import acting

SETTINGS = Settings()
LATER = dt.timedelta(minutes=5)
DAYS = dt.timedelta(days=2)
SFTP_STEPS, COPYING_STEPS, HTTPS_STEPS = 12, 14, 12
STEPS: list[tuple[Any, str]] = [
    *((Path, name) for name in ("mkdir", "rename", "replace", "touch", "unlink")),
    *((os, "truncate"), (shutil, "copyfile")),
    *((moving, "to_disk"), (arrival, "to_disk"), (arrival, "dispatch")),
    *((store, "insert"), (store, "add_faults")),
    *((arrival_store, "arrive"), (arrival_store, "withdraw")),
]


class PowerCut(BaseException):
    """Nothing is done after it, not even what tidies up after an error."""


@contextmanager
def cut_off(
    monkeypatch: pytest.MonkeyPatch,
    before: int | None = None,
    cause: type[BaseException] = PowerCut,
) -> Iterator[list[str]]:
    """Let it end before the so-many-th step; gives the steps that were begun."""
    begun: list[str] = []

    def step(name: str, does: Callable[..., Any]) -> Callable[..., Any]:
        def one(*given: Any, **how: Any) -> Any:
            begun.append(f"{name} {given[0]}" if name == "to_disk" else name)
            if len(begun) == before:
                raise cause()
            return does(*given, **how)

        return one

    with monkeypatch.context() as patches:
        for where, name in STEPS:
            patches.setattr(where, name, step(name, getattr(where, name)))
        yield begun


async def only(desk: Desk) -> FileSet:
    (found,) = await desk.sets()
    return found


async def whole(desk: Desk, name: SetName, content: bytes) -> FileSet:
    """The set, which is there once, with all its files, to be worked on."""
    await go_round(desk.app, desk.spool, clock_now() + LATER, SETTINGS)
    found = await only(desk)
    assert desk.taken(found.ticket) == {name.fi(): content, name.go: b""}
    assert sorted(found.names) == sorted([name.fi(), name.go])
    assert (found.state, found.size) == ("arrived", len(content))
    assert desk.left() == set()
    assert [ticket for ticket, _ in await desk.jobs()] == [found.ticket]
    await clean(desk.app, desk.spool, clock_now() + DAYS, SETTINGS)
    assert [path.name for path in desk.spool.sets.iterdir()] == [found.ticket]
    assert list(desk.spool.receiving.iterdir()) == []
    return found


@pytest.mark.parametrize("before", [*range(1, SFTP_STEPS + 1), None])
async def test_over_sftp(desk: Desk, monkeypatch: pytest.MonkeyPatch, before: int | None) -> None:
    name = set_name(desk.sender)
    desk.put_set(name, b"content")
    with cut_off(monkeypatch, before) as begun:
        if before is None:
            assert await desk.hand_over(name) is not None
            assert len(begun) == SFTP_STEPS, "a step that no test cuts off"
        else:
            with pytest.raises(PowerCut):
                await desk.hand_over(name)
    await whole(desk, name, b"content")


@pytest.mark.parametrize("before", [*range(1, COPYING_STEPS + 1), None])
async def test_over_sftp_while_somebody_holds_on_to_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: int | None
) -> None:
    """Then its bytes are copied: half a copy is no file of the set."""
    name = set_name(desk.sender)
    desk.put_set(name, b"content")
    (tmp_path / "aside").hardlink_to(desk.folder() / name.fi())
    with cut_off(monkeypatch, before) as begun:
        if before is None:
            assert await desk.hand_over(name) is not None
            assert len(begun) == COPYING_STEPS, "a step that no test cuts off"
        else:
            with pytest.raises(PowerCut):
                await desk.hand_over(name)
    await whole(desk, name, b"content")


async def receive(desk: Desk) -> str:
    upload = desk.spool.receiving / "upload"
    upload.write_bytes(b"content")
    return await arrival.receive(
        *(desk.app, desk.spool, desk.sender, upload),
        purpose="FLAD",
        environment="S",
        channel="rest",
        language=None,
        now=clock_now(),
    )


@pytest.mark.parametrize("cause", [PowerCut, OSError])
@pytest.mark.parametrize("before", range(1, HTTPS_STEPS + 1))
async def test_over_https_nothing_is_left_of_what_was_not_answered(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    before: int,
    cause: type[BaseException],
) -> None:
    with cut_off(monkeypatch, before, cause), pytest.raises(cause):
        await receive(desk)
    assert await desk.sets() == []
    assert await desk.jobs() == []
    if cause is OSError:
        assert list(desk.spool.sets.iterdir()) == []
    assert await go_round(desk.app, desk.spool, clock_now() + LATER, SETTINGS) == []
    await clean(desk.app, desk.spool, clock_now() + DAYS, SETTINGS)
    assert list(desk.spool.sets.iterdir()) == list(desk.spool.receiving.iterdir()) == []


async def test_over_https_what_was_answered_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cut_off(monkeypatch) as begun:
        await receive(desk)
    assert len(begun) == HTTPS_STEPS, "a step that no test cuts off"
    found = await only(desk)
    assert set(desk.taken(found.ticket)) == set(found.names)


async def test_over_https_a_transaction_that_fails_leaves_no_set(desk: Desk) -> None:
    with suppress(PowerCut):
        async with acting(desk.app, BATCH):
            await receive(desk)
            raise PowerCut
    assert await desk.sets() == []
    await clean(desk.app, desk.spool, clock_now() + DAYS, SETTINGS)
    assert list(desk.spool.sets.iterdir()) == []


@pytest.mark.parametrize("way", ["sftp", "https"])
async def test_all_is_on_disk_before_a_row_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The bytes, the names of the files, and the name of their folder."""
    name = set_name(desk.sender)
    with cut_off(monkeypatch) as begun:
        if way == "sftp":
            desk.put_set(name)
            await desk.hand_over(name)
        else:
            await receive(desk)
    found = await only(desk)
    said = begun.index("arrive" if way == "sftp" else "insert")
    folder = desk.spool.set_folder(found.ticket)
    wanted = [*(folder / one for one in found.names), folder, desk.spool.sets]
    assert {f"to_disk {path}" for path in wanted} <= set(begun[:said])
    last = max(place for place, one in enumerate(begun) if one in ("mkdir", "rename", "touch"))
    assert begun.index(f"to_disk {desk.spool.sets}") > last


@pytest.mark.parametrize("handed_over", [True, False])
@pytest.mark.parametrize("before", range(1, 6))
async def test_a_td_does_what_it_asks_in_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, before: int, *, handed_over: bool
) -> None:
    """While the TD lies there, nothing is over; without it, all is."""
    name = set_name(desk.sender)
    desk.put_set(name)
    ticket = await desk.hand_over(name) if handed_over else None
    desk.put(name.td)
    with cut_off(monkeypatch, before):
        try:
            await calling_back.call_back(
                *(desk.app, desk.spool, desk.sender, "S", name.td, clock_now())
            )
        except PowerCut:
            assert name.td in desk.left()
    await go_round(desk.app, desk.spool, clock_now() + LATER, SETTINGS)
    assert desk.left() == set()
    if handed_over:
        assert (await desk.find(ticket)).state == "cancelled"
    assert len(await desk.sets()) == handed_over
