"""SQL of replies to file sets, and of the names that are handed out."""

import datetime as dt

from msgspec.structs import asdict
from psycopg import sql

from fla.database.records import Connection, columns, fetch_all, fetch_one
from fla.filesets.model import Reply, ReplyKind


async def add_reply(connection: Connection, reply: Reply) -> bool:
    """Add a reply; False when the set has one of that kind."""
    cursor = await connection.execute(
        """
        INSERT INTO file_set_reply (ticket, kind, name, size, created_at, fetched_at)
        VALUES (%(ticket)s, %(kind)s, %(name)s, %(size)s, %(created_at)s, %(fetched_at)s)
        ON CONFLICT (ticket, kind) DO NOTHING
        """,
        asdict(reply),
    )
    return cursor.rowcount == 1


async def replies_of(connection: Connection, ticket: str) -> list[Reply]:
    """Return the replies to a set, the acknowledgement first."""
    return await fetch_all(
        connection,
        Reply,
        sql.SQL("SELECT {} FROM file_set_reply WHERE ticket = %(ticket)s ORDER BY kind").format(
            columns(Reply)
        ),
        {"ticket": ticket},
    )


async def reply(connection: Connection, ticket: str, kind: ReplyKind) -> Reply | None:
    """Return a set's reply of a kind, or None when there is none yet or it may not be seen."""
    return await fetch_one(
        connection,
        Reply,
        sql.SQL("""
            SELECT {} FROM file_set_reply WHERE ticket = %(ticket)s AND kind = %(kind)s
        """).format(columns(Reply)),
        {"ticket": ticket, "kind": kind},
    )


async def mark_fetched(connection: Connection, sender: str, name: str, now: dt.datetime) -> None:
    """Note that a sender read one of its replies whole, by the main file's name: the first time."""
    await connection.execute(
        """
        UPDATE file_set_reply r SET fetched_at = %(now)s
         WHERE r.name = %(name)s AND r.fetched_at IS NULL
           AND EXISTS (SELECT FROM file_set s WHERE s.ticket = r.ticket AND s.sender = %(sender)s)
        """,
        {"sender": sender, "name": name, "now": now},
    )


async def next_in_series(connection: Connection, series: str, day: dt.date) -> int:
    """Return the next number, from 1, of a series of names of a day; each is given once."""
    cursor = await connection.execute(
        """
        INSERT INTO file_name_series AS n (series, sent_on, last) VALUES (%(series)s, %(day)s, 1)
        ON CONFLICT (series, sent_on) DO UPDATE SET last = n.last + 1 RETURNING last
        """,
        {"series": series, "day": day},
    )
    row = await cursor.fetchone()
    if row is None:
        raise LookupError("a number that was just given cannot be seen")
    return int(row[0])
