"""The software that acts for an enterprise: what its access managers let in, and keep out."""

from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import structs

from fla.access import client_store as store
from fla.access import people_store
from fla.access.client import Client, ClientKey, is_client_id
from fla.access.clients import (
    ClientRefusedError,
    NewClient,
    add_key,
    change_client,
    register_client,
)
from fla.access.model import Persona
from fla.access.scopes import SCOPES
from fla.database.identity import ACCESS
from fla.database.records import Connection
from fla.doors.address import TOKEN_ENDPOINT
from fla.doors.portal.client_form import Given, read_client, read_new_key, read_terms
from fla.doors.portal.entrance import AccessManager, AnyVisit
from fla.doors.portal.reader import version_of
from fla.doors.portal.visit import Visit

HOME: Final = "/clients"
_CHANGES: Final = 20
"""Of a client, that are shown."""
_CLIENT: Final = "/clients/{client_id:str}"
_KEY: Final = "/clients/{client_id:str}/keys/{kid:str}/revoke"


@get(HOME)
async def show_clients(visit: AnyVisit, access_manager: AccessManager) -> Response[str]:
    """Show the enterprise's clients."""
    async with visit.reading() as connection:
        found = await store.clients(connection, access_manager.number)
    return visit.page("clients.html", clients=found)


@get("/clients/new", sync_to_thread=False)
def new_client(visit: AnyVisit, access_manager: AccessManager) -> Response[str]:
    """Show an empty form."""
    return _form(visit, Given())


@post("/clients/new", status_code=HTTP_303_SEE_OTHER)
async def register(visit: AnyVisit, access_manager: AccessManager) -> Response[str] | Redirect:
    """Register a client with its first key."""
    now = visit.house.clock.now()
    given = read_client(visit.form, now)
    if given.faults:
        return _form(visit, given)
    new = NewClient(
        name=given.name,
        enterprise_number=access_manager.number,
        scopes=given.scopes,
        by=access_manager.person,
    )
    async with visit.writing() as connection:
        client = await register_client(connection, new, given.key, now)
    return visit.go(_address(client.id))


