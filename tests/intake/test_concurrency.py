"""Submissions at the same moment: one wins, the other is told so, and nothing is there twice."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import msgspec
import psycopg
import pytest

from fla.database.identity import OPERATOR, assume
from fla.intake import check_employment, submit
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.intake.submit import TryAgainError
from fla.intake.writing import NotWrittenError
from tests import rows
from tests.conftest import Database
from tests.intake.build import (
    BAKERY,
    BRAM,
    TODAY,
    Connection,
    codes,
    employment,
    right,
    send,
    training,
)
from tests.intake.race import Race, connected, race_between, somebody_waits


@pytest.fixture
async def others(
    register: Connection, database: Database
) -> AsyncIterator[tuple[Connection, Connection]]:
    async with connected(database) as second, connected(database) as watch:
        yield second, watch


@pytest.fixture
def race(
    register: Connection, others: tuple[Connection, Connection], monkeypatch: pytest.MonkeyPatch
) -> Race:
    return race_between(register, *others, monkeypatch)


async def read(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        return await (await connection.execute(query)).fetchall()


async def count(connection: Connection, table: str) -> int:
    return int((await read(connection, f"SELECT count(*) FROM {table}"))[0][0])


def withdrawn(declaration: AnyDeclaration) -> AnyDeclaration:
    kind = {"TrainingDeclaration": "training", "RightDeclaration": "right"}
    content = kind.get(type(declaration).__name__, "employment")
    return msgspec.structs.replace(declaration, action="cancel", **{content: None})


REGISTRATIONS = pytest.mark.parametrize(
    ("declaration", "other", "table"),
    [
        pytest.param(training(), training(title="B"), "training", id="training"),
        pytest.param(right(), right(entitled=Decimal(3)), "training_right", id="right"),
        pytest.param(
            employment(BRAM, "E", name=("Janssens", "Bram")),
            employment(BRAM, "E", name=("Janssens", "Bram"), mean_hours=1900),
            "employment",
            id="employment",
        ),
    ],
)


@REGISTRATIONS
async def test_the_same_declaration_twice_at_once_is_one(
    register: Connection, race: Race, declaration: Any, other: Any, table: str
) -> None:
    before = await count(register, table), await count(register, "journal")
    (first,), (second,) = await race([declaration], [declaration])
    assert (first.status, first.repeated) == ("accepted", False)
    assert (second.status, second.repeated) == ("accepted", True)
    assert second.declaration_id == first.declaration_id
    after = await count(register, table), await count(register, "journal")
    assert after == (before[0] + 1, before[1] + 1)


@REGISTRATIONS
async def test_the_same_reference_for_two_things_at_once_goes_to_the_first(
    register: Connection, race: Race, declaration: Any, other: Any, table: str
) -> None:
    before = await count(register, table)
    (first,), (second,) = await race([declaration], [other])
    assert codes(first) == []
    assert codes(second)[0] == "REFERENCE-REFERENCE_TAKEN"
    assert await count(register, table) == before + 1


async def test_of_two_overlapping_employments_at_once_one_is_refused(
    register: Connection, race: Race
) -> None:
    (first,), (second,) = await race(
        [employment(BRAM, "E-1", name=("Janssens", "Bram"), start=dt.date(2024, 1, 1))],
        [employment(BRAM, "E-2", name=("Janssens", "Bram"), start=dt.date(2025, 1, 1))],
    )
    assert (codes(first), codes(second)) == ([], ["EMPLOYMENT_START_DATE-OVERLAP"])
    assert await read(register, f"SELECT count(*) FROM worker WHERE ssin = '{BRAM}'") == [(1,)]


async def test_a_new_worker_brought_twice_at_once_is_one_worker(
    register: Connection, race: Race
) -> None:
    (first,), (second,) = await race(
        [employment(BRAM, "E-1", name=("Janssens", "Bram"), end_date=dt.date(2020, 12, 31))],
        [employment(BRAM, "E-2", name=("Jansens", "Bram"), start=dt.date(2021, 1, 1))],
    )
    assert (codes(first), codes(second)) == ([], ["FAMILY_NAME-NAME_DIFFERS"])
    assert await read(register, f"SELECT family_name FROM worker WHERE ssin = '{BRAM}'") == [
        ("Janssens",)
    ]


async def test_of_two_rights_of_a_year_and_type_at_once_one_is_refused(
    register: Connection, race: Race
) -> None:
    (first,), (second,) = await race([right()], [right(reference="RGT-2")])
    assert (codes(first), codes(second)) == ([], ["RIGHT_TYPE-RIGHT_EXISTS"])


CHANGES = pytest.mark.parametrize(
    ("registered", "correction", "state"),
    [
        pytest.param(
            training(),
            training(action="correct", title="B"),
            "SELECT status = 'cancelled', version FROM training",
            id="training",
        ),
        pytest.param(
            right(),
            right(action="correct", entitled=Decimal(3)),
            "SELECT cancelled, version FROM training_right",
            id="right",
        ),
        pytest.param(
            employment(BRAM, "E"),
            employment(BRAM, "E", action="correct", mean_hours=1900),
            "SELECT cancelled, version FROM employment WHERE reference = 'E'",
            id="employment",
        ),
    ],
)


@CHANGES
async def test_what_is_being_cancelled_is_not_brought_back_by_a_correction(
    register: Connection, race: Race, registered: Any, correction: Any, state: str
) -> None:
    await send(register, registered)
    (first,), (second,) = await race([withdrawn(registered)], [correction])
    assert (codes(first), codes(second)) == ([], ["REFERENCE-WRONG_STATE"])
    assert await read(register, state) == [(True, 2)]


@CHANGES
async def test_the_same_correction_twice_at_once_is_made_once(
    register: Connection, race: Race, registered: Any, correction: Any, state: str
) -> None:
    await send(register, registered)
    (first,), (second,) = await race([correction], [correction])
    assert (first.repeated, second.repeated) == (False, True)
    assert second.declaration_id == first.declaration_id
    assert await read(register, state) == [(False, 2)]


@CHANGES
async def test_a_cancellation_follows_the_correction_it_waited_for(
    register: Connection, race: Race, registered: Any, correction: Any, state: str
) -> None:
    await send(register, registered)
    (first,), (second,) = await race([correction], [withdrawn(registered)])
    assert (codes(first), codes(second)) == ([], [])
    assert await read(register, state) == [(True, 3)]


def short(reference: str, day: int) -> AnyDeclaration:
    date = dt.date(2026, 10, 1) + dt.timedelta(days=day)
    return training(
        reference=reference,
        start_date=date,
        end_date=date,
        duration_minutes=60,
        charged_minutes=60,
    )


@asynccontextmanager
async def held(database: Database, reference: str) -> AsyncIterator[None]:
    """Somebody is writing the bakery's training of that reference; in the end he gives up."""
    async with connected(database) as holder, holder.transaction(force_rollback=True):
        await assume(holder, OPERATOR, TODAY)
        cursor = await holder.execute("SELECT employer_id, id FROM worker")
        employer_id, worker_id = await cursor.fetchone() or (None, None)
        of = {"employer_id": employer_id, "id": worker_id}
        row = rows.training(of, registered_by=BAKERY, reference=reference)
        await rows.insert(holder, "training", row)
        yield


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database objected to, attempt after attempt."""
    found: list[str] = []
    attempt = submit._attempt

    async def noted(*rest: Any, **options: Any) -> list[Outcome]:
        try:
            return await attempt(*rest, **options)
        except psycopg.Error as error:
            found.append(type(error).__name__)
            raise

    monkeypatch.setattr(submit, "_attempt", noted)
    return found


async def test_a_deadlock_costs_neither_side_its_answer(
    register: Connection,
    others: tuple[Connection, Connection],
    database: Database,
    faults: list[str],
) -> None:
    """Each has written its first, waits at the second, and wants next what the other wrote."""
    second, watch = others
    sent = [short("A", 1), short("HELD", 2), short("B", 3)]
    async with held(database, "HELD"):
        both = asyncio.gather(send(register, *sent), send(second, *reversed(sent)))
        await somebody_waits(watch, 2)
    assert_each_once(await both)
    assert "DeadlockDetected" in faults
    assert await count(register, "training") == 3
    assert await count(register, "journal WHERE kind = 'training'") == 3


async def test_many_senders_of_the_same_in_any_order_write_it_once(
    register: Connection, others: tuple[Connection, Connection]
) -> None:
    sent = [short(f"T-{number}", number % 28) for number in range(60)]
    orders = [sent, sent[::-1], sent[30:] + sent[:30]]
    answers = await asyncio.gather(
        *(send(one, *order) for one, order in zip([register, *others], orders, strict=True))
    )
    assert_each_once(answers)
    assert await count(register, "training") == 60
    assert await count(register, "journal WHERE kind = 'training'") == 60


def assert_each_once(answers: Iterable[list[Outcome]]) -> None:
    """Each declaration is accepted once, and repeated in every other answer."""
    told: dict[str, list[Outcome]] = {}
    for outcome in (outcome for answer in answers for outcome in answer):
        told.setdefault(outcome.reference, []).append(outcome)
    for outcomes in told.values():
        assert {outcome.status for outcome in outcomes} == {"accepted"}
        assert sum(not outcome.repeated for outcome in outcomes) == 1
        assert len({outcome.declaration_id for outcome in outcomes}) == 1


async def test_a_declaration_that_defeats_the_checks_falls_alone(
    register: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the check for overlaps the database itself objects to one of the employments."""
    monkeypatch.setattr(check_employment, "_judge_overlap", lambda *_: None)
    sound = [short(f"T-{number}", number) for number in range(20)]
    overlapping = employment(reference="EMP-2", start=dt.date(2021, 1, 1))
    outcomes = await send(register, *sound[:13], overlapping, right(), *sound[13:])
    refused = outcomes.pop(13)
    assert codes(refused) == ["DECLARATION-INVALID"]
    assert refused.status == "rejected"
    assert [outcome.status for outcome in outcomes] == ["accepted"] * 21
    assert await count(register, "training") == 20
    assert await count(register, "training_right") == 1
    assert await count(register, "employment") == await count(register, "occupation") == 1
    query = "SELECT outcome, count(*) FROM journal GROUP BY outcome ORDER BY outcome"
    assert await read(register, query) == [("accepted", 22), ("rejected", 1)]


