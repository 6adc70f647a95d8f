"""How what was accepted gets into the register: cancelled, then corrected, then new."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, LiteralString

from msgspec import Struct
from psycopg import sql

from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection, ask, stage

_WORKER: Columns = {"worker_id": "uuid"}
_ENTRY: Columns = {
    "declaration_id": "uuid",
    "registered_at": "timestamptz",
    "changed_at": "timestamptz",
}
_FIXED = frozenset(
    {"employer_id", "id", "worker_id", "registered_by", "reference", "registered_at"}
)
"""Columns that a correction leaves as they were; the version it raises by one."""

# Of a new object the id is that of the declaration which registers it.
_INSERT = "INSERT INTO {table} ({names}) SELECT {names} FROM {rows} s WHERE s.id = s.declaration_id"
_CORRECT = """
UPDATE {table} o SET ({names}, version) = ROW ({values}, o.version + 1)
  FROM {rows} s
  JOIN unnest(%s::uuid[], %s::int4[]) AS c (declaration_id, version)
       ON c.declaration_id = s.declaration_id
 WHERE o.employer_id = s.employer_id AND o.id = s.id AND o.version = c.version
"""
_CANCEL = """
UPDATE {table} o
   SET {mark}, version = o.version + 1, declaration_id = c.declaration_id, changed_at = %s
  FROM unnest(%s::bigint[], %s::uuid[], %s::int4[], %s::uuid[])
       AS c (employer_id, id, version, declaration_id)
 WHERE o.employer_id = c.employer_id AND o.id = c.id AND o.version = c.version
"""


class NotWrittenError(Exception):
    """An accepted change did not reach the register: somebody else changed the object meanwhile."""


class Table(Struct, frozen=True, kw_only=True, eq=False):
    """A table of declared objects: its columns of content, and how a filing fills them.

    `staged`: its rows come by the thousand and so by COPY, through a staging table; the others come
    as arrays, because each staging table costs every commit a little. `mark`: what cancels.
    """

    name: LiteralString
    content: Columns
    values: Callable[[Filing], tuple[Any, ...]]
    staged: bool = False
    of_worker: bool = True
    mark: LiteralString = "cancelled = true"

    @property
    def columns(self) -> Columns:
        """The columns written, in the order of `row`."""
        return {
            "employer_id": "int8",
            "id": "uuid",
            **(_WORKER if self.of_worker else {}),
            "registered_by": "text",
            "reference": "text",
            **self.content,
            **_ENTRY,
        }

    def row(self, filing: Filing, now: dt.datetime) -> tuple[Any, ...]:
        """A filing's object as it is written at the instant `now`."""
        return (
            filing.employer_id,
            filing.target,
            *((filing.worker_id,) if self.of_worker else ()),
            filing.sender.enterprise_number,
            filing.declaration.reference,
            *self.values(filing),
            filing.id,
            now,
            now,
        )


async def write(
    connection: Connection, table: Table, filings: Sequence[Filing], now: dt.datetime
) -> None:
    """Write the objects of these filings, as far as they passed, at the instant `now`.

    What is given up makes room for what is new. Raises `NotWrittenError`.
    """
    registered, corrected, cancelled = by_action(filings)
    if cancelled:
        await _cancel(connection, table, cancelled, now)
    if table.staged and (registered or corrected):
        rows = (table.row(filing, now) for filing in (*registered, *corrected))
        await stage(connection, table.name, table.columns, rows)
    if corrected:
        await _correct(connection, table, corrected, now)
    if registered:
        await _insert(connection, table, registered, now)


async def _insert(
    connection: Connection, table: Table, filings: Sequence[Filing], now: dt.datetime
) -> None:
    await ask(connection, _insertion(table), _values(table, filings, now))


@cache
def _insertion(table: Table) -> bytes:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL(_INSERT).format(
        table=sql.Identifier(table.name), names=names, rows=_rows(table)
    )
    return statement.as_bytes()


async def _correct(
    connection: Connection, table: Table, filings: Sequence[Filing], now: dt.datetime
) -> None:
    values = _values(table, filings, now)
    ids, versions = [filing.id for filing in filings], [filing.version for filing in filings]
    cursor = await ask(connection, _correction(table), (*values, ids, versions))
    _expect(cursor.rowcount, len(filings))


@cache
def _correction(table: Table) -> bytes:
    changed = [name for name in table.columns if name not in _FIXED]
    statement = sql.SQL(_CORRECT).format(
        table=sql.Identifier(table.name),
        names=sql.SQL(", ").join(map(sql.Identifier, changed)),
        values=sql.SQL(", ").join(sql.Identifier("s", name) for name in changed),
        rows=_rows(table),
    )
    return statement.as_bytes()


def _rows(table: Table) -> sql.Composable:
    """Where a statement finds the rows of filings: staged before, or arrays to give it."""
    return sql.Identifier(f"staged_{table.name}") if table.staged else _unnested(table.columns)


def _values(table: Table, filings: Sequence[Filing], now: dt.datetime) -> list[list[Any]]:
    """The arrays that the statement wants, if it wants any."""
    return [] if table.staged else _turned([table.row(filing, now) for filing in filings])


def arrays(
    columns: Columns, rows: Sequence[Sequence[Any]]
) -> tuple[sql.Composable, list[list[Any]]]:
    """Rows as something to select from, and the arrays that it takes."""
    return _unnested(columns), _turned(rows)


def _unnested(columns: Columns) -> sql.Composable:
    return sql.SQL("(SELECT * FROM unnest({}) AS a ({}))").format(
        sql.SQL(", ").join(sql.SQL("%s::{}[]").format(sql.SQL(kind)) for kind in columns.values()),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )


def _turned(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def _cancel(
    connection: Connection, table: Table, filings: Sequence[Filing], now: dt.datetime
) -> None:
    """Mark objects as cancelled; they stay in the register."""
    cursor = await connection.execute(
        sql.SQL(_CANCEL).format(table=sql.Identifier(table.name), mark=sql.SQL(table.mark)),
        (
            now,
            [filing.employer_id for filing in filings],
            [filing.target for filing in filings],
            [filing.version for filing in filings],
            [filing.id for filing in filings],
        ),
    )
    _expect(cursor.rowcount, len(filings))


def _expect(written: int, expected: int) -> None:
    """A change that came too late, or that row-level security held back, must not pass for done."""
    if written != expected:
        raise NotWrittenError(f"{written} rows changed where {expected} were accepted")


def by_action(filings: Iterable[Filing]) -> tuple[list[Filing], list[Filing], list[Filing]]:
    """Split what is to be written into registered, corrected and cancelled."""
    split: dict[str, list[Filing]] = {"register": [], "correct": [], "cancel": []}
    for filing in filings:
        if filing.writable:
            split[filing.declaration.action].append(filing)
    return split["register"], split["correct"], split["cancel"]


def as_written(filings: Iterable[Filing]) -> list[Filing]:
    """In the order in which they are written: what is given up makes room for what is new."""
    order = {"cancel": 0, "correct": 1, "register": 2}
    return sorted(filings, key=lambda filing: order[filing.declaration.action])
