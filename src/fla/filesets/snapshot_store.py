"""SQL of what snapshots are besides other file sets; asked for as the actor `batch`."""

from fla.database.records import Connection


async def set_vanished(connection: Connection, ticket: str, count: int) -> None:
    """Note how many objects a snapshot leaves out, of those that its sender registered."""
    await connection.execute("UPDATE file_set SET vanished = %s WHERE ticket = %s", [count, ticket])
