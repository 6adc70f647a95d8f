"""SQL of trainings: those of a worker or a citizen, one by one, and their history."""

import datetime as dt
import uuid
from typing import Any

from psycopg import sql

from fla.database.address_store import SSIN
from fla.database.records import FIRST_PAGE, Connection, Page, Window, columns, fetch_all, fetch_one
from fla.trainings.model import HistoryEntry, RegisteredTraining, Training, TrainingStatus

_NOTHING = sql.SQL("")


async def trainings_of_worker(
    connection: Connection,
    employer_id: int,
    worker_id: uuid.UUID,
    window: Window[uuid.UUID] = FIRST_PAGE,
    *,
    year: int | None = None,
    status: TrainingStatus | None = None,
) -> Page[Training]:
    """Return a worker's trainings at one employer, the latest to start first.

    `year` is that of the end date, in which a training counts for the credit.
    """
    query = sql.SQL("""
        SELECT {columns} FROM training t
         WHERE t.employer_id = %(employer_id)s AND t.worker_id = %(worker_id)s {filters} {beyond}
         ORDER BY {order} LIMIT %(limit)s
    """)
    start = sql.SQL(
        "SELECT c.start_date, c.id FROM training c"
        " WHERE c.employer_id = %(employer_id)s AND c.id = %(cursor)s"
    )
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await _page(connection, query, start, window, keys | _filter_values(year, status))


async def trainings_of_citizen(
    connection: Connection,
    ssin: str,
    window: Window[uuid.UUID] = FIRST_PAGE,
    *,
    year: int | None = None,
    status: TrainingStatus | None = None,
) -> Page[Training]:
    """Return a person's trainings at all employers the actor may see, the latest to start first.

    `year` is that of the end date, in which a training counts for the credit.
    """
    query = sql.SQL("""
        SELECT {columns} FROM worker w JOIN training t
            ON t.employer_id = w.employer_id AND t.worker_id = w.id
         WHERE w.ssin = %(ssin)s {filters} {beyond}
         ORDER BY {order} LIMIT %(limit)s
    """)
    start = sql.SQL("""
        SELECT c.start_date, c.id FROM worker v JOIN training c
            ON c.employer_id = v.employer_id AND c.worker_id = v.id
         WHERE v.ssin = %(ssin)s AND c.id = %(cursor)s
    """)
    return await _page(
        connection, query, start, window, {"ssin": ssin} | _filter_values(year, status)
    )


async def training_by_id(
    connection: Connection, employer_id: int, training_id: uuid.UUID
) -> Training | None:
    """Return a training the actor may see."""
    query = sql.SQL("SELECT {} FROM training WHERE employer_id = %(employer_id)s AND id = %(id)s")
    keys = {"employer_id": employer_id, "id": training_id}
    return await fetch_one(connection, Training, query.format(columns(Training)), keys)


# Of minutes set against days no more is kept than these come to on the worker's own day. Its length
# is not a provider's to know: until the employer makes the training his own, he reads what he said.
_CHARGED = """
    CASE WHEN w.id IS NULL AND o.settles_on IS NOT NULL AND o.charged_right IS NOT NULL
              AND o.duration_days IS NOT NULL AND o.charged_days IS NULL
         THEN (SELECT (j.content::jsonb -> 'training' ->> 'chargedMinutes')::integer FROM journal j
                WHERE j.employer_id = o.employer_id AND j.kind = 'training'
                  AND (j.id = o.id OR j.target_id = o.id AND j.action = 'correct')
                ORDER BY j.id DESC LIMIT 1)
         ELSE o.charged_minutes END AS charged_minutes
"""
_AS_KEPT = sql.SQL(", ").join(
    sql.Identifier("o", name) for name in Training.__struct_fields__ if name != "charged_minutes"
)
REGISTERED = sql.SQL(
    "SELECT {kept}, {charged}, w.id IS NOT NULL AS worker_open, {ssin}"
    "  FROM training o LEFT JOIN worker w ON w.employer_id = o.employer_id AND w.id = o.worker_id "
).format(kept=_AS_KEPT, charged=sql.SQL(_CHARGED), ssin=sql.SQL(SSIN))
"""Where trainings are read as they lie at their addresses, with the training as `o`."""


