"""SQL of the demo: the mark on a database that holds made-up data and nothing else."""

import uuid
from typing import Any

import psycopg
from msgspec import Struct
from psycopg import sql

from fla.database.records import Connection, fetch_all
from fla.languages import Language

_LOADING = 0x464C4144
"""Advisory lock number under which a demo is loaded."""


class Waiting(Struct, frozen=True, kw_only=True):
    """A proposal that an employer has before him, and in which language he answers."""

    enterprise_number: str
    language: Language
    id: uuid.UUID
    reference: str
    version: int


async def waiting_proposals(connection: Connection) -> list[Waiting]:
    """Return the open proposals of what is past, employer by employer; for the operator."""
    query = sql.SQL("""
        SELECT e.enterprise_number, e.language, t.id, t.reference, t.version
          FROM training t JOIN employer e ON e.id = t.employer_id
         WHERE t.verification = 'pending' AND t.status = 'completed' AND t.version = 1
         ORDER BY e.id, t.registered_by, t.reference
    """)
    return await fetch_all(connection, Waiting, query, {})


def lock_loading(connection: psycopg.Connection[Any]) -> None:
    """Wait until no other session loads a demo here; held until the connection closes."""
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOADING])


def read_comment(connection: psycopg.Connection[Any]) -> str | None:
    """Return the comment on this database, None where there is none."""
    row = connection.execute(
        """
        SELECT shobj_description(oid, 'pg_database')
          FROM pg_database WHERE datname = current_database()
        """
    ).fetchone()
    return row[0] if row else None


def write_comment(connection: psycopg.Connection[Any], comment: str) -> None:
    """Make a text the comment on this database; for its owner."""
    connection.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(connection.info.dbname), sql.Literal(comment)
        )
    )


def holds_data(connection: psycopg.Connection[Any]) -> bool:
    """Say whether this database has tables of others, or rows in ours; for the tables' owner."""
    row = connection.execute(
        """
        SELECT to_regclass('public.employer') IS NOT NULL, EXISTS (
            SELECT FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))
        """
    ).fetchone()
    ours, any_table = row or (False, False)
    if not ours:
        return bool(any_table)
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM employer) OR EXISTS (SELECT FROM sender)"
    ).fetchone()
    return bool(row and row[0])


def clear(connection: psycopg.Connection[Any]) -> None:
    """Empty the register and everything that hangs on it or speaks of it; for the tables' owner."""
    connection.execute(
        """
        TRUNCATE employer, sender, journal, anomaly, head_count, size_decision, right_basis,
                 computed_right, right_change, year_closing, carried_over, year_event,
                 recalculation, right_run, right_run_chunk, client, provider_miss,
                 file_set, file_name_series, file_sender
                 RESTART IDENTITY CASCADE
        """
    )


def analyse(connection: psycopg.Connection[Any]) -> None:
    """Count the register, so that the planner knows what is in it; for the tables' owner."""
    connection.execute(
        """
        ANALYZE employer, sender, mandate, worker, employment, occupation, suspension, head_count,
                opt_out, training_right, training, computed_right, right_basis, journal
        """
    )
