"""SQL of mandates: who may send, what the operator enters, one mandate and what became of it."""

import datetime as dt
import uuid
from collections.abc import Sequence, Set
from typing import Any

import uuid_utils.compat
from psycopg import sql

from fla.database.records import Connection, columns, fetch_one
from fla.identifiers.quarter import Quarter, parse_quarter
from fla.mandates.model import (
    Mandate,
    MandateEvent,
    MandateEventKind,
    MandateStatus,
    NewMandate,
    RegisteredSender,
)
from fla.mandates.rules import in_order

COLUMNS = sql.SQL("""
    m.employer_id, m.id, m.mandator, e.name, m.mandatary, s.name, m.groups, m.start_quarter,
    m.end_quarter, m.status, m.proposed_by, m.version, m.changed_at
""")
"""What makes a mandate, of `mandate m`, `employer e` and `sender s`."""


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


async def add_mandates(
    connection: Connection, mandates: Sequence[NewMandate], now: dt.datetime | None = None
) -> list[uuid.UUID]:
    """Add mandates as they stand and return their ids in the same order. For the operator.

    What it takes to be so, a confirmation for one that is active, is entered with it. `now` is
    the database's where it is left out. Raises UnknownMandatorError, before anything is added, or
    psycopg.errors.ForeignKeyViolation for a mandatary that is no sender.
    """
    if not mandates:
        return []
    known = await _employer_ids(connection, {mandate.mandator for mandate in mandates})
    employer_ids = [known[mandate.mandator] for mandate in mandates]
    ids = [uuid_utils.compat.uuid7() for _ in mandates]
    closed = [mandate.status == "closed" for mandate in mandates]
    await connection.execute(
        """
        INSERT INTO mandate
            (employer_id, id, mandator, mandatary, groups, start_quarter, agreed_end, closed_end,
             status, proposed_by, version, proposed_at, changed_at)
        SELECT employer_id, id, mandator, mandatary, string_to_array(groups, ','), start_quarter,
               agreed_end, closed_end, status, proposed_by,
               CASE status WHEN 'pending' THEN 1 WHEN 'closed' THEN 3 ELSE 2 END,
               coalesce(%s, now()), coalesce(%s, now())
          FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],
                      %s::text[], %s::text[], %s::text[], %s::text[])
            AS given (employer_id, id, mandator, mandatary, groups, start_quarter, agreed_end,
                      closed_end, status, proposed_by)
        """,
        [
            now,
            now,
            employer_ids,
            ids,
            [mandate.mandator for mandate in mandates],
            [mandate.mandatary for mandate in mandates],
            [",".join(in_order(mandate.groups)) for mandate in mandates],
            [str(mandate.start) for mandate in mandates],
            _ends(mandates, [not one for one in closed]),
            _ends(mandates, closed),
            [mandate.status for mandate in mandates],
            [mandate.proposed_by for mandate in mandates],
        ],
    )
    await _add_events(connection, mandates, list(zip(employer_ids, ids, strict=True)))
    return ids


def _ends(mandates: Sequence[NewMandate], wanted: Sequence[bool]) -> list[str | None]:
    return [
        str(mandate.end) if want and mandate.end else None
        for mandate, want in zip(mandates, wanted, strict=True)
    ]


_STEPS: dict[MandateStatus, tuple[MandateEventKind, ...]] = {
    "pending": ("proposed",),
    "refused": ("proposed", "refused"),
    "active": ("proposed", "confirmed"),
    "closed": ("proposed", "confirmed", "closed"),
}
"""What leads to a status."""


