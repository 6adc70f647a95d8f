"""The statements that write mandates, for any number of them, and what they have to know first."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final, NamedTuple

from uuid_utils.compat import uuid7

from fla.codes import MandateGroup, MandateStatus
from fla.database.records import Connection
from fla.identifiers import Quarter, parse_quarter
from fla.intake.declaration import Sender
from fla.intake.mandates_shape import Draft
from fla.mandates.model import Mandate, MandateEventKind

_PROPOSING: Final = 926
"""First part of the key of the lock under which an enterprise proposes."""


class Standing(NamedTuple):
    """What there is already between a mandator and a mandatary."""

    id: uuid.UUID
    groups: Sequence[MandateGroup]
    status: MandateStatus
    start: Quarter
    end: Quarter | None


Known = dict[tuple[int, str], list[Standing]]
"""By the employer's id and the mandatary."""


Taken = tuple[str, str, str | None]
"""Who has a group: the mandatary's name, its first and its last quarter."""


class Act(NamedTuple):
    """What one side does about a mandate it has read; `end` is the last quarter of a closing."""

    mandate: Mandate
    event: MandateEventKind
    end: Quarter | None = None


class _Line(NamedTuple):
    """An event to add: of which mandate, and the version it makes of it."""

    employer_id: int
    mandate_id: uuid.UUID
    version: int
    event: MandateEventKind
    end: str | None


async def parties(
    connection: Connection, drafts: Sequence[Draft]
) -> tuple[dict[str, int], set[str]]:
    """Return the employers' ids by number, and the known senders, of those that drafts name."""
    cursor = await connection.execute(
        """
        SELECT enterprise_number, id FROM employer WHERE enterprise_number = ANY (%s)
         UNION ALL
        SELECT enterprise_number, NULL FROM sender WHERE enterprise_number = ANY (%s)
        """,
        [[draft.mandator for draft in drafts], [draft.mandatary for draft in drafts]],
    )
    rows = await cursor.fetchall()
    employers = {number: identifier for number, identifier in rows if identifier is not None}
    return employers, {number for number, identifier in rows if identifier is None}


async def standing(connection: Connection, drafts: Sequence[Draft]) -> Known:
    """Return the mandates that wait or stand between the two sides of each draft, and shared."""
    cursor = await connection.execute(
        """
        SELECT m.employer_id, m.mandatary, m.id, m.groups, m.status, m.start_quarter, m.end_quarter
          FROM (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::text[])) AS pair (employer, holder)
          JOIN mandate m ON m.employer_id = pair.employer AND m.mandatary = pair.holder
         WHERE m.status IN ('pending', 'active')
         ORDER BY m.start_quarter, m.id
        """,
        [[draft.employer_id for draft in drafts], [draft.mandatary for draft in drafts]],
    )
    known: Known = {}
    for employer_id, mandatary, identifier, groups, status, start, end in await cursor.fetchall():
        last = parse_quarter(end) if end else None
        found = Standing(identifier, groups, status, parse_quarter(start), last)
        known.setdefault((employer_id, mandatary), []).append(found)
    return known


async def count_pending(connection: Connection, enterprise_number: str) -> int:
    """Return how many mandates wait that an enterprise proposed.

    Until the transaction's end nobody else counts them, so that two calls do not fill the same
    room.
    """
    await connection.execute(
        "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_PROPOSING, enterprise_number]
    )
    cursor = await connection.execute(
        """
        SELECT (SELECT count(*) FROM mandate
                 WHERE mandatary = %(own)s AND proposed_by = 'mandatary' AND status = 'pending')
             + (SELECT count(*) FROM mandate
                 WHERE mandator = %(own)s AND proposed_by = 'mandator' AND status = 'pending')
        """,
        {"own": enterprise_number},
    )
    (counted,) = await cursor.fetchall()
    return int(counted[0])


async def add_proposals(
    connection: Connection, sender: Sender, drafts: Sequence[Draft], now: dt.datetime
) -> set[uuid.UUID]:
    """Add mandates that wait for the other side; return the ids of those not there yet."""
    cursor = await connection.execute(
        """
        INSERT INTO mandate
            (employer_id, id, mandator, mandatary, groups, start_quarter, agreed_end, status,
             proposed_by, proposed_at, changed_at)
        SELECT employer_id, id, mandator, mandatary, string_to_array(groups, ','), start_quarter,
               agreed_end, 'pending', proposed_by, %s, %s
          FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],
                      %s::text[], %s::text[])
            AS given (employer_id, id, mandator, mandatary, groups, start_quarter, agreed_end,
                      proposed_by)
         ORDER BY employer_id, mandatary, start_quarter
            ON CONFLICT DO NOTHING
        RETURNING id
        """,
        [
            now,
            now,
            [draft.employer_id for draft in drafts],
            [draft.id for draft in drafts],
            [draft.mandator for draft in drafts],
            [draft.mandatary for draft in drafts],
            [",".join(draft.groups) for draft in drafts],
            [str(draft.start) for draft in drafts],
            [str(draft.end) if draft.end else None for draft in drafts],
            [draft.proposed_by for draft in drafts],
        ],
    )
    added = {row[0] for row in await cursor.fetchall()}
    lines = [
        _Line(draft.employer_id, draft.id, 1, "proposed", None)
        for draft in drafts
        if draft.id is not None and draft.id in added
    ]
    await _add_events(connection, sender, lines, now)
    return added


