"""How much one sender may hand in: sets a day, by whichever way, and bytes on disk."""

import datetime as dt
import errno
from pathlib import Path
from typing import Any

import pytest

from fla.clock import BRUSSELS
from fla.database.identity import BATCH
from fla.filesets import allowance, arrival, arrival_store, moving, store
from fla.filesets.allowance import Allowance, PastAllowanceError
from fla.filesets.faults import FaultCode
from fla.filesets.measuring import measure
from fla.filesets.model import Fault, State
from fla.filesets.rounds import go_round
from fla.senders.model import Environment
from fla.settings import Settings
from tests.filesets.desk import GRACE, OTHER, Desk, clock_now, register, set_name
from tests.rows import acting

NOW = clock_now()
TWO = Allowance(sets_a_day=2)
MIB = 1024 * 1024
SMALL = Allowance(quota=MIB)
DAY = dt.timedelta(days=1)


async def over_sftp(
    desk: Desk,
    number: int,
    *,
    now: dt.datetime = NOW,
    environment: Environment = "S",
    allowed: Allowance = TWO,
) -> str | None:
    name = set_name(desk.sender, sequence=f"{number:05}", environment=environment)
    desk.put_set(name)
    return await arrival.hand_over(
        *(desk.app, desk.spool, desk.sender, environment, name.go, now, GRACE, allowed)
    )


async def over_https(
    desk: Desk, content: bytes = b"<a/>", *, now: dt.datetime = NOW, allowed: Allowance = TWO
) -> str:
    upload = desk.spool.receiving / "upload"
    upload.write_bytes(content)
    return await arrival.receive(
        *(desk.app, desk.spool, desk.sender, upload),
        purpose="FLAD",
        environment="S",
        channel="rest",
        language=None,
        now=now,
        allowed=allowed,
    )


async def faults(desk: Desk, ticket: str | None) -> list[Fault]:
    assert ticket is not None
    async with acting(desk.app, BATCH):
        return await store.faults_of(desk.app, ticket)


async def test_more_sets_than_a_day_has_are_refused_and_lose_nothing(desk: Desk) -> None:
    taken = [await over_sftp(desk, 1), await over_https(desk)]
    beyond = [await over_sftp(desk, 3), await over_https(desk)]
    for ticket in taken:
        assert await faults(desk, ticket) == []
    for ticket in beyond:
        found = await desk.find(ticket)
        fault = Fault(FaultCode.TOO_MANY_SETS, found.go_name, detail="2")
        assert await faults(desk, ticket) == [fault]
        assert found.state == "arrived"
        assert set(desk.taken(ticket)) == set(found.names)
    assert [ticket for ticket, _ in await desk.jobs()] == [*taken, *beyond]


async def test_far_too_many_wait_for_the_next_day(desk: Desk) -> None:
    for number in range(1, 5):
        assert await over_sftp(desk, number) is not None
    assert await over_sftp(desk, 5) is None
    settings = Settings(batch_sets_a_day=2)
    assert await go_round(desk.app, desk.spool, NOW, settings) == []
    name = set_name(desk.sender, sequence="00005")
    assert desk.left() == {name.fi(), name.go}
    assert len(await desk.sets()) == 4
    (ticket,) = await go_round(desk.app, desk.spool, NOW + DAY, settings)
    assert set(desk.taken(ticket)) == {name.fi(), name.go}
    assert await faults(desk, ticket) == []


async def test_one_too_many_that_is_taken_away_is_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        await over_sftp(desk, number)
    go = desk.folder() / set_name(desk.sender, sequence="00003").go
    take_out = moving.take_out

    def too_late(*given: Any) -> object:
        go.unlink()
        return take_out(*given)

    monkeypatch.setattr(arrival, "take_out", too_late)
    assert await over_sftp(desk, 3) is None
    assert len(await desk.sets()) == len(list(desk.spool.sets.iterdir())) == 2
    async with acting(desk.app, BATCH):
        assert await arrival_store.arriving(desk.app, NOW + DAY) == []


async def test_far_too_many_are_not_taken_over_https(desk: Desk) -> None:
    for _ in range(4):
        await over_https(desk)
    with pytest.raises(PastAllowanceError) as refused:
        await over_https(desk, b"the fifth")
    assert refused.value.errno == errno.EDQUOT
    assert len(await desk.sets()) == len(list(desk.spool.sets.iterdir())) == 4
    assert (desk.spool.receiving / "upload").read_bytes() == b"the fifth"


async def test_files_that_belong_to_nothing_count_too(desk: Desk) -> None:
    for number in range(6):
        desk.put(f"strange{number}.xml")
    settings = Settings(batch_sets_a_day=2)
    assert len(await go_round(desk.app, desk.spool, clock_now() + 2 * GRACE, settings)) == 4
    assert len(desk.left()) == 2


