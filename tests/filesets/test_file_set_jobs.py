"""File sets through the real queue: each in its process, in order, again when it fails."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import procrastinate
import pytest
from msgspec.structs import replace

from fla import jobs
from fla.clock import SystemClock
from fla.database.identity import BATCH
from fla.filesets import arrival, disk_store, store
from fla.filesets import jobs as file_set_jobs
from fla.filesets.jobs import PostRoom
from fla.settings import Settings
from tests.conftest import Database
from tests.filesets.desk import OTHER, Desk, clock_now, register, set_name
from tests.rows import acting

PATIENCE = 20


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_set_jobs, "WORK", "tests.filesets.stand_in")


@pytest.fixture
def settings(desk: Desk) -> Settings:
    return Settings(spool=desk.spool.root, batch_grace=0)


@pytest.fixture
def room(desk: Desk, settings: Settings, database: Database) -> PostRoom:
    return PostRoom(app_url=database.app_url, clock=SystemClock(), settings=settings)


@asynccontextmanager
async def queue(room: PostRoom) -> AsyncIterator[procrastinate.App]:
    app = jobs.application(
        jobs.Setting(app_url=room.app_url, clock=room.clock, settings=room.settings)
    )
    async with app.open_async():
        yield app


async def handed_over(desk: Desk, sequence: str = "00001", *orders: str) -> str:
    """A set whose process is told what to do."""
    name = set_name(desk.sender, sequence=sequence)
    desk.put_set(name, sequence.encode())
    ticket = await desk.hand_over(name)
    assert ticket is not None
    for order in orders:
        (desk.spool.set_folder(ticket) / order).touch()
    return ticket


async def work_all(app: procrastinate.App, desk: Desk) -> None:
    """Work off the sets in the queue: of those that wait for each other, one at a time."""
    for _ in range(len(await desk.jobs())):
        await jobs.work(app, 2, signals=False, wait=False)


def worked(desk: Desk, ticket: str) -> int:
    """How often a set's process was started."""
    log = desk.spool.set_folder(ticket) / "worked"
    return len(log.read_text().splitlines()) if log.exists() else 0


async def until(told: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not told():
        assert time.monotonic() < end, "it never came to that"
        await asyncio.sleep(0.05)


async def test_each_set_is_worked_on_in_a_process_of_its_own(desk: Desk, room: PostRoom) -> None:
    tickets = [await handed_over(desk, sequence) for sequence in ("00001", "00002")]
    async with queue(room) as app:
        await work_all(app, desk)
    for ticket in tickets:
        assert (await desk.find(ticket)).state == "done"
        assert worked(desk, ticket) == 1
    assert await desk.jobs() == []


async def test_sets_of_one_sender_have_their_turn_as_they_came(desk: Desk, room: PostRoom) -> None:
    """The first one sleeps: the second does not start, while another sender's does."""
    first = await handed_over(desk, "00001", "sleep")
    second = await handed_over(desk, "00002")
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    theirs = await handed_over(other)
    async with queue(room) as app:
        working = asyncio.create_task(jobs.work(app, 3, signals=False))
        await until(lambda: worked(desk, theirs) == 1 and worked(desk, first) == 1)
        await asyncio.sleep(0.5)
        assert worked(desk, second) == 0
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    (desk.spool.set_folder(first) / "sleep").unlink()
    async with queue(room) as app:
        await work_all(app, desk)
    assert [worked(desk, one) for one in (first, second, theirs)] == [2, 1, 1]


async def test_a_server_that_ends_leaves_the_set_to_another(desk: Desk, room: PostRoom) -> None:
    ticket = await handed_over(desk, "00001", "sleep")
    async with queue(room) as app:
        started = time.monotonic()
        working = asyncio.create_task(jobs.work(app, signals=False))
        await until(lambda: worked(desk, ticket) == 1)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        assert time.monotonic() - started < PATIENCE
    assert [waiting for waiting, _ in await desk.jobs()] == [ticket]
    assert (await desk.find(ticket)).state == "arrived"


async def test_what_fails_is_tried_again_later(desk: Desk, room: PostRoom) -> None:
    ticket = await handed_over(desk, "00001", "fail")
    async with queue(room) as app:
        await jobs.work(app, signals=False, wait=False)
        (job,) = await app.job_manager.list_jobs_async(task="take_file_set")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert worked(desk, ticket) == 1
    assert await file_set_jobs.go_round(room) == []


async def test_what_fails_again_and_again_is_stopped(desk: Desk, room: PostRoom) -> None:
    ticket = await handed_over(desk, "00001", "fail")
    await desk.change_queue("UPDATE procrastinate_jobs SET attempts = 20")
    async with queue(room) as app:
        await jobs.work(app, signals=False, wait=False)
    found = await desk.find(ticket)
    assert (found.state, found.stopped_reason) == ("stopped", "failure")
    assert await file_set_jobs.go_round(room) == []
    assert await desk.jobs() == []
    assert await arrival.resume(desk.app, ticket, clock_now())
    found = await desk.find(ticket)
    assert (found.state, found.stopped_reason, found.finished_at) == ("examining", None, None)
    assert [one for one, _ in await desk.jobs()] == [ticket]
    assert not await arrival.resume(desk.app, ticket, clock_now())


async def test_a_round_finds_what_was_not_told_and_what_was_lost(
    desk: Desk, room: PostRoom
) -> None:
    lost = await handed_over(desk, "00001")
    await desk.change_queue("DELETE FROM procrastinate_jobs")
    desk.put_set(set_name(desk.sender, sequence="00002"))
    found, again = await file_set_jobs.go_round(room)
    assert again == lost
    assert {ticket for ticket, _ in await desk.jobs()} == {found, lost}


async def test_a_round_measures_what_sets_take(desk: Desk, room: PostRoom) -> None:
    ticket = await handed_over(desk)
    (desk.spool.set_folder(ticket) / "notification").write_bytes(b"x" * 5_000)
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "processing", clock_now(), was={"arrived"})
    await file_set_jobs.go_round(room)
    async with acting(desk.app, BATCH):
        assert await disk_store.on_disk(desk.app, desk.sender.number) == 5_000 + len("00001")


async def test_the_rounds_and_the_cleaning_are_jobs(desk: Desk, room: PostRoom) -> None:
    desk.put_set(set_name(desk.sender))
    ticket = await handed_over(desk, "00002")
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "refused", clock_now(), was={"arrived"})
    keen = PostRoom(
        app_url=room.app_url,
        clock=_Later(),
        settings=replace(room.settings, batch_refused_retention=1),
    )
    async with queue(keen) as app:
        for task in ("file_set_rounds", "clean_file_sets"):
            await app.tasks[task].defer_async(timestamp=0)
        await jobs.work(app, signals=False, wait=False)
    assert (await desk.find(ticket)).cleaned_at is not None
    assert len(await desk.sets()) == 2


class _Later(SystemClock):
    """Two days from now."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=2)


async def test_a_confirmed_set_stands_in_the_queue_again(desk: Desk, room: PostRoom) -> None:
    ticket = await handed_over(desk)
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "processing", clock_now(), was={"arrived"})
        await store.hold(desk.app, ticket, {})
    await desk.change_queue("DELETE FROM procrastinate_jobs")
    assert await file_set_jobs.go_round(room) == []
    assert await arrival.confirm(desk.app, ticket, "operator", clock_now())
    async with queue(room) as app:
        await jobs.work(app, signals=False, wait=False)
    assert (await desk.find(ticket)).state == "done"
