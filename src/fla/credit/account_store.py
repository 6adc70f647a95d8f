"""SQL of workers' accounts as software reads them: many at a time, in one statement."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct
from psycopg import sql

from fla.credit.model import CreditLine
from fla.credit.store import LINE_COLUMNS, LINE_ORDER, line_of
from fla.database.records import Connection


class AccountKey(Struct, frozen=True):
    """Whose account: the employer's enterprise number, the worker's SSIN, and a year or all."""

    enterprise_number: str
    ssin: str
    year: int | None


class WorkersAccount(Struct, frozen=True, kw_only=True):
    """A worker of one employer with his credit lines, the latest year first."""

    worker_id: uuid.UUID
    ssin: str
    family_name: str
    given_name: str
    lines: list[CreditLine]


# One after the other by key, whatever the planner thinks of the tables' sizes; the view joined as
# one would be added up for everybody first.
_ACCOUNTS = sql.SQL("""
    SELECT k.place, w.id, w.ssin, w.family_name, w.given_name, {columns}
      FROM unnest(%(numbers)s::text[], %(ssins)s::text[], %(years)s::integer[])
           WITH ORDINALITY AS k (number, ssin, year, place)
      CROSS JOIN LATERAL (
            SELECT id FROM employer WHERE enterprise_number = k.number OFFSET 0) e
      CROSS JOIN LATERAL (
            SELECT * FROM worker WHERE employer_id = e.id AND ssin = k.ssin OFFSET 0) w
      LEFT JOIN LATERAL (
            SELECT * FROM credit v
             WHERE v.employer_id = w.employer_id AND v.worker_id = w.id
               AND (k.year IS NULL OR v.year = k.year)
            OFFSET 0) c ON true
     ORDER BY k.place, {order}
""").format(columns=LINE_COLUMNS, order=LINE_ORDER)
_WORKER_COLUMNS = 5


async def workers_accounts(
    connection: Connection, keys: Sequence[AccountKey]
) -> list[WorkersAccount | None]:
    """Return accounts in the order of their keys.

    None where the employer has no such worker, or is not open to the actor.
    """
    given: dict[str, Any] = {
        "numbers": [key.enterprise_number for key in keys],
        "ssins": [key.ssin for key in keys],
        "years": [key.year for key in keys],
    }
    cursor = await connection.execute(_ACCOUNTS, given)
    found: list[WorkersAccount | None] = [None] * len(keys)
    for place, rows in groupby(await cursor.fetchall(), key=lambda row: row[0]):
        found[place - 1] = _account(list(rows))
    return found


def _account(rows: Sequence[Sequence[Any]]) -> WorkersAccount:
    _, worker_id, ssin, family_name, given_name, *_ = rows[0]
    return WorkersAccount(
        worker_id=worker_id,
        ssin=ssin,
        family_name=family_name,
        given_name=given_name,
        lines=[line_of(row[_WORKER_COLUMNS:]) for row in rows if row[_WORKER_COLUMNS] is not None],
    )
