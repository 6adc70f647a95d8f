"""SQL of how often providers named workers who are not employed where they said."""

import datetime as dt

from msgspec import Struct
from psycopg import sql

from fla.database.records import Connection, fetch_all


class Misses(Struct, frozen=True, kw_only=True):
    """A provider's day: how often in vain, and how often not since the first time."""

    day: dt.date
    provider: str
    name: str
    misses: int
    accepted: int


async def misses_since(connection: Connection, day: dt.date) -> list[Misses]:
    """Return them from a day on, the latest and the most first; for the operator."""
    query = sql.SQL("""
        SELECT m.day, m.provider, coalesce(s.name, '') AS name, m.misses, m.accepted
          FROM provider_miss m LEFT JOIN sender s ON s.enterprise_number = m.provider
         WHERE m.day >= %(day)s
         ORDER BY m.day DESC, m.misses DESC, m.provider
    """)
    return await fetch_all(connection, Misses, query, {"day": day})
