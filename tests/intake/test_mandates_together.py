"""Many mandates decided in one call: each by itself, others' not at all, nothing half done."""

import asyncio
import itertools
import uuid
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from fla.database.identity import enterprise
from fla.identifiers import parse_quarter
from fla.intake import mandates_deciding
from fla.intake.declaration import Sender
from fla.intake.mandates import MOST, MandateOutcome, propose
from fla.intake.mandates_deciding import MandateDecision, decide
from fla.intake.mandates_shape import Proposal
from fla.intake.mandates_writing import Act, act
from fla.mandates.model import Mandate, MandateEventKind, NewMandate
from fla.mandates.store import add_mandates, events_of, mandates_by_id
from tests.conftest import Database
from tests.intake.build import (
    BAKERY,
    CLOCK,
    FOUNDRY,
    PAYROLL,
    SCHOOL,
    STRANGER,
    Connection,
    belgium,
)
from tests.rows import acting


@pytest.fixture
async def register(app: Connection) -> Connection:
    """The foundry gave no mandate yet."""
    await belgium(app)
    return app


def by(number: str) -> Sender:
    return Sender(enterprise_number=number, door="portal", person="p-1")


async def proposed(connection: Connection, mandatary: str = PAYROLL, **changes: Any) -> Mandate:
    """What a mandatary proposes to the foundry, from the next quarter on."""
    said: dict[str, Any] = {"groups": ("federalLearningAccount",), "start_quarter": "2027Q1"}
    proposal = Proposal(mandator=FOUNDRY, mandatary=mandatary, **(said | changes))
    (outcome,) = await propose(connection, by(mandatary), [proposal], CLOCK)
    assert outcome.mandate is not None, outcome
    return outcome.mandate


def deciding(mandate: Mandate, event: MandateEventKind, end: str = "") -> MandateDecision:
    return MandateDecision(
        event=event,
        mandator=mandate.mandator,
        mandate_id=mandate.id,
        version=mandate.version,
        end_quarter=end,
    )


async def decided(
    connection: Connection,
    sender: str,
    mandates: Sequence[Mandate],
    event: MandateEventKind,
    end: str = "",
) -> list[MandateOutcome]:
    decisions = [deciding(one, event, end) for one in mandates]
    return await decide(connection, by(sender), decisions, CLOCK)


def codes(outcomes: Sequence[MandateOutcome]) -> list[list[str]]:
    return [[f"{a.field.name}-{a.error.name}" for a in one.anomalies] for one in outcomes]


async def states(connection: Connection, mandates: Sequence[Mandate]) -> list[tuple[str, int]]:
    """How mandates of the foundry stand now, and of which version they are."""
    async with acting(connection, enterprise(FOUNDRY)):
        found = await mandates_by_id(connection, [(one.mandator, one.id) for one in mandates])
    return [(found[FOUNDRY, one.id].status, found[FOUNDRY, one.id].version) for one in mandates]


async def test_an_employer_confirms_what_several_propose(register: Connection) -> None:
    mandates = [await proposed(register), await proposed(register, SCHOOL)]
    outcomes = await decided(register, FOUNDRY, mandates, "confirmed")
    assert [one.status for one in outcomes] == ["accepted"] * 2
    assert await states(register, mandates) == [("active", 2)] * 2
    async with acting(register, enterprise(FOUNDRY)):
        for one in mandates:
            last = (await events_of(register, one.employer_id, one.id))[-1]
            assert (last.event, last.acted_for, last.acted_by) == ("confirmed", FOUNDRY, "p-1")


async def test_a_mandatary_closes_five_hundred_at_once(register: Connection) -> None:
    groups = [("federalLearningAccount",), ("identification",)]
    quarters = [f"{year}Q{number}" for year in range(1990, 2053) for number in range(1, 5)]
    new = [
        NewMandate(mandator=FOUNDRY, mandatary=PAYROLL, start=parse_quarter(start), groups=group)  # type: ignore[arg-type]
        for start, group in itertools.product(quarters, groups)
    ][:MOST]
    async with acting(register):
        ids = await add_mandates(register, new, CLOCK.now())
    async with acting(register, enterprise(PAYROLL)):
        found = await mandates_by_id(register, [(FOUNDRY, one) for one in ids])
    mandates = list(found.values())
    assert len(mandates) == MOST

    outcomes = await decided(register, PAYROLL, mandates, "closed", "2026Q4")

    begun = [one.start <= parse_quarter("2026Q4") for one in mandates]
    assert any(begun)
    assert not all(begun)
    assert [one.status == "accepted" for one in outcomes] == begun
    told = [("closed", 3) if one else ("active", 2) for one in begun]
    assert await states(register, mandates) == told


