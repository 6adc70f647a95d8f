"""Rights read from the register: whose they are, in which order, and by whom they are seen."""

import uuid
from decimal import Decimal

import pytest

from fla.database.identity import Identity, assume, citizen, enterprise
from fla.register.store import employer_ids, workers_by_ssin
from fla.rights.model import Right
from fla.rights.store import right_by_id, rights_of_worker
from tests.intake import build as intake

Connection = intake.Connection
BAKERY = enterprise(intake.BAKERY)


@pytest.fixture
async def anna(app: Connection) -> tuple[int, uuid.UUID]:
    """Anna at the bakery, with rights of two years, one of them cancelled."""
    await intake.belgium(app)
    outcomes = await intake.send(
        app,
        intake.employment(),
        intake.right(),
        intake.right(reference="RGT-2", year=2025, entitled=Decimal("1.5")),
        intake.right(reference="RGT-3", right_type="employer", unit="hour", entitled=Decimal(8)),
    )
    outcomes += await intake.send(app, intake.right(reference="RGT-2", action="cancel", year=2025))
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    async with app.transaction():
        await assume(app, BAKERY, intake.TODAY)
        [record] = await workers_by_ssin(app, intake.ANNA)
        employer = (await employer_ids(app, [intake.BAKERY]))[intake.BAKERY]
    return employer, record.id


async def _rights(app: Connection, identity: Identity, anna: tuple[int, uuid.UUID]) -> list[Right]:
    async with app.transaction():
        await assume(app, identity, intake.TODAY)
        return await rights_of_worker(app, *anna)


async def test_rights_come_as_they_were_registered_without_the_cancelled(
    app: Connection, anna: tuple[int, uuid.UUID]
) -> None:
    found = await _rights(app, BAKERY, anna)

    assert [(one.right_type, one.unit, one.entitled) for one in found] == [
        ("sectoral", "day", Decimal(4)),
        ("employer", "hour", Decimal(8)),
    ]
    assert found[0].cba_registration_number == "181682/CO/200"
    assert found[0].reference == "RGT-1"
    assert found[0].registered_by == intake.BAKERY


async def test_a_cancelled_right_is_still_found_by_its_id(
    app: Connection, anna: tuple[int, uuid.UUID]
) -> None:
    [outcome] = await intake.send(app, intake.right(reference="RGT-1", action="cancel"))
    assert outcome.target is not None

    async with app.transaction():
        await assume(app, BAKERY, intake.TODAY)
        right = await right_by_id(app, anna[0], outcome.target)
        nothing = await right_by_id(app, anna[0], uuid.UUID(int=0))

    assert right is not None
    assert right.cancelled
    assert nothing is None


@pytest.mark.parametrize(
    ("identity", "seen"),
    [
        (BAKERY, 2),
        (enterprise(intake.PAYROLL), 2),
        (citizen(intake.ANNA), 2),
        (enterprise(intake.FOUNDRY), 0),
        (enterprise(intake.SCHOOL), 0),
        (citizen(intake.BRAM), 0),
    ],
)
async def test_rights_are_seen_by_those_concerned(
    app: Connection, anna: tuple[int, uuid.UUID], identity: Identity, seen: int
) -> None:
    assert len(await _rights(app, identity, anna)) == seen