async def _add_events(
    connection: Connection, mandates: Sequence[NewMandate], keys: Sequence[tuple[int, uuid.UUID]]
) -> None:
    """Enter what led to mandates that are added as they stand."""
    lines = [
        (*key, version, event, uuid_utils.compat.uuid7())
        for mandate, key in zip(mandates, keys, strict=True)
        for version, event in enumerate(_STEPS[mandate.status], 1)
    ]
    await connection.execute(
        """
        INSERT INTO mandate_event
            (employer_id, mandate_id, version, id, mandator, mandatary, event, end_quarter,
             acted_for, acted_by, door, happened_at)
        SELECT m.employer_id, m.id, given.version, given.id, m.mandator, m.mandatary, given.event,
               CASE given.event WHEN 'closed' THEN m.closed_end END,
               CASE WHEN (m.proposed_by = 'mandator') = (given.event IN ('proposed', 'closed'))
                    THEN m.mandator ELSE m.mandatary END,
               'operator', NULL, m.proposed_at
          FROM unnest(%s::bigint[], %s::uuid[], %s::integer[], %s::text[], %s::uuid[])
            AS given (employer_id, mandate_id, version, event, id)
          JOIN mandate m ON m.employer_id = given.employer_id AND m.id = given.mandate_id
        """,
        [list(column) for column in zip(*lines, strict=True)],
    )


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


async def mandators_of(connection: Connection, mandatary: str) -> set[str]:
    """Return the enterprise numbers of those that a mandatary has mandates of, of any status."""
    cursor = await connection.execute(
        "SELECT DISTINCT mandator FROM mandate WHERE mandatary = %s", [mandatary]
    )
    return {row[0] for row in await cursor.fetchall()}


async def mandate_by_id(
    connection: Connection, mandator: str, mandate_id: uuid.UUID
) -> Mandate | None:
    """Return a mandate the actor may see, by the mandator's number and its id."""
    found = await mandates_by_id(connection, [(mandator, mandate_id)])
    return found.get((mandator, mandate_id))


async def mandates_by_id(
    connection: Connection, keys: Sequence[tuple[str, uuid.UUID]]
) -> dict[tuple[str, uuid.UUID], Mandate]:
    """Return those of some mandates that the actor may see, by mandator and id."""
    query = sql.SQL("""
        SELECT {}
          FROM (SELECT DISTINCT * FROM unnest(%s::text[], %s::uuid[])) AS given (mandator, id)
          JOIN employer e ON e.enterprise_number = given.mandator
          JOIN mandate m ON m.employer_id = e.id AND m.id = given.id
          JOIN sender s ON s.enterprise_number = m.mandatary
    """).format(COLUMNS)
    asked = [[key[0] for key in keys], [key[1] for key in keys]]
    cursor = await connection.execute(query, asked)
    found = [mandate_of(row) for row in await cursor.fetchall()]
    return {(mandate.mandator, mandate.id): mandate for mandate in found}


async def events_of(
    connection: Connection, employer_id: int, mandate_id: uuid.UUID
) -> list[MandateEvent]:
    """Return what was done about a mandate the actor may see, the first first."""
    cursor = await connection.execute(
        """
        SELECT version, event, end_quarter, acted_for, acted_by, door, happened_at
          FROM mandate_event WHERE employer_id = %s AND mandate_id = %s ORDER BY version
        """,
        [employer_id, mandate_id],
    )
    return [
        MandateEvent(
            version=version,
            event=event,
            end=quarter_or_none(end),
            acted_for=acted_for,
            acted_by=acted_by,
            door=door,
            happened_at=happened_at,
        )
        for version, event, end, acted_for, acted_by, door, happened_at in await cursor.fetchall()
    ]


def mandate_of(row: Sequence[Any]) -> Mandate:
    """Return the mandate that a row of `COLUMNS` holds."""
    employer_id, identifier, mandator, mandator_name, mandatary, mandatary_name, *rest = row
    groups, start, end, status, proposed_by, version, changed_at = rest
    return Mandate(
        employer_id=employer_id,
        id=identifier,
        mandator=mandator,
        mandator_name=mandator_name,
        mandatary=mandatary,
        mandatary_name=mandatary_name,
        groups=tuple(groups),
        start=parse_quarter(start),
        end=quarter_or_none(end),
        status=status,
        proposed_by=proposed_by,
        version=version,
        changed_at=changed_at,
    )


def quarter_or_none(text: str | None) -> Quarter | None:
    """Return a quarter as the tables write it; None where there is none."""
    return parse_quarter(text) if text else None
