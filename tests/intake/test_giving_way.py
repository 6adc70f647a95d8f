"""A trial is undone in the end: nobody is to wait until then for what it holds."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import TryAgainError, trial
from tests.conftest import Database
from tests.intake.build import BAKERY, BRAM, CLOCK, Connection, codes, employment, send, training
from tests.intake.race import connected, somebody_waits

BAKER = Sender(enterprise_number=BAKERY, door="xml")
HIRED: Sequence[AnyDeclaration] = [employment(BRAM, "E", name=("Janssens", "Bram"))]
NEXT: Sequence[AnyDeclaration] = [training(BRAM, "T")]


@pytest.fixture
async def second(register: Connection, database: Database) -> AsyncIterator[Connection]:
    async with connected(database) as connection:
        yield connection


@pytest.fixture
async def watch(register: Connection, database: Database) -> AsyncIterator[Connection]:
    async with connected(database) as connection:
        yield connection


async def test_a_trial_leaves_off_for_who_waits_for_it(
    register: Connection, second: Connection, watch: Connection
) -> None:
    async def tried() -> None:
        async with trial(register, CLOCK, patience=0.05) as take:
            assert [one.status for one in await take(BAKER, HIRED)] == ["accepted"]
            waiting.append(asyncio.ensure_future(send(second, *HIRED)))
            await somebody_waits(watch)
            await asyncio.sleep(0.05)
            await take(BAKER, NEXT)

    waiting: list[asyncio.Future[list[Outcome]]] = []
    with pytest.raises(TryAgainError):
        await tried()
    (outcome,) = await asyncio.wait_for(waiting[0], 5)
    assert codes(outcome) == []  # it was the first
    async with trial(register, CLOCK, patience=0.05) as take:  # and then the trial has its turn
        await asyncio.sleep(0.05)
        (again,), (following,) = await take(BAKER, HIRED), await take(BAKER, NEXT)
    assert (again.repeated, codes(following)) == (True, [])


async def test_a_short_trial_goes_on_to_its_end(
    register: Connection, second: Connection, watch: Connection
) -> None:
    async with trial(register, CLOCK) as take:
        await take(BAKER, HIRED)
        waiting = asyncio.ensure_future(send(second, *HIRED))
        await somebody_waits(watch)
        (following,) = await take(BAKER, NEXT)
    assert codes(following) == []
    (outcome,) = await asyncio.wait_for(waiting, 5)
    assert (outcome.status, outcome.repeated) == ("accepted", False)


async def test_of_two_trials_the_one_that_waits_leaves_off(
    register: Connection, second: Connection, watch: Connection
) -> None:
    async with trial(register, CLOCK, patience=0.05) as take:
        await take(BAKER, HIRED)
        async with trial(second, CLOCK, patience=0.3) as take_too:
            waiting = asyncio.ensure_future(take_too(BAKER, HIRED))
            await somebody_waits(watch)
            await asyncio.sleep(0.05)
            (following,) = await take(BAKER, NEXT)
            with pytest.raises(TryAgainError):
                await asyncio.wait_for(waiting, 5)
    assert codes(following) == []


async def test_a_connection_waits_as_before_once_its_trial_has_ended(register: Connection) -> None:
    async def told() -> list[str]:
        settings = ("application_name", "lock_timeout")
        cursors = [await register.execute(f"SHOW {name}") for name in settings]
        return [(await cursor.fetchone() or ("",))[0] for cursor in cursors]

    before = await told()
    async with trial(register, CLOCK) as take:
        await take(BAKER, HIRED)
        assert await told() == ["fla trial", "5s"]
    assert await told() == before
