"""SQL of what employers registered about rights, by its id, for whoever may read it."""

import uuid
from typing import Any, LiteralString, TypeVar

from psycopg import sql

from fla.database.address_store import SSIN
from fla.database.records import Connection, columns, fetch_one
from fla.rights.registered import (
    Registered,
    RegisteredAdjustment,
    RegisteredHeadCount,
    RegisteredOptOut,
    RegisteredRight,
    RegisteredVerification,
)

_One = TypeVar("_One", bound=Registered)

_OF_WORKER: LiteralString = """
    SELECT o.*, {ssin} FROM {table} o
      LEFT JOIN worker w ON w.employer_id = o.employer_id AND w.id = o.worker_id
""".replace("{ssin}", SSIN)
# Who does not see the worker sees no computed right of his either: there is nothing to compare.
_ADJUSTMENT: LiteralString = """
    SELECT o.*, {ssin}, c.entitled AS computed_now,
           w.id IS NOT NULL AND o.computed_then IS DISTINCT FROM c.entitled AS outdated
      FROM right_adjustment o
      LEFT JOIN worker w ON w.employer_id = o.employer_id AND w.id = o.worker_id
      LEFT JOIN computed_right c ON c.employer_id = o.employer_id AND c.worker_id = o.worker_id
                                AND c.year = o.year
""".replace("{ssin}", SSIN)
REGISTERED: dict[type[Registered], LiteralString] = {
    RegisteredRight: _OF_WORKER.replace("{table}", "training_right"),
    RegisteredAdjustment: _ADJUSTMENT,
    RegisteredOptOut: _OF_WORKER.replace("{table}", "opt_out"),
    RegisteredVerification: _OF_WORKER.replace("{table}", "right_verification"),
    RegisteredHeadCount: "SELECT o.* FROM head_count o",
}
"""Where each kind is read, with the object as `o`."""


async def registered(
    connection: Connection, kind: type[_One], employer_id: int, id_: uuid.UUID
) -> _One | None:
    """Return what the actor may see under an id, be it only because he registered it himself."""
    query = sql.SQL(
        "SELECT {} FROM ({} WHERE o.employer_id = %(employer_id)s AND o.id = %(id)s) r"
    ).format(columns(kind, "r"), sql.SQL(REGISTERED[kind]))
    keys: dict[str, Any] = {"employer_id": employer_id, "id": id_}
    return await fetch_one(connection, kind, query, keys)
