"""SQL of what lies at an address: the employer it names, and the worker as its reader knows him."""

from typing import Final, LiteralString

from fla.database.records import Connection

SSIN: Final[LiteralString] = """
    CASE WHEN o.worker_id IS NULL THEN NULL WHEN w.id IS NOT NULL THEN w.ssin
         ELSE (SELECT j.content::jsonb ->> 'ssin' FROM journal j
                WHERE j.employer_id = o.employer_id AND j.id = o.id) END AS ssin
"""
"""The SSIN of the worker `w` of an object `o`.

To whom the worker is not open, as to a training provider, it is the number that he himself declared
with the object, whose registration bears its id.
"""


async def employer_key(connection: Connection, enterprise_number: str) -> int | None:
    """Return the id of an employer, open to the actor or not, for row-level security to judge."""
    cursor = await connection.execute("SELECT employer_key(%s)", [enterprise_number])
    [[key]] = await cursor.fetchall()
    return None if key is None else int(key)
