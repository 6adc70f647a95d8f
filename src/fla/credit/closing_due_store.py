"""SQL of whose year is due to be closed, for the operator."""

import datetime as dt

from psycopg import sql

from fla.credit.closing_scope import Scope
from fla.database.locks import RIGHTS
from fla.database.records import Connection


async def write_alone(connection: Connection) -> None:
    """Wait for runs and recalculations under way; hold up others until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [RIGHTS])


async def sorted_out(
    connection: Connection, year: int, scope: Scope
) -> tuple[list[int], list[int], list[int]]:
    """Return employers with workers: to be closed, reopened on purpose, and not computed yet.

    Computed is who is in a finished chunk of a run of the year; there is nothing to compute where
    the company opted out, or employed nobody in that year.
    """
    query = sql.SQL("""
        WITH done AS MATERIALIZED (
            SELECT DISTINCT c.first_employer, c.last_employer
              FROM right_run r JOIN right_run_chunk c ON c.run = r.number
             WHERE r.year = {year} AND NOT r.dry_run AND r.scope <> 'touched'
               AND c.state = 'finished')
        SELECT e.employer_id, y.reopened_at IS NOT NULL,
               y.closed_at IS NOT NULL
               OR EXISTS (SELECT FROM done d
                           WHERE e.employer_id BETWEEN d.first_employer AND d.last_employer)
               OR EXISTS (SELECT FROM opt_out o
                           WHERE o.employer_id = e.employer_id AND o.year = {year}
                             AND o.worker_id IS NULL AND NOT o.cancelled)
               OR NOT EXISTS (SELECT FROM employment m
                               WHERE m.employer_id = e.employer_id AND NOT m.cancelled
                                 AND m.start_date <= {last_day}
                                 AND (m.end_date IS NULL OR m.end_date >= {first_day}))
          FROM {employers} e
          LEFT JOIN year_closing y ON y.employer_id = e.employer_id AND y.year = {year}
         ORDER BY e.employer_id
    """).format(
        year=year,
        first_day=dt.date(year, 1, 1),
        last_day=dt.date(year, 12, 31),
        employers=scope.tenants(year),
    )
    cursor = await connection.execute(query)
    found: tuple[list[int], list[int], list[int]] = ([], [], [])
    for employer_id, reopened, computed in await cursor.fetchall():
        found[1 if reopened else 0 if computed else 2].append(employer_id)
    return found


async def last_employer(connection: Connection) -> int:
    """Return the highest id of an employer, 0 where there are none."""
    cursor = await connection.execute("SELECT coalesce(max(id), 0) FROM employer")
    [[highest]] = await cursor.fetchall()
    return int(highest)


async def closing_waits(connection: Connection, year: int) -> bool:
    """Tell whether a nation's run of a year is finished and an employer with workers not closed."""
    query = """
        SELECT EXISTS (SELECT FROM right_run r WHERE r.year = %(year)s AND r.scope = 'nation'
                                                 AND r.state = 'finished' AND NOT r.dry_run)
           AND EXISTS (SELECT FROM employer e
                        WHERE EXISTS (SELECT FROM worker w WHERE w.employer_id = e.id)
                          AND NOT EXISTS (SELECT FROM year_closing y
                                           WHERE y.employer_id = e.id AND y.year = %(year)s))
    """
    cursor = await connection.execute(query, {"year": year})
    [[waits]] = await cursor.fetchall()
    return bool(waits)
