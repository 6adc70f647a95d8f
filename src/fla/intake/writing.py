"""How what was accepted gets from its staging table into the register's own."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import LiteralString

from psycopg import sql

from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection

FIXED: frozenset[LiteralString] = frozenset(
    {
        "is_new",
        "employer_id",
        "id",
        "worker_id",
        "registered_by",
        "reference",
        "version",
        "registered_at",
    }
)
"""Columns that a correction leaves as they were; the version it raises by one."""

_CANCEL = """
UPDATE {table} o
   SET {mark}, version = o.version + 1, declaration_id = c.declaration_id, changed_at = %s
  FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[], %s::uuid[])
       AS c (employer_id, id, last, declaration_id)
 WHERE o.employer_id = c.employer_id AND o.id = c.id AND o.declaration_id = c.last
"""


class NotWrittenError(Exception):
    """An accepted change did not reach the register: somebody else changed the object meanwhile."""


async def insert_new(connection: Connection, table: LiteralString, columns: Columns) -> None:
    """Insert the staged rows that are new."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns if name != "is_new")
    await connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE is_new").format(
            sql.Identifier(table), names, names, sql.Identifier(f"staged_{table}")
        )
    )


async def update_corrected(
    connection: Connection, table: LiteralString, columns: Columns, filings: Sequence[Filing]
) -> None:
    """Give the objects of these filings the content of the staged rows."""
    changed = [name for name in columns if name not in FIXED]
    names = sql.SQL(", ").join(map(sql.Identifier, changed))
    values = sql.SQL(", ").join(sql.SQL("s.{}").format(sql.Identifier(name)) for name in changed)
    cursor = await connection.execute(
        sql.SQL(
            "UPDATE {} o SET ({}, version) = ROW ({}, o.version + 1)"
            "  FROM {} s JOIN unnest(%s::uuid[], %s::uuid[]) AS c (declaration_id, last)"
            "         ON c.declaration_id = s.declaration_id"
            " WHERE o.employer_id = s.employer_id AND o.id = s.id AND o.declaration_id = c.last"
        ).format(sql.Identifier(table), names, values, sql.Identifier(f"staged_{table}")),
        ([filing.id for filing in filings], [filing.last for filing in filings]),
    )
    _expect(cursor.rowcount, len(filings))


async def cancel(
    connection: Connection,
    table: LiteralString,
    mark: LiteralString,
    filings: Sequence[Filing],
    now: dt.datetime,
) -> None:
    """Mark the objects of these filings as cancelled; they stay in the register."""
    cursor = await connection.execute(
        sql.SQL(_CANCEL).format(table=sql.Identifier(table), mark=sql.SQL(mark)),
        (
            now,
            [filing.employer_id for filing in filings],
            [filing.target for filing in filings],
            [filing.last for filing in filings],
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
