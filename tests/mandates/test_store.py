"""Senders and mandates: added by the operator, read by both parties."""

import pytest
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege

from fla.database.identity import enterprise
from fla.identifiers.quarter import Quarter
from fla.mandates.list_store import latest_mandates
from fla.mandates.model import Filter, Mandate, NewMandate, RegisteredSender
from fla.mandates.store import (
    UnknownMandatorError,
    add_mandates,
    add_senders,
    events_of,
    mandate_by_id,
    mandators_of,
    sender,
)
from tests import rows
from tests.rows import NOW, Connection, acting, insert
from tests.statements import recorded

ACME, BRUG, OFFICE, SCHOOL = "0200000001", "0200000002", "0300000001", "0300000002"
START = Quarter(2026, 1)


@pytest.fixture
async def parties(app: Connection) -> Connection:
    """Two employers, a payroll office and a school."""
    async with acting(app):
        await insert(app, "employer", rows.employer(1, "Zulte"))
        await insert(app, "employer", rows.employer(2, "Écluse"))
        office = RegisteredSender(enterprise_number=OFFICE, name="Office")
        school = RegisteredSender(enterprise_number=SCHOOL, name="School", provider=True)
        await add_senders(app, [office, school])
    return app


async def test_adding_senders_twice_leaves_them_as_they_were(parties: Connection) -> None:
    async with acting(parties):
        await add_senders(parties, [RegisteredSender(enterprise_number=SCHOOL, name="Other")])
        assert await sender(parties, SCHOOL) == RegisteredSender(
            enterprise_number=SCHOOL, name="School", provider=True
        )
        assert await sender(parties, ACME) is None


async def test_both_parties_read_a_mandate(parties: Connection) -> None:
    until = Quarter(2026, 3)
    new = [
        NewMandate(mandator=ACME, mandatary=OFFICE, start=START),
        NewMandate(mandator=BRUG, mandatary=OFFICE, start=START, end=until, status="closed"),
        NewMandate(mandator=ACME, mandatary=SCHOOL, start=Quarter(2027, 1), status="pending"),
    ]
    async with acting(parties):
        with recorded(parties) as executed:
            ids = await add_mandates(parties, new, NOW)
    assert len(executed) == 3
    async with acting(parties, enterprise(OFFICE)):
        held = await latest_mandates(parties, OFFICE, Filter())
        assert await mandators_of(parties, OFFICE) == {ACME, BRUG}
        assert await mandate_by_id(parties, BRUG, ids[1]) == Mandate(
            employer_id=2,
            id=ids[1],
            mandator=BRUG,
            mandator_name="Écluse",
            mandatary=OFFICE,
            mandatary_name="Office",
            groups=("federalLearningAccount",),
            start=START,
            end=until,
            status="closed",
            proposed_by="mandatary",
            version=3,
            changed_at=NOW,
        )
    async with acting(parties, enterprise(ACME)):
        given = await latest_mandates(parties, ACME, Filter())
        assert await mandate_by_id(parties, BRUG, ids[1]) is None
        assert await mandate_by_id(parties, BRUG, ids[0]) is None
    assert {one.id for one in held} == {ids[1], ids[0]}
    assert [(one.id, one.end) for one in given] == [(ids[2], None), (ids[0], None)]


async def test_what_led_to_a_mandate_is_entered_with_it(parties: Connection) -> None:
    new = [
        NewMandate(mandator=BRUG, mandatary=OFFICE, start=START, end=START, status="closed"),
        NewMandate(
            mandator=ACME, mandatary=OFFICE, start=START, status="refused", proposed_by="mandator"
        ),
    ]
    async with acting(parties):
        closed, refused = await add_mandates(parties, new, NOW)
        done = [
            *((one.event, one.acted_for, one.end) for one in await events_of(parties, 2, closed)),
            *((one.event, one.acted_for, one.end) for one in await events_of(parties, 1, refused)),
        ]
    assert done == [
        ("proposed", OFFICE, None),
        ("confirmed", BRUG, None),
        ("closed", OFFICE, START),
        ("proposed", ACME, None),
        ("refused", OFFICE, None),
    ]


async def test_strangers_read_no_mandate(parties: Connection) -> None:
    async with acting(parties):
        await add_mandates(parties, [NewMandate(mandator=ACME, mandatary=OFFICE, start=START)])
    async with acting(parties, enterprise(SCHOOL)):
        assert await latest_mandates(parties, OFFICE, Filter()) == []
        assert await latest_mandates(parties, ACME, Filter()) == []


async def test_an_unknown_mandator_is_named_and_nothing_is_added(parties: Connection) -> None:
    new = [
        NewMandate(mandator=number, mandatary=OFFICE, start=START)
        for number in (ACME, "0999999999", "0888888888")
    ]
    async with acting(parties):
        with pytest.raises(UnknownMandatorError, match=r"^0888888888, 0999999999$"):
            await add_mandates(parties, new)
        assert await latest_mandates(parties, OFFICE, Filter()) == []


async def test_a_mandatary_must_be_a_sender(parties: Connection) -> None:
    with pytest.raises(ForeignKeyViolation):
        async with acting(parties):
            await add_mandates(parties, [NewMandate(mandator=ACME, mandatary=BRUG, start=START)])


async def test_only_the_operator_adds(parties: Connection) -> None:
    new = NewMandate(mandator=ACME, mandatary=OFFICE, start=START)
    with pytest.raises(InsufficientPrivilege):
        async with acting(parties, enterprise(ACME)):
            await add_mandates(parties, [new])
    with pytest.raises(InsufficientPrivilege):
        async with acting(parties, enterprise(ACME)):
            await add_senders(parties, [RegisteredSender(enterprise_number=ACME, name="Acme")])
