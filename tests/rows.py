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
    """An active mandate for the learning account since 2026Q1, without end."""
    row = {"employer_id": employer_id, "id": uuid.uuid4(), "mandator": f"02{employer_id:08}"}
    row |= {"mandatary": mandatary, "start_quarter": "2026Q1", "status": "active"}
    row |= {"groups": ["federalLearningAccount"], "proposed_by": "mandatary"}
    return row | {"version": 2, "proposed_at": NOW, "changed_at": NOW} | values


def mandate_event(of: Row, **values: Any) -> Row:
    """The confirmation of a mandate by its mandator."""
    row = {"employer_id": of["employer_id"], "mandate_id": of["id"], "version": 2}
    row |= {"id": uuid.uuid4(), "mandator": of["mandator"], "mandatary": of["mandatary"]}
    row |= {"event": "confirmed", "acted_for": of["mandator"], "happened_at": NOW}
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


def suspension(of: Row, **values: Any) -> Row:
    """Three months of an employment, wholly suspended."""
    row = {"employer_id": of["employer_id"], "employment_id": of["id"], "extent": "full"}
    row |= {"start_date": dt.date(2025, 2, 1), "end_date": dt.date(2025, 4, 30)}
    return row | values


def head_count(employer_id: int, **values: Any) -> Row:
    """Twenty full-time equivalents at the end of September 2026."""
    row = _of({"employer_id": employer_id, "id": None}) | {"quarter": "2026Q3", "line": "declared"}
    del row["worker_id"]
    return row | {"fte": Decimal(20)} | values


def opt_out(of: Row, **values: Any) -> Row:
    """No computed right for a worker in 2026."""
    return _of(of) | {"year": 2026} | values


def right_adjustment(of: Row, **values: Any) -> Row:
    """A day more in 2026."""
    row = _of(of) | {"year": 2026, "right_type": "statutory", "unit": "day", "amount": Decimal(1)}
    row |= {"effective_date": dt.date(2026, 7, 1), "reason": "Agreed", "minutes_per_day": 480}
    return row | values


def right_verification(of: Row, **values: Any) -> Row:
    """Five days of 2026 found correct."""
    return _of(of) | {"year": 2026, "entitled": Decimal(5)} | values


def size_decision(employer_id: int, **values: Any) -> Row:
    """Twenty full-time equivalents from 2026 on."""
    row = {"employer_id": employer_id, "start_date": dt.date(2026, 1, 1), "method": "declared"}
    row |= {"inputs": '{"2025Q3": "20.00"}', "fte_hundredths": 2000, "quarters": 1, "run": 1}
    return row | {"decided_at": NOW} | values


def right_basis(employer_id: int, **values: Any) -> Row:
    """Five days a year for twenty and more, by the general law."""
    row = {"employer_id": employer_id, "number": 1, "year": 2026, "joint_committee": "200"}
    row |= {"right_type": "statutory", "scale": "general.20", "size_class": "20+"}
    row |= {"fte_hundredths": 2000, "quarters": 1, "full_time": Decimal(5), "unit": "day"}
    return row | {"law_version": "2026.1"} | values


def computed_right(of: Row, **values: Any) -> Row:
    """Five days for a full-timer's whole year 2026."""
    row = {"employer_id": of["employer_id"], "worker_id": of["id"], "year": 2026, "months": 12}
    row |= {"basis": 1, "minutes_per_day": 456, "run": 1, "regime": Decimal(1)}
    return row | {"entitled": Decimal(5), "mixed": False, "computed_at": NOW} | values


def right_change(of: Row, **values: Any) -> Row:
    """A first computation."""
    row = {"employer_id": of["employer_id"], "run": 1, "worker_id": of["id"], "year": 2026}
    row |= {"after": Decimal(5), "new_basis": 1, "reasons": ["employment"], "changed_at": NOW}
    return row | values


def year_closing(employer_id: int, **values: Any) -> Row:
    """The year 2025, closed."""
    row = {"employer_id": employer_id, "year": 2025, "law_version": "2026.1", "closed_at": NOW}
    return row | values


def year_event(employer_id: int, **values: Any) -> Row:
    """The closing of 2025, for the feed."""
    row = {"employer_id": employer_id, "id": uuid.uuid4(), "year": 2025, "event": "closed"}
    return row | {"happened_at": NOW} | values


def carried_over(of: Row, **values: Any) -> Row:
    """Five days of 2025, none of them used."""
    row = {"employer_id": of["employer_id"], "worker_id": of["id"], "year": 2025}
    row |= {"right_type": "statutory", "unit": "day", "entitled": Decimal(5), "carried_in": 0}
    row |= {"adjusted": 0, "used": 0, "carried_out": Decimal(5), "lapsed": 0}
    return row | {"minutes_per_day": 456} | values


def recalculation(of: Row, **values: Any) -> Row:
    """A worker whose right is to be computed again."""
    row = {"employer_id": of["employer_id"], "declaration_id": uuid.uuid4(), "worker_id": of["id"]}
    return row | values


def right_run(**values: Any) -> Row:
    """A run over the nation, which gets the next number."""
    row = {"year": 2026, "scope": "nation", "dry_run": False, "state": "finished"}
    return row | {"law_version": "2026.1", "started_at": NOW} | values


def right_run_chunk(run: int, **values: Any) -> Row:
    """The first chunk of a run."""
    row = {"run": run, "number": 1, "first_employer": 1, "last_employer": 2, "state": "finished"}
    return row | values


def training(of: Row, **values: Any) -> Row:
    """A completed day in May 2026, charged to nothing."""
    row = _of(of) | {"title": "First aid", "start_date": dt.date(2026, 5, 4)}
    row |= {"end_date": values.get("start_date", row["start_date"]), "duration_minutes": 480}
    row |= {"minutes_per_day": 480, "form": "formal", "category": "safety", "status": "completed"}
    row |= {"in_scope": True, "verification": "confirmed"}
    if values.get("verification", "confirmed") != "confirmed":
        row |= {"proposed": True, "settles_on": dt.date(2026, 12, 31)}
    if values.get("verification") == "objected":
        row["objection"] = "Not followed"
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
