"""What a connection executed, and how the database plans it for the same actor."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from tests.rows import Connection

Executed = list[tuple[Any, Any]]


@contextmanager
def recorded(connection: Connection) -> Iterator[Executed]:
    """Give the statements that a connection executes meanwhile, with their parameters."""
    executed: Executed = []

    class Recording(psycopg.AsyncCursor[Any]):
        async def execute(self, query: Any, params: Any = None, **options: Any) -> "Recording":
            executed.append((query, params))
            await super().execute(query, params, **options)
            return self

    usual = connection.cursor_factory
    connection.cursor_factory = Recording
    yield executed
    connection.cursor_factory = usual


async def plans(connection: Connection, executed: Executed) -> list[str]:
    """Return the plan of each statement, with the rows it took."""
    explain = sql.SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ")
    found = []
    for query, params in executed:
        statement = sql.SQL(query) if isinstance(query, str) else query
        cursor = await connection.execute(explain + statement, params)
        found.append("\n".join(row[0] for row in await cursor.fetchall()))
    return found


def read_through(plan: str, *tables: str) -> bool:
    """Tell whether a plan may read any of these tables from end to end."""
    return re.search(rf"Seq Scan on ({'|'.join(tables)})\b", plan) is not None


def most_rows(plan: str) -> int:
    """The most rows that any one step of an executed plan gave or threw away."""
    counts = re.findall(r"(?:actual rows=|Rows Removed by Filter: )([0-9]+)", plan)
    return max(map(int, counts))