async def registered_training(
    connection: Connection, employer_id: int, training_id: uuid.UUID
) -> RegisteredTraining | None:
    """Return a training the actor may see, be it only because he registered it himself."""
    query = REGISTERED + sql.SQL("WHERE o.employer_id = %(employer_id)s AND o.id = %(id)s")
    keys = {"employer_id": employer_id, "id": training_id}
    return await fetch_one(connection, RegisteredTraining, query, keys)


async def history(
    connection: Connection, employer_id: int, training_id: uuid.UUID
) -> list[HistoryEntry]:
    """Return the declarations about a training that the actor may see, the latest first."""
    query = sql.SQL("""
        SELECT j.id AS declaration_id, j.declared_at, j.sender,
               coalesce(s.name, e.name) AS sender_name,
               CASE WHEN j.door <> 'register' AND j.sender <> own.enterprise_number
                         AND NOT s.provider THEN own.name END AS mandator_name,
               j.declared_by, j.door, j.action,
               CASE WHEN j.kind <> 'decision' THEN NULL WHEN j.door = 'register' THEN 'settled'
                    WHEN j.content::json #>> '{decision,verdict}' = 'object' THEN 'objected'
                    ELSE 'confirmed' END AS decision,
               j.reference, j.outcome,
               ARRAY (SELECT a.code FROM anomaly a
                       WHERE a.employer_id = j.employer_id AND a.declaration_id = j.id
                       ORDER BY a.position) AS anomalies
          FROM journal j
          LEFT JOIN sender s ON s.enterprise_number = j.sender
          LEFT JOIN employer e ON e.enterprise_number = j.sender
          LEFT JOIN employer own ON own.id = j.employer_id
         WHERE j.employer_id = %(employer_id)s AND j.kind IN ('training', 'decision')
           AND (j.id = %(id)s AND j.target_id IS NOT NULL
                OR j.target_id = %(id)s AND j.action <> 'register')
         ORDER BY j.declared_at DESC, j.id DESC
    """)
    keys = {"employer_id": employer_id, "id": training_id}
    return await fetch_all(connection, HistoryEntry, query, keys)


async def _page(
    connection: Connection,
    query: sql.SQL,
    start: sql.SQL,
    window: Window[uuid.UUID],
    parameters: dict[str, Any],
) -> Page[Training]:
    filled = query.format(
        columns=columns(Training, "t"),
        filters=_filters(parameters),
        beyond=_beyond(window, start),
        order=_order(window),
    )
    given = parameters | {"cursor": window.cursor, "limit": window.fetched}
    return window.page(await fetch_all(connection, Training, filled, given))


def _filter_values(year: int | None, status: TrainingStatus | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if year is not None:
        values |= {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)}
    if status is not None:
        values["status"] = status
    return values


def _filters(values: dict[str, Any]) -> sql.Composable:
    year = sql.SQL("AND t.end_date BETWEEN %(first)s AND %(last)s ")
    status = sql.SQL("AND t.status = %(status)s")
    return sql.Composed(
        [year if "first" in values else _NOTHING, status if "status" in values else _NOTHING]
    )


def _beyond(window: Window[uuid.UUID], start: sql.SQL) -> sql.Composable:
    if window.cursor is None:
        return _NOTHING
    comparison = sql.SQL(">") if window.backward else sql.SQL("<")
    return sql.SQL("AND (t.start_date, t.id) {} ({})").format(comparison, start)


def _order(window: Window[uuid.UUID]) -> sql.SQL:
    if window.backward:
        return sql.SQL("t.start_date, t.id")
    return sql.SQL("t.start_date DESC, t.id DESC")
