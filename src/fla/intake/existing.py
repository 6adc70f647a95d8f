"""What a declaration means for the object its reference or target names, if there is one.

The object bears the id of the declaration that registered it; the journal keeps the hash of every
declaration, so that a retry is known for what it is, however much has happened since.
"""

import uuid
from collections.abc import Sequence
from typing import Any, LiteralString

import msgspec
from msgspec import Struct

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import AnyDeclaration, content_of
from fla.intake.filing import Filing
from fla.intake.staging import Connection, ask
from fla.intake.writing import as_written

# Joined to the staged keys `s` of one kind: `x` is the object in {table}, by reference or by id;
# `again` the same declaration made before; `last` the last accepted one, asked of a correction.
EXISTING: LiteralString = """\
  LEFT JOIN LATERAL (
        SELECT * FROM {table} r
         WHERE s.target IS NULL AND r.employer_id = s.employer_id
           AND r.registered_by = s.sender AND r.reference = s.reference
        UNION ALL
        SELECT * FROM {table} r WHERE r.employer_id = s.employer_id AND r.id = s.target
       ) x ON true
  LEFT JOIN LATERAL (
        SELECT j.id FROM journal j
         WHERE j.employer_id = x.employer_id AND j.id = x.id
           AND j.content_hash = s.digest AND j.sender = s.sender
        UNION ALL
        SELECT j.id FROM journal j
         WHERE j.employer_id = x.employer_id AND j.target_id = x.id AND j.action <> 'register'
           AND j.content_hash = s.digest AND j.sender = s.sender
         LIMIT 1
       ) again ON true
  LEFT JOIN journal last ON s.action = 'correct' AND last.employer_id = x.employer_id
                        AND last.id = x.declaration_id
"""

# The same where all only register: by reference alone, and only a registration can be repeated.
EXISTING_OF_NEW: LiteralString = """\
  LEFT JOIN LATERAL (
        SELECT * FROM {table} r
         WHERE r.employer_id = s.employer_id
           AND r.registered_by = s.sender AND r.reference = s.reference
         LIMIT 1
       ) x ON true
  LEFT JOIN LATERAL (
        SELECT j.id FROM journal j
         WHERE j.employer_id = x.employer_id AND j.id = x.id
           AND j.content_hash = s.digest AND j.sender = s.sender
         LIMIT 1
       ) again ON true
"""


class Existing(Struct, frozen=True, gc=False):
    """The object concerned, as the register has it; all None where there is none.

    `settled` says that whoever answers for the employer has accepted it; `repeated` is the accepted
    declaration about it that this sender made before in the very same words, `last_content` what
    anybody's last accepted one said.
    """

    target: uuid.UUID | None
    registered_by: str | None
    worker_id: uuid.UUID | None
    cancelled: bool | None
    settled: bool | None
    repeated: uuid.UUID | None
    version: int | None
    last_content: str | None


NOTHING = Existing(None, None, None, None, None, None, None, None)
"""What there is of an object that is new."""

Touched = set[tuple[int, uuid.UUID | None]]
"""The objects, by employer, that a set changes already."""


async def judge_objects(
    connection: Connection, query: LiteralString, filings: Sequence[Filing]
) -> list[tuple[Filing, tuple[Any, ...]]]:
    """Judge filings, as they are written, by their workers and by the objects that there are.

    The query gives a row a filing: its number, the worker, the fields of `Existing`, and whatever
    else its kind asks for. That last part is returned with each filing about which more is to be
    said: not with repetitions, nor with those of unknown workers where that may be told.
    """
    cursor = await ask(connection, query)
    facts: dict[int, tuple[Any, ...]] = {row[0]: row[1:] for row in await cursor.fetchall()}
    touched = Touched()
    further = []
    for filing in as_written(filings):
        filing.worker_id, *row = facts[filing.number][:9]
        existing, ssin = Existing(*row), filing.declaration.ssin
        unknown = filing.worker_id is None and ssin is not None and existing.repeated is None
        # Who had a mandate hears the same of whom nobody knows as of who is not employed there.
        if unknown and not filing.own_only:
            filing.anomalies.append(Anomaly(Field.SSIN, Error.UNKNOWN, ssin))
            continue
        judge_existing(filing, existing, touched)
        if filing.first is None:
            further.append((filing, facts[filing.number][9:]))
    return further


def judge_existing(filing: Filing, existing: Existing, touched: Touched) -> None:
    """Find out whether the filing repeats, changes or clashes with the object there is.

    `touched` holds the objects that the set changes already: each may be changed once in it.
    """
    if existing.target is None:
        if filing.declaration.action != "register":
            filing.anomalies.append(_unknown(filing))
        else:
            filing.target = filing.id
        return
    if filing.own_only and existing.registered_by != filing.sender.enterprise_number:
        filing.anomalies.append(_unknown(filing))
        return
    filing.target, filing.version = existing.target, existing.version
    if existing.repeated is not None:
        filing.first = existing.repeated
        filing.anomalies.clear()
        return
    if filing.declaration.action == "register":
        error = Error.WRONG_STATE if existing.cancelled else Error.REFERENCE_TAKEN
        filing.anomalies.append(Anomaly(Field.REFERENCE, error, filing.declaration.reference))
    else:
        _judge_change(filing, existing)
    if (filing.employer_id, filing.target) in touched:
        filing.anomalies.append(Anomaly(Field.REFERENCE, Error.REPEATED, _named(filing)))
    elif not filing.refused:
        touched.add((filing.employer_id, filing.target))


def _judge_change(filing: Filing, existing: Existing) -> None:
    seen = filing.declaration.version
    if seen is not None and seen != existing.version:
        # Whatever else is to be said holds of something that the sender has not seen.
        now, target = str(existing.version), str(existing.target)
        filing.anomalies.append(Anomaly(Field.TARGET, Error.STALE, target, detail=now))
    # What the employer has settled is no longer the provider's to change.
    elif existing.cancelled or (filing.as_provider and existing.settled):
        filing.anomalies.append(Anomaly(Field.REFERENCE, Error.WRONG_STATE, _named(filing)))
    elif existing.worker_id != filing.worker_id or _names_nobody(filing):
        filing.anomalies.append(Anomaly(Field.SSIN, Error.FORBIDDEN, filing.declaration.ssin))
    elif filing.declaration.action == "correct" and _same_content(filing, existing.last_content):
        filing.anomalies.append(Anomaly(Field.DECLARATION, Error.UNCHANGED))


def _names_nobody(filing: Filing) -> bool:
    """Whether it names a worker whom the employer has not."""
    return filing.worker_id is None and filing.declaration.ssin is not None


def _named(filing: Filing) -> str:
    return str(filing.declaration.target or filing.declaration.reference)


def _unknown(filing: Filing) -> Anomaly:
    field = Field.TARGET if filing.declaration.target else Field.REFERENCE
    return Anomaly(field, Error.UNKNOWN, _named(filing))


def _same_content(filing: Filing, last_content: str | None) -> bool:
    if last_content is None:
        return False
    last: AnyDeclaration = msgspec.json.decode(last_content, type=AnyDeclaration)
    return content_of(last) == filing.said