async def test_what_cannot_be_done_stops_no_other(register: Connection) -> None:
    mandates = [await proposed(register), await proposed(register, SCHOOL)]
    first, second = mandates
    nobody_s = MandateDecision(event="confirmed", mandator=FOUNDRY, mandate_id=uuid.uuid4())
    decisions = [
        nobody_s,
        deciding(first, "confirmed"),
        deciding(first, "refused"),
        deciding(second, "closed", "2027Q1"),
        deciding(await proposed(register, SCHOOL, groups=("documents",)), "confirmed", "2027Q1"),
    ]
    outcomes = await decide(register, by(FOUNDRY), decisions, CLOCK)
    assert codes(outcomes) == [
        ["TARGET-UNKNOWN"],
        [],
        ["TARGET-FORBIDDEN"],
        ["TARGET-MANDATE_STATE"],
        ["END_QUARTER-FORBIDDEN"],
    ]
    assert await states(register, mandates) == [("active", 2), ("pending", 1)]
    outcomes = await decided(register, FOUNDRY, mandates, "confirmed")
    assert codes(outcomes) == [["TARGET-STALE"], []]


async def test_nobody_decides_about_others(register: Connection) -> None:
    mandates = [await proposed(register), await proposed(register, SCHOOL)]
    for stranger in (BAKERY, STRANGER):
        for event in ("confirmed", "refused", "closed"):
            outcomes = await decided(register, stranger, mandates, event, "2027Q1")
            assert codes(outcomes) == [["TARGET-UNKNOWN"]] * 2
            assert [one.mandate for one in outcomes] == [None, None]
    # One's own proposal is the other side's to confirm, and the neighbour's is not there at all.
    outcomes = await decided(register, PAYROLL, mandates, "confirmed")
    assert codes(outcomes) == [["TARGET-OTHER_SIDE"], ["TARGET-UNKNOWN"]]
    elsewhere = [
        MandateDecision(event="confirmed", mandator=BAKERY, mandate_id=one.id) for one in mandates
    ]
    for sender in (BAKERY, FOUNDRY, PAYROLL):
        outcomes = await decide(register, by(sender), elsewhere, CLOCK)
        assert codes(outcomes) == [["TARGET-UNKNOWN"]] * 2
    assert await states(register, mandates) == [("pending", 1)] * 2


@pytest.mark.parametrize("stranger", [BAKERY, SCHOOL])
async def test_past_the_judgement_the_database_lets_nobody_else_write(
    register: Connection, stranger: str
) -> None:
    mandates = [await proposed(register), await proposed(register, groups=("documents",))]
    async with acting(register, enterprise(stranger)):
        acts = [Act(one, "confirmed") for one in mandates]
        assert await act(register, by(stranger), acts, CLOCK.now()) == set()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(register, enterprise(PAYROLL)):  # who proposed them
            await act(register, by(PAYROLL), acts, CLOCK.now())
    assert await states(register, mandates) == [("pending", 1)] * 2


async def test_of_two_exclusive_ones_in_a_call_the_first_is_confirmed(
    register: Connection,
) -> None:
    documents: dict[str, Any] = {"groups": ("documents",)}
    mandates = [
        await proposed(register, **documents, end_quarter="2027Q4"),
        await proposed(register, SCHOOL, **documents),
        await proposed(register, **documents, start_quarter="2028Q1"),
    ]
    outcomes = await decided(register, FOUNDRY, mandates, "confirmed")
    assert codes(outcomes) == [[], ["MANDATE_GROUPS-EXCLUSIVE"], []]
    assert outcomes[1].anomalies[0].detail == "Sociaal Secretariaat Demo, 2027Q1 – 2027Q4"
    assert await states(register, mandates) == [("active", 2), ("pending", 1), ("active", 2)]


async def test_two_calls_about_the_same_in_another_order_do_each_once(
    register: Connection, database: Database
) -> None:
    mandates = [await proposed(register, end_quarter=f"{year}Q1") for year in range(2030, 2060)]
    async with await psycopg.AsyncConnection.connect(database.app_url) as other:
        answers = await asyncio.gather(
            decided(register, FOUNDRY, mandates, "confirmed"),
            decided(other, PAYROLL, mandates[::-1], "refused"),
        )
    accepted = sum(one.status == "accepted" for outcomes in answers for one in outcomes)
    found = await states(register, mandates)
    assert {status for status, _ in found} <= {"active", "refused"}
    assert sum(version - 1 for _, version in found) == accepted


async def test_a_failure_underway_leaves_nothing(
    register: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    mandates = [await proposed(register), await proposed(register, SCHOOL)]

    async def written_and_lost(*given: Any) -> set[uuid.UUID]:
        await act(*given)
        raise ConnectionError

    monkeypatch.setattr(mandates_deciding, "act", written_and_lost)
    with pytest.raises(ConnectionError):
        await decided(register, FOUNDRY, mandates, "confirmed")
    assert await states(register, mandates) == [("pending", 1)] * 2
