"""SQL of sessions, for the actor `access`."""

import datetime as dt
import uuid

from psycopg import sql

from fla.access.people_model import Session
from fla.database.records import Connection, Parameters, fetch_one

_SESSION = sql.SQL("""
    SELECT l.person_id, p.name, p.ssin, l.provider, l.provider_session, l.started_at, l.seen_at,
           CASE WHEN l.capacity = 'worker' AND p.ssin IS NOT NULL OR r.role IS NOT NULL
                THEN l.capacity END AS kind,
           coalesce(CASE l.capacity WHEN 'worker' THEN p.ssin ELSE l.enterprise_number END, '')
               AS number,
           coalesce(e.name, s.name, p.name) AS acts_for,
           coalesce(r.role, 'editor') AS role
      FROM login_session l
      JOIN person p ON p.id = l.person_id
      LEFT JOIN person_role r
          ON r.capacity = l.capacity AND r.enterprise_number = l.enterprise_number
         AND r.person_id = l.person_id
      LEFT JOIN employer e
          ON r.capacity = 'employer' AND e.enterprise_number = r.enterprise_number
      LEFT JOIN sender s
          ON r.capacity IN ('mandatary', 'provider') AND s.enterprise_number = r.enterprise_number
     WHERE l.id_hash = %(hash)s
""")


async def add(connection: Connection, values: Parameters) -> None:
    """Add a session in which nothing is chosen yet."""
    await connection.execute(
        """
        INSERT INTO login_session (id_hash, person_id, provider, provider_session,
                                   started_at, seen_at)
        VALUES (%(id_hash)s, %(person)s, %(provider)s, %(provider_session)s, %(now)s, %(now)s)
        """,
        values,
    )


async def by_hash(connection: Connection, id_hash: bytes) -> Session | None:
    """Return a session with what its person may do at this moment."""
    return await fetch_one(connection, Session, _SESSION, {"hash": id_hash})


async def touch(connection: Connection, id_hash: bytes, now: dt.datetime) -> None:
    """Note when a session was used last."""
    await connection.execute(
        "UPDATE login_session SET seen_at = %(now)s WHERE id_hash = %(hash)s",
        {"hash": id_hash, "now": now},
    )


async def renew(connection: Connection, values: Parameters) -> None:
    """Put a session under a new hash, for whom it acts then; it ends when the old one would."""
    await connection.execute(
        """
        WITH old AS (
            DELETE FROM login_session WHERE id_hash = %(before)s
            RETURNING person_id, provider, provider_session, started_at
        )
        INSERT INTO login_session (id_hash, person_id, provider, provider_session, capacity,
                                   enterprise_number, started_at, seen_at)
        SELECT %(after)s, person_id, provider, provider_session, %(kind)s, %(number)s,
               started_at, %(now)s
          FROM old
        """,
        values,
    )


async def remove(connection: Connection, id_hash: bytes) -> None:
    """Remove a session."""
    await connection.execute("DELETE FROM login_session WHERE id_hash = %s", [id_hash])


async def remove_of(connection: Connection, person_id: uuid.UUID) -> None:
    """Remove all sessions of a person."""
    await connection.execute("DELETE FROM login_session WHERE person_id = %s", [person_id])


async def remove_ended(
    connection: Connection, started_before: dt.datetime, seen_before: dt.datetime
) -> None:
    """Remove the sessions that have lasted, or not been used, too long."""
    await connection.execute(
        "DELETE FROM login_session WHERE started_at <= %s OR seen_at <= %s",
        [started_before, seen_before],
    )
