"""Registers and changes clients and their keys: the operator for all, an enterprise for itself.

What an enterprise may not do to whose client is the database's row-level security.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from fla.access import client_store as store
from fla.access.client import MOST_KEYS, Client, ClientChange, key_of, new_client_id
from fla.access.client_key import PublicKey
from fla.database.records import Connection

ClientFault = Literal["taken", "known", "many", "unknown", "changed"]


class ClientRefusedError(Exception):
    """A client or key that cannot be registered: `fault` says why.

    `taken`: another client has the id. `known`: the client has or had the key. `many`: it has as
    many keys as it may. `unknown`: there is no such client, or not for who asks.
    `changed`: it is not what it was when it was looked at.
    """

    def __init__(self, fault: ClientFault) -> None:
        super().__init__(fault)
        self.fault: ClientFault = fault


class NewClient(Struct, frozen=True, kw_only=True):
    """A client to be registered; an id is drawn without one, `by` says who registers it."""

    name: str
    enterprise_number: str
    scopes: Sequence[str]
    by: str
    id: str | None = None
    key_set_url: str | None = None


async def register_client(
    connection: Connection, new: NewClient, key: PublicKey | None, now: dt.datetime
) -> Client:
    """Register a client with its first key, if it does not publish its keys itself.

    Raises ClientRefusedError.
    """
    client = Client(
        id=new.id or new_client_id(),
        name=new.name,
        enterprise_number=new.enterprise_number,
        scopes=list(new.scopes),
        key_set_url=new.key_set_url,
        registered_by=new.by,
        registered_at=now,
    )
    if not await store.insert_client(connection, client):
        raise ClientRefusedError("taken")
    if key is not None:
        await store.insert_key(connection, key_of(client.id, key, new.by, now))
    return client


async def change_client(
    connection: Connection,
    seen: Client,
    *,
    name: str,
    scopes: Sequence[str],
    by: str,
    now: dt.datetime,
) -> bool:
    """Give a client another name and other scopes than were seen; say whether there was a change.

    What its tokens may do follows within `tokens.FRESH` where it is less, and with its next token
    where it is more. Raises ClientRefusedError.
    """
    change = ClientChange(
        client_id=seen.id,
        version=seen.version + 1,
        name_before=seen.name,
        name=name,
        scopes_before=seen.scopes,
        scopes=list(scopes),
        changed_by=by,
        changed_at=now,
    )
    if change.name == seen.name and change.scopes == seen.scopes:
        return False
    if not await store.change(connection, change):
        raise ClientRefusedError("changed")
    return True


async def add_key(
    connection: Connection, client_id: str, key: PublicKey, by: str, now: dt.datetime
) -> None:
    """Add a key to a client, beside those it has. Raises ClientRefusedError."""
    if await store.client(connection, client_id) is None:
        raise ClientRefusedError("unknown")
    if len(await store.keys(connection, client_id)) >= MOST_KEYS:
        raise ClientRefusedError("many")
    if not await store.insert_key(connection, key_of(client_id, key, by, now)):
        raise ClientRefusedError("known")
