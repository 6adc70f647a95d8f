"""Staging: what a submission brings stands in temporary tables while it is checked and written.

The tables live as long as the connection and empty themselves at each commit. Rows get there by
binary COPY, which row-level security does not allow into the register's own tables.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, LiteralString
from weakref import WeakSet

from psycopg import AsyncConnection, sql
from psycopg.pq import TransactionStatus

from fla.intake.content import (
    Adjustment,
    Employment,
    HeadCount,
    OptOut,
    Right,
    Training,
    Verification,
)
from fla.intake.declaration import kind_of
from fla.intake.filing import Filing

Connection = AsyncConnection[Any]
Columns = dict[LiteralString, LiteralString]
"""Column names with their PostgreSQL types, in the order of the rows."""

_ready: WeakSet[Connection] = WeakSet()

_KEY: Columns = {
    "number": "int4",
    "kind": "text",
    "action": "text",
    "sender": "text",
    "own_only": "bool",
    "digest": "bytea",
    "employer_id": "int8",
    "ssin": "text",
    "reference": "text",
    "target": "uuid",
    "start_date": "date",
    "end_date": "date",
    "title": "text",
    "session_reference": "text",
    "year": "int4",
    "right_type": "text",
    "quarter": "text",
    "line": "text",
}

_CREATE = """
CREATE TEMP TABLE staged_key (
    number int4, kind text, action text, sender text, own_only bool, digest bytea,
    employer_id int8, ssin text, reference text, target uuid, start_date date, end_date date,
    title text, session_reference text, year int4, right_type text, quarter text, line text)
    ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_worker (LIKE worker) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_employment (LIKE employment INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_occupation (LIKE occupation) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_training (LIKE training INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_journal (LIKE journal) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_anomaly (LIKE anomaly) ON COMMIT DELETE ROWS
"""
_EMPTY = """
TRUNCATE staged_key, staged_worker, staged_employment, staged_occupation, staged_training,
         staged_journal, staged_anomaly
"""


async def prepare(connection: Connection) -> None:
    """Create the connection's staging tables, the first time a submission uses it.

    Raises:
        RuntimeError: inside a transaction: a submission is a transaction of its own.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise RuntimeError("a submission needs a connection with no transaction open")
    if connection not in _ready:
        async with connection.transaction():
            await connection.execute(_CREATE)
        _ready.add(connection)


async def empty(connection: Connection) -> None:
    """Clear what an earlier attempt in the same transaction staged."""
    await connection.execute(_EMPTY)


async def empty_employments(connection: Connection) -> None:
    """Clear the employments already written, before more of the same submission are staged."""
    await connection.execute("TRUNCATE staged_worker, staged_employment, staged_occupation")


async def copy(
    connection: Connection, table: LiteralString, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    """Bring rows into the staging table of a table."""
    async with (
        connection.cursor() as cursor,
        cursor.copy(_copying(table, tuple(columns))) as copied,
    ):
        copied.set_types(list(columns.values()))
        for row in rows:
            await copied.write_row(row)


@cache
def _copying(table: str, columns: tuple[str, ...]) -> bytes:
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(f"staged_{table}"), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    return statement.as_bytes()


async def stage_keys(connection: Connection, filings: Iterable[Filing]) -> None:
    """Stage what the checks need to know of each filing."""
    await copy(connection, "key", _KEY, map(_key, filings))


def _key(filing: Filing) -> tuple[Any, ...]:
    declaration = filing.declaration
    start = end = title = session = year = right_type = quarter = line = None
    match filing.said:
        case Training() as training:
            start, end = training.start_date, training.end_date
            title, session = training.title, training.session_reference
        case Employment() as employment:
            start, end = employment.start_date, employment.end_date
        case Right() | Adjustment() as right:
            year, right_type = right.year, right.right_type
        case OptOut() | Verification() as of_year:
            year = of_year.year
        case HeadCount() as head_count:
            quarter, line = head_count.quarter, head_count.line
    return (
        filing.number,
        kind_of(declaration),
        declaration.action,
        filing.sender.enterprise_number,
        filing.own_only,
        filing.digest,
        filing.employer_id,
        filing.replaced_ssin or declaration.ssin,
        declaration.reference,
        declaration.target,
        start,
        end,
        title,
        session,
        year,
        right_type,
        quarter,
        line,
    )