@get(_CLIENT)
async def show_client(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Response[str]:
    """Show a client with its keys."""
    async with visit.reading() as connection:
        client = await _find(connection, access_manager, client_id)
        keys = await store.keys(connection, client_id)
        changes = await store.changes(connection, client_id, _CHANGES)
    async with visit.house.reading(ACCESS) as connection:
        names = await people_store.names(connection, {one.changed_by for one in changes})
    return visit.page(
        "client.html",
        client=client,
        keys=keys,
        changes=changes,
        names=names,
        now=visit.house.clock.now(),
        token_endpoint=visit.public_address + TOKEN_ENDPOINT,
    )


@get(_CLIENT + "/change")
async def ask_to_change(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Response[str]:
    """Show the form with what the client is called and may do."""
    async with visit.reading() as connection:
        client = await _find_active(connection, access_manager, client_id)
    return _change_form(visit, client, Given(client.name, tuple(client.scopes)))


@post(_CLIENT + "/change", status_code=HTTP_303_SEE_OTHER)
async def change(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Response[str] | Redirect:
    """Change what the client is called and may do, unless somebody else just did."""
    given = read_terms(visit.form)
    async with visit.writing() as connection:
        client = await _find_active(connection, access_manager, client_id)
        if given.faults:
            return _change_form(visit, client, given)
        try:
            await _change(visit, connection, client, given, access_manager.person)
        except ClientRefusedError as error:
            client = await _find_active(connection, access_manager, client_id)
            now = Given(client.name, tuple(client.scopes), faults=(error.fault,))
            return _change_form(visit, client, now)
    return visit.go(_address(client_id))


@get(_CLIENT + "/keys/new")
async def new_key(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Response[str]:
    """Show the form for a further key."""
    async with visit.reading() as connection:
        client = await _find(connection, access_manager, client_id)
    return _key_form(visit, client, Given())


@post(_CLIENT + "/keys/new", status_code=HTTP_303_SEE_OTHER)
async def add(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Response[str] | Redirect:
    """Add a key beside those there are."""
    now = visit.house.clock.now()
    given = read_new_key(visit.form, now)
    async with visit.writing() as connection:
        client = await _find(connection, access_manager, client_id)
        if given.key is not None:
            try:
                await add_key(connection, client_id, given.key, access_manager.person, now)
            except ClientRefusedError as error:
                given = structs.replace(given, faults=(error.fault,))
    return _key_form(visit, client, given) if given.faults else visit.go(_address(client_id))


@get(_KEY)
async def ask_to_revoke(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str], kid: FromPath[str]
) -> Response[str]:
    """Ask whether to revoke a key."""
    async with visit.reading() as connection:
        client = await _find(connection, access_manager, client_id)
        key = await _find_key(connection, client_id, kid)
        keys = await store.keys(connection, client_id)
    return visit.page("client_stop.html", client=client, key=key, last=_is_last(visit, keys))


@post(_KEY, status_code=HTTP_303_SEE_OTHER)
async def revoke(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str], kid: FromPath[str]
) -> Redirect:
    """Revoke a key for good."""
    now = visit.house.clock.now()
    async with visit.writing() as connection:
        await _find(connection, access_manager, client_id)
        key = await _find_key(connection, client_id, kid)
        await store.revoke_key(connection, client_id, key.kid, access_manager.person, now)
    return visit.go(_address(client_id))


@get(_CLIENT + "/disable")
async def ask_to_disable(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Response[str]:
    """Ask whether to switch a client off."""
    async with visit.reading() as connection:
        client = await _find_active(connection, access_manager, client_id)
    return visit.page("client_stop.html", client=client, key=None, last=False)


@post(_CLIENT + "/disable", status_code=HTTP_303_SEE_OTHER)
async def disable(
    visit: AnyVisit, access_manager: AccessManager, client_id: FromPath[str]
) -> Redirect:
    """Switch a client off; the operator alone switches it on again."""
    now = visit.house.clock.now()
    async with visit.writing() as connection:
        await _find(connection, access_manager, client_id)
        if not await store.disable(connection, client_id, access_manager.person, now):
            raise NotFoundException
    return visit.go(_address(client_id))


async def _find(connection: Connection, access_manager: Persona, client_id: str) -> Client:
    client = await store.client(connection, client_id) if is_client_id(client_id) else None
    if client is None or client.enterprise_number != access_manager.number:
        raise NotFoundException
    return client


async def _find_active(connection: Connection, access_manager: Persona, client_id: str) -> Client:
    client = await _find(connection, access_manager, client_id)
    if client.disabled_at is not None:
        raise NotFoundException
    return client


async def _change(
    visit: Visit, connection: Connection, client: Client, given: Given, by: str
) -> None:
    """Change a client as is given, if it still is of the version that the form was made of."""
    seen = structs.replace(client, version=version_of(visit.typed.get("version", "")))
    now = visit.house.clock.now()
    await change_client(connection, seen, name=given.name, scopes=given.scopes, by=by, now=now)


async def _find_key(connection: Connection, client_id: str, kid: str) -> ClientKey:
    """Return a key that is not revoked yet."""
    for key in await store.keys(connection, client_id):
        if key.kid == kid and key.revoked_at is None:
            return key
    raise NotFoundException


def _is_last(visit: Visit, keys: list[ClientKey]) -> bool:
    """Say whether a client has no more than one key that it can sign with."""
    now = visit.house.clock.now()
    return sum(key.holds(now) for key in keys) <= 1


def _address(client_id: str) -> str:
    return f"{HOME}/{client_id}"


def _form(visit: Visit, given: Given) -> Response[str]:
    status = 422 if given.faults else 200
    return visit.page("client_form.html", http_status=status, given=given, scopes=SCOPES)


def _change_form(visit: Visit, client: Client, given: Given) -> Response[str]:
    status = 422 if given.faults else 200
    return visit.page(
        "client_change_form.html", http_status=status, client=client, given=given, scopes=SCOPES
    )


def _key_form(visit: Visit, client: Client, given: Given) -> Response[str]:
    status = 422 if given.faults else 200
    return visit.page("client_key_form.html", http_status=status, given=given, client=client)


CLIENTS = Router(
    "/",
    route_handlers=[
        show_clients,
        new_client,
        register,
        show_client,
        ask_to_change,
        change,
        new_key,
        add,
        ask_to_revoke,
        revoke,
        ask_to_disable,
        disable,
    ],
)
