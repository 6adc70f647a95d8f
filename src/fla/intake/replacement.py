"""A worker's number replaced, such as a BIS number by a national one: he stays one person.

Everything about a worker hangs on his row, not on his number, so that the row takes the new number
and remembers the old one. What is still declared under the old number is refused: it would make a
second person of him. Belgif calls that the problem `replacedSsin`.
"""

from collections.abc import Iterable, Sequence
from typing import LiteralString

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import EmploymentDeclaration
from fla.intake.filing import Filing
from fla.intake.staging import Connection
from fla.intake.writing import NotWrittenError

_LIVING: LiteralString = """(
       EXISTS (SELECT FROM employment x WHERE x.employer_id = n.employer_id
                  AND x.worker_id = n.id AND NOT x.cancelled)
    OR EXISTS (SELECT FROM training_right x WHERE x.employer_id = n.employer_id
                  AND x.worker_id = n.id AND NOT x.cancelled)
    OR EXISTS (SELECT FROM right_adjustment x WHERE x.employer_id = n.employer_id
                  AND x.worker_id = n.id AND NOT x.cancelled)
    OR EXISTS (SELECT FROM opt_out x WHERE x.employer_id = n.employer_id
                  AND x.worker_id = n.id AND NOT x.cancelled)
    OR EXISTS (SELECT FROM training x WHERE x.employer_id = n.employer_id
                  AND x.worker_id = n.id AND x.status <> 'cancelled'))
"""

# One row a replacement, in order. `heir` bears another number instead of the old one already,
# `beyond` another one instead of the new; `n` is somebody else under the new number, of whom
# something stands that is not cancelled.
_STANDING: LiteralString = """
SELECT w.id IS NOT NULL, heir.ssin, beyond.ssin, n.family_name || ' ' || n.given_name
  FROM unnest(%s::bigint[], %s::text[], %s::text[])
       WITH ORDINALITY AS r (employer_id, old, new, position)
  LEFT JOIN worker w ON w.employer_id = r.employer_id AND w.ssin = r.old
  LEFT JOIN worker heir ON heir.employer_id = r.employer_id AND heir.former_ssin = r.old
  LEFT JOIN worker beyond ON beyond.employer_id = r.employer_id AND beyond.former_ssin = r.new
                         AND beyond.id IS DISTINCT FROM w.id
  LEFT JOIN worker n ON n.employer_id = r.employer_id AND n.ssin = r.new AND {living}
 ORDER BY r.position
""".replace("{living}", _LIVING)

_REPLACED = """
SELECT DISTINCT w.employer_id, w.former_ssin, w.ssin
  FROM unnest(%s::bigint[], %s::text[]) AS r (employer_id, ssin)
  JOIN worker w ON w.employer_id = r.employer_id AND w.former_ssin = r.ssin
"""

# Whoever stood under the new number, all cancelled, takes the old one, which nobody bears any more.
_REPLACE: LiteralString = """
UPDATE worker n
   SET ssin = CASE n.ssin WHEN r.old THEN r.new ELSE r.old END,
       former_ssin = CASE n.ssin WHEN r.old THEN r.old END
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS r (employer_id, old, new)
 WHERE n.employer_id = r.employer_id AND n.ssin = ANY (ARRAY[r.old, r.new])
   AND (n.ssin = r.old OR NOT {living})
RETURNING n.former_ssin
""".replace("{living}", _LIVING)

_Number = tuple[int, str | None]
"""A number at an employer."""

_OF_NUMBERS = frozenset({Error.REPLACED, Error.NUMBER_TAKEN})


def in_turn(filings: Sequence[Filing]) -> list[Sequence[Filing]]:
    """Split filings of one kind so that each finds its worker under the number it bears.

    What comes under a number that the set replaces goes first, then what replaces it, then the
    rest, under new numbers too. No filings make no part.
    """
    replacing = [filing for filing in filings if filing.replaced_ssin is not None]
    if not replacing:
        return [filings] if filings else []
    old = {(filing.employer_id, filing.replaced_ssin) for filing in replacing}
    before: list[Filing] = []
    after: list[Filing] = []
    for filing in filings:
        if filing.replaced_ssin is None:
            earlier = (filing.employer_id, filing.declaration.ssin) in old
            (before if earlier else after).append(filing)
    return [part for part in (before, replacing, after) if part]


