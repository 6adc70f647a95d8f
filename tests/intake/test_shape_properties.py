"""Whatever comes in is answered: the intake finds fault with any value, and never raises."""

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from fla.database.identity import OPERATOR, assume
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.catalogue import catalogue
from fla.intake.declaration import AnyDeclaration, Unreadable
from fla.intake.shape import shape_faults
from fla.languages import LANGUAGES
from tests.conftest import Database
from tests.intake.build import (
    BAKERY,
    BRAM,
    TODAY,
    Connection,
    belgium,
    employment,
    occupation,
    right,
    send,
    training,
)
from tests.intake.wild import declarations, submissions

WITHOUT_HASTE = [HealthCheck.too_slow, HealthCheck.data_too_large]
_EMPTY = """
TRUNCATE worker, employment, occupation, suspension, training_right, training, opt_out, head_count,
         right_adjustment, right_verification, recalculation, journal, anomaly
"""


@settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=WITHOUT_HASTE)
@given(declarations)
def test_the_form_of_anything_is_judged(declaration: AnyDeclaration) -> None:
    for anomaly in shape_faults(declaration, TODAY):
        assert int(anomaly.code[:5]) in catalogue().fields
        assert int(anomaly.code[6:]) in catalogue().errors
        assert all(anomaly.message(language).endswith(".") for language in LANGUAGES)


def test_anything_submitted_is_answered_and_journalled(database: Database) -> None:
    with asyncio.Runner() as runner:
        app, owner = runner.run(_open(database))

        @settings(
            max_examples=60,
            derandomize=True,
            deadline=None,
            suppress_health_check=WITHOUT_HASTE,
        )
        @given(submissions)
        def answered(sent: list[Any]) -> None:
            runner.run(_answered_in_an_empty_register(app, owner, sent))

        try:
            answered()
        finally:
            runner.run(app.close())
            runner.run(owner.close())


async def _open(database: Database) -> tuple[Connection, Connection]:
    app = await psycopg.AsyncConnection.connect(database.app_url, autocommit=True)
    owner = await psycopg.AsyncConnection.connect(database.owner_url, autocommit=True)
    await belgium(app)
    return app, owner


async def _answered_in_an_empty_register(
    app: Connection, owner: Connection, sent: list[AnyDeclaration]
) -> None:
    await owner.execute(_EMPTY)
    await send(app, employment())
    await assert_answered(app, sent)


async def assert_answered(connection: Connection, sent: list[AnyDeclaration]) -> None:
    """Each gets an outcome that its anomalies explain, and stands in the journal."""
    outcomes = await send(connection, *sent)
    assert [outcome.reference for outcome in outcomes] == [one.reference for one in sent]
    for outcome in outcomes:
        refused = any(anomaly.blocking for anomaly in outcome.anomalies)
        assert (outcome.status == "rejected") == refused
        assert (outcome.target is None) == refused
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        ids = [outcome.declaration_id for outcome in outcomes]
        cursor = await connection.execute("SELECT id FROM journal WHERE id = ANY (%s)", (ids,))
        assert {row[0] for row in await cursor.fetchall()} == set(ids)


def in_days(days: Decimal) -> AnyDeclaration:
    return training(
        duration_minutes=None, duration_days=days, charged_right=None, charged_minutes=None
    )


def employed_in_a_week_of_one_day() -> AnyDeclaration:
    """38 hours a week, all of them on one day."""
    line = occupation(dt.date(2020, 1, 1), days_per_week=100)
    return employment(BRAM, "EMP-2", occupations=(line,))


def unreadable(**changes: Any) -> AnyDeclaration:
    values: dict[str, Any] = {
        "action": "register",
        "reference": "REF-1",
        "enterprise_number": BAKERY,
        "ssin": BRAM,
        "anomalies": (),
    }
    return Unreadable(**(values | changes))


IN_THE_PAST = Anomaly(Field.TRAINING_END_DATE, Error.PLANNED_IN_PAST)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([training(end_date=dt.date.min)], id="a day before quarters are counted"),
        pytest.param([training(end_date=dt.date.max)], id="a day after quarters are counted"),
        pytest.param([in_days(Decimal("NaN"))], id="days that are no number"),
        pytest.param([in_days(Decimal("Infinity"))], id="days without end"),
        pytest.param([right(adjusted=Decimal("sNaN"))], id="an amount nobody may touch"),
        pytest.param([training(cost=Decimal(f"1.{'0' * 17_000}"))], id="zeros without end"),
        pytest.param([training(cost=Decimal("0E-17000"))], id="nothing, very exactly"),
        pytest.param([training(duration_minutes=2**31)], id="minutes beyond their column"),
        pytest.param([training(charged_minutes=-(2**63) - 1)], id="minutes beyond any column"),
        pytest.param([right(year=2**15)], id="a year beyond its column"),
        pytest.param([training(title="a\0b")], id="a character no text may hold"),
        pytest.param([training("\ud800", "\ud800")], id="half a character"),
        pytest.param([unreadable(enterprise_number="\0")], id="an unreadable employer"),
        pytest.param([unreadable(ssin="\0", anomalies=(IN_THE_PAST,))], id="an unreadable past"),
        pytest.param([unreadable()], id="an unreadable record without a reason"),
        pytest.param(
            [employed_in_a_week_of_one_day(), right(BRAM, "RGT-2"), training(BRAM, "TRN-2")],
            id="a full-timer's week in one day",
        ),
    ],
)
async def test_an_odd_value_is_refused_and_not_fatal(
    register: Connection, sent: list[AnyDeclaration]
) -> None:
    await assert_answered(register, sent)
    assert {outcome.status for outcome in await send(register, *sent)} == {"rejected"}
