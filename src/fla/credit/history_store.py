"""SQL of what happened to a worker's account: declarations, recalculations, closings."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from msgspec import Struct
from psycopg import sql

from fla.codes import Action, Kind, OutcomeStatus, RightType, Unit
from fla.database.records import Connection, fetch_all


class AccountEntry(Struct, frozen=True, kw_only=True):
    """Something that happened to an account at the instant `at`; members of other kinds are None.

    `kind` to `object_id` are of a declaration, `before` to `reasons` of a recalculation, the last
    three of a closing; amounts in `unit`. `key` tells entries of one instant apart.
    """

    entry: str
    at: dt.datetime
    key: str
    kind: Kind | None
    action: Action | None
    outcome: OutcomeStatus | None
    sender: str | None
    object_id: uuid.UUID | None
    year: int | None
    right_type: RightType | None
    unit: Unit | None
    before: Decimal | None
    after: Decimal | None
    reasons: list[str] | None
    carried_out: Decimal | None
    lapsed: Decimal | None
    lapse_reason: str | None


EntryKey = tuple[dt.datetime, str]
"""When an entry was made, and what tells it apart from others of that instant."""

# A declaration says which object it is about; of a registration that is its own id.
_HISTORY = """
    WITH object AS (
        SELECT id, extract(year FROM end_date)::integer AS year FROM training
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
        UNION ALL
        SELECT id, NULL FROM employment
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
        UNION ALL
        SELECT id, year FROM training_right
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
        UNION ALL
        SELECT id, year FROM right_adjustment
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
        UNION ALL
        SELECT id, year FROM right_verification
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s
        UNION ALL
        SELECT id, year FROM opt_out
         WHERE employer_id = %(employer_id)s
           AND (worker_id = %(worker_id)s OR worker_id IS NULL)
    ), entry AS (
        SELECT 'declaration' AS entry, j.declared_at AS at, j.id::text AS key, j.kind, j.action,
               j.outcome, j.sender, o.id AS object_id, o.year, NULL AS right_type, NULL AS unit,
               NULL::numeric AS before, NULL::numeric AS after, NULL::text[] AS reasons,
               NULL::numeric AS carried_out, NULL::numeric AS lapsed, NULL AS lapse_reason
          FROM object o CROSS JOIN LATERAL (
                SELECT r.* FROM journal r
                 WHERE r.employer_id = %(employer_id)s AND r.id = o.id AND r.target_id IS NOT NULL
                UNION ALL
                SELECT c.* FROM journal c
                 WHERE c.employer_id = %(employer_id)s AND c.target_id = o.id
                   AND c.action <> 'register') j
        UNION ALL
        SELECT 'recalculation', c.changed_at, c.run || '/' || c.year, NULL, NULL, NULL, NULL, NULL,
               c.year, b.right_type, b.unit, c.before, c.after, c.reasons, NULL, NULL, NULL
          FROM right_change c
          LEFT JOIN right_basis b ON b.employer_id = c.employer_id
                                 AND b.number = coalesce(c.new_basis, c.old_basis)
         WHERE c.employer_id = %(employer_id)s AND c.worker_id = %(worker_id)s
        UNION ALL
        SELECT 'closing', y.closed_at, o.year || '/' || o.right_type, NULL, NULL, NULL, NULL, NULL,
               o.year, o.right_type, o.unit, NULL, NULL, NULL, o.carried_out, o.lapsed,
               o.lapse_reason
          FROM carried_over o
          JOIN year_closing y ON y.employer_id = o.employer_id AND y.year = o.year
         WHERE o.employer_id = %(employer_id)s AND o.worker_id = %(worker_id)s
    )
    SELECT * FROM entry
     WHERE (%(year)s::integer IS NULL OR year = %(year)s)
       AND (%(at)s::timestamptz IS NULL OR (at, key) < (%(at)s, %(key)s COLLATE "C"))
     ORDER BY at DESC, key COLLATE "C" DESC LIMIT %(limit)s
"""


async def account_history(
    connection: Connection,
    employer_id: int,
    worker_id: uuid.UUID,
    *,
    year: int | None,
    after: EntryKey | None,
    limit: int,
) -> list[AccountEntry]:
    """Return at most `limit` entries of an account before the one of `after`, the latest first.

    What one worker has is read by key and put in order as a whole: it is never much.
    """
    at, key = after or (None, None)
    keys: dict[str, Any] = {"employer_id": employer_id, "worker_id": worker_id, "year": year}
    keys |= {"at": at, "key": key, "limit": limit}
    return await fetch_all(connection, AccountEntry, sql.SQL(_HISTORY), keys)
