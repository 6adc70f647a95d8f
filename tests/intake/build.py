"""A small Belgium for the intake's tests, and declarations about it that are sound by default."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, LiteralString

import msgspec
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
    Adjustment,
    AdjustmentDeclaration,
    AnyDeclaration,
    Decision,
    DecisionDeclaration,
    Employment,
    EmploymentDeclaration,
    HeadCount,
    HeadCountDeclaration,
    Occupation,
    OptOut,
    OptOutDeclaration,
    Outcome,
    Person,
    Right,
    RightDeclaration,
    Sender,
    Suspension,
    SuspensionExtent,
    Training,
    TrainingDeclaration,
    Verification,
    VerificationDeclaration,
)
from fla.intake.submit import submit
from fla.mandates.model import MandateStatus, NewMandate, RegisteredSender
from fla.mandates.store import add_mandates, add_senders
from fla.register.model import NewEmployer
from fla.register.store import add_employers
from tests import rows

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


def suspension(
    start: dt.date = dt.date(2026, 2, 1),
    end: dt.date | None = dt.date(2026, 5, 31),
    mean_hours: int | None = None,
) -> Suspension:
    """A full suspension, or a partial one at so many hours."""
    extent: SuspensionExtent = "full" if mean_hours is None else "partial"
    return Suspension(start_date=start, end_date=end, extent=extent, mean_hours=mean_hours)


def opt_out(
    ssin: str | None = ANNA,
    reference: str = "OPT-1",
    action: Action = "register",
    employer: str = BAKERY,
    year: int = 2026,
    reason: str | None = None,
) -> OptOutDeclaration:
    """An opt-out of one worker, or with `None` of the whole company."""
    return OptOutDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        ssin=ssin,
        opt_out=OptOut(year=year, reason=reason),
    )


def adjustment(
    ssin: str = ANNA,
    reference: str = "ADJ-1",
    action: Action = "register",
    employer: str = BAKERY,
    **changes: Any,
) -> AdjustmentDeclaration:
    values: dict[str, Any] = {
        "year": 2026,
        "right_type": "sectoral",
        "unit": "day",
        "amount": Decimal("-0.5"),
        "effective_date": dt.date(2026, 7, 1),
        "reason": "Half a day followed at the previous employer",
    }
    return AdjustmentDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        ssin=ssin,
        adjustment=Adjustment(**(values | changes)),
    )


def verification(
    ssin: str = ANNA,
    reference: str = "VER-1",
    action: Action = "register",
    employer: str = BAKERY,
    year: int = 2026,
) -> VerificationDeclaration:
    return VerificationDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        ssin=ssin,
        verification=Verification(year=year),
    )


def head_count(
    reference: str = "HCT-1",
    action: Action = "register",
    employer: str = BAKERY,
    **changes: Any,
) -> HeadCountDeclaration:
    values: dict[str, Any] = {"quarter": "2026Q3", "line": "declared", "fte": Decimal("19.5")}
    return HeadCountDeclaration(
        action=action,
        reference=reference,
        enterprise_number=employer,
        head_count=HeadCount(**(values | changes)),
    )


def decision(
    target: uuid.UUID | None,
    reason: str | None = None,
    reference: str = "DEC-1",
    employer: str = BAKERY,
    **heading: Any,
) -> DecisionDeclaration:
    """A confirmation of a training, or with a reason an objection to it."""
    return DecisionDeclaration(
        action="correct",
        reference=reference,
        enterprise_number=employer,
        target=target,
        decision=Decision(verdict="object" if reason else "confirm", reason=reason),
        **heading,
    )


async def computed(connection: Connection, ssin: str = ANNA, **values: Any) -> None:
    """Let the bakery's run have computed a worker's right of 2026: five sectoral days."""
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        cursor = await connection.execute(
            "SELECT e.id, w.id FROM employer e JOIN worker w ON w.employer_id = e.id"
            " WHERE e.enterprise_number = %s AND w.ssin = %s",
            (BAKERY, ssin),
        )
        ((employer_id, worker_id),) = await cursor.fetchall()
        basis = rows.right_basis(employer_id, right_type="sectoral")
        await rows.insert(connection, "right_basis", basis)
        worker = {"employer_id": employer_id, "id": worker_id}
        await rows.insert(connection, "computed_right", rows.computed_right(worker, **values))


async def closed(connection: Connection, year: int, enterprise_number: str = BAKERY) -> None:
    """Let an employer's year be closed."""
    await as_operator(
        connection,
        "INSERT INTO year_closing SELECT id, %s, '2026.1', now() FROM employer"
        " WHERE enterprise_number = %s",
        (year, enterprise_number),
    )


async def decided(connection: Connection, start: dt.date, *quarters: str) -> None:
    """Let the bakery's head count be fixed from a day on, by these quarters."""
    inputs = msgspec.json.encode(dict.fromkeys(quarters, "19.50")).decode()
    await as_operator(
        connection,
        "INSERT INTO size_decision SELECT id, %s, 'declared', %s, 1950, %s, 1, now()"
        "  FROM employer WHERE enterprise_number = %s",
        (start, inputs, len(quarters), BAKERY),
    )


async def as_operator(connection: Connection, statement: LiteralString, values: Any) -> None:
    async with connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        await connection.execute(statement, values)


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
