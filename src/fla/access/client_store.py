"""SQL of clients: who is registered, with which keys, and what of theirs is used up.

Asked for as the operator or as the enterprise whose clients they are; what decides about tokens is
asked for as `ACCESS`.
"""

import datetime as dt
import uuid

from msgspec import Struct
from msgspec.structs import asdict
from psycopg import sql

from fla.access.client import Client, ClientChange, ClientKey
from fla.database import revocation_store
from fla.database.records import Connection, columns, fetch_all, fetch_one

_PURGE = 0x464C4106
"""Advisory lock of the one session that forgets what has expired."""


class Standing(Struct, frozen=True, kw_only=True):
    """What stands behind a token now; `revoked` tells of the token or of the key behind it."""

    enterprise_number: str
    name: str
    scopes: list[str]
    disabled: bool
    revoked: bool


async def is_enterprise(connection: Connection, number: str) -> bool:
    """Say whether the register knows an enterprise: as an employer, or as one that declares."""
    cursor = await connection.execute(
        """
        SELECT EXISTS (SELECT FROM employer WHERE enterprise_number = %(number)s)
            OR EXISTS (SELECT FROM sender WHERE enterprise_number = %(number)s)
        """,
        {"number": number},
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def insert_client(connection: Connection, client: Client) -> bool:
    """Register a client; False when its id is taken."""
    cursor = await connection.execute(
        """
        INSERT INTO client (id, name, enterprise_number, scopes, key_set_url,
                            registered_by, registered_at)
        VALUES (%(id)s, %(name)s, %(enterprise_number)s, %(scopes)s, %(key_set_url)s,
                %(registered_by)s, %(registered_at)s)
        ON CONFLICT DO NOTHING
        """,
        asdict(client),
    )
    return cursor.rowcount == 1


async def insert_key(connection: Connection, key: ClientKey) -> bool:
    """Add a key to a client; False when the client has or had it."""
    cursor = await connection.execute(
        """
        INSERT INTO client_key (client_id, kid, algorithm, jwk, subject, valid_from, valid_until,
                                added_by, added_at)
        VALUES (%(client_id)s, %(kid)s, %(algorithm)s, %(jwk)s, %(subject)s, %(valid_from)s,
                %(valid_until)s, %(added_by)s, %(added_at)s)
        ON CONFLICT DO NOTHING
        """,
        asdict(key),
    )
    return cursor.rowcount == 1


async def clients(connection: Connection, enterprise_number: str | None = None) -> list[Client]:
    """Return an enterprise's clients, or all that may be seen, in order of registration."""
    return await fetch_all(
        connection,
        Client,
        sql.SQL("""
            SELECT {} FROM client
             WHERE %(enterprise)s::text IS NULL OR enterprise_number = %(enterprise)s
             ORDER BY enterprise_number, registered_at, id
        """).format(columns(Client)),
        {"enterprise": enterprise_number},
    )


async def client(connection: Connection, client_id: str) -> Client | None:
    """Return a client, or None when there is none or it may not be seen."""
    return await fetch_one(
        connection,
        Client,
        sql.SQL("SELECT {} FROM client WHERE id = %(id)s").format(columns(Client)),
        {"id": client_id},
    )


async def keys(connection: Connection, client_id: str) -> list[ClientKey]:
    """Return a client's keys, revoked ones too, the newest first."""
    return await fetch_all(
        connection,
        ClientKey,
        sql.SQL("""
            SELECT {} FROM client_key WHERE client_id = %(id)s ORDER BY added_at DESC, kid
        """).format(columns(ClientKey)),
        {"id": client_id},
    )


async def key(connection: Connection, client_id: str, kid: str) -> ClientKey | None:
    """Return one key of a client."""
    return await fetch_one(
        connection,
        ClientKey,
        sql.SQL("SELECT {} FROM client_key WHERE client_id = %(id)s AND kid = %(kid)s").format(
            columns(ClientKey)
        ),
        {"id": client_id, "kid": kid},
    )


async def change(connection: Connection, new: ClientChange) -> bool:
    """Change a client to its next version; False when it is not at the one before, or not open."""
    values = asdict(new)
    cursor = await connection.execute(
        """
        UPDATE client SET name = %(name)s, scopes = %(scopes)s, version = %(version)s
         WHERE id = %(client_id)s AND version = %(version)s - 1
        """,
        values,
    )
    if cursor.rowcount != 1:
        return False
    await connection.execute(
        """
        INSERT INTO client_change (client_id, version, name_before, name, scopes_before, scopes,
                                   changed_by, changed_at)
        VALUES (%(client_id)s, %(version)s, %(name_before)s, %(name)s, %(scopes_before)s,
                %(scopes)s, %(changed_by)s, %(changed_at)s)
        """,
        values,
    )
    return True


async def changes(connection: Connection, client_id: str, limit: int) -> list[ClientChange]:
    """Return what was last changed of a client, the newest first."""
    return await fetch_all(
        connection,
        ClientChange,
        sql.SQL("""
            SELECT {} FROM client_change WHERE client_id = %(id)s
             ORDER BY version DESC LIMIT %(limit)s
        """).format(columns(ClientChange)),
        {"id": client_id, "limit": limit},
    )


async def disable(connection: Connection, client_id: str, by: str, now: dt.datetime) -> bool:
    """Switch a client off; False when there is none that is on."""
    return await revocation_store.disable(connection, "client", {"id": client_id}, by, now)


async def enable(connection: Connection, client_id: str) -> bool:
    """Switch a client on again; False when there is none that is off."""
    return await revocation_store.enable(connection, "client", {"id": client_id})


async def revoke_key(
    connection: Connection, client_id: str, kid: str, by: str, now: dt.datetime
) -> bool:
    """Revoke a key for good; False when there is none in force."""
    key = {"client_id": client_id, "kid": kid}
    return await revocation_store.revoke(connection, "client_key", key, by, now)


async def use_assertion(
    connection: Connection, client_id: str, jti: str, kept_until: dt.datetime
) -> bool:
    """Use an assertion up; False when it was used before, by whichever process."""
    cursor = await connection.execute(
        """
        INSERT INTO used_assertion (client_id, jti, kept_until)
        VALUES (%(client)s, %(jti)s, %(until)s) ON CONFLICT DO NOTHING
        """,
        {"client": client_id, "jti": jti, "until": kept_until},
    )
    return cursor.rowcount == 1


async def revoke_token(
    connection: Connection, client_id: str, jti: uuid.UUID, kept_until: dt.datetime
) -> None:
    """Let a token of a client count no more."""
    await connection.execute(
        """
        INSERT INTO revoked_token (client_id, jti, kept_until)
        VALUES (%(client)s, %(jti)s, %(until)s) ON CONFLICT DO NOTHING
        """,
        {"client": client_id, "jti": jti, "until": kept_until},
    )


async def purge(connection: Connection, now: dt.datetime) -> None:
    """Forget assertions and revoked tokens that have expired, unless another session is at it."""
    cursor = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_PURGE])
    row = await cursor.fetchone()
    if row is not None and row[0]:
        for table in ("used_assertion", "revoked_token"):
            await connection.execute(
                sql.SQL("DELETE FROM {} WHERE kept_until < %s").format(sql.Identifier(table)), [now]
            )


async def standing(
    connection: Connection, client_id: str, kid: str, jti: uuid.UUID
) -> Standing | None:
    """Return what stands behind a token that was given for a key of a client, or None."""
    return await fetch_one(
        connection,
        Standing,
        sql.SQL("""
            SELECT c.enterprise_number, c.name, c.scopes, c.disabled_at IS NOT NULL AS disabled,
                   EXISTS (SELECT FROM client_key k
                            WHERE k.client_id = c.id AND k.kid = %(kid)s
                              AND k.revoked_at IS NOT NULL)
                   OR EXISTS (SELECT FROM revoked_token t
                               WHERE t.client_id = c.id AND t.jti = %(jti)s) AS revoked
              FROM client c WHERE c.id = %(id)s
        """),
        {"id": client_id, "kid": kid, "jti": jti},
    )
