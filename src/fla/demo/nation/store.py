"""SQL of the nation: COPY into the register, past row-level security and checks of keys."""

import io
from typing import Any

import polars as pl
import psycopg
from psycopg import sql


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
