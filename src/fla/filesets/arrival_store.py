"""SQL of sets as they come, and of what is asked of them: claims, names, a way back, a way on.

Asked for as the actor `batch`; what can be read by others too is in `store`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from msgspec.structs import asdict
from psycopg import sql

from fla.database.records import Connection, columns, fetch_all, fetch_one
from fla.filesets.model import FAILURE, FileSet

_SET: Final = columns(FileSet)


async def named(connection: Connection, file_set: FileSet) -> FileSet | None:
    """Return the set whose name another one bears too, unless that was refused or cancelled."""
    return await fetch_one(
        connection,
        FileSet,
        sql.SQL("""
            SELECT {} FROM file_set
             WHERE sender = %(sender)s AND environment = %(environment)s AND purpose = %(purpose)s
               AND sent_on = %(sent_on)s AND sequence = %(sequence)s
               AND duplicate_of IS NULL AND state NOT IN ('refused', 'cancelled')
        """).format(_SET),
        asdict(file_set),
    )


async def same_content(connection: Connection, file_set: FileSet, content: bytes) -> str | None:
    """Return the ticket of an earlier set of the same content, purpose and environment.

    Only one that is under way, or of which nothing was rejected: what failed may be sent again.
    """
    cursor = await connection.execute(
        """
        SELECT ticket FROM file_set
         WHERE sender = %(sender)s AND environment = %(environment)s AND purpose = %(purpose)s
           AND content_hash = %(content)s AND ticket < %(ticket)s
           AND (finished_at IS NULL OR state = 'done' AND rejected = 0)
         ORDER BY ticket LIMIT 1
        """,
        asdict(file_set) | {"content": content},
    )
    row = await cursor.fetchone()
    return None if row is None else str(row[0])


async def handed_in(connection: Connection, file_set: FileSet, since: str) -> int:
    """Return how many sets came of a set's sender in its environment, from a ticket on."""
    cursor = await connection.execute(
        """
        SELECT count(*) FROM file_set
         WHERE sender = %(sender)s AND environment = %(environment)s AND ticket >= %(since)s
        """,
        {"sender": file_set.sender, "environment": file_set.environment, "since": since},
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def arrive(connection: Connection, ticket: str, names: Sequence[str], size: int) -> bool:
    """Say that the files of a set, `size` bytes of FI and FS, are out of the sender's reach."""
    cursor = await connection.execute(
        """
        UPDATE file_set SET state = 'arrived', names = %(names)s, size = %(size)s
         WHERE ticket = %(ticket)s AND state = 'arriving'
        """,
        {"ticket": ticket, "names": list(names), "size": size},
    )
    return cursor.rowcount == 1


async def arriving(connection: Connection, before: dt.datetime) -> list[FileSet]:
    """Return the sets claimed before an instant whose files are still being moved."""
    return await fetch_all(
        connection,
        FileSet,
        sql.SQL("""
            SELECT {} FROM file_set WHERE state = 'arriving' AND arrived_at < %(before)s
             ORDER BY ticket
        """).format(_SET),
        {"before": before},
    )


async def forget(connection: Connection, ticket: str) -> None:
    """Remove a set whose files were gone before they could be moved, and what was wrong with it."""
    await connection.execute(
        """
        DELETE FROM file_set_fault
         WHERE ticket IN (SELECT ticket FROM file_set WHERE ticket = %s AND state = 'arriving')
        """,
        [ticket],
    )
    await connection.execute(
        "DELETE FROM file_set WHERE ticket = %s AND state = 'arriving'", [ticket]
    )


async def withdraw(connection: Connection, ticket: str, by: str, now: dt.datetime) -> bool:
    """Cancel a set on which nobody works, ask that any other stops; False when it is over."""
    cursor = await connection.execute(
        """
        UPDATE file_set
           SET stop_asked_by = coalesce(stop_asked_by, %(by)s),
               finished_at = CASE WHEN state IN ('arrived', 'held') THEN %(now)s END::timestamptz,
               state = CASE WHEN state IN ('arrived', 'held') THEN 'cancelled' ELSE state END
         WHERE ticket = %(ticket)s AND finished_at IS NULL
        """,
        {"ticket": ticket, "by": by, "now": now},
    )
    return cursor.rowcount == 1


async def confirm(connection: Connection, ticket: str, by: str, now: dt.datetime) -> bool:
    """Let a held set go on; False when it is not held."""
    cursor = await connection.execute(
        """
        UPDATE file_set SET state = 'processing', confirmed_by = %(by)s, confirmed_at = %(now)s
         WHERE ticket = %(ticket)s AND state = 'held'
        """,
        {"ticket": ticket, "by": by, "now": now},
    )
    return cursor.rowcount == 1


async def cancel_held(connection: Connection, before: dt.datetime, now: dt.datetime) -> list[str]:
    """Cancel the sets that came before an instant and are still held; return their tickets."""
    cursor = await connection.execute(
        """
        UPDATE file_set SET state = 'cancelled', finished_at = %(now)s
         WHERE state = 'held' AND finished_at IS NULL AND arrived_at < %(before)s
        RETURNING ticket
        """,
        {"before": before, "now": now},
    )
    return [row[0] for row in await cursor.fetchall()]


async def resume(connection: Connection, ticket: str) -> bool:
    """Let a set that was stopped for its failures go on where it was; False for any other."""
    cursor = await connection.execute(
        """
        UPDATE file_set
           SET state = CASE WHEN acknowledged_at IS NULL THEN 'examining'
                            WHEN answered = 0 THEN 'acknowledged' ELSE 'processing' END,
               finished_at = NULL, stopped_reason = NULL
         WHERE ticket = %(ticket)s AND state = 'stopped' AND stopped_reason = %(failure)s
           AND cleaned_at IS NULL
        """,
        {"ticket": ticket, "failure": FAILURE},
    )
    return cursor.rowcount == 1


async def out_of_queue(connection: Connection, task: str) -> list[FileSet]:
    """Return the sets that are to be worked on and have no job of a task, as they came.

    Both are asked of one moment: a job goes after its set has come to its end.
    """
    return await fetch_all(
        connection,
        FileSet,
        sql.SQL("""
            SELECT {} FROM file_set s
             WHERE finished_at IS NULL AND state NOT IN ('arriving', 'held')
               AND NOT EXISTS (SELECT FROM jobs.procrastinate_jobs j
                                WHERE j.queueing_lock = %(task)s || ' ' || s.ticket
                                  AND j.status IN ('todo', 'doing'))
             ORDER BY ticket
        """).format(_SET),
        {"task": task},
    )


async def to_clean(
    connection: Connection, before: dt.datetime, refused_before: dt.datetime
) -> list[FileSet]:
    """Return the sets that came to their end before an instant and whose files are still there.

    Of those that were refused or cancelled, before another one.
    """
    return await fetch_all(
        connection,
        FileSet,
        sql.SQL("""
            SELECT {} FROM file_set
             WHERE cleaned_at IS NULL AND finished_at < greatest(%(before)s, %(refused_before)s)
               AND finished_at < CASE WHEN state IN ('refused', 'cancelled')
                                      THEN %(refused_before)s ELSE %(before)s END
             ORDER BY finished_at LIMIT 1000
        """).format(_SET),
        {"before": before, "refused_before": refused_before},
    )


async def cleaned(connection: Connection, ticket: str, now: dt.datetime) -> None:
    """Note that the files of a set are gone."""
    await connection.execute("UPDATE file_set SET cleaned_at = %s WHERE ticket = %s", [now, ticket])


async def known(connection: Connection, tickets: Sequence[str]) -> set[str]:
    """Return which of some tickets are of a set."""
    cursor = await connection.execute(
        "SELECT ticket FROM file_set WHERE ticket = ANY (%s)", [list(tickets)]
    )
    return {row[0] for row in await cursor.fetchall()}
