"""Whose turn it is: a sender has one at a time, production goes first, nobody waits for ever."""

import datetime as dt
from typing import Any

import pytest
from psycopg.rows import dict_row

from fla.filesets import arrival
from fla.filesets.dispatch import QUEUE, priority
from fla.filesets.rounds import dispatch_again
from fla.senders.model import Environment
from tests.filesets.desk import OTHER, Desk, clock_now, register, set_name

NOW = clock_now()
HOUR = dt.timedelta(hours=1)


async def came(desk: Desk, sequence: int, environment: Environment, later: dt.timedelta) -> str:
    """A set that was handed over so much later."""
    name = set_name(desk.sender, sequence=f"{sequence:05}", environment=environment)
    desk.put_set(name)
    ticket = await arrival.hand_over(
        *(desk.app, desk.spool, desk.sender, environment, name.go, NOW + later, HOUR)
    )
    assert ticket is not None
    return ticket


async def next_job(desk: Desk) -> dict[str, Any] | None:
    """The job that a worker of file sets is given next: it is at it from then on."""
    async with desk.app.transaction():
        await desk.app.execute("SET LOCAL search_path = jobs")
        cursor = desk.app.cursor(row_factory=dict_row)
        await cursor.execute("SELECT * FROM procrastinate_fetch_job_v2(%s, NULL)", [[QUEUE]])
        row = await cursor.fetchone()
    return row if row and row["id"] is not None else None


async def turn(desk: Desk) -> str | None:
    job = await next_job(desk)
    return str(job["args"]["ticket"]) if job else None


async def over(desk: Desk) -> None:
    """What was worked on came to its end."""
    await desk.change_queue("DELETE FROM procrastinate_jobs WHERE status = 'doing'")


async def turns(desk: Desk) -> list[str]:
    """One after the other."""
    found = []
    while ticket := await turn(desk):
        found.append(ticket)
        await over(desk)
    return found


async def test_a_sender_has_one_set_worked_on_whatever_the_environment(desk: Desk) -> None:
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    first = await came(desk, 1, "R", 0 * HOUR)
    second = await came(desk, 1, "T", 0 * HOUR)
    theirs = await came(other, 1, "S", 1 * HOUR)
    assert [await turn(desk) for _ in range(3)] == [first, theirs, None]
    await over(desk)
    assert await turns(desk) == [second]


async def test_production_goes_before_tests_and_tests_before_simulations(desk: Desk) -> None:
    simulated = [await came(desk, 1, "S", 0 * HOUR), await came(desk, 2, "S", 0 * HOUR)]
    tested = [await came(desk, 1, "T", 1 * HOUR), await came(desk, 2, "T", 1 * HOUR)]
    other = Desk(desk.app, desk.spool, await register(desk.app, OTHER))
    real = [await came(other, 1, "R", 2 * HOUR), await came(desk, 2, "R", 3 * HOUR)]
    assert await turns(desk) == [*real, *tested, *simulated]


@pytest.mark.parametrize(("environment", "hours"), [("T", 12), ("S", 24)])
async def test_tests_are_overtaken_for_so_long_only(
    desk: Desk, environment: Environment, hours: int
) -> None:
    before = await came(desk, 1, "R", hours * HOUR - 2 * dt.timedelta(minutes=1))
    waiting = await came(desk, 1, environment, 0 * HOUR)
    after = await came(desk, 2, "R", hours * HOUR + 2 * dt.timedelta(minutes=1))
    assert await turns(desk) == [before, waiting, after]


@pytest.mark.parametrize("environment", ["R", "T", "S"])
async def test_a_senders_own_order_stays(desk: Desk, environment: Environment) -> None:
    tickets = [await came(desk, 9 - one, environment, one * HOUR / 90) for one in range(5)]
    assert await turns(desk) == tickets


async def test_what_was_lost_gets_its_place_back(desk: Desk) -> None:
    first = await came(desk, 1, "R", 0 * HOUR)
    await desk.change_queue("DELETE FROM procrastinate_jobs")
    second = await came(desk, 2, "R", 1 * HOUR)
    assert await dispatch_again(desk.app, NOW) == [first]
    assert await turns(desk) == [first, second]


async def test_the_queue_has_room_for_the_priority(desk: Desk) -> None:
    """An integer of the database, for as long as tickets last."""
    found = await desk.find(await came(desk, 1, "S", dt.timedelta(days=365 * 32)))
    assert -(2**31) <= priority(found) < 0