async def test_a_value_the_database_cannot_hold_falls_alone(
    register: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the checks of form the minutes of one training are too many for their column."""
    monkeypatch.setattr(submit, "shape_faults", lambda *_: [])
    outcomes = await send(
        register,
        short("T-1", 1),
        training(duration_minutes=2**31, charged_minutes=60),
        short("T-2", 2),
    )
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected", "accepted"]
    assert await count(register, "training") == 2


@pytest.fixture
def overtaken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Somebody else is faster so many times as the list says."""
    times = [0]
    attempt = submit._attempt

    async def late(*rest: Any, **options: Any) -> list[Outcome]:
        outcomes = await attempt(*rest, **options)
        if times[0]:
            times[0] -= 1
            raise NotWrittenError("0 rows changed where 1 were accepted")
        return outcomes

    monkeypatch.setattr(submit, "_attempt", late)
    return times


async def test_who_is_overtaken_twice_is_answered(
    register: Connection, overtaken: list[int]
) -> None:
    overtaken[0] = 2
    (outcome,) = await send(register, training())
    assert outcome.status == "accepted"
    assert await count(register, "training") == 1


async def test_who_is_always_overtaken_is_told_to_come_again(
    register: Connection, overtaken: list[int]
) -> None:
    """It is not at fault: nothing is refused, nothing journalled, nothing of its set written."""
    before = await count(register, "journal")
    overtaken[0] = 99
    with pytest.raises(TryAgainError):
        await send(register, training(), training(reference="TRN-2", title="B"))
    assert await count(register, "training") == 0
    assert await count(register, "journal") == before
    overtaken[0] = 0
    assert [one.status for one in await send(register, training())] == ["accepted"]