async def check_replacements(connection: Connection, filings: Iterable[Filing]) -> None:
    """Append what the register, or the set, has against replacing a worker's number."""
    replacing = [filing for filing in filings if filing.replaced_ssin is not None]
    if not replacing:
        return
    cursor = await connection.execute(_STANDING, _numbers(replacing))
    # What the set replaces so far: the new number of each old one, the old of each new one.
    heirs, origins = dict[_Number, str | None](), dict[_Number, str | None]()
    for filing, row in zip(replacing, await cursor.fetchall(), strict=True):
        if filing.own_only:
            number = filing.replaced_ssin
            filing.anomalies.append(Anomaly(Field.REPLACED_SSIN, Error.NOT_ENTITLED, number))
            continue
        known, heir, beyond, other = row
        old = (filing.employer_id, filing.replaced_ssin)
        new = (filing.employer_id, filing.declaration.ssin)
        filing.anomalies += _objection(
            filing, known, heir or heirs.get(old), beyond, other or origins.get(new)
        )
        heirs.setdefault(old, new[1])
        origins.setdefault(new, old[1])


def _objection(
    filing: Filing, known: bool, heir: str | None, beyond: str | None, other: str | None
) -> list[Anomaly]:
    """The first thing that speaks against a replacement; what follows from it is left out."""
    old, new = filing.replaced_ssin, filing.declaration.ssin
    if heir is not None:
        return [Anomaly(Field.REPLACED_SSIN, Error.REPLACED, old, heir)]
    if not known:
        return [Anomaly(Field.REPLACED_SSIN, Error.UNKNOWN, old)]
    if beyond is not None:
        return [Anomaly(Field.SSIN, Error.REPLACED, new, beyond)]
    if other is not None:
        return [Anomaly(Field.SSIN, Error.NUMBER_TAKEN, new, other)]
    return []


async def refuse_replaced(connection: Connection, filings: Iterable[Filing]) -> None:
    """Refuse, once judged, what comes under a number that was replaced, and say just that.

    Whatever else was found holds of somebody whom nobody is. Of trainings and rights only those
    that failed are asked about: without an employment none passes. A retry keeps its first outcome.
    """
    asked = [filing for filing in filings if filing.first is None and _doubtful(filing)]
    if not asked:
        return
    numbers = ([f.employer_id for f in asked], [f.declaration.ssin for f in asked])
    cursor = await connection.execute(_REPLACED, numbers)
    heirs = {(employer_id, old): new for employer_id, old, new in await cursor.fetchall()}
    for filing in asked:
        number = filing.declaration.ssin
        heir = heirs.get((filing.employer_id, number))
        if heir is not None and filing.replaced_ssin is None:
            found = Anomaly(Field.SSIN, Error.REPLACED, number, filing.told(heir))
            filing.anomalies.append(found)
            filing.new_worker = False
        _keep_what_numbers_say(filing)


def _doubtful(filing: Filing) -> bool:
    # A provider names the worker by either number; who bore which is not his to know.
    if filing.declaration.ssin is None or filing.as_provider:
        return False
    return filing.refused or isinstance(filing.declaration, EmploymentDeclaration)


def _keep_what_numbers_say(filing: Filing) -> None:
    found = [
        anomaly
        for anomaly in filing.anomalies
        if anomaly.field == Field.REPLACED_SSIN or anomaly.error in _OF_NUMBERS
    ]
    if found:
        filing.anomalies[:] = found


async def replace_numbers(connection: Connection, filings: Iterable[Filing]) -> None:
    """Give workers their new number, as far as the filings passed. Raises `NotWrittenError`."""
    replacing = [f for f in filings if f.writable and f.replaced_ssin is not None]
    if not replacing:
        return
    cursor = await connection.execute(_REPLACE, _numbers(replacing))
    replaced = sum(old is not None for (old,) in await cursor.fetchall())
    if replaced != len(replacing):
        raise NotWrittenError(f"{replaced} numbers replaced where {len(replacing)} were accepted")


def _numbers(
    replacing: Sequence[Filing],
) -> tuple[list[int], list[str | None], list[str | None]]:
    return (
        [filing.employer_id for filing in replacing],
        [filing.replaced_ssin for filing in replacing],
        [filing.declaration.ssin for filing in replacing],
    )
