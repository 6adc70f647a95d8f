"""SQL of what sets take on disk, by sender; asked for as the actor `batch`."""

import datetime as dt
from collections.abc import Mapping

from fla.database.records import Connection


async def on_disk(connection: Connection, sender: str) -> int:
    """Return the bytes that a sender's sets take, as far as they were measured."""
    cursor = await connection.execute(
        """
        SELECT coalesce(sum(greatest(size, disk_bytes)), 0)::bigint FROM file_set
         WHERE sender = %s AND cleaned_at IS NULL
        """,
        [sender],
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def to_measure(connection: Connection) -> list[str]:
    """Return the tickets of the sets that grow, or came to their end since they were measured."""
    cursor = await connection.execute(
        """
        SELECT ticket FROM file_set
         WHERE cleaned_at IS NULL
           AND (finished_at IS NULL OR measured_at IS NULL OR measured_at < finished_at)
           AND state NOT IN ('arriving', 'arrived')
         ORDER BY ticket
        """
    )
    return [row[0] for row in await cursor.fetchall()]


async def measured(connection: Connection, sizes: Mapping[str, int], now: dt.datetime) -> None:
    """Note the bytes that sets took at an instant, by their tickets."""
    async with connection.cursor() as writing:
        await writing.executemany(
            "UPDATE file_set SET disk_bytes = %s, measured_at = %s WHERE ticket = %s",
            [(size, now, ticket) for ticket, size in sizes.items()],
        )
