"""Rows put straight into the register's tables, past the intake, with sound values by default."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection, sql

from fla.database.identity import OPERATOR, Identity, assume
from fla.register.rules import fold, search_name

Connection = AsyncConnection[Any]
Row = dict[str, Any]

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)

_LINE: Row = {"registered_by": "0200000001", "registered_at": NOW, "changed_at": NOW}


def named(name: str) -> uuid.UUID:
    """The id that a name always gets."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


@asynccontextmanager
async def acting(connection: Connection, identity: Identity = OPERATOR) -> AsyncIterator[None]:
    """A transaction of an actor, on the day of the tests."""
    async with connection.transaction():
        await assume(connection, identity, TODAY)
        yield


async def insert(connection: Connection, table: str, row: Row) -> Row:
    """Insert a row; a value that the database computes is left out."""
    statement = sql.SQL("INSERT INTO {} ({}) {} VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL("OVERRIDING SYSTEM VALUE" if table == "employer" else ""),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    await connection.execute(statement, row)
    return row


def employer(number: int, name: str = "Employer", **values: Any) -> Row:
    """An employer whose id is `number` and whose enterprise number ends in it."""
    row = {"id": number, "enterprise_number": f"02{number:08}", "name": name}
    return row | {"search_name": fold(name)} | values


def sender(number: str, *, provider: bool = False) -> Row:
    return {"enterprise_number": number, "name": f"Sender {number}", "provider": provider}


def mandate(employer_id: int, mandatary: str, **values: Any) -> Row:
    """An active mandate since 2026Q1, without end."""
    row = {"employer_id": employer_id, "id": uuid.uuid4(), "mandator": f"02{employer_id:08}"}
    row |= {"mandatary": mandatary, "start_quarter": "2026Q1", "status": "active"}
    return row | values


def worker(employer_id: int, ssin: str, family: str = "Peeters", given: str = "An") -> Row:
    row = {"employer_id": employer_id, "id": named(f"{employer_id} {ssin}"), "ssin": ssin}
    row |= {"family_name": family, "given_name": given}
    return row | {"search_name": search_name(family, given)}


def employment(of: Row, **values: Any) -> Row:
    """An employment of a worker since 2020, without end."""
    row = _of(of) | {"start_date": dt.date(2020, 1, 1)}
    return row | values


def occupation(of: Row, **values: Any) -> Row:
    """Full time, five days and 38 hours a week, for the length of an employment."""
    row = {key: of[key] for key in ("employer_id", "start_date")} | {"employment_id": of["id"]}
    row |= {
        "end_date": of.get("end_date"),
        "mean_hours": 3800,
        "reference_hours": 3800,
        "days_per_week": 500,
    }
    row |= {"joint_committee": "200", "worker_category": "whiteCollar"}
    return row | values


def training_right(of: Row, **values: Any) -> Row:
    """A worker's right to five days of 2026, at eight hours a day."""
    row = _of(of) | {"year": 2026, "right_type": "statutory", "unit": "day"}
    row |= {"entitled": Decimal(5), "minutes_per_day": 480}
    return row | values


def training(of: Row, **values: Any) -> Row:
    """A completed day in May 2026, charged to nothing."""
    row = _of(of) | {"title": "First aid", "start_date": dt.date(2026, 5, 4)}
    row |= {"end_date": values.get("start_date", row["start_date"]), "duration_minutes": 480}
    row |= {"minutes_per_day": 480, "form": "formal", "category": "safety", "status": "completed"}
    row |= {"in_scope": True, "verification": "confirmed"}
    return row | values


def charged(of: Row, minutes: int, **values: Any) -> Row:
    """A training whose minutes are charged to the statutory right."""
    return training(of, **{"charged_right": "statutory", "charged_minutes": minutes} | values)


def journal(employer_id: int, sender: str, target: Row | None = None, **values: Any) -> Row:
    """The entry of an accepted registration of a training, handed in by XML."""
    row = {"employer_id": employer_id, "id": uuid.uuid4(), "submission_id": uuid.uuid4()}
    row |= {"sender": sender, "door": "xml", "kind": "training", "action": "register"}
    row |= {"reference": "R", "content": "{}", "content_hash": b"\0", "outcome": "accepted"}
    row |= {"target_id": target and target["id"], "declared_at": NOW}
    return row | values


def anomaly(of: Row, position: int = 0, **values: Any) -> Row:
    """A warning about a journalled declaration."""
    row = {"employer_id": of["employer_id"], "declaration_id": of["id"], "position": position}
    return row | {"code": "10001-001", "class": "W"} | values


def _of(of: Row) -> Row:
    identifier = uuid.uuid4()
    row = {"employer_id": of["employer_id"], "id": identifier, "worker_id": of["id"]}
    return row | _LINE | {"reference": identifier.hex, "declaration_id": uuid.uuid4()}
