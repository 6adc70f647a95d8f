"""SQL of lists of registered objects, page by page: the latest registered first.

An object's id is made when it is registered and never changes, so a list in the order of ids keeps
every object in its place, and the table's key is its index: the thousandth page costs what the
first does. A query looks through so many objects at the most; what it finds among them is the page.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final, LiteralString

from msgspec import Struct
from psycopg import sql

from fla.database.records import Connection

MOST_LOOKED_THROUGH: Final = 5_000
"""Objects that one page looks through, however few of them fit its filters."""
_OF_WORKER: Final[LiteralString] = """
    o.worker_id = (SELECT w.id FROM worker w
                    WHERE w.employer_id = %(employer_id)s AND w.ssin = %(ssin)s)
"""
# As at its address (address_store.SSIN): to whom the worker is not open, as he declared him.
_DECLARED_SSIN: Final[LiteralString] = """
    coalesce((SELECT w.ssin FROM worker w
               WHERE w.employer_id = o.employer_id AND w.id = o.worker_id),
             (SELECT j.content::jsonb ->> 'ssin' FROM journal j
               WHERE j.employer_id = o.employer_id AND j.id = o.id)) = %(ssin)s
"""
_ORDERED = sql.SQL(" ORDER BY o.id DESC")


class Listed(Struct, frozen=True):
    """The keys of a page's objects, and where it ended, None where nothing follows."""

    keys: list[tuple[int, uuid.UUID]]
    """Employer and id."""
    end: uuid.UUID | None

    @property
    def ids(self) -> list[uuid.UUID]:
        """The ids, in order."""
        return [id_ for _, id_ in self.keys]


class Among(Struct, frozen=True):
    """Which objects `o` of a table are looked through: all that are `within`, one after the other.

    `within` is what an index finds; `fitting` is asked of each.
    """

    table: LiteralString
    within: list[LiteralString]
    fitting: list[LiteralString]


class Whose(Struct, frozen=True, kw_only=True):
    """Whose objects a list is of; None for any.

    `employer_id` without `own` is an employer that is open to the actor; `own` is the enterprise
    that registered them, to which the employer need not be open. `ssin` is the worker's, as that
    enterprise knows it.
    """

    employer_id: int | None = None
    own: str | None = None
    ssin: str | None = None

    def among(self, table: LiteralString) -> Among:
        """Return which objects of a table that means."""
        found = Among(table, [], [])
        if self.employer_id is not None:
            found.within.append("o.employer_id = %(employer_id)s")
        if self.own is not None:
            found.within.append('o.registered_by COLLATE "C" = %(own)s')
        if self.ssin is not None and self.own is None:
            found.within.append(_OF_WORKER)
        elif self.ssin is not None:
            found.fitting.append(_DECLARED_SSIN)
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The values of those conditions, and of those of a filter built on this."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


async def listed(
    connection: Connection,
    among: Among,
    given: Mapping[str, Any],
    *,
    after: uuid.UUID | None,
    limit: int,
) -> Listed:
    """Return at most `limit` objects that come after an id; `given` are the conditions' values."""
    values = {**given, "after": after, "limit": limit + 1, "most": MOST_LOOKED_THROUGH}
    parts = [*among.within, "o.id < %(after)s"] if after else among.within
    through = sql.SQL("FROM {} o WHERE {}{}").format(
        sql.Identifier(among.table), _all(parts), _ORDERED
    )
    found = sql.SQL(
        "SELECT o.employer_id, o.id FROM (SELECT o.* {} LIMIT %(most)s) o"
        " WHERE {}{} LIMIT %(limit)s"
    ).format(through, _all(among.fitting), _ORDERED)
    rows = await (await connection.execute(found, values)).fetchall()
    if len(rows) > limit:
        return Listed(rows[:limit], rows[limit - 1][1])
    if not among.fitting:
        return Listed(rows, None)
    # Fewer fitted: whether that was all depends on whether there were more to look through.
    last = sql.SQL("SELECT o.id {} OFFSET %(most)s - 1 LIMIT 1").format(through)
    more = await (await connection.execute(last, values)).fetchone()
    return Listed(rows, None if more is None else more[0])


def _all(conditions: Sequence[LiteralString]) -> sql.Composable:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions)) if conditions else sql.SQL("true")
