"""SQL of how far an enterprise reaches into an employer that it names."""

from msgspec import Struct

from fla.database.records import Connection


class Reach(Struct, frozen=True):
    """What an employer's number means to the acting enterprise.

    `open`: its data is open. `known`: it is or once was its mandator, so that what was registered
    for it stays readable; `provider`: the same at every employer, of trainings.
    """

    employer_id: int | None
    open: bool
    known: bool
    provider: bool


async def reach(connection: Connection, enterprise_number: str) -> Reach:
    """Return the reach; an unknown number and one that is no concern of the actor differ in the id
    alone, which is for row-level security to judge.
    """
    cursor = await connection.execute(
        """
        SELECT k.id, coalesce(k.id = ANY (ARRAY (SELECT visible_employers())), false),
               coalesce(k.id = ANY (ARRAY (SELECT known_employers())), false), acting_provider()
          FROM (SELECT employer_key(%(number)s) AS id) k
        """,
        {"number": enterprise_number},
    )
    [[employer_id, is_open, known, provider]] = await cursor.fetchall()
    return Reach(employer_id, is_open, known, provider)
