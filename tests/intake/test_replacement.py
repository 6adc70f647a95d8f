"""A worker whose number is replaced during the year: one person, one account."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fla.clock import FixedClock
from fla.credit.store import credit_of_citizen
from fla.database.identity import citizen
from fla.identifiers import ssin_with_check_digits
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import AnyDeclaration
from fla.trainings.store import trainings_of_citizen
from tests.conftest import Database
from tests.intake.build import (
    ANNA,
    BRAM,
    FOUNDRY,
    SCHOOL,
    Connection,
    codes,
    employment,
    head_count,
    right,
    send,
    training,
)
from tests.intake.cases.case import bram, day, headed, withdrawn
from tests.intake.cases.replacements import NEW, OTHER, replacing
from tests.intake.race import connected, race_between
from tests.intake.test_concurrency import read
from tests.rights.run_world import QUARTERS, carried_out
from tests.rows import acting
from tests.statements import recorded

BIS = ssin_with_check_digits("852730033")
NATIONAL = ssin_with_check_digits("850730037")
JULY = FixedClock(dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC))
WORKERS = "SELECT ssin, former_ssin FROM worker ORDER BY ssin"


def ben(ssin: str, **changes: Any) -> Any:
    """An employment since January, declared under this number."""
    start = dt.date(2026, 1, 1)
    return employment(ssin, "BEN", name=("Diallo", "Ben"), start=start, **changes)


def courses(ssin: str) -> list[Any]:
    """Two trainings in spring, charged to the sectoral right: two hours in all."""
    return [
        day(
            ssin,
            f"SPRING-{month}",
            start_date=dt.date(2026, month, 2),
            end_date=dt.date(2026, month, 2),
            charged_right="sectoral",
            charged_minutes=60,
        )
        for month in (3, 4)
    ]


async def account(connection: Connection, ssin: str) -> tuple[list[Any], list[Any]]:
    """What a citizen under this number sees: his trainings, and his credit."""
    async with acting(connection, citizen(ssin)):
        trainings = await trainings_of_citizen(connection, ssin)
        return list(trainings.rows), await credit_of_citizen(connection, ssin)


async def test_a_bis_number_replaced_in_july_changes_nothing_of_the_year(
    register: Connection, database: Database
) -> None:
    counted = [head_count(f"H-{quarter}", quarter=quarter, fte=Decimal(25)) for quarter in QUARTERS]
    declared = [*counted, ben(BIS), *courses(BIS)]
    january = await send(register, *declared, clock=JULY)
    assert {outcome.status for outcome in january} == {"accepted", "acceptedWithWarnings"}
    await carried_out(database)
    rights = "SELECT worker_id, year, months, entitled FROM computed_right ORDER BY 1, 2"
    before, seen = await read(register, rights), await account(register, BIS)
    assert len(seen[0]) == 2
    assert [line.hours.used for line in seen[1]] == [2]

    number = ben(NATIONAL, action="correct", replaced_ssin=BIS)
    (outcome,) = await send(register, number, clock=JULY)
    assert (codes(outcome), outcome.status) == ([], "accepted")
    await carried_out(database)

    assert await read(register, WORKERS) == sorted([(ANNA, None), (NATIONAL, BIS)])
    assert await read(register, rights) == before
    assert (12, Decimal(4)) in [row[2:] for row in before]
    assert await account(register, NATIONAL) == seen
    assert await account(register, BIS) == ([], [])


async def test_a_provider_under_the_old_number_does_not_learn_that_there_is_a_new_one(
    register: Connection,
) -> None:
    (taught,) = await send(register, day(), sender=SCHOOL)
    await send(register, replacing())
    for declaration in (day(reference="TRN-2"), day(action="correct", title="Another")):
        (outcome,) = await send(register, declaration, sender=SCHOOL)
        assert (outcome.status, outcome.anomalies) == ("accepted", ())
    (told,) = await send(register, day(reference="TRN-2"))
    assert told.anomalies == (Anomaly(Field.SSIN, Error.REPLACED, ANNA, NEW),)
    (cancelled,) = await send(register, withdrawn(day(NEW)), sender=SCHOOL)
    assert (cancelled.status, cancelled.target) == ("accepted", taught.target)


async def test_retries_are_answered_with_their_first_outcome(register: Connection) -> None:
    declared: list[AnyDeclaration] = [employment(), right(), day()]
    first = await send(register, *declared)
    first += await send(register, replacing())
    again = await send(register, *declared)
    again += await send(register, replacing())
    assert [outcome.status for outcome in again] == ["accepted"] * 4
    assert [outcome.repeated for outcome in again] == [True] * 4
    assert [(outcome.target, outcome.declaration_id) for outcome in again] == [
        (outcome.target, outcome.declaration_id) for outcome in first
    ]
    assert await read(register, WORKERS) == [(NEW, ANNA)]


async def test_who_stands_under_both_numbers_becomes_one(register: Connection) -> None:
    """What stood under the new number is cancelled first, then declared again for the right one."""
    doubled = employment(NEW, "EMP-2", name=("Peeters", "Anna"), parallel=True)
    await send(register, day(), doubled, day(NEW, "TRN-2"))
    (taken,) = await send(register, replacing())
    assert taken.anomalies == (Anomaly(Field.SSIN, Error.NUMBER_TAKEN, NEW, "Peeters Anna"),)

    assert [
        outcome.status
        for declaration in (withdrawn(day(NEW, "TRN-2")), withdrawn(doubled), replacing())
        for outcome in await send(register, declaration)
    ] == ["accepted"] * 3
    again = [headed(doubled, reference="EMP-3"), day(NEW, "TRN-3")]
    assert [outcome.status for outcome in await send(register, *again)] == ["accepted"] * 2
    assert await read(register, WORKERS) == sorted([(NEW, ANNA), (ANNA, None)])
    query = "SELECT DISTINCT w.ssin FROM {} x JOIN worker w ON w.id = x.worker_id WHERE {}"
    assert await read(register, query.format("employment", "NOT x.cancelled")) == [(NEW,)]
    assert await read(register, query.format("training", "x.status <> 'cancelled'")) == [(NEW,)]
    for late in (employment(reference="LATE", parallel=True), day(reference="LATE")):
        (outcome,) = await send(register, late)
        assert outcome.anomalies == (Anomaly(Field.SSIN, Error.REPLACED, ANNA, NEW),)


async def test_a_replacement_made_by_mistake_is_taken_back(register: Connection) -> None:
    await send(register, replacing())
    (back,) = await send(register, replacing(NEW, ANNA))
    assert back.status == "accepted"
    assert await read(register, WORKERS) == [(ANNA, NEW)]
    outcomes = await send(register, day(), day(NEW, "TRN-2"))
    assert [codes(outcome) for outcome in outcomes] == [[], ["SSIN-REPLACED"]]


async def test_one_employment_ends_under_the_old_number_and_the_next_begins_under_the_new(
    register: Connection,
) -> None:
    ended = employment(action="correct", end_date=dt.date(2026, 6, 30))
    begun = employment(NEW, "EMP-2", start=dt.date(2026, 7, 1), replaced_ssin=ANNA)
    with recorded(register) as executed:
        outcomes = await send(register, begun, ended, day(NEW))
    assert [codes(outcome) for outcome in outcomes] == [[], [], []]
    assert sum('INTO "journal"' in str(query) for query, _ in executed) == 1, (
        "one attempt, not split"
    )
    assert await read(register, WORKERS) == [(NEW, ANNA)]


@pytest.mark.parametrize(
    ("faulty", "found"),
    [
        pytest.param(replacing(mean_hours=9999), "MEAN_HOURS-TOO_HIGH", id="form"),
        pytest.param(
            employment(NEW, "EMP-9", replaced_ssin=ANNA),
            "EMPLOYMENT_START_DATE-OVERLAP",
            id="dates",
        ),
    ],
)
async def test_a_refused_replacement_replaces_nothing(
    register: Connection, faulty: AnyDeclaration, found: str
) -> None:
    (outcome,) = await send(register, faulty)
    assert codes(outcome) == [found]
    (tried,) = await send(register, replacing(), dry_run=True)
    assert tried.status == "accepted"
    assert await read(register, WORKERS) == [(ANNA, None)]


async def test_other_employers_keep_the_number_until_they_say_so(register: Connection) -> None:
    await send(register, employment(employer=FOUNDRY), sender=FOUNDRY)
    await send(register, replacing())
    (outcome,) = await send(register, training(employer=FOUNDRY), sender=FOUNDRY)
    assert outcome.status == "accepted"
    assert await read(register, WORKERS) == sorted([(ANNA, None), (NEW, ANNA)])


async def test_several_numbers_are_replaced_in_one_set(register: Connection) -> None:
    await send(register, bram())
    brams = bram(action="correct", replaced_ssin=BRAM)
    outcomes = await send(register, replacing(), headed(brams, ssin=OTHER))
    assert [codes(outcome) for outcome in outcomes] == [[], []]
    assert await read(register, WORKERS) == sorted([(NEW, ANNA), (OTHER, BRAM)])


async def test_many_replacements_take_as_many_statements_as_one(register: Connection) -> None:
    """And a set that replaces none asks nothing about it, as long as nothing is amiss."""
    await send(register, bram())
    with recorded(register) as ordinary:
        await send(register, day())
    with recorded(register) as one:
        await send(register, replacing())
    brams = bram(action="correct", replaced_ssin=BRAM)
    with recorded(register) as two:
        await send(register, replacing(NEW, ANNA), headed(brams, ssin=OTHER))
    assert "former_ssin" not in " ".join(str(query) for query, _ in ordinary)
    assert len(two) == len(one)


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        pytest.param(
            replacing(ANNA, OTHER), ["REPLACED_SSIN-REPLACED"], id="replaced by two numbers"
        ),
        pytest.param(
            employment(NEW, "EMP-2", parallel=True), [], id="employed under the new number"
        ),
        pytest.param(day(), [], id="trained under the old number, a moment before"),
    ],
)
async def test_at_the_same_moment_somebody_else_declares(
    register: Connection,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    behind: AnyDeclaration,
    found: list[str],
) -> None:
    async with connected(database) as second, connected(database) as watch:
        race = race_between(register, second, watch, monkeypatch)
        (first,), (late,) = await race([replacing()], [behind])
    assert (codes(first), codes(late)) == ([], found)
    assert await read(register, WORKERS) == [(NEW, ANNA)]
