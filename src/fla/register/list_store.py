"""SQL of lists of an employer's employments."""

import datetime as dt
import uuid
from typing import Final, LiteralString

from fla.database.listing_store import Listed, Whose, listed
from fla.database.records import Connection

_IN_FORCE: Final[LiteralString] = """
    NOT o.cancelled AND o.start_date <= %(on_date)s
    AND (o.end_date IS NULL OR o.end_date >= %(on_date)s)
"""


class EmploymentFilter(Whose, frozen=True, kw_only=True):
    """Which employments; `on_date` for those in force on that day."""

    on_date: dt.date | None = None


async def employments_listed(
    connection: Connection, wanted: EmploymentFilter, after: uuid.UUID | None, limit: int
) -> Listed:
    """Return which employments are on a page, the latest registered first."""
    among = wanted.among("employment")
    if wanted.on_date is not None:
        among.fitting.append(_IN_FORCE)
    return await listed(connection, among, wanted.values, after=after, limit=limit)
