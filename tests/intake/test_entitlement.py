"""Who may declare for whom, and what each learns on the way. Today is in the quarter 2026Q4."""

import datetime as dt
import os
import uuid
from asyncio import Runner
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import psycopg
import pytest

from fla.database.identity import OPERATOR, assume
from fla.database.server import Server
from fla.identifiers import enterprise_number_with_check_digits
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.mandates.model import MandateStatus, RegisteredSender
from fla.mandates.store import add_senders
from tests.intake.build import (
    ANNA,
    BAKERY,
    BRAM,
    FOUNDRY,
    NOBODY,
    SCHOOL,
    STRANGER,
    TODAY,
    Connection,
    belgium,
    codes,
    employment,
    head_count,
    mandate,
    opt_out,
    right,
    send,
    training,
)
from tests.intake.cases.case import charged, day, headed, withdrawn

NO_MANDATE = ["ENTERPRISE_NUMBER-NO_MANDATE"]
NOT_ENTITLED = ["ENTERPRISE_NUMBER-NOT_ENTITLED"]
UNKNOWN_EMPLOYER = ["ENTERPRISE_NUMBER-UNKNOWN"]
LATE = ["TRAINING_END_DATE-LATE"]
NOWHERE = enterprise_number_with_check_digits(8_000_099)
Terms = tuple[MandateStatus, str, str | None]


def ending(end: dt.date) -> AnyDeclaration:
    """A training of one day."""
    return day(start_date=end, end_date=end)


def hired(start: dt.date) -> AnyDeclaration:
    return employment(BRAM, "EMP-2", name=("Janssens", "Bram"), start=start)


LAST_OF_Q3, FIRST_OF_Q4 = dt.date(2026, 9, 30), dt.date(2026, 10, 1)


class Constellation(NamedTuple):
    """Mandates of the bakery, and what their mandatary may declare under them."""

    name: str
    mandates: tuple[Terms, ...]
    declared: AnyDeclaration
    found: list[str]
    sees: bool = False
    """Whether what others registered is the mandatary's to change."""


CONSTELLATIONS = [
    Constellation("not yet accepted", (("pending", "2026Q1", None),), day(), NO_MANDATE),
    Constellation("refused", (("refused", "2026Q1", None),), day(), NO_MANDATE),
    Constellation("since this quarter", (("active", "2026Q4", None),), day(), [], True),
    Constellation("from the next quarter on", (("active", "2027Q1", None),), day(), NO_MANDATE),
    Constellation(
        "since this quarter, for the one before, which the new mandatary takes over",
        (("active", "2026Q4", None),),
        ending(LAST_OF_Q3),
        LATE,
        True,
    ),
    Constellation("until this quarter", (("active", "2026Q1", "2026Q4"),), day(), [], True),
    Constellation(
        "until the last quarter, for its last day",
        (("active", "2026Q1", "2026Q3"),),
        ending(LAST_OF_Q3),
        LATE,
    ),
    Constellation(
        "until the last quarter, for the day after",
        (("active", "2026Q1", "2026Q3"),),
        ending(FIRST_OF_Q4),
        NO_MANDATE,
    ),
    Constellation(
        "closed at the end of this quarter", (("closed", "2026Q1", "2026Q4"),), day(), [], True
    ),
    Constellation(
        "closed at the end of the last quarter, for its last day",
        (("closed", "2026Q1", "2026Q3"),),
        ending(LAST_OF_Q3),
        LATE,
    ),
    Constellation(
        "closed at the end of the last quarter, for the day after",
        (("closed", "2026Q1", "2026Q3"),),
        ending(FIRST_OF_Q4),
        NO_MANDATE,
    ),
    Constellation("closed before it started", (("closed", "2027Q1", "2027Q4"),), day(), NO_MANDATE),
    Constellation(
        "closed, and a new one since this quarter",
        (("closed", "2025Q1", "2025Q4"), ("active", "2026Q4", None)),
        day(),
        [],
        True,
    ),
    Constellation(
        "closed, and a new one from the next quarter on",
        (("closed", "2025Q1", "2026Q3"), ("active", "2027Q1", None)),
        day(),
        NO_MANDATE,
    ),
    Constellation(
        "closed at the end of the last quarter, for an employment that starts in it",
        (("closed", "2026Q1", "2026Q3"),),
        hired(LAST_OF_Q3),
        [],
    ),
    Constellation(
        "closed at the end of the last quarter, for an employment that starts in this one",
        (("closed", "2026Q1", "2026Q3"),),
        hired(FIRST_OF_Q4),
        NO_MANDATE,
    ),
    Constellation(
        "closed at the end of last year, for a right of that year",
        (("closed", "2025Q1", "2025Q4"),),
        right(year=2025),
        [],
    ),
    Constellation(
        "closed at the end of last year, for a right of this year",
        (("closed", "2025Q1", "2025Q4"),),
        right(year=2026),
        NO_MANDATE,
    ),
    Constellation(
        "closed at the end of last year, for an opt-out of that year",
        (("closed", "2025Q1", "2025Q4"),),
        opt_out(None, year=2025),
        [],
    ),
    Constellation(
        "closed at the end of last year, for an opt-out of this year",
        (("closed", "2025Q1", "2025Q4"),),
        opt_out(None, year=2026),
        NO_MANDATE,
    ),
    Constellation(
        "closed at the end of the last quarter, for its head count",
        (("closed", "2026Q1", "2026Q3"),),
        head_count(quarter="2026Q3"),
        [],
    ),
    Constellation(
        "closed at the end of the last quarter, for the head count of this one",
        (("closed", "2026Q1", "2026Q3"),),
        head_count(quarter="2026Q4"),
        NO_MANDATE,
    ),
]


