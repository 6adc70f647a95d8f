"""Rows of computed rights, adjustments and closings, with sound values by default."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from fla.rights.run_model import OPEN_END
from tests.rows import NOW, TODAY, Connection, Row, insert

_DECLARED: Row = {"registered_by": "0200000001", "registered_at": NOW, "changed_at": NOW}


def right_basis(employer_id: int, number: int = 1, **values: Any) -> Row:
    """Five days in 2026 for an employer of 25 full-time equivalents under the general law."""
    row = {"employer_id": employer_id, "number": number, "year": 2026, "joint_committee": "200"}
    row |= {"right_type": "statutory", "scale": "general.20", "size_class": "20+"}
    row |= {"fte_hundredths": 10_000, "quarters": 4, "full_time": Decimal(5), "unit": "day"}
    row |= {"hours_per_day": None, "effective_months": None, "cba_registration_number": None}
    return row | {"law_version": "test"} | values


def computed_right(of: Row, entitled: str = "5", **values: Any) -> Row:
    """What a run gave a worker for 2026 on the employer's first basis."""
    row = {"employer_id": of["employer_id"], "worker_id": of["id"], "year": 2026, "months": 12}
    row |= {"basis": 1, "minutes_per_day": 480, "run": 1, "regime": Decimal(1)}
    return row | {"entitled": Decimal(entitled), "mixed": False, "computed_at": NOW} | values


def adjustment(of: Row, amount: str, **values: Any) -> Row:
    row = _declared(of) | {"year": 2026, "right_type": "statutory", "unit": "day"}
    row |= {"amount": Decimal(amount), "effective_date": TODAY, "reason": "CBA"}
    return row | {"minutes_per_day": 480, "computed_then": Decimal(5)} | values


def verification(of: Row, entitled: str, **values: Any) -> Row:
    return _declared(of) | {"year": 2026, "entitled": Decimal(entitled)} | values


def opt_out(employer_id: int, of: Row | None = None, **values: Any) -> Row:
    row = _declared({"employer_id": employer_id, "id": of and of["id"]})
    return row | {"year": 2026} | values


def closing(employer_id: int, year: int = 2025) -> Row:
    return {"employer_id": employer_id, "year": year, "law_version": "test", "closed_at": NOW}


async def ran(connection: Connection, *years: int) -> None:
    """Let runs of these years have computed the rights of everybody, in one chunk each."""
    for year in years:
        cursor = await connection.execute(
            "INSERT INTO right_run (year, scope, dry_run, state, law_version, started_at)"
            " VALUES (%s, 'nation', false, 'finished', 'test', %s) RETURNING number",
            [year, NOW],
        )
        for (number,) in await cursor.fetchall():
            await insert(connection, "right_run_chunk", right_run_chunk(number))


def right_run_chunk(run: int) -> Row:
    """The only chunk of a run."""
    row = {"run": run, "number": 1, "first_employer": 1, "last_employer": OPEN_END}
    return row | {"state": "finished"}


def carried_over(of: Row, carried_out: str, **values: Any) -> Row:
    """What is left of a statutory right of 2025."""
    row = {"employer_id": of["employer_id"], "worker_id": of["id"], "year": 2025}
    row |= {"right_type": "statutory", "unit": "day", "entitled": Decimal(carried_out)}
    row |= dict.fromkeys(("carried_in", "adjusted", "used", "lapsed"), Decimal(0))
    return row | {"carried_out": Decimal(carried_out), "minutes_per_day": 480} | values


def suspension(of: Row, start: dt.date, **values: Any) -> Row:
    """When an employment did not run at all."""
    row = {"employer_id": of["employer_id"], "employment_id": of["id"], "start_date": start}
    return row | {"extent": "full"} | values


def decimals(*amounts: str) -> tuple[Decimal, ...]:
    """Amounts to compare with, written as text."""
    return tuple(map(Decimal, amounts))


async def put(connection: Connection, *rows: tuple[str, Row]) -> None:
    """Insert rows into their tables, in this order."""
    for table, row in rows:
        await insert(connection, table, row)


def _declared(of: Row) -> Row:
    identifier = uuid.uuid4()
    row = {"employer_id": of["employer_id"], "id": identifier, "worker_id": of["id"]}
    return row | _DECLARED | {"reference": identifier.hex, "declaration_id": uuid.uuid4()}
