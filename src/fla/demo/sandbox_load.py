"""Brings the sandbox into the register, and its clients with their keys."""

import datetime as dt
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection

from fla.access import client_store
from fla.access.client_key import PublicKey
from fla.access.clients import NewClient, add_key, register_client
from fla.access.scopes import SCOPES
from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.demo.register import Connection, declare
from fla.demo.sandbox import (
    CLIENTS,
    EMPLOYERS,
    MANDATORS,
    OFFICE,
    SCHOOL,
    SandboxClient,
    declarations,
)
from fla.demo.sandbox_keys import certified
from fla.identifiers import Quarter
from fla.mandates.model import NewMandate, RegisteredSender
from fla.mandates.store import add_mandates, add_senders, mandators_of
from fla.register.model import NewEmployer
from fla.register.store import add_employers

_BY: Final = "demo"


async def settle_sandbox(connection: Connection, clock: Clock) -> None:
    """Bring the sandbox's employers with their workers and mandates into the register.

    What is there already stays. Raises RefusedError.
    """
    async with connection.transaction():
        await assume(connection, OPERATOR, clock.today())
        await add_senders(connection, [OFFICE, SCHOOL])
        await add_employers(
            connection,
            [
                NewEmployer(
                    enterprise_number=one.enterprise_number, name=one.name, language=one.language
                )
                for one in EMPLOYERS
            ],
        )
        if not await mandators_of(connection, OFFICE.enterprise_number):
            await add_mandates(connection, _mandates(clock), clock.now())
    for one in EMPLOYERS:
        itself = RegisteredSender(enterprise_number=one.enterprise_number, name=one.name)
        said = list(declarations(one, clock.today().year))
        await declare(connection, itself, said, clock)


def _mandates(clock: Clock) -> list[NewMandate]:
    start = Quarter(clock.today().year - 1, 1)
    return [
        NewMandate(mandator=one.enterprise_number, mandatary=OFFICE.enterprise_number, start=start)
        for one in MANDATORS
    ]


async def admit_clients(app_url: str, directory: Path, clock: Clock) -> None:
    """Let the sandbox's clients in with the keys in a directory, which are made if need be.

    A client that has been switched off, or a key that has been revoked, remains so.
    """
    now = clock.now()
    public = {one.id: certified(directory, one.id, now) for one in CLIENTS}
    async with await AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        for one in CLIENTS:
            await _admit(connection, one, public[one.id], now)


async def _admit(
    connection: Connection, client: SandboxClient, key: PublicKey, now: dt.datetime
) -> None:
    if await client_store.client(connection, client.id) is None:
        new = NewClient(
            id=client.id,
            name=client.name,
            enterprise_number=client.enterprise_number,
            scopes=SCOPES,
            by=_BY,
        )
        await register_client(connection, new, key, now)
    elif await client_store.key(connection, client.id, key.kid) is None:
        await add_key(connection, client.id, key, _BY, now)
