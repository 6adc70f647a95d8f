"""Staging: what a submission brings, beside the register while it is checked and written.

Statements read it from tables `staged_…`. Few rows go along with each statement that reads them, as
JSON; many are copied, once, into temporary tables of these names by binary COPY, which row-level
security does not allow into the register's own tables. The temporary tables are there from a
connection's first large set on, and empty themselves at the commit of whoever used them; either
takes longer than all that is done with a few rows.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, LiteralString
from weakref import WeakKeyDictionary, WeakSet

import msgspec
from msgspec import Struct
from psycopg import AsyncConnection, AsyncCursor, sql
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

FEW = 500
"""Rows that go along with the statements; more are copied."""

_ready: WeakSet[Connection] = WeakSet()
_along: WeakKeyDictionary[Connection, "dict[str, _Rows]"] = WeakKeyDictionary()


class _Rows(Struct, frozen=True):
    """Rows that go along: the columns, and the rows as a JSON list of objects."""

    columns: tuple[tuple[str, str], ...]
    json: str


_KEY: Columns = {
    "number": "int4",
    "kind": "text",
    "action": "text",
    "sender": "text",
    "own_only": "bool",
    "as_provider": "bool",
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
    number int4, kind text, action text, sender text, own_only bool, as_provider bool,
    digest bytea,
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
_EMPLOYMENTS = ("worker", "employment", "occupation")
_EMPTY = """
TRUNCATE staged_key, staged_worker, staged_employment, staged_occupation, staged_training,
         staged_journal, staged_anomaly
"""


async def prepare(connection: Connection, size: int) -> None:
    """Let the connection have what a submission of so many declarations needs.

    Raises:
        RuntimeError: inside a transaction: a submission is a transaction of its own.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise RuntimeError("a submission needs a connection with no transaction open")
    if size > FEW and connection not in _ready:
        async with connection.transaction():
            await connection.execute(_CREATE)
        _ready.add(connection)
    _along[connection] = {}


async def empty(connection: Connection) -> None:
    """Clear what an earlier attempt in the same transaction staged."""
    _along[connection] = {}
    if connection in _ready:
        await connection.execute(_EMPTY)


async def empty_employments(connection: Connection) -> None:
    """Clear the employments already written, before more of the same submission are staged."""
    for table in _EMPLOYMENTS:
        _along[connection].pop(table, None)
    if connection in _ready:
        await connection.execute("TRUNCATE staged_worker, staged_employment, staged_occupation")


async def stage(
    connection: Connection, table: LiteralString, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    """Let the staging table of a table have these rows.

    Few declarations that come to many rows, as of anomalies, still go along.
    """
    listed = list(rows)
    if len(listed) > FEW and connection in _ready:
        await _copy(connection, table, columns, listed)
    else:
        _along[connection][table] = _Rows(tuple(columns.items()), _as_json(columns, listed))


async def ask(
    connection: Connection,
    statement: LiteralString | bytes,
    values: Sequence[Any] = (),
    *,
    binary: bool = False,
) -> AsyncCursor[Any]:
    """Execute a statement that reads staging tables; `values` for its placeholders, by position."""
    along = _along[connection]
    tables = [table for table in _tables(statement) if table in along]
    named = tuple((table, along[table].columns) for table in tables)
    rows = (along[table].json for table in tables)
    return await connection.execute(_given(statement, named), (*rows, *values), binary=binary)


def insertion(table: LiteralString, columns: Columns) -> bytes:
    """The statement that adds the rows staged for a table to it."""
    statement = sql.SQL("INSERT INTO {table} ({names}) SELECT {names} FROM {staged}").format(
        table=sql.Identifier(table),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        staged=sql.Identifier(f"staged_{table}"),
    )
    return statement.as_bytes()


@cache
def _tables(statement: str | bytes) -> tuple[str, ...]:
    text = statement if isinstance(statement, str) else statement.decode()
    return tuple(dict.fromkeys(re.findall(r"\bstaged_(\w+)", text)))


@cache
def _given(
    statement: str | bytes, named: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
) -> bytes:
    """The statement with the rows that go along under the names it reads them by."""
    text = statement if isinstance(statement, str) else statement.decode()
    tables = [
        sql.SQL("{} AS (SELECT * FROM json_to_recordset(%s::json) AS s ({}))").format(
            sql.Identifier(f"staged_{table}"),
            sql.SQL(", ").join(
                sql.Identifier(name) + sql.SQL(" ") + sql.Identifier(kind) for name, kind in columns
            ),
        )
        for table, columns in named
    ]
    head = sql.SQL("WITH ") + sql.SQL(", ").join(tables) if tables else sql.SQL("")
    return head.as_bytes() + b" " + text.encode()


def _as_json(columns: Columns, rows: Iterable[Sequence[Any]]) -> str:
    """The rows as `json_to_recordset` reads them; what is left out is null."""
    names = tuple(columns)
    octets = [name for name, kind in columns.items() if kind == "bytea"]
    objects = []
    for row in rows:
        values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for name in octets:
            values[name] = f"\\x{values[name].hex()}"
        objects.append(values)
    return msgspec.json.encode(objects).decode()


async def _copy(
    connection: Connection, table: LiteralString, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
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
    await stage(connection, "key", _KEY, map(_key, filings))


def _ssin(filing: Filing) -> str | None:
    return filing.replaced_ssin or filing.declaration.ssin


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
        filing.as_provider,
        filing.digest,
        filing.employer_id,
        # Nobody is looked up for a new training in a dry run of a provider, who could time it.
        None if filing.blind and declaration.action == "register" else _ssin(filing),
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
