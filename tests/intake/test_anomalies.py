"""Each anomaly that the intake can find is found where it should be, and not one step beside it."""

import asyncio
import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import psycopg
import pytest

from fla.clock import FixedClock
from fla.database.server import Server
from fla.intake.anomaly import Error, Field
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import trial
from tests.intake.build import (
    BAKERY,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    Connection,
    belgium,
    closed,
    codes,
    computed,
    decided,
    employment,
    mandate,
    send,
)
from tests.intake.cases import CASES, THE_FIRST, Case
from tests.intake.raised import raised

OF_PROVIDERS = {
    (Field.TARGET, Error.ABSENT),
    (Field.TARGET, Error.WRONG_STATE),
    (Field.ACTION, Error.FORBIDDEN),
    (Field.OBJECTION_REASON, Error.ABSENT),
    (Field.OBJECTION_REASON, Error.LENGTH),
    (Field.OBJECTION_REASON, Error.INVALID),
    (Field.OBJECTION_REASON, Error.FORBIDDEN),
    (Field.DECLARATION, Error.TOO_MANY_MISSES),
}
"""Found of what a provider registers, which no trial does: see test_decisions and test_probing."""


def test_every_anomaly_of_the_intake_has_a_case() -> None:
    tried = {pair for case in CASES for pair in pairs(case)} | OF_PROVIDERS
    assert sorted(raised() - tried) == [], "anomalies without a case"
    assert sorted(tried - raised()) == [], "cases of anomalies that the source does not show"


def pairs(case: Case) -> set[tuple[Field, Error]]:
    halves = (code.split("-") for code in case.found.split())
    return {(Field[field], Error[error]) for field, error in halves}


def test_every_case_has_a_name_of_its_own() -> None:
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []


@dataclass
class World:
    """A register of one bakery with Anna in it, for all cases: none of them leaves a trace."""

    runner: asyncio.Runner
    connection: Connection

    def judged(self, case: Case, declaration: AnyDeclaration, by: str, on: dt.date) -> Outcome:
        return self.runner.run(judge(self.connection, case, declaration, by, on))


@pytest.fixture(scope="module")
def world(server: Server, template: str) -> Iterator[World]:
    name = f"fla_cases_{os.getpid()}"
    server.create_database(name, template)
    with asyncio.Runner() as runner:
        connection = runner.run(opened(server.app_url(name)))
        yield World(runner, connection)
        runner.run(connection.close())
    server.drop_database(name)


async def opened(url: str) -> Connection:
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    await belgium(connection)
    await mandate(connection, FOUNDRY, PAYROLL, start="2027Q1")
    await mandate(connection, FOUNDRY, SCHOOL, end="2026Q4", status="closed")
    for employer in (BAKERY, FOUNDRY):
        (outcome,) = await send(connection, employment(employer=employer), sender=employer)
        assert outcome.status == "accepted"
    await computed(connection)
    await closed(connection, 2023)
    await decided(connection, dt.date(2026, 1, 1), "2024Q4", "2025Q1", "2025Q2", "2025Q3")
    return connection


async def judge(
    connection: Connection, case: Case, declaration: AnyDeclaration, by: str, on: dt.date
) -> Outcome:
    """What the intake makes of a declaration after what was declared before; then all is undone."""
    clock = FixedClock(dt.datetime.combine(on, dt.time(12), dt.UTC))
    async with trial(connection, clock) as take:
        said_before = [(BAKERY, one) for one in case.before]
        said_before += [(PAYROLL, one) for one in case.before_by_payroll]
        first: Outcome | None = None
        for sender, one in said_before:
            (outcome,) = await take(Sender(enterprise_number=sender, door="xml"), [one])
            assert outcome.status == "accepted", f"before: {codes(outcome)}"
            first = first or outcome
        sent = [*case.beside, named(declaration, first)]
        *beside, last = await take(Sender(enterprise_number=by, door="xml"), sent)
        assert [codes(outcome) for outcome in beside] == [[]] * len(beside)
        return last


def named(declaration: AnyDeclaration, first: Outcome | None) -> AnyDeclaration:
    if declaration.target != THE_FIRST or first is None:
        return declaration
    return msgspec.structs.replace(declaration, target=first.target)


def cases() -> Sequence[object]:
    return [pytest.param(case, id=f"{case.found} {case.name}") for case in CASES]


@pytest.mark.parametrize("case", cases())
def test_the_fault_is_found(world: World, case: Case) -> None:
    outcome = world.judged(case, case.wrong, case.by, case.on)
    assert codes(outcome) == case.found.split()
    classes = {anomaly.anomaly_class for anomaly in outcome.anomalies}
    assert outcome.status == ("acceptedWithWarnings" if case.accepted else "rejected")
    assert ("B" in classes) is not case.accepted


@pytest.mark.parametrize("case", cases())
def test_its_sound_neighbour_is_accepted(world: World, case: Case) -> None:
    outcome = world.judged(case, case.sound, case.sound_by or case.by, case.sound_on or case.on)
    assert (codes(outcome), outcome.status) == ([], "accepted")
