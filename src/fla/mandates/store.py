"""SQL of mandates: who may send, and who may act for whom."""

import uuid
from collections.abc import Sequence, Set
from typing import Any

import uuid_utils.compat
from psycopg import sql

from fla.database.records import Connection, columns, fetch_one
from fla.identifiers.quarter import Quarter, parse_quarter
from fla.mandates.model import Mandate, NewMandate, RegisteredSender


class UnknownMandatorError(LookupError):
    """Mandators that are no employers of the register; says which."""


async def add_senders(connection: Connection, senders: Sequence[RegisteredSender]) -> None:
    """Add senders that are not known; known ones stay as they are. For the operator."""
    await connection.execute(
        """
        INSERT INTO sender (enterprise_number, name, provider)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::boolean[])
        ON CONFLICT (enterprise_number) DO NOTHING
        """,
        [
            [sender.enterprise_number for sender in senders],
            [sender.name for sender in senders],
            [sender.provider for sender in senders],
        ],
    )


async def add_mandates(connection: Connection, mandates: Sequence[NewMandate]) -> list[uuid.UUID]:
    """Add mandates and return their ids in the same order. For the operator.

    Raises UnknownMandatorError, before anything is added, or psycopg.errors.ForeignKeyViolation
    for a mandatary that is no sender.
    """
    employer_ids = await _employer_ids(connection, {mandate.mandator for mandate in mandates})
    ids = [uuid_utils.compat.uuid7() for _ in mandates]
    await connection.execute(
        """
        INSERT INTO mandate
            (employer_id, id, mandator, mandatary, start_quarter, end_quarter, status)
        SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[],
                             %s::text[], %s::text[])
        """,
        [
            [employer_ids[mandate.mandator] for mandate in mandates],
            ids,
            [mandate.mandator for mandate in mandates],
            [mandate.mandatary for mandate in mandates],
            [str(mandate.start) for mandate in mandates],
            [str(mandate.end) if mandate.end else None for mandate in mandates],
            [mandate.status for mandate in mandates],
        ],
    )
    return ids


async def _employer_ids(connection: Connection, mandators: Set[str]) -> dict[str, int]:
    cursor = await connection.execute(
        "SELECT enterprise_number, id FROM employer WHERE enterprise_number = ANY (%s)",
        [list(mandators)],
    )
    found = dict(await cursor.fetchall())
    if unknown := mandators - found.keys():
        raise UnknownMandatorError(", ".join(sorted(unknown)))
    return found


async def sender(connection: Connection, enterprise_number: str) -> RegisteredSender | None:
    """Return a sender by its ten digits; an employer that sends for itself alone is none."""
    query = sql.SQL("SELECT {} FROM sender WHERE enterprise_number = %(number)s")
    return await fetch_one(
        connection,
        RegisteredSender,
        query.format(columns(RegisteredSender)),
        {"number": enterprise_number},
    )


async def mandates_of_mandatary(connection: Connection, enterprise_number: str) -> list[Mandate]:
    """Return the mandates an enterprise holds, of any status, by the mandator's name."""
    query = sql.SQL("WHERE m.mandatary = %(number)s ORDER BY e.search_name, m.start_quarter, m.id")
    return await _mandates(connection, query, {"number": enterprise_number})


async def mandates_of_employer(connection: Connection, employer_id: int) -> list[Mandate]:
    """Return the mandates an employer gave, of any status, the latest to start first."""
    query = sql.SQL("WHERE m.employer_id = %(id)s ORDER BY m.start_quarter DESC, m.id DESC")
    return await _mandates(connection, query, {"id": employer_id})


async def _mandates(
    connection: Connection, selection: sql.SQL, parameters: dict[str, Any]
) -> list[Mandate]:
    query = sql.SQL("""
        SELECT m.employer_id, m.id, m.mandator, e.name, m.mandatary, s.name, m.start_quarter,
               m.end_quarter, m.status
          FROM mandate m
          JOIN employer e ON e.id = m.employer_id
          JOIN sender s ON s.enterprise_number = m.mandatary
    """)
    cursor = await connection.execute(query + selection, parameters)
    return [_mandate(row) for row in await cursor.fetchall()]


def _mandate(row: Sequence[Any]) -> Mandate:
    employer_id, identifier, mandator, mandator_name, mandatary, mandatary_name, *rest = row
    start, end, status = rest
    return Mandate(
        employer_id=employer_id,
        id=identifier,
        mandator=mandator,
        mandator_name=mandator_name,
        mandatary=mandatary,
        mandatary_name=mandatary_name,
        start=parse_quarter(start),
        end=_quarter(end),
        status=status,
    )


def _quarter(text: str | None) -> Quarter | None:
    return parse_quarter(text) if text else None
