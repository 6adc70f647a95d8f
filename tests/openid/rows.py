"""What the database holds of people, as the actor that may see it."""

from typing import Any, LiteralString

from fla.database.identity import ACCESS, assume
from tests.conftest import Connection
from tests.rows import TODAY


async def seen(
    connection: Connection, query: LiteralString, *values: object
) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    async with connection.transaction():
        await assume(connection, ACCESS, TODAY)
        cursor = await connection.execute(query, values)
        return await cursor.fetchall()
