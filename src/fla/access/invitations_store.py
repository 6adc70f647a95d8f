"""SQL of invitations, for the actor `access`."""

import datetime as dt
import uuid

from psycopg import sql
from uuid_utils.compat import uuid7

from fla.access.people_model import Invitation, Party
from fla.database.records import Connection, Parameters, fetch_all, fetch_one

_OPEN = sql.SQL("""
    SELECT i.id, i.capacity, i.enterprise_number,
           coalesce(e.name, s.name, i.enterprise_number) AS name, i.role, i.invitee, i.ssin,
           i.invited_at, i.expires_at
      FROM invitation i
      LEFT JOIN employer e
          ON i.capacity = 'employer' AND e.enterprise_number = i.enterprise_number
      LEFT JOIN sender s
          ON i.capacity IN ('mandatary', 'provider') AND s.enterprise_number = i.enterprise_number
     WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > %(now)s
""")


async def add(connection: Connection, values: Parameters) -> None:
    """Add an invitation; `values` by column."""
    await connection.execute(
        """
        INSERT INTO invitation (id, code_hash, capacity, enterprise_number, role, invitee, ssin,
                                invited_by, invited_at, expires_at)
        VALUES (%(id)s, %(code_hash)s, %(capacity)s, %(enterprise_number)s, %(role)s,
                %(invitee)s, %(ssin)s, %(invited_by)s, %(invited_at)s, %(expires_at)s)
        """,
        values,
    )


async def open_by_code(
    connection: Connection, code_hash: bytes, now: dt.datetime
) -> Invitation | None:
    """Return the open invitation whose code has a hash."""
    query = _OPEN + sql.SQL("AND i.code_hash = %(hash)s")
    return await fetch_one(connection, Invitation, query, {"hash": code_hash, "now": now})


async def open_by_id(
    connection: Connection, party: Party, id_: uuid.UUID, now: dt.datetime
) -> Invitation | None:
    """Return an open invitation of an enterprise."""
    query = _OPEN + sql.SQL("""
        AND i.id = %(id)s AND i.capacity = %(capacity)s AND i.enterprise_number = %(number)s
    """)
    return await fetch_one(connection, Invitation, query, _of(party) | {"id": id_, "now": now})


async def open_invitations(
    connection: Connection, party: Party, now: dt.datetime, limit: int
) -> list[Invitation]:
    """Return the open invitations of an enterprise, the newest first."""
    query = _OPEN + sql.SQL("""
        AND i.capacity = %(capacity)s AND i.enterprise_number = %(number)s
        ORDER BY i.id DESC LIMIT %(limit)s
    """)
    return await fetch_all(connection, Invitation, query, _of(party) | {"now": now, "limit": limit})


async def mark_accepted(
    connection: Connection, id_: uuid.UUID, person_id: uuid.UUID, now: dt.datetime
) -> bool:
    """Use an invitation up; say whether nobody was faster."""
    cursor = await connection.execute(
        """
        UPDATE invitation SET accepted_by = %(person)s, accepted_at = %(now)s
         WHERE id = %(id)s AND accepted_at IS NULL AND revoked_at IS NULL
        """,
        {"id": id_, "person": person_id, "now": now},
    )
    return cursor.rowcount == 1


async def mark_revoked(connection: Connection, id_: uuid.UUID, now: dt.datetime) -> bool:
    """Revoke an invitation; say whether nobody was faster."""
    cursor = await connection.execute(
        """
        UPDATE invitation SET revoked_at = %(now)s
         WHERE id = %(id)s AND accepted_at IS NULL AND revoked_at IS NULL
        """,
        {"id": id_, "now": now},
    )
    return cursor.rowcount == 1


async def revoke_made_by(
    connection: Connection,
    party: Party,
    person_id: uuid.UUID,
    *,
    revoked_by: str,
    now: dt.datetime,
) -> int:
    """Revoke the open invitations of an enterprise that a person made, each one journalled.

    Returns how many there were.
    """
    cursor = await connection.execute(
        """
        UPDATE invitation SET revoked_at = %(now)s
         WHERE capacity = %(capacity)s AND enterprise_number = %(number)s
           AND invited_by = %(person)s
           AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > %(now)s
        RETURNING id
        """,
        _of(party) | {"person": str(person_id), "now": now},
    )
    revoked = [row[0] for row in await cursor.fetchall()]
    await connection.execute(
        """
        INSERT INTO access_event (id, at, event, acted_by, capacity, enterprise_number, role,
                                  invitation_id)
        SELECT given.id, %(now)s, 'invitationRevoked', %(by)s, i.capacity, i.enterprise_number,
               i.role, i.id
          FROM unnest(%(events)s::uuid[], %(revoked)s::uuid[]) AS given (id, invitation_id)
          JOIN invitation i ON i.id = given.invitation_id
        """,
        {"now": now, "by": revoked_by, "events": [uuid7() for _ in revoked], "revoked": revoked},
    )
    return len(revoked)


def _of(party: Party) -> dict[str, object]:
    return {"capacity": party.capacity, "number": party.enterprise_number}