def mandatary(constellation: Constellation) -> str:
    """The enterprise that holds the mandates of a constellation, and no others."""
    return enterprise_number_with_check_digits(8_001_000 + CONSTELLATIONS.index(constellation))


class World(NamedTuple):
    """A register in which each constellation has its mandatary; the bakery registered one thing."""

    runner: Runner
    connection: Connection
    training: Outcome

    def tried(self, declaration: AnyDeclaration, by: str) -> Outcome:
        """What would come of a declaration."""
        (outcome,) = self.runner.run(send(self.connection, declaration, sender=by, dry_run=True))
        return outcome


@pytest.fixture(scope="module")
def world(server: Server, template: str) -> Iterator[World]:
    name = f"fla_entitlement_{os.getpid()}"
    server.create_database(name, template)
    with Runner() as runner:
        connection, registered = runner.run(opened(server.app_url(name)))
        yield World(runner, connection, registered)
        runner.run(connection.close())
    server.drop_database(name)


async def opened(url: str) -> tuple[Connection, Outcome]:
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    await belgium(connection)
    numbers = [mandatary(constellation) for constellation in CONSTELLATIONS]
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        senders = [RegisteredSender(enterprise_number=n, name="Office") for n in numbers]
        await add_senders(connection, senders)
    for constellation in CONSTELLATIONS:
        for status, start, end in constellation.mandates:
            await mandate(connection, BAKERY, mandatary(constellation), start, end, status)
    _, registered = await send(
        connection, employment(), training(reference="OTHERS", title="By the bakery")
    )
    return connection, registered


BY_NAME = pytest.mark.parametrize(
    "constellation", [pytest.param(one, id=one.name) for one in CONSTELLATIONS]
)


@BY_NAME
def test_a_mandate_covers_its_quarters(world: World, constellation: Constellation) -> None:
    outcome = world.tried(constellation.declared, mandatary(constellation))
    assert codes(outcome) == constellation.found
    if constellation.found == NO_MANDATE:
        assert outcome.status == "rejected"
        assert outcome.target is None


