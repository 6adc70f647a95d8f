"""SQL of proposals that settle by themselves, for the operator."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import LiteralString

import msgspec
from msgspec import Struct
from psycopg import sql
from uuid_utils.compat import uuid7

from fla.database.records import Connection, fetch_all

_DUE: LiteralString = """
       t.verification = 'pending' AND t.status IN ('completed', 'notFollowed')
   AND t.settles_on < %(today)s
"""
_COUNT = sql.SQL(
    "SELECT count(*), count(DISTINCT t.employer_id) FROM training t WHERE" + _DUE  # noqa: S608
)
_LOCK = sql.SQL(
    """
SELECT t.employer_id, e.enterprise_number, t.id, t.worker_id, t.registered_by, t.end_date
  FROM training t JOIN employer e ON e.id = t.employer_id
 WHERE"""
    + _DUE
    + """
   AND t.employer_id >= %(employer)s
 ORDER BY t.employer_id, t.settles_on, t.id
 LIMIT %(limit)s
   FOR UPDATE OF t SKIP LOCKED
"""
)
_SETTLE = """
UPDATE training t
   SET verification = 'confirmed', settled_at = %s, changed_at = %s, version = t.version + 1
  FROM unnest(%s::bigint[], %s::uuid[]) AS s (employer_id, id)
 WHERE t.employer_id = s.employer_id AND t.id = s.id
"""
# The sender is whose proposal it was: it is settled as he declared it, and his to read.
_JOURNAL = """
INSERT INTO journal (employer_id, id, submission_id, sender, door, kind, action, reference, content,
                     content_hash, outcome, target_id, declared_at)
SELECT s.employer_id, s.id, %s, s.sender, 'register', 'decision', 'correct', 'settled', s.content,
       s.hash, 'accepted', s.target, %s
  FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::bytea[], %s::uuid[])
       AS s (employer_id, id, sender, content, hash, target)
"""
_MARK = """
INSERT INTO recalculation (employer_id, declaration_id, worker_id)
SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[])
"""


class DueProposal(Struct, frozen=True):
    """What a settlement needs to know of a proposal."""

    employer_id: int
    enterprise_number: str
    id: uuid.UUID
    worker_id: uuid.UUID
    registered_by: str
    end_date: dt.date


async def count_due(connection: Connection, today: dt.date) -> tuple[int, int]:
    """Return how many proposals are due, and at how many employers."""
    cursor = await connection.execute(_COUNT, {"today": today})
    [(proposals, employers)] = await cursor.fetchall()
    return proposals, employers


async def lock_due(
    connection: Connection, today: dt.date, employer: int, limit: int
) -> list[DueProposal]:
    """Return proposals that are due, from an employer on, and hold them until the transaction ends.

    Those that another transaction holds are left out.
    """
    values = {"today": today, "employer": employer, "limit": limit}
    return await fetch_all(connection, DueProposal, _LOCK, values)


async def settle(
    connection: Connection, proposals: Sequence[DueProposal], now: dt.datetime, year: int
) -> None:
    """Settle these, journal it, and mark whose account of a year before `year` changes."""
    if not proposals:
        return
    employers = [one.employer_id for one in proposals]
    await connection.execute(_SETTLE, (now, now, employers, [one.id for one in proposals]))
    contents = [_content(one) for one in proposals]
    ids = [uuid7() for _ in proposals]
    await connection.execute(
        _JOURNAL,
        (
            uuid7(),
            now,
            employers,
            ids,
            [one.registered_by for one in proposals],
            [content.decode() for content in contents],
            [hashlib.sha256(content).digest() for content in contents],
            [one.id for one in proposals],
        ),
    )
    marked = [
        (one.employer_id, declaration, one.worker_id)
        for one, declaration in zip(proposals, ids, strict=True)
        if one.end_date.year < year
    ]
    if marked:
        await connection.execute(_MARK, [list(column) for column in zip(*marked, strict=True)])


def _content(proposal: DueProposal) -> bytes:
    """A confirmation, in the form in which an employer's is journalled."""
    return msgspec.json.encode(
        {
            "kind": "decision",
            "action": "correct",
            "reference": "settled",
            "enterpriseNumber": proposal.enterprise_number,
            "ssin": None,
            "target": proposal.id,
            "decision": {"verdict": "confirm"},
        }
    )
