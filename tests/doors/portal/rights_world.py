"""What the register holds at the beginning of tests about computed rights."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg

from fla.identifiers import ssin_with_check_digits
from fla.law.pack import pack
from tests.doors.portal.world import World
from tests.doors.portal.world import build as build_world
from tests.intake import build as intake
from tests.rows import NOW, Row, acting, insert

CELINE = ssin_with_check_digits("880404006")
EARLIER = dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC)
QUARTERS = {"2024Q4": "21.00", "2025Q1": "20.50", "2025Q3": "22.00"}
"""63.5 / 3 full-time equivalents: more than twenty."""


@dataclass(frozen=True)
class RightsWorld:
    """The small register, in which rights were computed.

    The bakery hired Céline half-time on 15 March 2026, at four fifths since September, under joint
    committee 200; her right was adjusted, on another amount than today's, and is not found correct
    yet. Bram's computed right is replaced by a registered one. For 2025 the bakery opted out for
    Bram, for 2024 for everybody. The foundry has a computed right of Bram too.
    """

    world: World
    celine: uuid.UUID
    adjustment: uuid.UUID
    opt_out: uuid.UUID
    company_opt_out: uuid.UUID
    line: uuid.UUID
    foreign_adjustment: uuid.UUID
    foreign_opt_out: uuid.UUID
    foreign_line: uuid.UUID


async def build(connection: psycopg.AsyncConnection[Any]) -> RightsWorld:
    world = await build_world(connection)
    start, change = dt.date(2026, 3, 15), dt.date(2026, 9, 1)
    halves = (
        intake.occupation(start, change - dt.timedelta(days=1), 1900),
        intake.occupation(change, None, 3040),
    )
    hired, followed = await intake.send(
        connection,
        intake.employment(
            CELINE, "EMP-3", name=("Dubois", "Céline"), start=start, occupations=halves
        ),
        intake.training(CELINE, "TRN-3", charged_right=None, charged_minutes=None),
    )
    assert "rejected" not in (hired.status, followed.status)
    async with acting(connection):
        rows = await connection.execute(
            "SELECT e.id, w.id, w.ssin FROM worker w JOIN employer e ON e.id = w.employer_id"
            " ORDER BY e.enterprise_number"
        )
        people = await rows.fetchall()
        bakery, foundry = people[0][0], people[-1][0]
        celine = next(id_ for employer, id_, ssin in people if (employer, ssin) == (bakery, CELINE))
        await _decided(connection, bakery, world.bakery)
        await _decided(connection, foundry, world.foundry)
        await _computed(connection, bakery, celine, Decimal("2.0667"), 10, Decimal("0.62"))
        await _computed(connection, bakery, world.bram, Decimal(4), 12, Decimal(1))
        await _computed(connection, foundry, world.stranger, Decimal(4), 12, Decimal(1))
        await insert(connection, "right_change", _change(bakery, celine))
        await insert(connection, "year_closing", _closing(bakery))
        await insert(connection, "carried_over", _carried(bakery, world.anna))
        adjusted = await insert(connection, "right_adjustment", _adjustment(bakery, celine))
        theirs = await insert(
            connection, "right_adjustment", _adjustment(foundry, world.stranger, world.foundry)
        )
        opted = await insert(connection, "opt_out", _opt_out(bakery, world.bram, 2025))
        company = await insert(connection, "opt_out", _opt_out(bakery, None, 2024))
        foreign = await insert(
            connection, "opt_out", _opt_out(foundry, world.stranger, 2025, world.foundry)
        )
        lines = await _lines(connection, bakery, world.bakery)
        foreign_lines = await _lines(connection, foundry, world.foundry)
    return RightsWorld(
        world=world,
        celine=celine,
        adjustment=adjusted["id"],
        opt_out=opted["id"],
        company_opt_out=company["id"],
        line=lines[0]["id"],
        foreign_adjustment=theirs["id"],
        foreign_opt_out=foreign["id"],
        foreign_line=foreign_lines[0]["id"],
    )


async def _decided(connection: Any, employer: int, number: str) -> None:
    """Freeze the head count, and say what applies to joint committee 200 under it."""
    row = {"employer_id": employer, "start_date": dt.date(2026, 1, 1), "method": "declared"}
    row |= {"inputs": json.dumps(QUARTERS), "fte_hundredths": 6350, "quarters": 3}
    await insert(connection, "size_decision", row | {"run": 1, "decided_at": EARLIER})
    basis: Row = {"employer_id": employer, "number": 1, "year": 2026, "joint_committee": "200"}
    basis |= {"right_type": "sectoral", "scale": "200.20", "size_class": "20+"}
    basis |= {"fte_hundredths": 6350, "quarters": 3, "full_time": Decimal(4), "unit": "day"}
    basis |= {"cba_registration_number": "181682/CO/200", "law_version": pack().version}
    await insert(connection, "right_basis", basis)


async def _computed(
    connection: Any,
    employer: int,
    worker: uuid.UUID,
    entitled: Decimal,
    months: int,
    regime: Decimal,
) -> None:
    row = {"employer_id": employer, "worker_id": worker, "year": 2026, "months": months}
    row |= {"basis": 1, "minutes_per_day": 456, "run": 2, "regime": regime}
    row |= {"entitled": entitled, "mixed": False, "computed_at": NOW}
    await insert(connection, "computed_right", row)


async def _lines(connection: Any, employer: int, number: str) -> list[Row]:
    """Declare the quarters, and count agency workers in one of them."""
    rows = [
        _declared(employer, number) | {"quarter": quarter, "line": "declared", "fte": Decimal(fte)}
        for quarter, fte in QUARTERS.items()
    ]
    rows.append(
        _declared(employer, number)
        | {"quarter": "2025Q3", "line": "adjustment", "fte": Decimal("1.5"), "reason": "Agency"}
    )
    return [await insert(connection, "head_count", row) for row in rows]


def _adjustment(employer: int, worker: uuid.UUID, number: str = intake.BAKERY) -> Row:
    row = _declared(employer, number) | {"worker_id": worker, "year": 2026, "unit": "day"}
    row |= {"right_type": "sectoral", "amount": Decimal("0.5"), "reason": "Works agreement"}
    row |= {"effective_date": dt.date(2026, 6, 1), "minutes_per_day": 456}
    return row | {"computed_then": Decimal("1.6667")}


def _opt_out(
    employer: int, worker: uuid.UUID | None, year: int, number: str = intake.BAKERY
) -> Row:
    row = _declared(employer, number) | {"worker_id": worker, "year": year}
    return row | {"reason": "Kept in an account of our own"}


def _change(employer: int, worker: uuid.UUID) -> Row:
    row = {"employer_id": employer, "run": 2, "worker_id": worker, "year": 2026}
    row |= {"before": Decimal("1.6667"), "after": Decimal("2.0667"), "old_basis": 1}
    return row | {"new_basis": 1, "reasons": ["regime"], "changed_at": NOW}


def _closing(employer: int) -> Row:
    return {"employer_id": employer, "year": 2025, "law_version": "be-2025", "closed_at": EARLIER}


def _carried(employer: int, worker: uuid.UUID) -> Row:
    row = {"employer_id": employer, "worker_id": worker, "year": 2023, "unit": "day"}
    row |= {"year": 2025, "right_type": "statutory", "entitled": Decimal(3), "minutes_per_day": 456}
    row |= {"carried_in": Decimal(0), "adjusted": Decimal(0), "used": Decimal(3)}
    return row | {"carried_out": Decimal(0), "lapsed": Decimal(0)}


def _declared(employer: int, number: str) -> Row:
    identifier = uuid.uuid4()
    row: Row = {"employer_id": employer, "id": identifier, "registered_by": number}
    row |= {"reference": identifier.hex, "declaration_id": uuid.uuid4()}
    return row | {"registered_at": NOW, "changed_at": NOW}
