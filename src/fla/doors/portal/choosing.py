"""For whom somebody who logged in may act, and the one choice that needs no asking."""

import datetime as dt
import uuid
from typing import Final

from fla.access import people_store, sessions
from fla.access.model import PersonaKind
from fla.access.people_model import Choice
from fla.database.identity import citizen
from fla.database.records import Connection
from fla.doors.portal.addresses import home_of
from fla.doors.portal.visit import House
from fla.register import store as register

CHOOSE: Final = "/acting"
OWN_ACCOUNT: Final[tuple[PersonaKind, str]] = ("worker", "")


async def may_read_own_account(house: House, ssin: str | None) -> bool:
    """Say whether any employer registered the person as a worker."""
    if ssin is None:
        return False
    async with house.reading(citizen(ssin)) as connection:
        return bool(await register.workers_by_ssin(connection, ssin))


async def choose_only(
    connection: Connection,
    session_id: str,
    person_id: uuid.UUID,
    now: dt.datetime,
    *,
    own_account: bool,
) -> tuple[str, str]:
    """Act as the only one there is; return the session's id and the page to go on with.

    Where there are several, or none, that is the page that asks.
    """
    found = await people_store.choices(connection, person_id, "", limit=2, skip=0)
    options = [OWN_ACCOUNT] if own_account else []
    options += [(one.kind, one.number) for one in found]
    if len(options) != 1:
        return session_id, CHOOSE
    [(kind, number)] = options
    return await sessions.act_as(connection, session_id, kind, number, now), home_of(kind, number)


def key_of(choice: Choice) -> str:
    """Return what names a choice in a form."""
    return f"{choice.kind}-{choice.number}"
