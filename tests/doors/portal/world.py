"""What the register holds at the beginning of the portal's tests."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg

from fla.database.identity import OPERATOR, assume
from tests.intake import build as intake

XSS = '<script>alert("x")</script>'


@dataclass(frozen=True)
class World:
    """The numbers and ids of the small register.

    The bakery employs Anna, with a sectoral right of four days and a training of two, and Bram; the
    foundry employs Bram too, with a right and a training of its own.
    """

    bakery: str
    foundry: str
    payroll: str
    school: str
    anna: uuid.UUID
    bram: uuid.UUID
    stranger: uuid.UUID
    """Bram's record at the foundry: another tenant's."""
    training: uuid.UUID
    right: uuid.UUID
    employment: uuid.UUID
    foreign_training: uuid.UUID
    foreign_right: uuid.UUID
    foreign_employment: uuid.UUID


async def build(connection: psycopg.AsyncConnection[Any]) -> World:
    await intake.belgium(connection)
    outcomes = await intake.send(
        connection,
        intake.employment(),
        intake.employment(intake.BRAM, "EMP-2", name=("Janssens", "Bram")),
        intake.right(),
        intake.right(intake.BRAM, "RGT-2", entitled=Decimal(2)),
        intake.training(charged_minutes=456),
    )
    foreign = await intake.send(
        connection,
        intake.employment(
            intake.BRAM, "EMP-1", employer=intake.FOUNDRY, name=("Janssens", "Bram"), parallel=True
        ),
        intake.right(intake.BRAM, employer=intake.FOUNDRY),
        intake.training(intake.BRAM, employer=intake.FOUNDRY, title="Gieten"),
        sender=intake.FOUNDRY,
    )
    assert not [one for one in (*outcomes, *foreign) if one.status == "rejected"]
    async with connection.transaction():
        await assume(connection, OPERATOR, intake.TODAY)
        rows = await connection.execute(
            "SELECT e.enterprise_number, w.ssin, w.id"
            "  FROM worker w JOIN employer e ON e.id = w.employer_id"
        )
        workers = {(number, ssin): id_ for number, ssin, id_ in await rows.fetchall()}
    targets = [one.target for one in outcomes]
    foreign_targets = [one.target for one in foreign]
    return World(
        bakery=intake.BAKERY,
        foundry=intake.FOUNDRY,
        payroll=intake.PAYROLL,
        school=intake.SCHOOL,
        anna=workers[intake.BAKERY, intake.ANNA],
        bram=workers[intake.BAKERY, intake.BRAM],
        stranger=workers[intake.FOUNDRY, intake.BRAM],
        employment=_known(targets[0]),
        right=_known(targets[2]),
        training=_known(targets[4]),
        foreign_employment=_known(foreign_targets[0]),
        foreign_right=_known(foreign_targets[1]),
        foreign_training=_known(foreign_targets[2]),
    )


def _known(target: uuid.UUID | None) -> uuid.UUID:
    assert target is not None
    return target


def training_form(**changes: str) -> dict[str, str]:
    """Return what a sound form of a training holds; yesterday's, charged to the sectoral right."""
    values = {
        "title": "Hygiëne in de bakkerij",
        "category": "safety",
        "form": "formal",
        "start_date": "2026-11-20",
        "end_date": "2026-11-20",
        "duration": "3:48",
        "duration_unit": "hour",
        "status": "completed",
        "in_scope": "yes",
        "charged_right": "sectoral",
        "charged": "",
        "charged_unit": "hour",
        "reference": "P.0123456789",
    }
    return values | changes
