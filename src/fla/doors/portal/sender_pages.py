"""Who hands in file sets, for the operator: senders with their keys and certificates."""

import re
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from fla.access import permissions
from fla.access.model import Persona
from fla.database.records import Connection
from fla.doors.portal.entrance import AnyVisit, LoggedIn
from fla.senders import store
from fla.senders.model import Sender

HOME: Final = "/senders"
_ONE: Final = "/senders/{number:str}"
_NUMBER: Final = re.compile(r"[0-9]{6}", re.ASCII)


@get(HOME)
async def list_senders(visit: AnyVisit, persona: LoggedIn) -> Response[str]:
    """Show all senders, in order of their numbers."""
    _require_operator(persona)
    async with visit.reading() as connection:
        found = await store.senders(connection)
    return visit.page("senders.html", senders=found)


@get(_ONE)
async def show_sender(visit: AnyVisit, persona: LoggedIn, number: FromPath[str]) -> Response[str]:
    """Show a sender with its keys and certificates."""
    _require_operator(persona)
    async with visit.reading() as connection:
        sender = await _find(connection, number)
        keys = await store.keys(connection, number)
        certificates = await store.certificates(connection, number)
    now = visit.house.clock.now()
    return visit.page("sender.html", sender=sender, keys=keys, certificates=certificates, now=now)


@get(_ONE + "/disable")
async def ask_to_disable(
    visit: AnyVisit, persona: LoggedIn, number: FromPath[str]
) -> Response[str]:
    """Ask whether to switch a sender off."""
    _require_operator(persona)
    async with visit.reading() as connection:
        sender = await _find(connection, number)
    if sender.disabled:
        raise NotFoundException
    return visit.page("sender_disable.html", sender=sender)


@post(_ONE + "/disable", status_code=HTTP_303_SEE_OTHER)
async def disable(visit: AnyVisit, persona: LoggedIn, number: FromPath[str]) -> Redirect:
    """Switch a sender off; the command line switches it on again."""
    _require_operator(persona)
    now = visit.house.clock.now()
    async with visit.writing() as connection:
        await _find(connection, number)
        if not await store.disable(connection, number, persona.person, now):
            raise NotFoundException
    return visit.go(f"{HOME}/{number}")


async def _find(connection: Connection, number: str) -> Sender:
    sender = await store.find(connection, number) if _NUMBER.fullmatch(number) else None
    if sender is None:
        raise NotFoundException
    return sender


def _require_operator(persona: Persona) -> None:
    if not permissions.may_open_senders(persona):
        raise NotFoundException


SENDERS = Router("/", route_handlers=[list_senders, show_sender, ask_to_disable, disable])
