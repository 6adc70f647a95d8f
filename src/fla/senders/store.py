"""SQL of senders: who is registered, with which keys and certificates.

Asked for as the operator, as the actor `batch` that receives file sets, or as the enterprise whose
senders they are; only the operator changes anything.
"""

import datetime as dt
from typing import Final

from msgspec.structs import asdict
from psycopg import sql

from fla.database import revocation_store
from fla.database.records import Connection, columns, fetch_all, fetch_one
from fla.senders.model import (
    BY_ITSELF,
    ENVIRONMENTS,
    PURPOSES,
    NewSender,
    RunningOut,
    Sender,
    SenderCertificate,
    SenderKey,
)

_SENDER: Final = columns(Sender)
_KEY: Final = columns(SenderKey)
_CERTIFICATE: Final = columns(SenderCertificate)
_RUNNING_OUT: Final = sql.SQL("""
    SELECT number, name, kind, max(coalesce(valid_until, 'infinity')) AS valid_until
      FROM file_sender
      JOIN (SELECT sender, 'key' AS kind, valid_until FROM file_sender_key
             WHERE revoked_at IS NULL
            UNION ALL
            SELECT sender, 'certificate', valid_until FROM file_sender_certificate
             WHERE revoked_at IS NULL) AS credential ON sender = number
     WHERE disabled_at IS NULL
     GROUP BY number, name, kind
    HAVING max(coalesce(valid_until, 'infinity')) <= %(until)s
     ORDER BY valid_until, number, kind
""")


async def find(connection: Connection, number: str) -> Sender | None:
    """Return a sender, or None when there is none or it may not be seen."""
    query = sql.SQL("SELECT {} FROM file_sender WHERE number = %(number)s").format(_SENDER)
    return await fetch_one(connection, Sender, query, {"number": number})


async def senders(connection: Connection, enterprise_number: str | None = None) -> list[Sender]:
    """Return an enterprise's senders, or all that may be seen, in order of their numbers."""
    return await fetch_all(
        connection,
        Sender,
        sql.SQL("""
            SELECT {} FROM file_sender
             WHERE %(enterprise)s::text IS NULL OR enterprise_number = %(enterprise)s
             ORDER BY number
        """).format(_SENDER),
        {"enterprise": enterprise_number},
    )


async def keys(connection: Connection, number: str) -> list[SenderKey]:
    """Return all keys of a sender, revoked and past ones too, the newest first."""
    return await fetch_all(
        connection,
        SenderKey,
        sql.SQL("""
            SELECT {} FROM file_sender_key WHERE sender = %(number)s
             ORDER BY added_at DESC, fingerprint
        """).format(_KEY),
        {"number": number},
    )


async def certificates(connection: Connection, number: str) -> list[SenderCertificate]:
    """Return all certificates of a sender, revoked and past ones too, the newest first."""
    return await fetch_all(
        connection,
        SenderCertificate,
        sql.SQL("""
            SELECT {} FROM file_sender_certificate WHERE sender = %(number)s
             ORDER BY added_at DESC, fingerprint
        """).format(_CERTIFICATE),
        {"number": number},
    )


async def keys_of(connection: Connection, number: str, at: dt.datetime) -> list[SenderKey]:
    """Return the keys that let a sender in at an instant."""
    return [key for key in await keys(connection, number) if key.holds(at)]


async def certificates_of(
    connection: Connection, number: str, at: dt.datetime
) -> list[SenderCertificate]:
    """Return the certificates that a sender may sign with at an instant."""
    return [one for one in await certificates(connection, number) if one.holds(at)]


async def running_out(connection: Connection, until: dt.datetime) -> list[RunningOut]:
    """Return the senders that are left without a key or certificate by then, the first one first.

    Those whose last has run out already too, until they are given another or switched off.
    """
    return await fetch_all(connection, RunningOut, _RUNNING_OUT, {"until": until})


async def sender_of(connection: Connection, enterprise_number: str, now: dt.datetime) -> Sender:
    """Return the sender as which an enterprise hands in file sets by another way than SFTP.

    The first that is switched on; a first one is registered where there is none. Where all are
    switched off, one of those is returned, and no other is made.
    """
    if (known := await _first(connection, enterprise_number)) is not None:
        return known
    await _register_itself(connection, enterprise_number, now)
    made = await _first(connection, enterprise_number)
    if made is None:
        raise LookupError(f"no sender of {enterprise_number} can be seen or made")
    return made


