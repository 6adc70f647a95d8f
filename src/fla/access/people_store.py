"""SQL of people and their roles, for the actor `access`."""

import datetime as dt
import uuid
from collections.abc import Collection

from psycopg import sql
from uuid_utils.compat import uuid7

from fla.access.model import Role
from fla.access.people_model import Choice, Event, EventKind, Member, Party, Person
from fla.database.records import Connection, fetch_all, fetch_one

_NAMED = sql.SQL("""
    LEFT JOIN employer e
        ON r.capacity = 'employer' AND e.enterprise_number = r.enterprise_number
    LEFT JOIN sender s
        ON r.capacity IN ('mandatary', 'provider') AND s.enterprise_number = r.enterprise_number
""")


async def remember_person(connection: Connection, person: Person, now: dt.datetime) -> uuid.UUID:
    """Return the id of who logged in, kept from the first time on; his name is the last one said.

    An SSIN names the same person at every provider that states it.
    """
    by_ssin = person.ssin is not None
    query = sql.SQL("""
        INSERT INTO person (id, ssin, issuer, subject, name, first_seen_at, last_seen_at)
        VALUES (%(id)s, %(ssin)s, %(issuer)s, %(subject)s, %(name)s, %(now)s, %(now)s)
        ON CONFLICT ({}) DO UPDATE SET name = excluded.name, last_seen_at = excluded.last_seen_at
        RETURNING id
    """).format(sql.SQL("ssin" if by_ssin else "issuer, subject"))
    values = {
        "id": uuid7(),
        "ssin": person.ssin,
        "issuer": None if by_ssin else person.issuer,
        "subject": None if by_ssin else person.subject,
        "name": person.name,
        "now": now,
    }
    cursor = await connection.execute(query, values)
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an upsert returns its row
    return uuid.UUID(str(row[0]))


async def party_name(connection: Connection, party: Party) -> str | None:
    """Return what the register calls an enterprise in a capacity; None if it knows none such."""
    if party.capacity == "operator":
        return "Operator"
    query = (
        "SELECT name FROM employer WHERE enterprise_number = %(number)s"
        if party.capacity == "employer"
        else "SELECT name FROM sender WHERE enterprise_number = %(number)s"
        " AND (provider OR %(capacity)s = 'mandatary')"
    )
    cursor = await connection.execute(query, _of(party))
    row = await cursor.fetchone()
    return None if row is None else str(row[0])


async def choices(
    connection: Connection, person_id: uuid.UUID, search: str, *, limit: int, skip: int
) -> list[Choice]:
    """Return for whom a person may act, by name; `search` is part of a name, or a number."""
    query = sql.SQL("""
        SELECT * FROM (
            SELECT r.capacity AS kind, r.enterprise_number AS number,
                   coalesce(e.name, s.name, r.enterprise_number) AS name, r.role
              FROM person_role r {named}
             WHERE r.person_id = %(person)s
        ) choice
         WHERE strpos(lower(name), lower(%(search)s)) > 0
            OR %(digits)s <> '' AND starts_with(number, %(digits)s)
         ORDER BY lower(name), number, kind LIMIT %(limit)s OFFSET %(skip)s
    """).format(named=_NAMED)
    digits = "".join(letter for letter in search if letter.isdecimal() and letter.isascii())
    values = {"person": person_id, "search": search.strip(), "digits": digits}
    return await fetch_all(connection, Choice, query, values | {"limit": limit, "skip": skip})


async def members(
    connection: Connection, party: Party, search: str, *, limit: int, skip: int
) -> list[Member]:
    """Return who has a role for an enterprise, by name; `search` is part of a name."""
    query = sql.SQL("""
        SELECT p.id AS person_id, p.name, p.ssin, r.role, r.given_at, p.last_seen_at
          FROM person_role r JOIN person p ON p.id = r.person_id
         WHERE r.capacity = %(capacity)s AND r.enterprise_number = %(number)s
           AND strpos(lower(p.name), lower(%(search)s)) > 0
         ORDER BY lower(p.name), p.id LIMIT %(limit)s OFFSET %(skip)s
    """)
    values = _of(party) | {"search": search.strip(), "limit": limit, "skip": skip}
    return await fetch_all(connection, Member, query, values)


