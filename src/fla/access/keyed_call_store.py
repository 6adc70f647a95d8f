"""SQL of calls under an Idempotency-Key; asked for as the enterprise whose client it is."""

import datetime as dt
import uuid

from msgspec import Struct
from psycopg import sql

from fla.database.records import Connection, columns, fetch_one

_PURGE = 0x464C4111
"""Advisory lock of the one session that forgets what has expired."""


class KeyedCall(Struct, frozen=True, kw_only=True):
    """A call as it is kept: what was asked (a digest), and the answer once there is one.

    `headers` is JSON; `attempt` names who is at work on it.
    """

    client_id: str
    key: str
    enterprise_number: str
    request: bytes
    attempt: uuid.UUID
    started_at: dt.datetime
    kept_until: dt.datetime
    status: int | None = None
    headers: str | None = None
    body: bytes | None = None


async def claim(connection: Connection, call: KeyedCall, abandoned_before: dt.datetime) -> bool:
    """Take a key for a call; False when it is taken.

    Free again are keys that have expired, and those of the same call whose attempt never came to
    an end and began before `abandoned_before`.
    """
    await connection.execute("SET LOCAL synchronous_commit = off")  # lost with the server's work
    cursor = await connection.execute(
        """
        INSERT INTO keyed_call AS k (client_id, key, enterprise_number, request, attempt,
                                     started_at, kept_until)
        VALUES (%(client_id)s, %(key)s, %(enterprise_number)s, %(request)s, %(attempt)s,
                %(started_at)s, %(kept_until)s)
        ON CONFLICT (client_id, key) DO UPDATE
            SET request = excluded.request, attempt = excluded.attempt,
                started_at = excluded.started_at, kept_until = excluded.kept_until,
                status = NULL, headers = NULL, body = NULL
          WHERE k.kept_until <= excluded.started_at
             OR (k.status IS NULL AND k.request = excluded.request
                 AND k.started_at < %(abandoned_before)s)
        """,
        {
            "client_id": call.client_id,
            "key": call.key,
            "enterprise_number": call.enterprise_number,
            "request": call.request,
            "attempt": call.attempt,
            "started_at": call.started_at,
            "kept_until": call.kept_until,
            "abandoned_before": abandoned_before,
        },
    )
    return cursor.rowcount == 1


async def find(connection: Connection, client_id: str, key: str) -> KeyedCall | None:
    """Return the call that has a key, or None."""
    return await fetch_one(
        connection,
        KeyedCall,
        sql.SQL(
            "SELECT {} FROM keyed_call WHERE client_id = %(client_id)s AND key = %(key)s"
        ).format(columns(KeyedCall)),
        {"client_id": client_id, "key": key},
    )


async def keep(
    connection: Connection, call: KeyedCall, status: int, headers: str, body: bytes
) -> None:
    """Keep the answer of a call, unless somebody else has taken it over."""
    await connection.execute("SET LOCAL synchronous_commit = off")
    await connection.execute(
        """
        UPDATE keyed_call SET status = %s, headers = %s, body = %s
         WHERE client_id = %s AND key = %s AND attempt = %s
        """,
        [status, headers, body, call.client_id, call.key, call.attempt],
    )


async def release(connection: Connection, call: KeyedCall) -> None:
    """Let a key be used again, unless somebody else has taken the call over."""
    await connection.execute(
        "DELETE FROM keyed_call WHERE client_id = %s AND key = %s AND attempt = %s",
        [call.client_id, call.key, call.attempt],
    )


async def purge(connection: Connection, now: dt.datetime) -> None:
    """Forget calls that have expired, unless another session is at it; to be asked as `ACCESS`."""
    cursor = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_PURGE])
    row = await cursor.fetchone()
    if row is not None and row[0]:
        await connection.execute("DELETE FROM keyed_call WHERE kept_until <= %s", [now])