@BY_NAME
def test_what_others_registered_is_open_under_a_mandate_of_today_alone(
    world: World, constellation: Constellation
) -> None:
    """The quarter of the correction is one that the mandate covers, where it covers any."""
    target = {"target": world.training.target, "reference": "MINE"}
    declared = constellation.declared
    end = LAST_OF_Q3 if declared == ending(LAST_OF_Q3) else dt.date(2026, 10, 6)
    correction = headed(charged(action="correct", start_date=end, end_date=end), **target)
    corrected = world.tried(correction, mandatary(constellation))
    cancelled = world.tried(withdrawn(correction), mandatary(constellation))
    if constellation.sees:
        assert (codes(corrected), codes(cancelled)) == ([], [])
    else:
        assert codes(corrected) in (NO_MANDATE, ["TARGET-UNKNOWN"])
        assert codes(cancelled) in (NO_MANDATE, ["TARGET-UNKNOWN"])


def test_an_employer_declares_for_itself_and_no_other(world: World) -> None:
    assert codes(world.tried(day(), BAKERY)) == []
    assert codes(world.tried(day(employer=BAKERY), FOUNDRY)) == NOT_ENTITLED


def test_who_has_no_mandate_does_not_learn_which_employers_there_are(world: World) -> None:
    known, unknown = world.tried(day(), STRANGER), world.tried(day(employer=NOWHERE), STRANGER)
    assert codes(known) == codes(unknown) == NOT_ENTITLED
    assert known.anomalies[0].detail == unknown.anomalies[0].detail == "2026Q4"


def test_an_enterprise_that_is_no_employer_is_told_so_about_itself(world: World) -> None:
    assert codes(world.tried(day(employer=STRANGER), STRANGER)) == UNKNOWN_EMPLOYER


def test_who_may_not_declare_learns_nothing_of_the_worker(world: World) -> None:
    answers = [world.tried(day(ssin), STRANGER).anomalies for ssin in (ANNA, NOBODY)]
    assert answers[0] == answers[1]


def test_a_provider_declares_trainings_for_any_employer_and_nothing_else(world: World) -> None:
    assert codes(world.tried(day(), SCHOOL)) == []
    assert codes(world.tried(day(employer=NOWHERE), SCHOOL)) == UNKNOWN_EMPLOYER
    assert codes(world.tried(right(), SCHOOL)) == NOT_ENTITLED
    assert codes(world.tried(opt_out(), SCHOOL)) == NOT_ENTITLED
    assert codes(world.tried(head_count(), SCHOOL)) == NOT_ENTITLED
    assert codes(world.tried(hired(FIRST_OF_Q4), SCHOOL)) == NOT_ENTITLED


BEFORE_HER_TIME: dict[str, Any] = {
    "start_date": dt.date(2019, 12, 2),
    "end_date": dt.date(2019, 12, 2),
}


@pytest.mark.parametrize(
    "declaration",
    [
        pytest.param(day(**BEFORE_HER_TIME), id="a training"),
        pytest.param(charged(**BEFORE_HER_TIME, charged_minutes=61), id="too high a charge"),
        pytest.param(
            day(**BEFORE_HER_TIME, duration_minutes=None, duration_days=Decimal(1)), id="in days"
        ),
        pytest.param(day(**BEFORE_HER_TIME, action="correct"), id="a correction"),
        pytest.param(withdrawn(day()), id="a cancellation"),
        pytest.param(
            headed(day(**BEFORE_HER_TIME, action="correct"), target=uuid.UUID(int=2)),
            id="by an id made up",
        ),
    ],
)
def test_a_provider_does_not_learn_who_ever_worked_there(world: World, declaration: Any) -> None:
    """Anna worked there at another time, the other never: the answers are the same.

    A trial says nothing of either; what is told otherwise is tried in test_probing.
    """
    answers = []
    for ssin in (ANNA, NOBODY):
        outcome = world.tried(headed(declaration, ssin=ssin), SCHOOL)
        told = [msgspec.structs.replace(one, value=None) for one in outcome.anomalies]
        answers.append((outcome.status, told))
    assert answers[0] == answers[1]
