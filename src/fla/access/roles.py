"""Roles given, changed and withdrawn, each written down with who did it."""

import datetime as dt
import uuid
from typing import Final

from fla.access import invitations_store
from fla.access import people_store as store
from fla.access.model import Role
from fla.access.people_model import Member, Party
from fla.database.records import Connection

_RANKS: Final[tuple[Role, ...]] = ("reader", "editor", "accessManager")


class LastManagerError(Exception):
    """Nobody would be left who gives others access; to be confirmed by who does it."""


async def give(
    connection: Connection,
    party: Party,
    person_id: uuid.UUID,
    role: Role,
    *,
    now: dt.datetime,
    invitation_id: uuid.UUID | None = None,
    acted_by: str,
) -> Role:
    """Give a person a role, and return the one he has then: a higher one is not taken away."""
    before = await store.member(connection, party, person_id)
    if before is not None and _RANKS.index(before.role) >= _RANKS.index(role):
        return before.role
    await store.set_role(connection, party, person_id, role, now)
    await store.journal(
        connection,
        "roleGiven",
        party,
        role,
        acted_by=acted_by,
        now=now,
        person_id=person_id,
        invitation_id=invitation_id,
    )
    return role


async def change(
    connection: Connection,
    party: Party,
    member: Member,
    role: Role | None,
    *,
    acted_by: str,
    now: dt.datetime,
    confirmed: bool = False,
) -> int:
    """Give a member another role, or none at all.

    Whoever is no access manager any more loses the open invitations that he made, or he could come
    back by one of his own; returns how many these were. What was accepted stays. Raises
    LastManagerError when no access manager would be left, unless that is `confirmed`.
    """
    managers = await store.lock_managers(connection, party)
    if managers == [member.person_id] and role != "accessManager" and not confirmed:
        raise LastManagerError
    if role is None:
        await store.remove_role(connection, party, member.person_id)
    else:
        await store.set_role(connection, party, member.person_id, role, now)
    await store.journal(
        connection,
        "roleWithdrawn" if role is None else "roleChanged",
        party,
        role or member.role,
        acted_by=acted_by,
        now=now,
        person_id=member.person_id,
    )
    if role == "accessManager":
        return 0
    return await invitations_store.revoke_made_by(
        connection, party, member.person_id, revoked_by=acted_by, now=now
    )
