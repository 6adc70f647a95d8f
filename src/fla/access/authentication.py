"""Finds out which client shows an assertion, and uses the assertion up (RFC 7523)."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from fla.access import client_store as store
from fla.access.assertion import (
    UNKNOWN,
    Assertion,
    check_claims,
    check_signature,
    read_assertion,
)
from fla.access.client import Client, ClientKey
from fla.access.client_key import PublicKey
from fla.access.key_set import KeySets
from fla.access.oauth import invalid_client
from fla.clock import Clock
from fla.database.identity import ACCESS, assume
from fla.database.pool import Pool

_PURGED_EVERY: Final = dt.timedelta(minutes=1)


class Authenticated(Struct, frozen=True):
    """A client that has shown who it is, and the key it did so with."""

    client: Client
    kid: str


class Authentication:
    """Authenticates clients; one a process."""

    def __init__(self, pool: Pool, clock: Clock, key_sets: KeySets | None = None) -> None:
        self._pool = pool
        self._clock = clock
        self._key_sets = key_sets or KeySets(clock)
        self._purged_at: dt.datetime | None = None

    async def client(self, assertion: str, audiences: Sequence[str]) -> Authenticated:
        """Return who shows an assertion that is meant for one of the audiences.

        Raises OAuthError. What has a right signature counts once, whatever comes of it.
        """
        read = read_assertion(assertion)
        client, key = await self._known(read)
        check_signature(read, key.algorithm, key.jwk)
        now = self._clock.now()
        check_claims(read, audiences, now)
        await self._use(read, now)
        if client.disabled_at is not None:
            raise invalid_client("The client is disabled.")
        if isinstance(key, ClientKey) and not key.holds(now):
            raise invalid_client("The key is revoked, or not valid at this time.")
        return Authenticated(client, read.kid)

    async def _known(self, read: Assertion) -> tuple[Client, PublicKey | ClientKey]:
        async with self._pool.connection() as connection:
            await assume(connection, ACCESS, self._clock.today())
            client = await store.client(connection, read.client_id)
            registered = await store.key(connection, read.client_id, read.kid)
        if client is None:
            raise invalid_client(UNKNOWN)
        key = registered or await self._published(client, read.kid)
        if key is None:
            raise invalid_client(UNKNOWN)
        return client, key

    async def _published(self, client: Client, kid: str) -> PublicKey | None:
        """Return a key that the client publishes itself, where it does; a disabled one does not."""
        if client.key_set_url is None or client.disabled_at is not None:
            return None
        return await self._key_sets.key(client.key_set_url, kid)

    async def _use(self, read: Assertion, now: dt.datetime) -> None:
        async with self._pool.connection() as connection:
            await assume(connection, ACCESS, self._clock.today())
            new = await store.use_assertion(
                connection, read.client_id, read.claims.jti, read.kept_until
            )
        if not new:
            raise invalid_client("The assertion was used before; sign a new one with a new jti.")
        if self._purged_at is None or now - self._purged_at >= _PURGED_EVERY:
            self._purged_at = now
            async with self._pool.connection() as connection:
                await assume(connection, ACCESS, self._clock.today())
                await store.purge(connection, now)
