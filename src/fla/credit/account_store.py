"""SQL of one worker's account as software reads it, in one statement, and who may read it."""

import uuid
from typing import Any

from msgspec import Struct
from psycopg import sql

from fla.credit.model import CreditLine
from fla.credit.store import LINE_COLUMNS, LINE_ORDER, line_of
from fla.database.records import Connection


class WorkersAccount(Struct, frozen=True, kw_only=True):
    """A worker of one employer with his credit lines, the latest year first."""

    worker_id: uuid.UUID
    ssin: str
    family_name: str
    given_name: str
    lines: list[CreditLine]


# The view is asked for one worker by key; joined as one, it would be added up for everybody first.
_ACCOUNT = """
    SELECT w.id, w.ssin, w.family_name, w.given_name, {columns}
      FROM employer e
      JOIN worker w ON w.employer_id = e.id
      LEFT JOIN LATERAL (
            SELECT * FROM credit v
             WHERE v.employer_id = w.employer_id AND v.worker_id = w.id {of_year}
            OFFSET 0) c ON true
     WHERE e.enterprise_number = %(number)s AND w.ssin = %(ssin)s
     ORDER BY {order}
"""
_ALL_YEARS = sql.SQL(_ACCOUNT).format(columns=LINE_COLUMNS, order=LINE_ORDER, of_year=sql.SQL(""))
_ONE_YEAR = sql.SQL(_ACCOUNT).format(
    columns=LINE_COLUMNS, order=LINE_ORDER, of_year=sql.SQL("AND v.year = %(year)s")
)
_WORKER_COLUMNS = 4


async def workers_account(
    connection: Connection, enterprise_number: str, ssin: str, year: int | None
) -> WorkersAccount | None:
    """Return a worker's account at an employer, of one year or of all.

    None where the employer has no such worker, or is not open to the actor.
    """
    keys: dict[str, Any] = {"number": enterprise_number, "ssin": ssin, "year": year}
    cursor = await connection.execute(_ALL_YEARS if year is None else _ONE_YEAR, keys)
    rows = await cursor.fetchall()
    if not rows:
        return None
    worker_id, found_ssin, family_name, given_name, *_ = rows[0]
    return WorkersAccount(
        worker_id=worker_id,
        ssin=found_ssin,
        family_name=family_name,
        given_name=given_name,
        lines=[line_of(row[_WORKER_COLUMNS:]) for row in rows if row[_WORKER_COLUMNS] is not None],
    )
