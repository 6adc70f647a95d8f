"""SQL of access: which tenant is open, and whom the demonstration may be seen as.

The personas are to be asked for as the operator, over synthetic data.
"""

from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import class_row

from fla.access.model import DEMO_PERSON, Persona


async def is_open(connection: AsyncConnection[Any], employer_id: int) -> bool:
    """Return whether the actor reads an employer's data: his own, under a mandate, or all."""
    cursor = await connection.execute(
        """
        SELECT %(id)s IN (SELECT visible_employers()) OR (SELECT actor()) = 'operator'
        """,
        {"id": employer_id},
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def employers_by_size(connection: AsyncConnection[Any]) -> list[Persona]:
    """Return the smallest, the median and the largest employer that has workers, without repeats.

    Of employers of one size the lowest enterprise number goes first.
    """
    return await _personas(
        connection,
        """
        WITH sized AS (
            SELECT e.enterprise_number, e.name, count(*) AS size
              FROM worker w JOIN employer e ON e.id = w.employer_id
             GROUP BY e.enterprise_number, e.name
        ), ranked AS (
            SELECT *, row_number() OVER (ORDER BY size, enterprise_number) AS rank,
                   count(*) OVER () AS employers
              FROM sized
        )
        SELECT 'employer' AS kind, enterprise_number AS number, name, size, 'accessManager' AS role,
               %(person)s AS person
          FROM ranked WHERE rank IN (1, (employers + 1) / 2, employers) ORDER BY rank
        """,
    )


async def largest_mandataries(connection: AsyncConnection[Any], limit: int) -> list[Persona]:
    """Return the senders with the most mandates in force in any quarter, the most first."""
    return await _personas(
        connection,
        """
        SELECT 'mandatary' AS kind, s.enterprise_number AS number, s.name, count(*) AS size,
               'accessManager' AS role, %(person)s AS person
          FROM sender s JOIN mandate m ON m.mandatary = s.enterprise_number
         WHERE m.status = 'active'
         GROUP BY s.enterprise_number, s.name ORDER BY size DESC, number LIMIT %(limit)s
        """,
        limit,
    )


async def first_file_senders(connection: AsyncConnection[Any], limit: int) -> list[Persona]:
    """Return mandataries that the operator let hand in file sets, by their sender numbers."""
    return await _personas(
        connection,
        """
        SELECT 'mandatary' AS kind, s.enterprise_number AS number, s.name, count(m.id) AS size,
               'accessManager' AS role, %(person)s AS person
          FROM file_sender f JOIN sender s ON s.enterprise_number = f.enterprise_number
          JOIN mandate m ON m.mandatary = s.enterprise_number AND m.status = 'active'
         WHERE f.registered_by <> 'itself'
         GROUP BY s.enterprise_number, s.name ORDER BY min(f.number) LIMIT %(limit)s
        """,
        limit,
    )


async def first_providers(connection: AsyncConnection[Any], limit: int) -> list[Persona]:
    """Return training providers by enterprise number."""
    return await _personas(
        connection,
        """
        SELECT 'provider' AS kind, enterprise_number AS number, name, 0 AS size,
               'accessManager' AS role, %(person)s AS person
          FROM sender WHERE provider ORDER BY enterprise_number LIMIT %(limit)s
        """,
        limit,
    )


async def best_trained_workers(connection: AsyncConnection[Any], limit: int) -> list[Persona]:
    """Return the people with trainings at the most employers, then with the most trainings."""
    return await _personas(
        connection,
        """
        SELECT 'worker' AS kind, w.ssin AS number,
               min(w.given_name) || ' ' || min(w.family_name) AS name,
               sum(t.trainings)::bigint AS size, %(person)s AS person
          FROM (SELECT employer_id, worker_id, count(*) AS trainings
                  FROM training GROUP BY employer_id, worker_id) t
          JOIN worker w ON w.employer_id = t.employer_id AND w.id = t.worker_id
         GROUP BY w.ssin ORDER BY count(*) DESC, size DESC, number LIMIT %(limit)s
        """,
        limit,
    )


async def _personas(
    connection: AsyncConnection[Any], statement: LiteralString, limit: int = 1
) -> list[Persona]:
    async with connection.cursor(row_factory=class_row(Persona)) as cursor:
        await cursor.execute(statement, {"limit": limit, "person": DEMO_PERSON})
        return await cursor.fetchall()
