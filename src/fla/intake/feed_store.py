"""SQL of the feed: what happened since, of what an enterprise may read, in the order of time."""

import datetime as dt
import uuid
from typing import Any

from msgspec import Struct
from psycopg import sql

from fla.codes import Kind, Verification
from fla.database.records import Connection, columns, fetch_all


class Happened(Struct, frozen=True, kw_only=True):
    """Something that happened, by its id in the order of time.

    `collection` and `event` are words of the contract. `object_id` is None for what happened to all
    accounts of an employer's year, `version` that of the object now.
    """

    id: uuid.UUID
    enterprise_number: str
    collection: str
    event: str
    happened_at: dt.datetime
    object_id: uuid.UUID | None
    kind: Kind | None
    version: int | None
    year: int | None
    declaration_id: uuid.UUID | None
    sender: str | None


class ProposalChange(Struct, frozen=True, kw_only=True):
    """Where a provider's own proposal stands at an employer that is not open to him."""

    id: uuid.UUID
    enterprise_number: str
    version: int
    status: str
    verification: Verification
    settled: bool
    registered_at: dt.datetime
    changed_at: dt.datetime


Position = tuple[dt.datetime, uuid.UUID]
"""When a proposal was changed, and which."""

# Whatever is running may have given out ids, or looked at the clock, since it began, and is not to
# be seen yet. A transaction that begins later has later ids; one that ended is there already, as
# this is asked by a statement of its own, before the events are.
_BOUND = """
    SELECT least(clock_timestamp(), min(xact_start)) - %(margin)s
      FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""

# For each open employer the next ones by key, then the first of all of them.
_NEXT = """
    WITH open AS MATERIALIZED (
        SELECT DISTINCT v.id FROM visible_employers() AS v (id)
         WHERE %(employer_id)s::bigint IS NULL OR v.id = %(employer_id)s
    ), found AS (
        SELECT n.* FROM open CROSS JOIN LATERAL (
            SELECT j.id, j.employer_id, 'journal' AS source FROM journal j
             WHERE j.employer_id = open.id AND j.id > %(after)s AND j.id < %(before)s
               AND j.outcome <> 'rejected'
             ORDER BY j.id LIMIT %(limit)s) n
        UNION ALL
        SELECT n.* FROM open CROSS JOIN LATERAL (
            SELECT c.event_id, c.employer_id, 'change' FROM right_change c
             WHERE c.employer_id = open.id AND c.event_id > %(after)s AND c.event_id < %(before)s
             ORDER BY c.event_id LIMIT %(limit)s) n
        UNION ALL
        SELECT n.* FROM open CROSS JOIN LATERAL (
            SELECT y.id, y.employer_id, 'year' FROM year_event y
             WHERE y.employer_id = open.id AND y.id > %(after)s AND y.id < %(before)s
             ORDER BY y.id LIMIT %(limit)s) n
        UNION ALL
        (SELECT m.id, m.employer_id, 'mandate' FROM mandate_event m
          WHERE m.mandatary = %(number)s AND m.id > %(after)s AND m.id < %(before)s
            AND (%(employer_id)s::bigint IS NULL OR m.employer_id = %(employer_id)s)
          ORDER BY m.id LIMIT %(limit)s)
        UNION ALL
        (SELECT m.id, m.employer_id, 'mandate' FROM mandate_event m
          WHERE m.mandator = %(number)s AND m.id > %(after)s AND m.id < %(before)s
            AND (%(employer_id)s::bigint IS NULL OR m.employer_id = %(employer_id)s)
          ORDER BY m.id LIMIT %(limit)s)
    ), page AS MATERIALIZED (
        SELECT * FROM found ORDER BY id LIMIT %(limit)s
    )
    SELECT {names} FROM (
        SELECT p.id, p.employer_id, j.declared_at AS happened_at, j.kind,
               CASE WHEN j.door <> 'register' THEN j.sender END AS sender,
               j.target_id AS object_id, j.id AS declaration_id,
               NULL::integer AS year, 'object' AS collection,
               CASE WHEN j.kind <> 'decision'
                    THEN CASE j.action WHEN 'register' THEN 'registered'
                                       WHEN 'correct' THEN 'corrected' ELSE 'cancelled' END
                    WHEN j.door = 'register' THEN 'settled'
                    WHEN j.content::jsonb #>> '{{decision,verdict}}' = 'object' THEN 'objected'
                    ELSE 'confirmed' END AS event,
               {version} AS version
          FROM page p JOIN journal j ON j.employer_id = p.employer_id AND j.id = p.id
         WHERE p.source = 'journal'
        UNION ALL
        SELECT p.id, p.employer_id, c.changed_at, NULL, NULL, c.worker_id, NULL, c.year,
               'accounts', 'recalculated', NULL
          FROM page p JOIN right_change c ON c.employer_id = p.employer_id AND c.event_id = p.id
         WHERE p.source = 'change'
        UNION ALL
        SELECT p.id, p.employer_id, y.happened_at, NULL, NULL, NULL, NULL, y.year,
               'accounts', y.event, NULL
          FROM page p JOIN year_event y ON y.employer_id = p.employer_id AND y.id = p.id
         WHERE p.source = 'year'
        UNION ALL
        SELECT p.id, p.employer_id, m.happened_at, NULL, m.acted_for, m.mandate_id, NULL, NULL,
               'mandates', m.event, m.version
          FROM page p
          JOIN mandate_event m ON m.employer_id = p.employer_id AND m.id = p.id
         WHERE p.source = 'mandate'
    ) e
      JOIN (SELECT id AS employer, enterprise_number FROM employer) n ON n.employer = e.employer_id
     ORDER BY id
