"""SQL of employments by their ids, for whoever may read them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from psycopg import sql

from fla.database.address_store import SSIN
from fla.database.records import Connection, columns, fetch_all
from fla.register.model import Occupation, RegisteredEmployment, Suspension

_Part = TypeVar("_Part", Occupation, Suspension)

_PARTS = ("occupations", "suspensions")
# To whom the worker is not open, he is as that reader declared him.
_EMPLOYMENTS = sql.SQL("""
    SELECT {columns} FROM (
        SELECT o.*, {ssin}, coalesce(w.family_name, p.person ->> 'familyName') AS family_name,
               coalesce(w.given_name, p.person ->> 'givenName') AS given_name,
               coalesce(w.birth_date, (p.person ->> 'birthDate')::date) AS birth_date,
               coalesce(w.birth_place, p.person ->> 'birthPlace') AS birth_place,
               coalesce(w.address, p.person ->> 'address') AS address,
               coalesce(w.language, p.person ->> 'language') AS language
          FROM employment o
          LEFT JOIN worker w ON w.employer_id = o.employer_id AND w.id = o.worker_id
          LEFT JOIN LATERAL (
                SELECT j.content::jsonb #> '{{employment,person}}' AS person FROM journal j
                 WHERE j.employer_id = o.employer_id AND j.id = o.id AND w.id IS NULL) p ON true
         WHERE o.employer_id = %(employer_id)s AND o.id = ANY (%(ids)s)) r
""")


async def registered_employments(
    connection: Connection, employer_id: int, ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, RegisteredEmployment]:
    """Return those of an employer's employments that the actor may see, by id.

    Also those that he sees only because he registered them himself.
    """
    keys = {"employer_id": employer_id, "ids": list(ids)}
    names = [name for name in RegisteredEmployment.__struct_fields__ if name not in _PARTS]
    query = _EMPLOYMENTS.format(
        columns=sql.SQL(", ").join(map(sql.Identifier, names)), ssin=sql.SQL(SSIN)
    )
    found = await fetch_all(connection, RegisteredEmployment, query, keys)
    lines = await _parts(connection, Occupation, "occupation", keys)
    off = await _parts(connection, Suspension, "suspension", keys)
    for one in found:
        one.occupations, one.suspensions = tuple(lines[one.id]), tuple(off[one.id])
    return {one.id: one for one in found}


async def _parts(
    connection: Connection, part: type[_Part], table: str, keys: dict[str, object]
) -> dict[uuid.UUID, list[_Part]]:
    """Return the parts of employments that stand in a table of their own, in order of time."""
    query = sql.SQL("""
        SELECT {} FROM {} p
         WHERE p.employer_id = %(employer_id)s AND p.employment_id = ANY (%(ids)s)
         ORDER BY p.employment_id, p.start_date
    """).format(columns(part, "p"), sql.Identifier(table))
    grouped = defaultdict[uuid.UUID, list[_Part]](list)
    for one in await fetch_all(connection, part, query, keys):
        grouped[one.employment_id].append(one)
    return grouped
