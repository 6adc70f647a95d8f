"""Invitations: a link with a code that makes one person who follows it act for an enterprise."""

import datetime as dt
import hashlib
import secrets
import uuid
from typing import Final

from uuid_utils.compat import uuid7

from fla.access import invitations_store as store
from fla.access import people_store, roles
from fla.access.model import Role
from fla.access.people_model import Invitation, Party
from fla.database.records import Connection

LIFETIME: Final = dt.timedelta(days=14)
_ENTROPY: Final = 32
"""Bytes: nobody guesses a code, so its hash needs no salt and no slowness."""
_LONGEST: Final = 100


class NotForYouError(Exception):
    """The invitation is addressed to somebody else."""


async def invite(
    connection: Connection,
    party: Party,
    role: Role,
    invitee: str,
    *,
    ssin: str | None,
    invited_by: str,
    now: dt.datetime,
) -> tuple[uuid.UUID, str]:
    """Return the id of a new invitation and its code, which is told this once and not kept.

    With an `ssin` only that person may accept it. `invitee` is how the inviter calls him.
    """
    code = secrets.token_urlsafe(_ENTROPY)
    id_ = uuid7()
    await store.add(
        connection,
        {
            "id": id_,
            "code_hash": hashed(code),
            "capacity": party.capacity,
            "enterprise_number": party.enterprise_number,
            "role": role,
            "invitee": invitee,
            "ssin": ssin,
            "invited_by": invited_by,
            "invited_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    await people_store.journal(
        connection, "invited", party, role, acted_by=invited_by, now=now, invitation_id=id_
    )
    return id_, code


async def find(connection: Connection, code: str, now: dt.datetime) -> Invitation | None:
    """Return the open invitation of a code; None for one accepted, revoked, expired or made up."""
    return await store.open_by_code(connection, hashed(code), now)


async def accept(
    connection: Connection, code: str, person_id: uuid.UUID, ssin: str | None, now: dt.datetime
) -> Invitation | None:
    """Give the person who is logged in what the invitation promises, once.

    Returns None for a code that is not open. Raises NotForYouError, and leaves it open, when it is
    addressed to another SSIN.
    """
    invitation = await find(connection, code, now)
    if invitation is None:
        return None
    if invitation.ssin not in (None, ssin):
        raise NotForYouError
    if not await store.mark_accepted(connection, invitation.id, person_id, now):
        return None
    await roles.give(
        connection,
        invitation.party,
        person_id,
        invitation.role,
        acted_by=str(person_id),
        now=now,
        invitation_id=invitation.id,
    )
    return invitation


async def revoke(
    connection: Connection, party: Party, id_: uuid.UUID, *, revoked_by: str, now: dt.datetime
) -> bool:
    """Make an open invitation of an enterprise worthless; say whether there was one."""
    invitation = await store.open_by_id(connection, party, id_, now)
    if invitation is None or not await store.mark_revoked(connection, id_, now):
        return False
    await people_store.journal(
        connection,
        "invitationRevoked",
        party,
        invitation.role,
        acted_by=revoked_by,
        now=now,
        invitation_id=id_,
    )
    return True


def hashed(code: str) -> bytes:
    """Return what is kept of a code, 32 bytes; longer ones than ours hash as nothing of ours."""
    return hashlib.sha256(code[:_LONGEST].encode("utf-8", "surrogatepass")).digest()
