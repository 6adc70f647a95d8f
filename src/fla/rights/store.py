"""SQL of training rights that the actor may see."""

import uuid

from psycopg import sql

from fla.database.records import Connection, columns, fetch_all, fetch_one
from fla.rights.model import Right


async def rights_of_worker(
    connection: Connection, employer_id: int, worker_id: uuid.UUID
) -> list[Right]:
    """Return a worker's rights that are not cancelled, the latest year and statutory first."""
    query = sql.SQL("""
        SELECT {} FROM training_right
         WHERE employer_id = %(employer_id)s AND worker_id = %(worker_id)s AND NOT cancelled
         ORDER BY year DESC, right_type DESC
    """)
    keys = {"employer_id": employer_id, "worker_id": worker_id}
    return await fetch_all(connection, Right, query.format(columns(Right)), keys)


async def right_by_id(
    connection: Connection, employer_id: int, right_id: uuid.UUID
) -> Right | None:
    """Return a right the actor may see, cancelled ones included."""
    query = sql.SQL(
        "SELECT {} FROM training_right WHERE employer_id = %(employer_id)s AND id = %(id)s"
    )
    keys = {"employer_id": employer_id, "id": right_id}
    return await fetch_one(connection, Right, query.format(columns(Right)), keys)
