"""SQL of lists of what an employer registered about rights."""

import uuid
from collections.abc import Sequence
from typing import Final, LiteralString, TypeVar

from psycopg import sql

from fla.codes import RightType
from fla.database.listing_store import Listed, Whose, listed
from fla.database.records import Connection, columns, fetch_all
from fla.rights.registered import (
    Registered,
    RegisteredAdjustment,
    RegisteredHeadCount,
    RegisteredOptOut,
    RegisteredRight,
    RegisteredVerification,
)
from fla.rights.registered_store import REGISTERED

_One = TypeVar("_One", bound=Registered)

_TABLES: Final[dict[type[Registered], LiteralString]] = {
    RegisteredRight: "training_right",
    RegisteredAdjustment: "right_adjustment",
    RegisteredOptOut: "opt_out",
    RegisteredVerification: "right_verification",
    RegisteredHeadCount: "head_count",
}
_OUTDATED: Final[LiteralString] = """
    (o.computed_then IS DISTINCT FROM (
        SELECT c.entitled FROM computed_right c
         WHERE c.employer_id = o.employer_id AND c.worker_id = o.worker_id AND c.year = o.year
    )) = %(outdated)s
"""


_PLAIN: Final[tuple[LiteralString, ...]] = ("year", "right_type", "quarter")


class RightFilter(Whose, frozen=True, kw_only=True):
    """Which objects of an employer; None for any.

    To whom the employer is no longer open, nothing is outdated: today's amounts are not his to see.
    """

    year: int | None = None
    right_type: RightType | None = None
    outdated: bool | None = None
    quarter: str | None = None


async def rights_listed(
    connection: Connection,
    kind: type[Registered],
    wanted: RightFilter,
    after: uuid.UUID | None,
    limit: int,
) -> Listed:
    """Return which objects of a kind are on a page, the latest registered first."""
    among = wanted.among(_TABLES[kind])
    among.fitting.extend(
        f"o.{name} = %({name})s" for name in _PLAIN if getattr(wanted, name) is not None
    )
    if wanted.outdated is not None:
        among.fitting.append(_OUTDATED if wanted.own is None else "NOT %(outdated)s")
    return await listed(connection, among, wanted.values, after=after, limit=limit)


async def registered_rights(
    connection: Connection, kind: type[_One], employer_id: int, ids: Sequence[uuid.UUID]
) -> list[_One]:
    """Return objects of a kind by their ids, the latest registered first."""
    query = sql.SQL(
        "SELECT {} FROM ({} WHERE o.employer_id = %(employer_id)s AND o.id = ANY (%(ids)s)) r"
        " ORDER BY r.id DESC"
    ).format(columns(kind, "r"), sql.SQL(REGISTERED[kind]))
    return await fetch_all(connection, kind, query, {"employer_id": employer_id, "ids": list(ids)})
