"""SQL of the list of runs, for the operator's page."""

from collections.abc import Sequence

from psycopg import sql

from fla.database.records import Connection, columns, fetch_all
from fla.rights.run_model import Run


async def latest_runs(connection: Connection, limit: int) -> list[Run]:
    """Return the latest runs, the newest first."""
    query = sql.SQL("SELECT {} FROM right_run ORDER BY number DESC LIMIT %(limit)s")
    return await fetch_all(connection, Run, query.format(columns(Run)), {"limit": limit})


async def workers_of(connection: Connection, runs: Sequence[int]) -> dict[int, int]:
    """Return by run how many workers were computed so far, in one statement.

    A run without chunks is not in it.
    """
    cursor = await connection.execute(
        "SELECT run, coalesce(sum(workers), 0)::bigint FROM right_run_chunk"
        " WHERE run = ANY (%s::integer[]) GROUP BY run",
        [list(runs)],
    )
    return dict(await cursor.fetchall())
