"""What the database itself refuses, should a check before it ever fail."""

import datetime as dt
import uuid

import pytest
from psycopg.errors import CheckViolation, ExclusionViolation, UniqueViolation

from tests import rows
from tests.rows import Connection, Row, acting, insert

MAY, JUNE, JULY = (dt.date(2026, month, 1) for month in (5, 6, 7))
A_DAY = dt.timedelta(days=1)


@pytest.fixture
async def ann(app: Connection) -> Row:
    async with acting(app):
        await insert(app, "employer", rows.employer(1))
        await insert(app, "employer", rows.employer(2))
        return await insert(app, "worker", rows.worker(1, "85073003328"))


async def put(connection: Connection, table: str, *lines: Row) -> None:
    async with acting(connection):
        for line in lines:
            await insert(connection, table, line)


async def test_employments_at_one_employer_do_not_overlap(app: Connection, ann: Row) -> None:
    first = rows.employment(ann, start_date=MAY, end_date=JUNE)
    await put(app, "employment", first, rows.employment(ann, start_date=JUNE + A_DAY))
    for overlap in (JUNE, JULY):
        with pytest.raises(ExclusionViolation):
            await put(app, "employment", rows.employment(ann, start_date=overlap))


@pytest.mark.parametrize("apart", [{"parallel": True}, {"cancelled": True}])
async def test_parallel_and_cancelled_employments_may(
    app: Connection, ann: Row, apart: Row
) -> None:
    await put(app, "employment", rows.employment(ann), rows.employment(ann, **apart))


async def test_employments_at_two_employers_may_overlap(app: Connection, ann: Row) -> None:
    there = rows.worker(2, ann["ssin"])
    await put(app, "worker", there)
    await put(app, "employment", rows.employment(ann), rows.employment(there))


async def test_regimes_of_one_employment_do_not_overlap(app: Connection, ann: Row) -> None:
    employment = rows.employment(ann, start_date=MAY)
    await put(app, "employment", employment)
    await put(app, "occupation", rows.occupation(employment, end_date=JUNE))
    await put(app, "occupation", rows.occupation(employment, start_date=JUNE + A_DAY))
    with pytest.raises(ExclusionViolation):
        await put(app, "occupation", rows.occupation(employment, start_date=JULY))


async def test_a_right_is_given_once_a_year(app: Connection, ann: Row) -> None:
    await put(app, "training_right", rows.training_right(ann), rows.training_right(ann, year=2027))
    with pytest.raises(UniqueViolation):
        await put(app, "training_right", rows.training_right(ann))


async def test_a_sender_s_reference_names_one_object(app: Connection, ann: Row) -> None:
    one_reference = {
        "employment": rows.employment(ann, parallel=True, reference="R-1"),
        "training_right": rows.training_right(ann, cancelled=True, reference="R-1"),
        "training": rows.training(ann, reference="R-1"),
    }
    for table, line in one_reference.items():
        await put(app, table, line)
        with pytest.raises(UniqueViolation):
            await put(app, table, line | {"id": uuid.uuid4()})
        await put(app, table, line | {"id": uuid.uuid4(), "registered_by": "0200000002"})


@pytest.mark.parametrize(
    "fault",
    [
        {"end_date": dt.date(2026, 5, 3)},
        {"duration_minutes": 0},
        {"in_scope": False},
        {"charged_right": "statutory"},
        {"charged_minutes": 60},
        {"in_scope": False, "out_of_scope_reason": "other", "charged_minutes": 60}
        | {"charged_right": "statutory"},
        {"score": 101},
        {"cost": -1},
        {"certificate_issued": MAY, "certificate_valid_until": MAY - A_DAY},
    ],
)
async def test_a_training_makes_sense(app: Connection, ann: Row, fault: Row) -> None:
    with pytest.raises(CheckViolation):
        await put(app, "training", rows.training(ann) | fault)


async def test_an_adjustment_has_a_reason(app: Connection, ann: Row) -> None:
    with pytest.raises(CheckViolation):
        await put(app, "training_right", rows.training_right(ann, adjusted=1))