async def member(connection: Connection, party: Party, person_id: uuid.UUID) -> Member | None:
    """Return what one person is for an enterprise, or None for a stranger."""
    query = sql.SQL("""
        SELECT p.id AS person_id, p.name, p.ssin, r.role, r.given_at, p.last_seen_at
          FROM person_role r JOIN person p ON p.id = r.person_id
         WHERE r.capacity = %(capacity)s AND r.enterprise_number = %(number)s
           AND p.id = %(person)s
    """)
    return await fetch_one(connection, Member, query, _of(party) | {"person": person_id})


async def names(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """Return the names of those of some keys in a journal that are people's."""
    cursor = await connection.execute(
        "SELECT id::text, name FROM person WHERE id::text = ANY (%s)", [list(keys)]
    )
    return dict(await cursor.fetchall())


async def lock_managers(connection: Connection, party: Party) -> list[uuid.UUID]:
    """Return the access managers of an enterprise, who stay so until the transaction's end."""
    cursor = await connection.execute(
        """
        SELECT person_id FROM person_role
         WHERE capacity = %(capacity)s AND enterprise_number = %(number)s
           AND role = 'accessManager' ORDER BY person_id FOR UPDATE
        """,
        _of(party),
    )
    return [uuid.UUID(str(row[0])) for row in await cursor.fetchall()]


async def set_role(
    connection: Connection, party: Party, person_id: uuid.UUID, role: Role, now: dt.datetime
) -> None:
    """Give a person a role for an enterprise in the place of the one he may have."""
    await connection.execute(
        """
        INSERT INTO person_role (capacity, enterprise_number, person_id, role, given_at)
        VALUES (%(capacity)s, %(number)s, %(person)s, %(role)s, %(now)s)
        ON CONFLICT (capacity, enterprise_number, person_id)
        DO UPDATE SET role = excluded.role, given_at = excluded.given_at
        """,
        _of(party) | {"person": person_id, "role": role, "now": now},
    )


async def remove_role(connection: Connection, party: Party, person_id: uuid.UUID) -> None:
    """Take a person's role for an enterprise away."""
    await connection.execute(
        """
        DELETE FROM person_role WHERE capacity = %(capacity)s
           AND enterprise_number = %(number)s AND person_id = %(person)s
        """,
        _of(party) | {"person": person_id},
    )


async def journal(
    connection: Connection,
    event: EventKind,
    party: Party,
    role: Role,
    *,
    acted_by: str,
    now: dt.datetime,
    person_id: uuid.UUID | None = None,
    invitation_id: uuid.UUID | None = None,
) -> None:
    """Write down who gave whom what; nothing of it is ever changed."""
    values = {
        "id": uuid7(),
        "now": now,
        "event": event,
        "by": acted_by,
        "role": role,
        "person": person_id,
        "invitation": invitation_id,
    }
    await connection.execute(
        """
        INSERT INTO access_event (id, at, event, acted_by, capacity, enterprise_number, role,
                                  person_id, invitation_id)
        VALUES (%(id)s, %(now)s, %(event)s, %(by)s, %(capacity)s, %(number)s, %(role)s,
                %(person)s, %(invitation)s)
        """,
        _of(party) | values,
    )


async def events(connection: Connection, party: Party, limit: int) -> list[Event]:
    """Return what happened to an enterprise's access last, the newest first."""
    query = sql.SQL("""
        SELECT v.id, v.at, v.event, v.acted_by, a.name AS acted_by_name,
               coalesce(p.name, i.invitee) AS whom, v.role
          FROM access_event v
          LEFT JOIN person a ON a.id::text = v.acted_by
          LEFT JOIN person p ON p.id = v.person_id
          LEFT JOIN invitation i ON i.id = v.invitation_id
         WHERE v.capacity = %(capacity)s AND v.enterprise_number = %(number)s
         ORDER BY v.id DESC LIMIT %(limit)s
    """)
    return await fetch_all(connection, Event, query, _of(party) | {"limit": limit})


def _of(party: Party) -> dict[str, object]:
    return {"capacity": party.capacity, "number": party.enterprise_number}
