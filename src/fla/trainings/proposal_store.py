"""SQL of proposals: what an employer has before him, and what a provider registered anywhere."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from psycopg import sql

from fla.codes import RightType, TrainingStatus, Verification
from fla.database.records import (
    FIRST_PAGE,
    LAST_CHARACTER,
    Connection,
    Page,
    Window,
    fetch_all,
    fetch_one,
)

_NOTHING: Final = sql.SQL("")


class OpenProposal(Struct, frozen=True, kw_only=True):
    """A training that waits for its employer's word; `sender_name` is who registered it.

    `duration_minutes` and `charged_minutes` in minutes; `settles_on` is its last day.
    """

    id: uuid.UUID
    worker_id: uuid.UUID
    family_name: str
    given_name: str
    ssin: str
    title: str
    registered_by: str
    sender_name: str | None
    start_date: dt.date
    end_date: dt.date
    duration_minutes: int
    charged_right: RightType | None
    charged_minutes: int
    status: TrainingStatus
    settles_on: dt.date
    version: int

    @property
    def worker(self) -> str:
        """The worker as a page calls him."""
        return f"{self.given_name} {self.family_name}"


class Sought(Struct, frozen=True):
    """What is looked for in a list: the start of a worker's folded name, or his whole number."""

    prefix: str = ""
    number: str | None = None


EVERYBODY: Final = Sought()


class Proposed(Struct, frozen=True, kw_only=True):
    """A training as the provider who registered it may know it: what he said, and the outcome.

    `enterprise_number` and `ssin` are those that he declared.
    """

    employer_id: int
    id: uuid.UUID
    enterprise_number: str
    ssin: str
    reference: str
    title: str
    start_date: dt.date
    end_date: dt.date
    status: TrainingStatus
    verification: Verification
    objection: str | None
    settles_on: dt.date | None
    settled_at: dt.datetime | None
    version: int
    changed_at: dt.datetime
    changeable: bool
    """Whether it is still his to correct or to cancel."""


_OPEN = sql.SQL("""
    t.employer_id = %(employer_id)s AND t.verification = 'pending' AND t.status <> 'cancelled'
""")
# The page is taken first, and only then what the provider declared is looked up, by key.
_PROPOSED = sql.SQL("""
    SELECT t.employer_id, t.id, j.said ->> 'enterpriseNumber' AS enterprise_number,
           j.said ->> 'ssin' AS ssin, t.reference, t.title, t.start_date, t.end_date,
           t.status, t.verification, t.objection, t.settles_on, t.settled_at, t.version,
           t.changed_at,
           t.status <> 'cancelled' AND (t.verification <> 'confirmed'
               OR t.status = 'planned' AND t.settles_on IS NOT NULL) AS changeable
      FROM (SELECT * FROM training t
             WHERE t.registered_by COLLATE "C" = %(provider)s AND t.proposed {filters}
             ORDER BY {order} LIMIT %(limit)s) t
      JOIN LATERAL (SELECT j.content::json AS said FROM journal j
                     WHERE j.employer_id = t.employer_id AND j.id = t.id OFFSET 0) j ON true
     ORDER BY {order}
""")


async def open_proposals(
    connection: Connection,
    employer_id: int,
    window: Window[uuid.UUID] = FIRST_PAGE,
    sought: Sought = EVERYBODY,
) -> Page[OpenProposal]:
    """Return an employer's open proposals, those that settle first at the top."""
    query = sql.SQL("""
        SELECT t.id, t.worker_id, w.family_name, w.given_name, w.ssin, t.title, t.registered_by,
               s.name AS sender_name, t.start_date, t.end_date, t.duration_minutes,
               t.charged_right, t.charged_minutes, t.status, t.settles_on, t.version
          FROM training t
          JOIN worker w ON w.employer_id = t.employer_id AND w.id = t.worker_id
          LEFT JOIN sender s ON s.enterprise_number = t.registered_by
         WHERE {open} {matching} {beyond}
         ORDER BY {order} LIMIT %(limit)s
    """).format(
        open=_OPEN,
        matching=_matching(sought),
        beyond=_beyond(
            window,
            sql.SQL("(t.settles_on, t.id)"),
            sql.SQL(
                "(SELECT c.settles_on, c.id FROM training c"
                " WHERE c.employer_id = %(employer_id)s AND c.id = %(cursor)s)"
            ),
        ),
        order=sql.SQL("t.settles_on DESC, t.id DESC" if window.backward else "t.settles_on, t.id"),
    )
    values = _sought(sought) | {"employer_id": employer_id, "limit": window.fetched}
    rows = await fetch_all(connection, OpenProposal, query, values | {"cursor": window.cursor})
    return window.page(rows)


