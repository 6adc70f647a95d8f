"""Group commit: callers share transactions, and nobody pays for his neighbour."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest

from fla.database.pool import Pool, open_pool
from fla.intake import desk as desk_module
from fla.intake import submit as submit_module
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.desk import Desk, DeskBusyError, open_desk
from fla.intake.submit import submit_addressed
from fla.intake.writing import NotWrittenError
from tests.conftest import Database
from tests.intake.build import BAKERY, CLOCK, PAYROLL, Connection, codes, training

OWN = Sender(enterprise_number=BAKERY, door="portal")
OFFICE = Sender(enterprise_number=PAYROLL, door="rest")


@pytest.fixture
async def pool(register: Connection, database: Database) -> AsyncIterator[Pool]:
    async with open_pool(database.app_url, 3) as opened:
        yield opened


def one(number: int, **changes: Any) -> AnyDeclaration:
    day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
    values: dict[str, Any] = {
        "start_date": day,
        "end_date": day,
        "duration_minutes": 60,
        "charged_minutes": 60,
    }
    return training(reference=f"T-{number}", **(values | changes))


async def count(connection: Connection, table: str) -> int:
    async with connection.transaction():
        await connection.execute("SET LOCAL fla.actor = 'operator'")
        cursor = await connection.execute(f"SELECT count(*) FROM {table}")
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def test_a_crowd_shares_transactions_and_each_gets_his_own_answer(
    register: Connection, pool: Pool
) -> None:
    async with open_desk(pool, CLOCK) as desk:
        answers = await asyncio.gather(
            *(desk.hand_in(OWN if n % 2 else OFFICE, [one(n)]) for n in range(200))
        )
    assert [answer[0].reference for answer in answers] == [f"T-{n}" for n in range(200)]
    assert all(answer[0].status != "rejected" for answer in answers)
    assert await count(register, "training") == 200
    assert await count(register, "(SELECT DISTINCT submission_id FROM journal) j") < 20


async def test_a_reference_that_comes_twice_is_a_retry_and_no_clash(
    register: Connection, pool: Pool
) -> None:
    async with open_desk(pool, CLOCK) as desk:
        answers = await asyncio.gather(*(desk.hand_in(OWN, [one(1)]) for _ in range(5)))
    assert sorted(answer[0].repeated for answer in answers) == [False, True, True, True, True]
    assert await count(register, "training") == 1


async def test_a_correction_that_follows_its_registration_finds_it(
    register: Connection, pool: Pool
) -> None:
    async with open_desk(pool, CLOCK, clerks=1) as desk:
        first, second = await asyncio.gather(
            desk.hand_in(OWN, [one(1)]),
            desk.hand_in(OWN, [one(1, title="Anders")]),
        )
    assert codes(second[0])[0] == "REFERENCE-REFERENCE_TAKEN"
    assert first[0].status != "rejected"


async def test_whoever_brings_down_a_group_falls_alone(
    register: Connection, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = submit_addressed

    async def fragile(connection: Any, declarations: Any, clock: Any) -> list[Outcome]:
        if any(declaration.reference == "T-3" for _, declaration in declarations):
            raise psycopg.DataError("a value the checks let through")
        return await original(connection, declarations, clock)

    monkeypatch.setattr(desk_module, "submit_addressed", fragile)
    async with open_desk(pool, CLOCK) as desk:
        answers = await asyncio.gather(
            *(desk.hand_in(OWN, [one(n)]) for n in range(6)), return_exceptions=True
        )
    failed = [n for n, answer in enumerate(answers) if isinstance(answer, BaseException)]
    assert failed == [3]
    assert await count(register, "training") == 5


async def test_a_lost_database_is_told_to_everybody(register: Connection, pool: Pool) -> None:
    async with open_desk(pool, CLOCK) as desk:
        await pool.close()
        answers = await asyncio.gather(
            *(desk.hand_in(OWN, [one(n)]) for n in range(3)), return_exceptions=True
        )
    assert all(isinstance(answer, psycopg.OperationalError) for answer in answers)


async def test_a_caller_who_leaves_takes_nobody_along(register: Connection, pool: Pool) -> None:
    async with open_desk(pool, CLOCK) as desk:
        leaving = asyncio.create_task(desk.hand_in(OWN, [one(1)]))
        staying = asyncio.create_task(desk.hand_in(OWN, [one(2)]))
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await staying)[0].status != "rejected"
    assert await count(register, "training") == 2


async def test_a_full_desk_turns_callers_away_and_a_closed_one_too(
    register: Connection, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MOST_WAITING", 2)
    idle = Desk(pool, CLOCK)
    waiting = [asyncio.create_task(idle.hand_in(OWN, [one(n)])) for n in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(DeskBusyError):
        await idle.hand_in(OWN, [one(3)])
    idle.close()
    with pytest.raises(DeskBusyError):
        await idle.hand_in(OWN, [])
    await idle.serve()
    assert [len(answer) for answer in await asyncio.gather(*waiting)] == [1, 1]


async def test_who_is_always_overtaken_is_turned_away_and_no_neighbour(
    register: Connection, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = submit_module._attempt

    async def late(
        connection: Connection, declarations: Any, clock: Any, **options: Any
    ) -> list[Outcome]:
        if any(declaration.reference == "T-1" for _, declaration in declarations):
            raise NotWrittenError("0 rows changed where 1 were accepted")
        return await attempt(connection, declarations, clock, **options)

    monkeypatch.setattr(submit_module, "_attempt", late)
    async with open_desk(pool, CLOCK) as desk:
        answers = await asyncio.gather(
            *(desk.hand_in(OWN, [one(n)]) for n in range(3)), return_exceptions=True
        )
    assert isinstance(answers[1], DeskBusyError)
    assert [isinstance(answer, list) for answer in answers] == [True, False, True]


async def test_beside_a_crowd_that_is_written_a_few_wait_for_company(
    register: Connection, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    original = submit_addressed

    async def noted(connection: Any, declarations: Any, clock: Any) -> list[Outcome]:
        sizes.append(len(declarations))
        return await original(connection, declarations, clock)

    monkeypatch.setattr(desk_module, "submit_addressed", noted)
    async with open_desk(pool, CLOCK) as desk:
        crowd = [asyncio.create_task(desk.hand_in(OWN, [one(n)])) for n in range(10)]
        while not sizes:
            await asyncio.sleep(0)
        few = [asyncio.create_task(desk.hand_in(OWN, [one(n)])) for n in range(10, 13)]
        nobody = asyncio.create_task(desk.hand_in(OWN, []))
        await asyncio.gather(*crowd, *few, nobody)
    assert sizes == [10, 3]