async def act(
    connection: Connection, sender: Sender, acts: Sequence[Act], now: dt.datetime
) -> set[uuid.UUID]:
    """Write what a side decided; return the ids of the mandates that nobody was faster to change.

    The event comes first: its key, the mandate's next version, is free for one alone. Raises
    `psycopg.errors.ExclusionViolation` when a mandate in the way was confirmed a moment ago.
    """
    lines = [
        _Line(
            one.mandate.employer_id,
            one.mandate.id,
            one.mandate.version + 1,
            one.event,
            str(one.end) if one.end else None,
        )
        for one in acts
    ]
    done = await _add_events(connection, sender, lines, now)
    await connection.execute(
        """
        UPDATE mandate m
           SET status = CASE v.event WHEN 'confirmed' THEN 'active' ELSE v.event END,
               closed_end = v.end_quarter, version = v.version, changed_at = v.happened_at
          FROM mandate_event v, unnest(%s::bigint[], %s::uuid[], %s::integer[])
            AS given (employer_id, id, version)
         WHERE m.employer_id = given.employer_id AND m.id = given.id
           AND v.employer_id = given.employer_id AND v.mandate_id = given.id
           AND v.version = given.version
        """,
        [list(column) for column in zip(*(key for key in done), strict=True)] or [[], [], []],
    )
    return {key[1] for key in done}


async def _add_events(
    connection: Connection,
    sender: Sender,
    lines: Sequence[_Line],
    now: dt.datetime,
) -> set[tuple[int, uuid.UUID, int]]:
    """Add events in the sender's name; return the keys of those that were free."""
    columns = [list(column) for column in zip(*lines, strict=True)] or [[]] * 5
    cursor = await connection.execute(
        """
        INSERT INTO mandate_event
            (employer_id, mandate_id, version, mandator, mandatary, event, end_quarter, id,
             acted_for, acted_by, door, happened_at)
        SELECT m.employer_id, m.id, given.version, m.mandator, m.mandatary, given.event,
               given.end_quarter, given.id, %s, %s, %s, %s
          FROM unnest(%s::bigint[], %s::uuid[], %s::integer[], %s::text[], %s::text[], %s::uuid[])
            AS given (employer_id, mandate_id, version, event, end_quarter, id)
          JOIN mandate m ON m.employer_id = given.employer_id AND m.id = given.mandate_id
           AND m.version = given.version - (given.event <> 'proposed')::integer
         ORDER BY m.employer_id, m.id
            ON CONFLICT DO NOTHING
        RETURNING employer_id, mandate_id, version
        """,
        [
            *(sender.enterprise_number, sender.person, sender.door, now),
            *columns,
            [uuid7() for _ in lines],
        ],
    )
    return {(row[0], row[1], row[2]) for row in await cursor.fetchall()}


async def taken(
    connection: Connection, mandates: Sequence[Mandate], group: MandateGroup
) -> dict[uuid.UUID, Taken]:
    """Return which mandates meet one in force that has a group for some of the same quarters.

    Of that one its mandatary's name, its first and its last quarter. To be asked as the intake.
    """
    cursor = await connection.execute(
        """
        SELECT DISTINCT ON (m.id) m.id, s.name, other.start_quarter, other.end_quarter
          FROM unnest(%s::bigint[], %s::uuid[]) AS given (employer_id, id)
          JOIN mandate m ON m.employer_id = given.employer_id AND m.id = given.id
          JOIN mandate other ON other.employer_id = m.employer_id AND other.id <> m.id
          JOIN sender s ON s.enterprise_number = other.mandatary
         WHERE %s = ANY (m.groups) AND %s = ANY (other.groups)
           AND other.status IN ('active', 'closed')
           AND (other.end_quarter IS NULL OR other.end_quarter >= m.start_quarter)
           AND (m.end_quarter IS NULL OR m.end_quarter >= other.start_quarter)
         ORDER BY m.id, other.start_quarter
        """,
        [
            [mandate.employer_id for mandate in mandates],
            [mandate.id for mandate in mandates],
            *(group, group),
        ],
    )
    return {row[0]: row[1:] for row in await cursor.fetchall()}