"""
_TABLES = {
    "training": "training",
    "decision": "training",
    "employment": "employment",
    "right": "training_right",
    "adjustment": "right_adjustment",
    "optOut": "opt_out",
    "verification": "right_verification",
    "headCount": "head_count",
}
_VERSION = sql.SQL("CASE j.kind {} END").format(
    sql.SQL(" ").join(
        sql.SQL(
            "WHEN {} THEN (SELECT o.version FROM {} o"
            " WHERE o.employer_id = j.employer_id AND o.id = j.target_id)"
        ).format(sql.Literal(kind), sql.Identifier(table))
        for kind, table in _TABLES.items()
    )
)
_EVENTS = sql.SQL(_NEXT).format(
    names=sql.SQL(", ").join(map(sql.Identifier, Happened.__struct_fields__)), version=_VERSION
)

_PROPOSALS = sql.SQL("""
    SELECT {} FROM (
        SELECT t.*, t.settled_at IS NOT NULL AS settled, n.number AS enterprise_number
          FROM training t CROSS JOIN LATERAL (SELECT employer_number(t.employer_id) AS number) n
         WHERE t.registered_by = %(number)s AND t.proposed
           AND (t.changed_at, t.id) > (%(at)s, %(id)s) AND t.changed_at < %(before)s
           AND (%(employer_id)s::bigint IS NULL OR t.employer_id = %(employer_id)s)
           AND t.employer_id NOT IN (SELECT visible_employers())
         ORDER BY t.changed_at, t.id LIMIT %(limit)s) p
     ORDER BY changed_at, id
""").format(columns(ProposalChange, "p"))


async def safe_bound(connection: Connection, margin: dt.timedelta) -> dt.datetime:
    """Return the moment before which nothing is still to come.

    `margin` is how far the clocks of application and database may be apart. To be asked before the
    events, in the same transaction and at its isolation level (read committed).
    """
    cursor = await connection.execute(_BOUND, {"margin": margin})
    [[bound]] = await cursor.fetchall()
    assert isinstance(bound, dt.datetime)  # noqa: S101 - narrows for the type checker
    return bound


async def events(
    connection: Connection,
    enterprise_number: str,
    employer_id: int | None,
    *,
    after: uuid.UUID,
    before: uuid.UUID,
    limit: int,
) -> list[Happened]:
    """Return at most `limit` events between two ids: at employers open to the acting enterprise.

    And those of its own mandates. `employer_id` narrows them down to one employer.
    """
    keys: dict[str, Any] = {"number": enterprise_number, "employer_id": employer_id}
    keys |= {"after": after, "before": before, "limit": limit}
    return await fetch_all(connection, Happened, _EVENTS, keys)


async def proposal_changes(
    connection: Connection,
    enterprise_number: str,
    employer_id: int | None,
    *,
    after: Position,
    before: dt.datetime,
    limit: int,
) -> list[ProposalChange]:
    """Return at most `limit` proposals of the acting provider by their last change.

    Those at employers that are open to it are among `events`.
    """
    at, id_ = after
    keys: dict[str, Any] = {"number": enterprise_number, "employer_id": employer_id}
    keys |= {"at": at, "id": id_, "before": before, "limit": limit}
    return await fetch_all(connection, ProposalChange, _PROPOSALS, keys)
