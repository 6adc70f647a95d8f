"""SQL of an employer's year: who stands out in it, and the head counts that decide it."""

import uuid
from collections.abc import Sequence
from typing import Final

from psycopg import sql

from fla.database.records import Connection, Page, Window, columns, fetch_all, fetch_one
from fla.rights.year_model import CountLine, Standing, YearCounts, YearWorker

_UNVERIFIED = """
    SELECT c.worker_id FROM computed_right c
     WHERE c.employer_id = %(employer_id)s AND c.year = %(year)s AND NOT EXISTS (
           SELECT FROM right_verification v
            WHERE v.employer_id = c.employer_id AND v.worker_id = c.worker_id
              AND v.year = c.year AND v.entitled = c.entitled AND NOT v.cancelled)
"""
_OPTED_OUT = """
    SELECT o.worker_id FROM opt_out o
     WHERE o.employer_id = %(employer_id)s AND o.year = %(year)s AND NOT o.cancelled
       AND o.worker_id IS NOT NULL
"""
_OVERUSED = """
    SELECT v.worker_id FROM credit v
     WHERE v.employer_id = %(employer_id)s AND v.year = %(year)s AND v.remaining_days < 0
"""
_OUTDATED = """
    SELECT a.worker_id FROM right_adjustment a
      LEFT JOIN computed_right c ON c.employer_id = a.employer_id
                                AND c.worker_id = a.worker_id AND c.year = a.year
     WHERE a.employer_id = %(employer_id)s AND a.year = %(year)s AND NOT a.cancelled
       AND a.computed_then IS DISTINCT FROM c.entitled
"""
_LISTS: Final[dict[Standing, str]] = {
    "unverified": _UNVERIFIED,
    "optedOut": _OPTED_OUT,
    "overused": _OVERUSED,
    "outdated": _OUTDATED,
}


async def year_closed(connection: Connection, employer_id: int, year: int) -> bool:
    """Tell whether a year of an employer is closed, and was not opened again."""
    cursor = await connection.execute(
        "SELECT FROM year_closing WHERE employer_id = %s AND year = %s AND reopened_at IS NULL",
        [employer_id, year],
    )
    return await cursor.fetchone() is not None


async def year_workers(
    connection: Connection,
    employer_id: int,
    year: int,
    standing: Standing,
    window: Window[uuid.UUID],
) -> Page[YearWorker]:
    """Return the workers of an employer of whom something is to be said in a year, by name."""
    beyond = "<" if window.backward else ">"
    order = "DESC" if window.backward else "ASC"
    query = sql.SQL("""
        SELECT w.id, w.ssin, w.family_name, w.given_name, c.entitled, b.unit, c.months, c.regime,
               b.joint_committee
          FROM worker w
          LEFT JOIN computed_right c ON c.employer_id = w.employer_id AND c.worker_id = w.id
                                    AND c.year = %(year)s
          LEFT JOIN right_basis b ON b.employer_id = c.employer_id AND b.number = c.basis
         WHERE w.employer_id = %(employer_id)s AND w.id IN ({standing})
           AND (%(cursor)s::uuid IS NULL OR (w.search_name, w.id) {beyond} (
                SELECT s.search_name, s.id FROM worker s
                 WHERE s.employer_id = %(employer_id)s AND s.id = %(cursor)s))
         ORDER BY w.search_name {order}, w.id {order} LIMIT %(limit)s
    """).format(standing=sql.SQL(_LISTS[standing]), beyond=sql.SQL(beyond), order=sql.SQL(order))
    keys = {
        "employer_id": employer_id,
        "year": year,
        "cursor": window.cursor,
        "limit": window.fetched,
    }
    return window.page(await fetch_all(connection, YearWorker, query, keys))


async def year_counts(connection: Connection, employer_id: int, year: int) -> YearCounts:
    """Return how many workers stand in each list of a year, in one statement."""
    lists = {name: sql.SQL(text) for name, text in _LISTS.items()}
    query = sql.SQL("""
        SELECT (SELECT count(*) FROM (
                    SELECT worker_id FROM credit
                     WHERE employer_id = %(employer_id)s AND year = %(year)s
                     UNION
                    SELECT worker_id FROM computed_right
                     WHERE employer_id = %(employer_id)s AND year = %(year)s) known) AS workers,
               (SELECT count(*) FROM computed_right
                 WHERE employer_id = %(employer_id)s AND year = %(year)s) AS computed,
               (SELECT count(*) FROM ({unverified}) one) AS unverified,
               (SELECT count(*) FROM ({optedOut}) one) AS opted_out,
               (SELECT count(DISTINCT worker_id) FROM ({overused}) one) AS overused,
               (SELECT count(DISTINCT worker_id) FROM ({outdated}) one) AS outdated,
               EXISTS (SELECT FROM opt_out
                        WHERE employer_id = %(employer_id)s AND year = %(year)s
                          AND worker_id IS NULL AND NOT cancelled) AS company_opted_out
    """).format(**lists)
    keys = {"employer_id": employer_id, "year": year}
    [counts] = await fetch_all(connection, YearCounts, query, keys)
    return counts


async def head_count_lines(
    connection: Connection, employer_id: int, quarters: Sequence[str]
) -> list[CountLine]:
    """Return the lines of some quarters that are not cancelled, declared ones first."""
    query = sql.SQL("""
        SELECT {} FROM head_count
         WHERE employer_id = %(employer_id)s AND quarter = ANY (%(quarters)s) AND NOT cancelled
         ORDER BY quarter, line DESC, registered_at, id
    """)
    keys = {"employer_id": employer_id, "quarters": list(quarters)}
    return await fetch_all(connection, CountLine, query.format(columns(CountLine)), keys)


async def head_count_line(
    connection: Connection, employer_id: int, line_id: uuid.UUID
) -> CountLine | None:
    """Return a line of a head count the actor may see, cancelled ones included."""
    query = sql.SQL("SELECT {} FROM head_count WHERE employer_id = %(employer_id)s AND id = %(id)s")
    keys = {"employer_id": employer_id, "id": line_id}
    return await fetch_one(connection, CountLine, query.format(columns(CountLine)), keys)