async def test_each_sender_environment_and_day_has_its_number(desk: Desk) -> None:
    """The day is Belgium's: one minute to midnight there, and one past."""
    midnight = dt.datetime(2026, 7, 2, tzinfo=BRUSSELS)
    before, after = midnight - GRACE, midnight + GRACE
    for number in (1, 2):
        await over_sftp(desk, number, now=before)
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    free = [
        await over_sftp(other, 3, now=before),
        await over_sftp(desk, 3, now=before, environment="T"),
        await over_sftp(desk, 4, now=after),
    ]
    assert [await faults(desk, ticket) for ticket in free] == [[], [], []]
    assert len(await faults(desk, await over_sftp(desk, 5, now=before))) == 1


async def test_what_was_refused_for_its_day_may_come_under_its_name_again(desk: Desk) -> None:
    _, _, ticket = [await over_sftp(desk, number) for number in (1, 2, 3)]
    assert ticket is not None
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, "refused", NOW, was={"arrived"})
    again = await over_sftp(desk, 3, now=NOW + DAY)
    assert (await desk.find(again)).duplicate_of is None
    assert await faults(desk, again) == []


async def is_full(desk: Desk) -> bool:
    return await allowance.is_full(desk.app, desk.sender.number, NOW, SMALL)


async def test_nothing_more_is_taken_over_https_of_a_sender_whose_sets_take_too_much(
    desk: Desk,
) -> None:
    half = b"<" + b"a" * (MIB // 2)
    for _ in range(2):
        assert not await is_full(desk)
        await over_https(desk, half, allowed=SMALL)
    assert await is_full(desk)
    with pytest.raises(PastAllowanceError):
        await over_https(desk, b"<a/>", allowed=SMALL)
    assert len(await desk.sets()) == 2
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    await over_https(other, allowed=SMALL)
    assert await over_sftp(desk, 1, allowed=SMALL) is not None  # its files were let in before


@pytest.mark.parametrize("state", ["processing", "held", "done", "refused", "cancelled"])
async def test_what_came_of_a_set_counts_as_well(desk: Desk, state: State) -> None:
    ticket = await over_https(desk, allowed=SMALL)
    (desk.spool.set_folder(ticket) / "resend.xml").write_bytes(b"x" * MIB)
    assert not await is_full(desk)
    async with acting(desk.app, BATCH):
        await store.set_state(desk.app, ticket, state, NOW, was={"arrived"})
    await measure(desk.app, desk.spool, NOW + GRACE)
    assert await is_full(desk)
    desk.spool.remove_set(ticket)
    async with acting(desk.app, BATCH):
        await arrival_store.cleaned(desk.app, ticket, NOW)
    assert not await is_full(desk)


async def test_what_is_over_is_measured_once_more(desk: Desk) -> None:
    """While a set is worked on it grows; after its end, the folder is looked at one last time."""
    ticket = await over_https(desk, allowed=SMALL)
    grown = desk.spool.set_folder(ticket) / "notification"
    sizes = []
    states: list[State] = ["processing", "processing", "done", "done"]
    for minute, state in enumerate(states, 1):
        async with acting(desk.app, BATCH):
            was: set[State] = {"arrived", "processing"}
            await store.set_state(desk.app, ticket, state, NOW + minute * GRACE, was=was)
        grown.write_bytes(b"x" * 1000 * minute)
        await measure(desk.app, desk.spool, NOW + minute * GRACE + GRACE / 2)
        sizes.append(await measured(desk, ticket))
    assert sizes == [1004, 2004, 3004, 3004]


async def measured(desk: Desk, ticket: str) -> int:
    async with acting(desk.app, BATCH):
        cursor = await desk.app.execute(
            "SELECT disk_bytes FROM file_set WHERE ticket = %s", [ticket]
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def test_a_folder_that_is_gone_takes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [await over_https(desk, allowed=SMALL) for _ in range(2)]
    async with acting(desk.app, BATCH):
        for ticket in tickets:
            await store.set_state(desk.app, ticket, "processing", NOW, was={"arrived"})
    desk.spool.remove_set(tickets[0])
    look = Path.lstat

    def gone(path: Path) -> object:
        path.unlink()
        return look(path)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Path, "lstat", gone)
        await measure(desk.app, desk.spool, NOW)
    assert [await measured(desk, ticket) for ticket in tickets] == [0, 0]


def test_what_is_allowed_is_what_the_settings_say() -> None:
    given = Settings(batch_sets_a_day=7, batch_quota=8 * MIB)
    assert Allowance.of(given) == Allowance(sets_a_day=7, quota=8 * MIB)
    assert Allowance.of(Settings()) == Allowance()
