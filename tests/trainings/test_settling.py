"""Proposals settle by themselves: which, when, and what is left to see of it."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import msgspec
import psycopg
import pytest

from fla import jobs
from fla.clock import FixedClock
from fla.database.identity import assume, enterprise
from fla.intake.declaration import DecisionDeclaration
from fla.trainings import settling_store
from fla.trainings.settling import Due, due, settle
from fla.trainings.store import history
from tests.conftest import Database
from tests.intake.build import (
    BAKERY,
    BRAM,
    FOUNDRY,
    SCHOOL,
    TODAY,
    Connection,
    as_operator,
    belgium,
    codes,
    decision,
    employment,
    send,
)
from tests.intake.cases.case import charged, december, planned, withdrawn

FEBRUARY = dt.date(2027, 2, 1)
"""The day after the last on which trainings of the fourth quarter are open."""


def on(day: dt.date) -> FixedClock:
    return FixedClock(dt.datetime.combine(day, dt.time(11), dt.UTC))


@pytest.fixture
async def register(app: Connection) -> Connection:
    """Anna and Bram work at the bakery, Anna at the foundry as well."""
    await app.set_autocommit(True)
    await belgium(app)
    await send(app, employment(), employment(BRAM, "E-2", name=("Janssens", "Bram")))
    await send(app, employment(employer=FOUNDRY), sender=FOUNDRY)
    return app


async def read(connection: Connection, query: Any, *values: Any) -> list[tuple[Any, ...]]:
    async with connection.transaction():
        await connection.execute("SET LOCAL fla.actor = 'operator'")
        return await (await connection.execute(query, values)).fetchall()


async def propose(connection: Connection, *declarations: Any) -> list[uuid.UUID]:
    outcomes = await send(connection, *declarations, sender=SCHOOL)
    assert [codes(outcome) for outcome in outcomes] == [[]] * len(outcomes)
    return [outcome.target for outcome in outcomes if outcome.target]


STATES = "SELECT reference, verification, settled_at IS NOT NULL, version FROM training ORDER BY 1"


async def test_a_proposal_settles_on_the_day_after_its_last(
    register: Connection, database: Database
) -> None:
    await propose(register, charged())
    eve = on(FEBRUARY - dt.timedelta(1))
    assert await settle(database.app_url, eve) == 0
    assert (await due(database.app_url, on(FEBRUARY))).proposals == 1
    assert await settle(database.app_url, on(FEBRUARY)) == 1
    assert await read(register, STATES) == [("TRN-1", "confirmed", True, 2)]
    assert await read(register, "SELECT used_hours FROM credit WHERE used_hours > 0") == [
        (Decimal(1),)
    ]


async def test_only_what_is_open_and_took_place_settles(
    register: Connection, database: Database
) -> None:
    ids = await propose(
        register,
        charged(reference="A-objected"),
        charged(reference="B-confirmed"),
        charged(reference="C-cancelled"),
        planned(reference="D-planned", charged_right="sectoral", charged_minutes=60),
        charged(
            reference="E-not-followed",
            status="notFollowed",
            charged_right=None,
            charged_minutes=None,
        ),
    )
    await send(register, charged(reference="F-own"))
    await send(register, decision(ids[0], "Ill"), decision(ids[1], reference="D-2"))
    await send(register, withdrawn(charged(reference="C-cancelled")), sender=SCHOOL)
    assert await settle(database.app_url, on(dt.date(2028, 1, 1))) == 1
    assert await read(register, STATES) == [
        ("A-objected", "objected", False, 2),
        ("B-confirmed", "confirmed", False, 2),
        ("C-cancelled", "pending", False, 2),
        ("D-planned", "pending", False, 1),
        ("E-not-followed", "confirmed", True, 2),
        ("F-own", "confirmed", False, 1),
    ]


async def test_a_plan_settles_once_the_provider_has_said_what_became_of_it(
    register: Connection, database: Database
) -> None:
    await propose(register, planned())
    followed = planned(action="correct", status="completed")
    spring = on(dt.date(2027, 4, 1))
    await send(register, followed, sender=SCHOOL, clock=spring)
    assert await read(register, "SELECT settles_on FROM training") == [(dt.date(2027, 5, 1),)]
    assert await settle(database.app_url, on(dt.date(2027, 5, 1))) == 0
    assert await settle(database.app_url, on(dt.date(2027, 5, 2))) == 1


async def test_chunk_by_chunk_over_employers_all_are_settled_once(
    register: Connection, database: Database
) -> None:
    await propose(
        register,
        *(charged(reference=f"A-{number}") for number in range(5)),
        *(charged(reference=f"B-{number}", employer=FOUNDRY) for number in range(4)),
    )
    assert await due(database.app_url, on(FEBRUARY)) == Due(9, 2)
    assert await settle(database.app_url, on(FEBRUARY), chunk=2) == 9
    assert await settle(database.app_url, on(FEBRUARY), chunk=2) == 0
    assert await read(register, "SELECT count(*) FROM journal WHERE door = 'register'") == [(9,)]


async def test_what_was_settled_before_an_interruption_stays_and_the_rest_follows(
    register: Connection, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await propose(register, *(charged(reference=f"A-{number}") for number in range(4)))
    original, left = settling_store.settle, [2]

    async def failing(*rest: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise psycopg.OperationalError("the server went away")
        await original(*rest)

    monkeypatch.setattr(settling_store, "settle", failing)
    with pytest.raises(psycopg.OperationalError):
        await settle(database.app_url, on(FEBRUARY), chunk=2)
    monkeypatch.undo()
    query = "SELECT count(*) FROM training WHERE verification = 'confirmed'"
    assert await read(register, query) == [(2,)]
    assert await settle(database.app_url, on(FEBRUARY), chunk=2) == 2


async def test_what_somebody_changes_at_the_moment_is_left_for_the_next_time(
    register: Connection, database: Database
) -> None:
    first, _ = await propose(register, charged(), charged(reference="T-2"))
    async with (
        await psycopg.AsyncConnection.connect(database.app_url) as other,
        other.transaction(),
    ):
        await other.execute("SET LOCAL fla.actor = 'operator'")
        await other.execute("SELECT FROM training WHERE id = %s FOR UPDATE", (first,))
        assert await settle(database.app_url, on(FEBRUARY)) == 1
    assert await settle(database.app_url, on(FEBRUARY)) == 1


async def test_a_settlement_is_journalled_as_the_registers_own(
    register: Connection, database: Database
) -> None:
    (target,) = await propose(register, charged())
    await settle(database.app_url, on(FEBRUARY))
    ((content, kind),) = await read(
        register, "SELECT content, kind FROM journal WHERE door = 'register'"
    )
    assert kind == "decision"
    declared = msgspec.json.decode(content, type=DecisionDeclaration)
    assert (declared.target, declared.enterprise_number) == (target, BAKERY)
    for reader in (BAKERY, SCHOOL):
        async with register.transaction():
            await assume(register, enterprise(reader), TODAY)
            cursor = await register.execute("SELECT employer_id FROM training")
            [(employer_id,)] = await cursor.fetchall()
            entries = await history(register, employer_id, target)
        assert [(one.decision, one.door, one.action) for one in entries] == [
            ("settled", "register", "correct"),
            (None, "xml", "register"),
        ]


async def test_what_is_settled_for_a_past_year_marks_its_worker(
    register: Connection, database: Database
) -> None:
    await propose(register, charged())
    await as_operator(register, "DELETE FROM recalculation", ())
    await settle(database.app_url, on(FEBRUARY))
    query = """
        SELECT count(*) FROM recalculation r
          JOIN training t ON t.employer_id = r.employer_id AND t.worker_id = r.worker_id
    """
    assert await read(register, query) == [(1,)]


async def test_what_is_settled_in_its_own_year_marks_nobody(
    register: Connection, database: Database
) -> None:
    march: Any = {"start_date": dt.date(2026, 3, 2), "end_date": dt.date(2026, 3, 2)}
    await send(register, charged(**march), sender=SCHOOL)
    await as_operator(register, "DELETE FROM recalculation", ())
    assert await settle(database.app_url, on(december(30))) == 1
    assert await read(register, "SELECT count(*) FROM recalculation") == [(0,)]


async def test_a_decision_taken_meanwhile_knows_of_the_settlement(
    register: Connection, database: Database
) -> None:
    (target,) = await propose(register, charged())
    await settle(database.app_url, on(FEBRUARY))
    late = on(FEBRUARY)
    (stale,) = await send(register, decision(target, "Ill", version=1), clock=late)
    (closed,) = await send(register, decision(target, "Ill", "D-2"), clock=late)
    assert (codes(stale), codes(closed)) == (["TARGET-STALE"], ["TARGET-WRONG_STATE"])
    (changed,) = await send(
        register, charged(action="correct", title="B"), sender=SCHOOL, clock=late
    )
    assert codes(changed) == ["REFERENCE-WRONG_STATE"]


@pytest.mark.parametrize(("variable", "settled"), [("true", 1), ("false", 0)])
async def test_the_job_settles_unless_the_operator_wants_them_to_wait(
    register: Connection,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    settled: int,
) -> None:
    monkeypatch.setenv("FLA_SETTLE_PROPOSALS", variable)
    await propose(register, charged())
    setting = jobs.Setting(app_url=database.app_url, clock=on(FEBRUARY))
    work = jobs.application(setting)
    async with work.open_async():
        await work.tasks["settle_proposals"].defer_async(timestamp=0)
        await jobs.work(work, signals=False, wait=False)
    query = "SELECT count(*) FROM training WHERE settled_at IS NOT NULL"
    assert await read(register, query) == [(settled,)]


async def test_a_server_that_was_down_settles_when_it_is_back(
    register: Connection, database: Database
) -> None:
    setting = jobs.Setting(app_url=database.app_url, clock=on(FEBRUARY))
    work = jobs.application(setting)
    async with work.open_async():
        await jobs.catch_up(work, setting)
        found = await work.job_manager.list_jobs_async(task="settle_proposals")
    assert len(list(found)) == 1