async def _first(connection: Connection, enterprise_number: str) -> Sender | None:
    return await fetch_one(
        connection,
        Sender,
        sql.SQL("""
            SELECT {} FROM file_sender WHERE enterprise_number = %(enterprise)s
             ORDER BY disabled_at IS NOT NULL, number LIMIT 1
        """).format(_SENDER),
        {"enterprise": enterprise_number},
    )


async def _register_itself(
    connection: Connection, enterprise_number: str, now: dt.datetime
) -> None:
    """Register an enterprise under the name that the register knows, unless it just was."""
    await connection.execute(
        """
        INSERT INTO file_sender (enterprise_number, name, purposes, environments,
                                 registered_by, registered_at)
        VALUES (%(enterprise)s,
                left(coalesce((SELECT name FROM sender WHERE enterprise_number = %(enterprise)s),
                              (SELECT name FROM employer WHERE enterprise_number = %(enterprise)s),
                              %(enterprise)s), 200),
                %(purposes)s, %(environments)s, %(by)s, %(now)s)
        ON CONFLICT (enterprise_number) WHERE registered_by = 'itself' DO NOTHING
        """,
        {
            "enterprise": enterprise_number,
            "purposes": list(PURPOSES),
            "environments": list(ENVIRONMENTS),
            "by": BY_ITSELF,
            "now": now,
        },
    )


async def insert_sender(connection: Connection, new: NewSender) -> Sender:
    """Register a sender under the next number."""
    made = await fetch_one(
        connection,
        Sender,
        sql.SQL("""
            INSERT INTO file_sender ({}) VALUES ({}) RETURNING {}
        """).format(
            columns(NewSender),
            sql.SQL(", ").join(map(sql.Placeholder, NewSender.__struct_fields__)),
            _SENDER,
        ),
        asdict(new),
    )
    if made is None:
        raise LookupError("the sender that was just made cannot be seen")
    return made


async def update_sender(connection: Connection, sender: Sender) -> bool:
    """Write a sender's name, contact, purposes and environments; False when there is none."""
    cursor = await connection.execute(
        """
        UPDATE file_sender
           SET name = %(name)s, contact_name = %(contact_name)s, contact_email = %(contact_email)s,
               contact_phone = %(contact_phone)s, purposes = %(purposes)s,
               environments = %(environments)s
         WHERE number = %(number)s
        """,
        asdict(sender),
    )
    return cursor.rowcount == 1


async def disable(connection: Connection, number: str, by: str, now: dt.datetime) -> bool:
    """Switch a sender off; False when there is none that is on."""
    return await revocation_store.disable(connection, "file_sender", {"number": number}, by, now)


async def enable(connection: Connection, number: str) -> bool:
    """Switch a sender on again; False when there is none that is off."""
    return await revocation_store.enable(connection, "file_sender", {"number": number})


async def insert_key(connection: Connection, key: SenderKey) -> bool:
    """Add a key to a sender; False when the sender has or had it."""
    return await _insert(connection, "file_sender_key", key)


async def insert_certificate(connection: Connection, certificate: SenderCertificate) -> bool:
    """Add a certificate to a sender; False when the sender has or had it."""
    return await _insert(connection, "file_sender_certificate", certificate)


async def revoke_key(
    connection: Connection, number: str, fingerprint: str, by: str, now: dt.datetime
) -> bool:
    """Revoke a key for good; False when the sender has none such that is not revoked."""
    key = {"sender": number, "fingerprint": fingerprint}
    return await revocation_store.revoke(connection, "file_sender_key", key, by, now)


async def revoke_certificate(
    connection: Connection, number: str, fingerprint: str, by: str, now: dt.datetime
) -> bool:
    """Revoke a certificate for good; False when the sender has none such that is not revoked."""
    key = {"sender": number, "fingerprint": fingerprint}
    return await revocation_store.revoke(connection, "file_sender_certificate", key, by, now)


async def _insert(connection: Connection, table: str, row: SenderKey | SenderCertificate) -> bool:
    fields = type(row).__struct_fields__
    cursor = await connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING").format(
            sql.Identifier(table),
            columns(type(row)),
            sql.SQL(", ").join(map(sql.Placeholder, fields)),
        ),
        asdict(row),
    )
    return cursor.rowcount == 1
