"""A small Belgium for the intake's tests, and declarations about it that are sound by default."""

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg

from fla.clock import FixedClock
from fla.database.identity import OPERATOR, assume
from fla.identifiers import (
    enterprise_number_with_check_digits,
    parse_quarter,
    ssin_with_check_digits,
)
from fla.intake.declaration import (
    Action,
    AnyDeclaration,
    Employment,
    EmploymentDeclaration,
    Occupation,
    Outcome,
    Person,
    Right,
    RightDeclaration,
    Sender,
    Training,
    TrainingDeclaration,
)
from fla.intake.submit import submit
from fla.mandates.model import MandateStatus, NewMandate, RegisteredSender
from fla.mandates.store import add_mandates, add_senders
from fla.register.model import NewEmployer
from fla.register.store import add_employers

Connection = psycopg.AsyncConnection[Any]

CLOCK = FixedClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))
TODAY = CLOCK.today()

BAKERY = enterprise_number_with_check_digits(8_000_001)
FOUNDRY = enterprise_number_with_check_digits(8_000_002)
PAYROLL = enterprise_number_with_check_digits(8_000_003)
SCHOOL = enterprise_number_with_check_digits(8_000_004)
STRANGER = enterprise_number_with_check_digits(8_000_005)
ANNA = ssin_with_check_digits("850730033")
BRAM = ssin_with_check_digits("900101002")
NOBODY = ssin_with_check_digits("700202004")


async def belgium(connection: Connection) -> None:
    """Two employers; a payroll office with a mandate of the bakery; a school that trains anyone."""
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        await add_employers(
            connection,
            [
                NewEmployer(enterprise_number=BAKERY, name="Bakkerij Demo"),
                NewEmployer(enterprise_number=FOUNDRY, name="Fonderie Démo"),
            ],
        )
        await add_senders(
            connection,
            [
                RegisteredSender(enterprise_number=PAYROLL, name="Sociaal Secretariaat Demo"),
                RegisteredSender(enterprise_number=SCHOOL, name="École Démo", provider=True),
            ],
        )
    await mandate(connection, BAKERY, PAYROLL)


async def mandate(
    connection: Connection,
    mandator: str,
    mandatary: str,
    start: str = "2026Q1",
    end: str | None = None,
    status: MandateStatus = "active",
) -> None:
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        await add_mandates(
            connection,
            [
                NewMandate(
                    mandator=mandator,
                    mandatary=mandatary,
                    start=parse_quarter(start),
                    end=parse_quarter(end) if end else None,
                    status=status,
                )
            ],
        )


def employment(
    ssin: str = ANNA,
    reference: str = "EMP-1",
    action: Action = "register",
    employer: str = BAKERY,
    name: tuple[str, str] = ("Peeters", "Anna"),
    start: dt.date = dt.date(2020, 1, 1),
    mean_hours: int = 3800,
    **changes: Any,
) -> EmploymentDeclaration:
    content = Employment(
        person=Person(family_name=name[0], given_name=name[1]),
        start_date=start,
        occupations=changes.pop(
            "occupations", (occupation(start, changes.get("end_date"), mean_hours),)
        ),
        **changes,
    )
    return EmploymentDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        ssin=ssin,
        employment=content,
    )


def occupation(
    start: dt.date, end: dt.date | None = None, mean_hours: int = 3800, **changes: Any
) -> Occupation:
    values: dict[str, Any] = {
        "start_date": start,
        "end_date": end,
        "mean_hours": mean_hours,
        "reference_hours": 3800,
        "joint_committee": "200",
        "worker_category": "whiteCollar",
    }
    return Occupation(**(values | changes))


def right(
    ssin: str = ANNA,
    reference: str = "RGT-1",
    action: Action = "register",
    employer: str = BAKERY,
    **changes: Any,
) -> RightDeclaration:
    values: dict[str, Any] = {
        "year": 2026,
        "right_type": "sectoral",
        "unit": "day",
        "entitled": Decimal(4),
        "cba_registration_number": "181682/CO/200",
    }
    return RightDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        ssin=ssin,
        right=Right(**(values | changes)),
    )


def training(
    ssin: str = ANNA,
    reference: str = "TRN-1",
    action: Action = "register",
    employer: str = BAKERY,
    **changes: Any,
) -> TrainingDeclaration:
    values: dict[str, Any] = {
        "title": "Veilig werken op hoogte",
        "start_date": dt.date(2026, 10, 5),
        "end_date": dt.date(2026, 10, 6),
        "duration_minutes": 912,
        "form": "formal",
        "category": "safety",
        "status": "completed",
        "in_scope": True,
        "charged_right": "sectoral",
        "charged_minutes": 912,
    }
    return TrainingDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        ssin=ssin,
        training=Training(**(values | changes)),
    )


async def send(
    connection: Connection,
    *declarations: AnyDeclaration,
    sender: str = BAKERY,
    clock: FixedClock = CLOCK,
    dry_run: bool = False,
) -> list[Outcome]:
    who = Sender(enterprise_number=sender, door="xml")
    return await submit(connection, who, declarations, clock, dry_run=dry_run)


def codes(outcome: Outcome) -> list[str]:
    return [f"{anomaly.field.name}-{anomaly.error.name}" for anomaly in outcome.anomalies]
