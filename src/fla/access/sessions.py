"""Sessions of people who logged in: kept on our side, known to the browser by a random id.

The id changes whenever what it opens does: at login, and when somebody acts for another (OWASP
Session Management Cheat Sheet, "Renew the session ID after any privilege level change").
"""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import Final

from fla.access import sessions_store as store
from fla.access.model import PersonaKind
from fla.access.people_model import Session
from fla.database.records import Connection

LONGEST: Final = dt.timedelta(hours=8)
"""After the login, however much somebody does."""
IDLE: Final = dt.timedelta(minutes=30)
"""After the last page."""
_NOTED: Final = dt.timedelta(minutes=1)
"""How exactly the last page is kept, so that not every page writes."""
_ENTROPY: Final = 32
"""Bytes."""
_LONGEST_ID: Final = 100


async def start(
    connection: Connection,
    person_id: uuid.UUID,
    provider: str,
    provider_session: str,
    now: dt.datetime,
) -> str:
    """Return the id of a new session, in which it is still to be chosen for whom one acts.

    `provider_session` is what ends the session at the provider, sealed. Sessions of anybody that
    have ended are cleared away with it.
    """
    await store.remove_ended(connection, now - LONGEST, now - IDLE)
    session_id = secrets.token_urlsafe(_ENTROPY)
    await store.add(
        connection,
        {
            "id_hash": _hashed(session_id),
            "person": person_id,
            "provider": provider,
            "provider_session": provider_session,
            "now": now,
        },
    )
    return session_id


async def find(connection: Connection, session_id: str, now: dt.datetime) -> Session | None:
    """Return a session that has not ended, and note that it is used."""
    id_hash = _hashed(session_id)
    session = await store.by_hash(connection, id_hash)
    if session is None or now - session.started_at >= LONGEST or now - session.seen_at >= IDLE:
        return None
    if now - session.seen_at >= _NOTED:
        await store.touch(connection, id_hash, now)
    return session


async def act_as(
    connection: Connection, session_id: str, kind: PersonaKind, number: str, now: dt.datetime
) -> str:
    """Return the new id of a session in which its person acts for another from now on.

    Whether he may is asked at each page; the old id opens nothing any more.
    """
    renewed = secrets.token_urlsafe(_ENTROPY)
    await store.renew(
        connection,
        {
            "before": _hashed(session_id),
            "after": _hashed(renewed),
            "kind": kind,
            "number": number,
            "now": now,
        },
    )
    return renewed


async def end(connection: Connection, session_id: str) -> None:
    """End a session; one that is none stays so."""
    await store.remove(connection, _hashed(session_id))


async def end_all(connection: Connection, person_id: uuid.UUID) -> None:
    """End a person's sessions in all browsers."""
    await store.remove_of(connection, person_id)


def _hashed(session_id: str) -> bytes:
    return hashlib.sha256(session_id[:_LONGEST_ID].encode("utf-8", "surrogatepass")).digest()
