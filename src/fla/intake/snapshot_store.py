"""SQL of snapshots: what a sender's records are about, which objects were seen and which were not.

Read as the intake, and only what the sender registered or declared himself. A temporary table of
the connection notes what was seen, so that a snapshot of millions takes no more memory than one of
thousands.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from functools import cache
from typing import Any, LiteralString

from msgspec import Struct
from msgspec.structs import replace
from psycopg import AsyncConnection

from fla.database.identity import INTAKE, assume

Connection = AsyncConnection[Any]

TABLES: dict[str, LiteralString] = {
    "employment": "employment",
    "headCount": "head_count",
    "optOut": "opt_out",
    "right": "training_right",
    "adjustment": "right_adjustment",
    "verification": "right_verification",
    "training": "training",
}
"""The table of each kind of declaration that a snapshot may hold."""

_EMPLOYERS = "SELECT enterprise_number, id FROM employer WHERE enterprise_number = ANY (%s)"

# One row for each record whose object there is, by its place among the records asked for, with the
# sender's last declaration of it when nobody has changed it since, as nearly always. The content
# comes along where its words differ, so that it may be read: others may say the same. Each step
# keeps to its keys by `LIMIT`: a planner that knows little of a table might else read all that the
# sender has, for each few thousand of it.
_KNOWN: LiteralString = """
WITH found AS MATERIALIZED (
SELECT k.position, x.employer_id, x.id, x.version, {cancelled} AS cancelled, d.id AS last,
       CASE WHEN d.content_hash <> substring(%s::bytea FROM k.position::int4 * 32 - 31 FOR 32)
            THEN d.content END AS content
  FROM unnest(string_to_array(%s, ' ')::int8[], string_to_array(%s, ' '))
       WITH ORDINALITY AS k (employer_id, reference, position)
 CROSS JOIN LATERAL (
        SELECT * FROM {table} r
         WHERE r.employer_id = k.employer_id AND r.registered_by = %s AND r.reference = k.reference
         LIMIT 1
       ) x
  LEFT JOIN LATERAL (
        SELECT j.id, j.content_hash, j.content FROM journal j
         WHERE j.employer_id = x.employer_id AND j.id = x.declaration_id
           AND j.sender = x.registered_by
         LIMIT 1
       ) d ON true
), kept AS (
INSERT INTO snapshot_seen SELECT employer_id, id FROM found
)
SELECT position::int4, employer_id, id, version, cancelled, last, content FROM found
"""
# What the sender himself last declared of objects that others have changed since. Only what was
# accepted has a target.
_LAST_OWN = """
SELECT k.position::int4, o.id, o.content
  FROM unnest(%s::int8[], %s::uuid[]) WITH ORDINALITY AS k (employer_id, id, position)
 CROSS JOIN LATERAL (
        SELECT * FROM (
              SELECT j.id, j.content FROM journal j
               WHERE j.employer_id = k.employer_id AND j.target_id = k.id
                 AND j.action <> 'register' AND j.kind <> 'decision' AND j.sender = %s
              UNION ALL
              SELECT j.id, j.content FROM journal j
               WHERE j.employer_id = k.employer_id AND j.id = k.id AND j.sender = %s
             ) own
         ORDER BY own.id DESC LIMIT 1
       ) o
"""
_REMEMBER = """
CREATE TEMP TABLE IF NOT EXISTS snapshot_seen (employer_id int8, id uuid);
TRUNCATE snapshot_seen
"""
_REGISTERED: LiteralString = """
SELECT e.enterprise_number, count(*)
  FROM employer e JOIN {table} x ON x.employer_id = e.id
 WHERE e.enterprise_number = ANY (%s) AND x.registered_by = %s AND NOT {cancelled}
 GROUP BY e.enterprise_number
"""
_VANISHED: LiteralString = """
SELECT e.enterprise_number, x.reference, x.id
  FROM employer e JOIN {table} x ON x.employer_id = e.id
 WHERE (e.id IN (SELECT employer_id FROM snapshot_seen) OR e.enterprise_number = ANY (%s))
   AND x.registered_by = %s AND NOT {cancelled}
   AND NOT EXISTS (SELECT FROM snapshot_seen s
                    WHERE s.employer_id = x.employer_id AND s.id = x.id)
 ORDER BY e.enterprise_number, x.reference
