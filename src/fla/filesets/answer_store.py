"""SQL of the answers that are written together with what they answer; asked for as `batch`.

One row a lane: the answers to the chunk that the set is at. What a caller packs, he unpacks.
"""

from typing import Final

from fla.database.records import Connection

_LANES: Final = 0x464C4117
"""First half of the advisory locks of lanes being answered."""


async def enter(connection: Connection, ticket: str, lane: int) -> None:
    """Keep a lane to this session, as soon as nobody has it.

    The database goes on for a moment with what a killed process had asked for: until that is
    settled, nobody can tell whether the lane was answered.
    """
    await connection.execute(
        "SELECT pg_advisory_lock(%s, hashtext(%s))", [_LANES, f"{ticket} {lane}"]
    )


async def leave(connection: Connection, ticket: str, lane: int) -> None:
    """Let another session have the lane."""
    await connection.execute(
        "SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LANES, f"{ticket} {lane}"]
    )


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
