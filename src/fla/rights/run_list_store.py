"""SQL of the list of runs, for the operator's page."""

from psycopg import sql

from fla.database.records import Connection, columns, fetch_all
from fla.rights.run_model import Run


async def latest_runs(connection: Connection, limit: int) -> list[Run]:
    """Return the latest runs, the newest first."""
    query = sql.SQL("SELECT {} FROM right_run ORDER BY number DESC LIMIT %(limit)s")
    return await fetch_all(connection, Run, query.format(columns(Run)), {"limit": limit})