"""


class Found(Struct, frozen=True, gc=False):
    """An object that a record is about, by the record's place, from 1, among those asked for.

    `last` is the sender's own last accepted declaration of it, `content` what that said, as JSON,
    where it said it in other words.
    """

    position: int
    employer_id: int
    id: uuid.UUID
    version: int
    cancelled: bool
    last: uuid.UUID | None
    content: str | None


class Vanished(Struct, frozen=True, gc=False):
    """An object that the sender registered and that his snapshot does not hold."""

    kind: str
    enterprise_number: str
    reference: str
    target: uuid.UUID


async def remember(connection: Connection) -> None:
    """Let a connection note from now on which objects were seen; it forgets those of before.

    To be called outside a transaction, before the first `compare` on the connection.
    """
    async with connection.transaction():
        await connection.execute(_REMEMBER)


async def employers(connection: Connection, enterprise_numbers: Iterable[str]) -> dict[str, int]:
    """The ids of the employers that there are, by their numbers."""
    cursor = await connection.execute(_EMPLOYERS, [list(enterprise_numbers)])
    return dict(await cursor.fetchall())


async def known(
    connection: Connection,
    kind: str,
    sender: str,
    asked: Collection[tuple[int, str]],
    digests: bytes,
) -> list[Found]:
    """What there is under the sender's references of a kind, asked for by employer and reference.

    `digests` are the SHA-256 of what the records say, one after the other. No reference may contain
    a space: lists are sent as texts, which take less time than arrays.
    """
    ids = " ".join([str(employer) for employer, _ in asked])
    references = " ".join([reference for _, reference in asked])
    cursor = await connection.execute(
        _statement(_KNOWN, kind), (digests, ids, references, sender), binary=True
    )
    found = [Found(*row) for row in await cursor.fetchall()]
    last = await _last_own(connection, sender, [one for one in found if one.last is None])
    return [last.get(one.id, one) for one in found] if last else found


async def _last_own(
    connection: Connection, sender: str, objects: Sequence[Found]
) -> dict[uuid.UUID, Found]:
    """What others have changed, with what the sender had said before, by id of the object."""
    if not objects:
        return {}
    employers, ids = [one.employer_id for one in objects], [one.id for one in objects]
    cursor = await connection.execute(_LAST_OWN, (employers, ids, sender, sender), binary=True)
    return {
        objects[position - 1].id: replace(objects[position - 1], last=last, content=content)
        for position, last, content in await cursor.fetchall()
    }


@cache
def _statement(template: LiteralString, kind: str) -> LiteralString:
    cancelled: LiteralString = "(x.status = 'cancelled')" if kind == "training" else "x.cancelled"
    return template.replace("{table}", TABLES[kind]).replace("{cancelled}", cancelled)


async def vanished(
    connection: Connection,
    sender: str,
    kinds: Sequence[str],
    enterprise_numbers: Sequence[str],
    today: dt.date,
) -> AsyncIterator[Vanished]:
    """The living objects of these kinds that the sender registered and that were not seen.

    Of the employers of whom anything was seen, and of these others. In the order of kind, employer
    and reference, read as they are taken; to be asked on the connection that did the seeing.
    """
    for kind in kinds:
        async with connection.transaction():
            await assume(connection, INTAKE, today)
            await connection.execute("ANALYZE snapshot_seen")
            values = (list(enterprise_numbers), sender)
            async with connection.cursor("vanished") as cursor:
                await cursor.execute(_statement(_VANISHED, kind), values)
                async for number, reference, target in cursor:
                    yield Vanished(kind, number, reference, target)


async def registered(
    connection: Connection,
    sender: str,
    kinds: Sequence[str],
    enterprise_numbers: Sequence[str],
    today: dt.date,
) -> dict[str, int]:
    """How many living objects of these kinds the sender registered, by employer."""
    counts: dict[str, int] = defaultdict(int)
    async with connection.transaction():
        await assume(connection, INTAKE, today)
        for kind in kinds:
            values = (list(enterprise_numbers), sender)
            cursor = await connection.execute(_statement(_REGISTERED, kind), values)
            for number, count in await cursor.fetchall():
                counts[number] += count
    return counts
