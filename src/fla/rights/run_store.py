"""SQL of runs and their chunks: the operator's bookkeeping."""

import datetime as dt
from collections.abc import Sequence

from psycopg import sql

from fla.database.records import Connection, columns, fetch_all, fetch_one
from fla.rights.run_model import OPEN_END, Counts, Reached, Run, Scope, State

_PLANNING = 0x464C4103
"""Advisory lock number: one session plans a run at a time."""


async def lock_planning(connection: Connection) -> None:
    """Wait until nobody else plans a run; held until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_PLANNING])


async def unfinished_run(
    connection: Connection, year: int, scope: Scope, law_version: str, employer_id: int | None
) -> Run | None:
    """Return the latest run of this kind if it stopped, failed or died before its end.

    Dry runs begin anew each time, and so do runs after the law pack changed.
    """
    query = sql.SQL("""
        SELECT {} FROM right_run r
         WHERE year = %(year)s AND scope = %(scope)s AND NOT dry_run
           AND (%(employer_id)s::bigint IS NULL OR EXISTS (
                SELECT FROM right_run_chunk c
                 WHERE c.run = r.number AND c.first_employer = %(employer_id)s))
         ORDER BY number DESC LIMIT 1
    """)
    parameters = {"year": year, "scope": scope, "employer_id": employer_id}
    found = await fetch_one(connection, Run, query.format(columns(Run)), parameters)
    if found is None or found.state == "finished" or found.law_version != law_version:
        return None
    return found


async def create_run(
    connection: Connection,
    year: int,
    scope: Scope,
    law_version: str,
    started_at: dt.datetime,
    *,
    dry_run: bool,
) -> Run:
    """Add a run that is to have its chunks yet."""
    query = sql.SQL("""
        INSERT INTO right_run (year, scope, dry_run, state, law_version, started_at)
        VALUES (%(year)s, %(scope)s, %(dry_run)s, 'running', %(law_version)s, %(started_at)s)
        RETURNING {}
    """)
    parameters = {
        "year": year,
        "scope": scope,
        "dry_run": dry_run,
        "law_version": law_version,
        "started_at": started_at,
    }
    (run,) = await fetch_all(connection, Run, query.format(columns(Run)), parameters)
    return run


async def plan_nation(connection: Connection, run: int, workers: int) -> None:
    """Divide all employers there are and will be into chunks of about so many workers.

    Together they leave no gap and the last one no end: an employer registered later is in one, so
    that a finished chunk says of each employer whether it was computed.
    """
    await connection.execute(
        """
        INSERT INTO right_run_chunk (run, number, first_employer, last_employer, state)
        WITH sized AS (
            SELECT employer_id, (sum(count(*)) OVER (ORDER BY employer_id) - 1)::bigint
                                / %(workers)s AS chunk
              FROM worker GROUP BY employer_id
        ), start AS (
            SELECT min(employer_id) AS first FROM sized GROUP BY chunk
             UNION ALL SELECT 1 WHERE NOT EXISTS (SELECT FROM sized)
        )
        SELECT %(run)s, row_number() OVER by_first,
               CASE row_number() OVER by_first WHEN 1 THEN 1 ELSE first END,
               coalesce(lead(first) OVER by_first - 1, %(open)s), 'waiting'
          FROM start WINDOW by_first AS (ORDER BY first)
        """,
        {"run": run, "workers": workers, "open": OPEN_END},
    )


async def plan_employer(connection: Connection, run: int, employer_id: int) -> None:
    """Make one employer the only chunk of a run."""
    await connection.execute(
        "INSERT INTO right_run_chunk (run, number, first_employer, last_employer, state)"
        " VALUES (%s, 1, %s, %s, 'waiting')",
        (run, employer_id, employer_id),
    )


async def waiting_chunks(connection: Connection, run: int) -> list[int]:
    """Return the numbers of chunks nobody has finished."""
    cursor = await connection.execute(
        "SELECT number FROM right_run_chunk WHERE run = %s AND state = 'waiting' ORDER BY number",
        [run],
    )
    return [row[0] for row in await cursor.fetchall()]


async def resume(connection: Connection, run: int) -> None:
    """Let a run go on, its failed chunks included."""
    await connection.execute(
        "UPDATE right_run_chunk SET state = 'waiting', problem = NULL, ended_at = NULL"
        " WHERE run = %s AND state = 'failed'",
        [run],
    )
    await connection.execute(
        "UPDATE right_run SET state = 'running', ended_at = NULL WHERE number = %s", [run]
    )


async def ask_to_stop(connection: Connection, run: int) -> bool:
    """Have no further chunk begun; say whether the run was running."""
    cursor = await connection.execute(
        "UPDATE right_run SET state = 'stopping' WHERE number = %s AND state = 'running'", [run]
    )
    return cursor.rowcount == 1


async def settle(connection: Connection, run: int, now: dt.datetime) -> State | None:
    """Give a run of which no chunk waits or is to be begun its last state; return that.

    None while chunks wait and it was not stopped.
    """
    cursor = await connection.execute(
        """
        WITH chunk AS (
            SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
                   count(*) FILTER (WHERE state = 'failed') AS failed
              FROM right_run_chunk WHERE run = %(run)s)
        UPDATE right_run SET ended_at = %(now)s,
               state = CASE WHEN waiting > 0 THEN 'stopped'
                            WHEN failed > 0 THEN 'failed' ELSE 'finished' END
          FROM chunk
         WHERE number = %(run)s AND state IN ('running', 'stopping')
           AND (waiting = 0 OR state = 'stopping')
        RETURNING state
        """,
        {"run": run, "now": now},
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def reached(connection: Connection, run: int) -> Reached:
    """Return how far a run is."""
    cursor = await connection.execute(
        """
        SELECT r.state, count(c.run), count(*) FILTER (WHERE c.state = 'finished'),
               count(*) FILTER (WHERE c.state = 'failed'),
               coalesce(sum(workers), 0), coalesce(sum(created), 0), coalesce(sum(changed), 0),
               coalesce(sum(unchanged), 0), coalesce(sum(removed), 0), coalesce(sum(opted_out), 0)
          FROM right_run r LEFT JOIN right_run_chunk c ON c.run = r.number
         WHERE r.number = %s GROUP BY r.number
        """,
        [run],
    )
    row = await cursor.fetchone()
    if row is None:
        raise LookupError(f"there is no run {run}")
    state, chunks, finished, failed, *counts = row
    names = Counts.__struct_fields__
    return Reached(
        state=state,
        chunks=chunks,
        finished=finished,
        failed=failed,
        counts=Counts(**dict(zip(names, map(int, counts), strict=True))),
    )


async def run_by_number(connection: Connection, number: int | None) -> Run | None:
    """Return a run, or the latest that somebody asked for."""
    query = sql.SQL("""
        SELECT {} FROM right_run
         WHERE number = %(number)s OR %(number)s::integer IS NULL AND scope <> 'touched'
         ORDER BY number DESC LIMIT 1
    """)
    return await fetch_one(connection, Run, query.format(columns(Run)), {"number": number})


async def problems(connection: Connection, run: int) -> list[tuple[int, int, str]]:
    """Return the failed chunks: first and last employer, and what was wrong."""
    cursor = await connection.execute(
        "SELECT first_employer, last_employer, problem FROM right_run_chunk"
        " WHERE run = %s AND state = 'failed' ORDER BY number",
        [run],
    )
    return await cursor.fetchall()


async def reasons(connection: Connection, run: int) -> dict[str, int]:
    """Return how many rights a run changed or removed for each reason, the most frequent first."""
    cursor = await connection.execute(
        "SELECT reason, count(*) FROM right_change, unnest(reasons) AS reason"
        " WHERE run = %s GROUP BY reason ORDER BY count(*) DESC, reason",
        [run],
    )
    return dict(await cursor.fetchall())


async def committees(connection: Connection, run: int, limit: int) -> list[tuple[str, int, int]]:
    """Return the joint committees with most rights among the run's employers in its year.

    Each with its rights, and those of them that are more than nothing.
    """
    cursor = await connection.execute(
        """
        WITH part AS (SELECT min(first_employer) AS first, max(last_employer) AS last
                        FROM right_run_chunk WHERE run = %(run)s)
        SELECT b.joint_committee, sum(n)::bigint, sum(granted)::bigint
          FROM (SELECT employer_id, basis, count(*) AS n,
                       count(*) FILTER (WHERE entitled > 0) AS granted
                  FROM computed_right
                 WHERE year = (SELECT year FROM right_run WHERE number = %(run)s)
                   AND employer_id BETWEEN (SELECT first FROM part) AND (SELECT last FROM part)
                 GROUP BY employer_id, basis) AS counted
          JOIN right_basis b ON b.employer_id = counted.employer_id AND b.number = counted.basis
         GROUP BY b.joint_committee ORDER BY 2 DESC, 1 LIMIT %(limit)s
        """,
        {"run": run, "limit": limit},
    )
    return await cursor.fetchall()


async def marks_wait(connection: Connection, without: Sequence[int]) -> bool:
    """Tell whether anything is to be computed again of employers other than these."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM recalculation WHERE employer_id <> ALL (%s::bigint[]))",
        [list(without)],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def never_ran(connection: Connection, year: int) -> bool:
    """Tell whether there are workers and no run of the nation was planned for a year."""
    cursor = await connection.execute(
        "SELECT EXISTS (SELECT FROM worker) AND NOT EXISTS ("
        " SELECT FROM right_run WHERE year = %s AND scope = 'nation' AND NOT dry_run)",
        [year],
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def employer_id_of(connection: Connection, enterprise_number: str) -> int | None:
    """Return the tenant of an enterprise number."""
    cursor = await connection.execute(
        "SELECT id FROM employer WHERE enterprise_number = %s", [enterprise_number]
    )
    row = await cursor.fetchone()
    return row[0] if row else None
