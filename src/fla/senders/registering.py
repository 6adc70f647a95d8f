"""Adds keys and certificates to senders, beside those that they have. For the operator."""

import datetime as dt
from typing import Final, Literal

from fla.database.records import Connection
from fla.senders import store
from fla.senders.certificates import PublicCertificate, certificate_of
from fla.senders.keys import PublicKey, key_of

MOST_CREDENTIALS: Final = 50
"""Keys of one sender, and as many certificates, revoked ones included."""
RegisterFault = Literal["unknown", "known", "many"]


class NotRegisteredError(Exception):
    """A key or certificate that is not added: `fault` says why.

    `unknown`: there is no such sender. `known`: it has or had the same. `many`: it has as many as
    it may.
    """

    def __init__(self, fault: RegisterFault) -> None:
        super().__init__(fault)
        self.fault: RegisterFault = fault


async def add_key(
    connection: Connection,
    number: str,
    key: PublicKey,
    by: str,
    now: dt.datetime,
    *,
    valid_from: dt.datetime | None = None,
    valid_until: dt.datetime | None = None,
) -> None:
    """Add a key to a sender. Raises NotRegisteredError and CredentialRefusedError."""
    row = key_of(number, key, by, now, valid_from=valid_from, valid_until=valid_until)
    await _check_room(connection, number, len(await store.keys(connection, number)))
    if not await store.insert_key(connection, row):
        raise NotRegisteredError("known")


async def add_certificate(
    connection: Connection,
    number: str,
    certificate: PublicCertificate,
    by: str,
    now: dt.datetime,
    *,
    valid_from: dt.datetime | None = None,
    valid_until: dt.datetime | None = None,
) -> None:
    """Add a certificate to a sender. Raises NotRegisteredError and CredentialRefusedError."""
    row = certificate_of(
        number, certificate, by, now, valid_from=valid_from, valid_until=valid_until
    )
    await _check_room(connection, number, len(await store.certificates(connection, number)))
    if not await store.insert_certificate(connection, row):
        raise NotRegisteredError("known")


async def _check_room(connection: Connection, number: str, has: int) -> None:
    if await store.find(connection, number) is None:
        raise NotRegisteredError("unknown")
    if has >= MOST_CREDENTIALS:
        raise NotRegisteredError("many")
