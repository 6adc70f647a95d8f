"""Transactions of the actor that receives file sets and answers them."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fla.clock import BRUSSELS
from fla.database.identity import BATCH, assume
from fla.database.records import Connection


@asynccontextmanager
async def as_batch(connection: Connection, now: dt.datetime) -> AsyncIterator[None]:
    """Act as `batch` in a transaction, or in a part of the caller's."""
    async with connection.transaction():
        await assume(connection, BATCH, day_in_belgium(now))
        yield


def day_in_belgium(now: dt.datetime) -> dt.date:
    """Return the calendar day that it is in Belgium at an instant."""
    return now.astimezone(BRUSSELS).date()
