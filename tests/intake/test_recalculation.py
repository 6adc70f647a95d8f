"""What no longer holds since a declaration was accepted is marked for the next run."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fla.intake.declaration import AnyDeclaration
from tests.intake.build import (
    ANNA,
    BRAM,
    SCHOOL,
    Connection,
    adjustment,
    employment,
    head_count,
    opt_out,
    right,
    send,
    training,
    verification,
)
from tests.intake.cases.case import withdrawn
from tests.intake.test_concurrency import read


async def marks(connection: Connection) -> list[str | None]:
    """Whose rights are to be computed again: an SSIN, or None for the whole company."""
    found = await read(
        connection,
        "SELECT w.ssin FROM recalculation r LEFT JOIN worker w"
        "    ON w.employer_id = r.employer_id AND w.id = r.worker_id ORDER BY r.declaration_id",
    )
    return [row[0] for row in found]


LAST_YEAR: dict[str, Any] = {"start_date": dt.date(2025, 10, 6), "end_date": dt.date(2025, 10, 6)}


@pytest.mark.parametrize(
    ("declared", "marked"),
    [
        pytest.param([employment(action="correct", mean_hours=1900)], [ANNA], id="regime"),
        pytest.param([withdrawn(employment())], [ANNA], id="employment cancelled"),
        pytest.param(
            [employment(BRAM, "EMP-2", name=("Janssens", "Bram"))], [BRAM], id="new worker"
        ),
        pytest.param([opt_out(), withdrawn(opt_out())], [ANNA, ANNA], id="opt-out"),
        pytest.param([opt_out(None)], [None], id="opt-out of the company"),
        pytest.param([head_count(), withdrawn(head_count())], [None, None], id="head count"),
        pytest.param([right(), adjustment(), verification(), training()], [], id="this year"),
        pytest.param([right(year=2025), adjustment(year=2025)], [ANNA, ANNA], id="last year"),
        pytest.param(
            [right(year=2025), right(action="correct", year=2026)], [ANNA, ANNA], id="moved right"
        ),
        pytest.param(
            [training(**LAST_YEAR, charged_minutes=60)], [ANNA], id="last year's training"
        ),
        pytest.param(
            [training(**LAST_YEAR), training(action="correct")], [ANNA, ANNA], id="moved training"
        ),
        pytest.param(
            [training(**LAST_YEAR), withdrawn(training())], [ANNA, ANNA], id="training cancelled"
        ),
        pytest.param([right(entitled=Decimal(-1)), opt_out(BRAM)], [], id="refused"),
        pytest.param([opt_out(), opt_out()], [ANNA], id="repeated"),
    ],
)
async def test_what_no_longer_holds_is_marked(
    unmarked: Connection, declared: list[AnyDeclaration], marked: list[str | None]
) -> None:
    for declaration in declared:
        await send(unmarked, declaration)
    assert await marks(unmarked) == marked


async def test_a_provider_marks_what_it_registers_late(unmarked: Connection) -> None:
    (outcome,) = await send(unmarked, training(**LAST_YEAR), sender=SCHOOL)
    assert outcome.status != "rejected"
    assert await marks(unmarked) == [ANNA]
