"""What the door asks of the rooms behind it: whose keys count, take this set, note that reply."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncssh import import_public_key

from fla.clock import Clock
from fla.database.identity import BATCH, assume
from fla.database.pool import Pool
from fla.database.records import Connection
from fla.filesets import allowance, arrival, calling_back, reply_store
from fla.filesets.allowance import Allowance
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.model import Environment, Sender
from fla.settings import Settings


class Office:
    """Asks as the actor that receives file sets."""

    def __init__(self, pool: Pool, spool: Spool, clock: Clock, settings: Settings) -> None:
        self._pool = pool
        self._spool = spool
        self._clock = clock
        self._grace = dt.timedelta(seconds=settings.batch_grace)
        self._allowed = Allowance.of(settings)

    async def keys(self, number: str) -> frozenset[bytes]:
        """Return the public keys that let a sender in now; none for one that is switched off."""
        now = self._clock.now()
        async with self._acting() as connection:
            sender = await senders.find(connection, number)
            found = await senders.keys_of(connection, number, now)
        if sender is None or sender.disabled:
            return frozenset()
        return frozenset(import_public_key(key.openssh).public_data for key in found)

    async def hand_over(self, number: str, environment: Environment, go_name: str) -> str | None:
        """Hand over the set that a GO starts; return its ticket, None while something is missing.

        Raises PermissionError for a sender who is switched off meanwhile.
        """
        sender = await self._sender(number)
        async with self._pool.connection() as connection:
            return await arrival.hand_over(
                *(connection, self._spool, sender, environment, go_name),
                now=self._clock.now(),
                grace=self._grace,
                allowed=self._allowed,
            )

    async def call_back(self, number: str, environment: Environment, td_name: str) -> str | None:
        """Call back the set that a TD names; return its ticket, if it was handed over."""
        sender = await self._sender(number)
        async with self._pool.connection() as connection:
            return await calling_back.call_back(
                *(connection, self._spool, sender, environment, td_name),
                now=self._clock.now(),
                allowed=self._allowed,
            )

    async def is_full(self, number: str) -> bool:
        """Say whether a sender's sets take all of the disk that they may."""
        async with self._pool.connection() as connection:
            return await allowance.is_full(connection, number, self._clock.now(), self._allowed)

    async def fetched(self, number: str, name: str) -> None:
        """Note that a sender read a file of his folder OUT whole."""
        async with self._acting() as connection:
            await reply_store.mark_fetched(connection, number, name, self._clock.now())

    async def _sender(self, number: str) -> Sender:
        async with self._acting() as connection:
            sender = await senders.find(connection, number)
        if sender is None or sender.disabled:
            raise PermissionError(f"sender {number} is switched off")
        return sender

    @asynccontextmanager
    async def _acting(self) -> AsyncIterator[Connection]:
        async with self._pool.connection() as connection, connection.transaction():
            await assume(connection, BATCH, self._clock.today())
            yield connection
