"""Rows as records: the columns a record asks for, and what a query gives back as that record."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec
from psycopg import AsyncConnection, sql
from psycopg.rows import class_row

Record = TypeVar("Record")

Connection = AsyncConnection[Any]
Parameters = Mapping[str, Any]


class Page(msgspec.Struct, Generic[Record], frozen=True):
    """Some of many rows in a fixed order, and whether there are more on either side.

    The id of the last row asks for the page after, that of the first row for the page before.
    """

    rows: tuple[Record, ...]
    has_before: bool = False
    has_after: bool = False


class Window(msgspec.Struct, Generic[Record], frozen=True):
    """Which page of an ordered list: after or before the row of an id, else from the beginning.

    An id nobody may see, or that is not in the list's table, gives an empty page.
    """

    limit: int = 50
    after: Record | None = None
    before: Record | None = None

    @property
    def cursor(self) -> Record | None:
        """The id to start from; the row itself is not on the page."""
        return self.before if self.after is None else self.after

    @property
    def backward(self) -> bool:
        """Whether rows are to be read against their order."""
        return self.after is None and self.before is not None

    @property
    def fetched(self) -> int:
        """How many rows to ask for: one more than shown, to know whether there are more."""
        return self.limit + 1

    def page(self, rows: Sequence[Any]) -> Page[Any]:
        """Return the page of the rows that were read, at most `fetched`, in reading order."""
        shown, more = tuple(rows[: self.limit]), len(rows) > self.limit
        if self.backward:
            return Page(shown[::-1], has_before=more, has_after=bool(shown))
        return Page(shown, has_before=self.after is not None and bool(shown), has_after=more)


FIRST_PAGE: Window[Any] = Window()
LAST_CHARACTER: Final = "\U0010ffff"
"""Sorts after every name: no folded name holds this code point, which is not a character."""


def columns(record: type[msgspec.Struct], table: str | None = None) -> sql.Composed:
    """Return the select list whose names are the record's fields."""
    prefix = () if table is None else (table,)
    return sql.SQL(", ").join(sql.Identifier(*prefix, name) for name in record.__struct_fields__)


async def fetch_all(
    connection: Connection,
    record: type[Record],
    query: sql.SQL | sql.Composed,
    parameters: Parameters,
) -> list[Record]:
    """Return every row of a query as a record; its columns are the record's fields."""
    async with connection.cursor(row_factory=class_row(record)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()


async def fetch_one(
    connection: Connection,
    record: type[Record],
    query: sql.SQL | sql.Composed,
    parameters: Parameters,
) -> Record | None:
    """Return the first row of a query as a record, or None when there is none."""
    async with connection.cursor(row_factory=class_row(record)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchone()
