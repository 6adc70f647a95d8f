"""SQL of the credit: lines of the view `credit` that the actor may see."""

import uuid
from collections.abc import Sequence
from typing import Any

from psycopg import sql

from fla.credit.model import Amounts, CreditLine
from fla.database.records import Connection

_TERMS = Amounts.__struct_fields__
_COLUMNS = sql.SQL(", ").join(
    sql.Identifier("c", name)
    for name in (
        *("employer_id", "worker_id", "year", "right_type"),
        *(f"{term}_{unit}" for unit in ("days", "hours") for term in _TERMS),
    )
)
_ORDER = sql.SQL("c.year DESC, c.right_type DESC")  # the statutory right first


async def credit_of_workers(
    connection: Connection, employer_id: int, worker_ids: Sequence[uuid.UUID], year: int
) -> list[CreditLine]:
    """Return the lines of some workers of one employer for one year, in one statement.

    Sorted by worker id; a worker without rights or charged trainings has no line.
    """
    query = sql.SQL("""
        SELECT {} FROM credit c
         WHERE c.employer_id = %(employer_id)s AND c.worker_id = ANY (%(worker_ids)s)
           AND c.year = %(year)s
         ORDER BY c.worker_id, {}
    """)
    keys = {"employer_id": employer_id, "worker_ids": list(worker_ids), "year": year}
    return await _lines(connection, query, keys)


async def credit_of_worker(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[CreditLine]:
    """Return a worker's lines of all years, the latest first."""
    query = sql.SQL("""
        SELECT {} FROM credit c
         WHERE c.employer_id = %(employer_id)s AND c.worker_id = %(worker_id)s
         ORDER BY {}
    """)
    return await _lines(connection, query, {"employer_id": employer_id, "worker_id": worker_id})


async def credit_of_citizen(connection: Connection, ssin: str) -> list[CreditLine]:
    """Return a person's lines at all employers the actor may see, the latest year first."""
    # OFFSET 0 keeps the two queries apart: the view is then asked for each of the person's few
    # records by key. Joined as one, it would be added up for everybody first.
    query = sql.SQL("""
        SELECT {} FROM worker w CROSS JOIN LATERAL (
            SELECT * FROM credit v
             WHERE v.employer_id = w.employer_id AND v.worker_id = w.id
            OFFSET 0
        ) c
         WHERE w.ssin = %(ssin)s
         ORDER BY {}, c.employer_id
    """)
    return await _lines(connection, query, {"ssin": ssin})


async def _lines(
    connection: Connection, query: sql.SQL, parameters: dict[str, Any]
) -> list[CreditLine]:
    cursor = await connection.execute(query.format(_COLUMNS, _ORDER), parameters)
    return [_line(row) for row in await cursor.fetchall()]


def _line(row: Sequence[Any]) -> CreditLine:
    employer_id, worker_id, year, right_type, *amounts = row
    return CreditLine(
        employer_id=employer_id,
        worker_id=worker_id,
        year=year,
        right_type=right_type,
        days=Amounts(*amounts[: len(_TERMS)]),
        hours=Amounts(*amounts[len(_TERMS) :]),
    )
