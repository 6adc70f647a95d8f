"""SQL of the answers that are written together with what they answer; asked for as `batch`.

One row a lane: the answers to the chunk that the set is at. What a caller packs, he unpacks.
"""

from fla.database.records import Connection


async def keep(connection: Connection, ticket: str, lane: int, first: int, answers: bytes) -> None:
    """Keep the answers of a lane to the chunk that starts with a form, instead of its last ones."""
    await connection.execute(
        """
        INSERT INTO file_set_answer (ticket, lane, first, answers)
        VALUES (%(ticket)s, %(lane)s, %(first)s, %(answers)s)
        ON CONFLICT (ticket, lane) DO UPDATE
           SET first = excluded.first, answers = excluded.answers
        """,
        {"ticket": ticket, "lane": lane, "first": first, "answers": answers},
    )


async def kept(connection: Connection, ticket: str, lane: int, first: int) -> bytes | None:
    """Return a lane's answers to the chunk that starts with a form; None where it has none."""
    cursor = await connection.execute(
        "SELECT answers FROM file_set_answer WHERE ticket = %s AND lane = %s AND first = %s",
        [ticket, lane, first],
    )
    row = await cursor.fetchone()
    return None if row is None else bytes(row[0])


async def forget(connection: Connection, ticket: str) -> None:
    """Remove a set's answers, once all of them are in its notification."""
    await connection.execute("DELETE FROM file_set_answer WHERE ticket = %s", [ticket])