async def count_open(connection: Connection, employer_id: int, sought: Sought = EVERYBODY) -> int:
    """Return how many proposals all pages of `open_proposals` hold together."""
    query = sql.SQL("""
        SELECT count(*) FROM training t
          JOIN worker w ON w.employer_id = t.employer_id AND w.id = t.worker_id
         WHERE {} {}
    """).format(_OPEN, _matching(sought))
    cursor = await connection.execute(query, _sought(sought) | {"employer_id": employer_id})
    [(count,)] = await cursor.fetchall()
    return int(count)


async def count_open_of(connection: Connection, employer_ids: Sequence[int]) -> dict[int, int]:
    """Return how many proposals are open by employer, of those that have any."""
    cursor = await connection.execute(
        """
        SELECT o.id, (SELECT count(*) FROM training t
                       WHERE t.employer_id = o.id AND t.verification = 'pending'
                         AND t.status <> 'cancelled')
          FROM unnest(%s::bigint[]) AS o (id)
        """,
        [list(employer_ids)],
    )
    return {employer: count for employer, count in await cursor.fetchall() if count}


async def open_by_id(
    connection: Connection, employer_id: int, ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, str]:
    """Return the names of the workers of these trainings, to say whom something concerns."""
    cursor = await connection.execute(
        """
        SELECT t.id, w.given_name || ' ' || w.family_name
          FROM training t
          JOIN worker w ON w.employer_id = t.employer_id AND w.id = t.worker_id
         WHERE t.employer_id = %s AND t.id = ANY (%s)
        """,
        [employer_id, list(ids)],
    )
    return dict(await cursor.fetchall())


async def registered_by(
    connection: Connection,
    provider: str,
    window: Window[uuid.UUID] = FIRST_PAGE,
    *,
    verification: Verification | None = None,
    employer: str | None = None,
    reference: str | None = None,
) -> Page[Proposed]:
    """Return what a provider registered at any employer, the latest registration first.

    `employer` is an enterprise number, `reference` one of the provider's own.
    """
    filters = sql.SQL(" ").join(
        [
            sql.SQL("AND t.verification = %(verification)s") if verification else _NOTHING,
            sql.SQL("AND t.employer_id = employer_key(%(employer)s)") if employer else _NOTHING,
            sql.SQL("AND t.reference = %(reference)s") if reference else _NOTHING,
            _beyond(window, sql.SQL("t.id"), sql.SQL("%(cursor)s"), falling=True),
        ]
    )
    order = sql.SQL("t.id" if window.backward else "t.id DESC")
    query = _PROPOSED.format(filters=filters, order=order)
    values = {
        "provider": provider,
        "verification": verification,
        "employer": employer,
        "reference": reference,
        "cursor": window.cursor,
        "limit": window.fetched,
    }
    return window.page(await fetch_all(connection, Proposed, query, values))


async def proposed_by_id(
    connection: Connection, provider: str, training_id: uuid.UUID
) -> Proposed | None:
    """Return one of them."""
    query = _PROPOSED.format(filters=sql.SQL("AND t.id = %(id)s"), order=sql.SQL("t.id"))
    values = {"provider": provider, "id": training_id, "limit": 1}
    return await fetch_one(connection, Proposed, query, values)


def _matching(sought: Sought) -> sql.Composable:
    if sought.number is not None:
        return sql.SQL("AND w.ssin = %(number)s")
    if sought.prefix:
        return sql.SQL("AND w.search_name >= %(prefix)s AND w.search_name < %(beyond)s")
    return _NOTHING


def _sought(sought: Sought) -> dict[str, Any]:
    return {
        "number": sought.number,
        "prefix": sought.prefix,
        "beyond": sought.prefix + LAST_CHARACTER,
    }


def _beyond(
    window: Window[uuid.UUID], key: sql.SQL, start: sql.SQL, *, falling: bool = False
) -> sql.Composable:
    """What lies beyond the cursor, in the order of the list or against it."""
    if window.cursor is None:
        return _NOTHING
    comparison = sql.SQL("<" if window.backward != falling else ">")
    return sql.SQL("AND {} {} {}").format(key, comparison, start)
