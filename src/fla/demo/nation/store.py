"""SQL of the nation: COPY into the register, past row-level security and checks of keys."""

import io
from collections.abc import Iterable
from typing import Any, Literal

import polars as pl
import psycopg
from msgspec import Struct
from psycopg import sql
from psycopg.rows import class_row

_INDEXES = """
SELECT c.conrelid::regclass::text AS "table",
       CASE c.contype WHEN 'x' THEN 'exclusion' ELSE 'unique' END AS kind,
       format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname) AS drop,
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid)) AS make
  FROM pg_constraint c
 WHERE c.contype IN ('u', 'x') AND c.conrelid = ANY (%s::regclass[])
UNION ALL
SELECT i.indrelid::regclass::text, 'index', format('DROP INDEX %%s', i.indexrelid::regclass),
       pg_get_indexdef(i.indexrelid)
  FROM pg_index i
 WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def connect(superuser_url: str) -> psycopg.Connection[Any]:
    """Open a connection that checks no foreign keys and does not wait for the disk.

    Five million workers' keys would be looked up one by one, though we have just written them.
    """
    connection = psycopg.connect(superuser_url, autocommit=True)
    connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    return connection


def copy(
    connection: psycopg.Connection[Any], table: str, columns: str, frame: pl.DataFrame
) -> None:
    """Append the rows of a frame to a table; its columns are those named, with commas between."""
    written = io.BytesIO()
    frame.write_csv(written, include_header=False)
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split(", ")))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(sql.Identifier(table), names)
    with connection.cursor().copy(statement) as copying:
        copying.write(written.getbuffer())


class Index(Struct, frozen=True):
    """An index or constraint beside the primary key: how to drop it and how to make it again."""

    table: str
    kind: Literal["exclusion", "unique", "index"]
    drop: str
    make: str


def set_aside(connection: psycopg.Connection[Any], tables: Iterable[str]) -> list[Index]:
    """Drop what is built faster at once than row by row, and return how to put it back."""
    names = list(tables)
    found = connection.cursor(row_factory=class_row(Index)).execute(_INDEXES, [names, names])
    indexes = found.fetchall()
    for index in indexes:
        connection.execute(index.drop.encode())
    return indexes


def put_back(connection: psycopg.Connection[Any], indexes: Iterable[Index]) -> None:
    """Build indexes of a table as they were; what breaks a constraint breaks this."""
    connection.execute("SET maintenance_work_mem = '256MB'")
    for index in indexes:
        connection.execute(index.make.encode())


def finish(connection: psycopg.Connection[Any]) -> None:
    """Let further employers get ids of their own, and count the tables for the planner."""
    connection.execute(
        """
        SELECT setval(pg_get_serial_sequence('employer', 'id'),
                      (SELECT coalesce(max(id), 1) FROM employer))
        """
    )
    connection.execute(
        "VACUUM (ANALYZE) employer, worker, employment, occupation, suspension, head_count, opt_out"
    )
