"""Proposals that nobody objected to settle by themselves after their last day.

A plan does not: that a training was to take place is no word that it did. It stays open until the
provider says what became of it, and then for as long as any other.
"""

from collections.abc import AsyncIterator

import psycopg
from msgspec import Struct

from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.trainings import settling_store as store

_CHUNK = 5_000
"""Proposals settled in one transaction: what is interrupted goes on from the last of these."""


class Due(Struct, frozen=True):
    """How much is due at how many employers."""

    proposals: int
    employers: int


async def settle(app_url: str, clock: Clock, chunk: int = _CHUNK) -> int:
    """Settle what is due today, and return how much that was.

    Each training says when it was settled, and the journal that the register did it by itself. What
    somebody is changing at this moment is left for the next time.
    """
    return sum([settled async for settled in _chunks(app_url, clock, chunk)])


async def due(app_url: str, clock: Clock) -> Due:
    """Count what would be settled today."""
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        return Due(*await store.count_due(connection, clock.today()))


async def _chunks(app_url: str, clock: Clock, chunk: int) -> AsyncIterator[int]:
    employer: int | None = 0
    async with await psycopg.AsyncConnection.connect(app_url, autocommit=True) as connection:
        while employer is not None:
            async with connection.transaction():
                await assume(connection, OPERATOR, clock.today())
                found = await store.lock_due(connection, clock.today(), employer, chunk)
                await store.settle(connection, found, clock.now(), clock.today().year)
            # From its employer on: what was settled is no longer found.
            employer = found[-1].employer_id if len(found) == chunk else None
            yield len(found)
