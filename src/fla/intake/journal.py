"""The journal: every declaration that came in and its outcome; the first outcome of a retry."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fla.intake.anomaly import Anomaly, anomaly_of
from fla.intake.declaration import Outcome, OutcomeStatus, kind_of
from fla.intake.filing import Filing, storable
from fla.intake.staging import Columns, Connection, ask, insertion, stage

_JOURNAL: Columns = {
    "employer_id": "int8",
    "id": "uuid",
    "submission_id": "uuid",
    "sender": "text",
    "declared_by": "text",
    "door": "text",
    "kind": "text",
    "action": "text",
    "reference": "text",
    "content": "text",
    "content_hash": "bytea",
    "outcome": "text",
    "target_id": "uuid",
    "declared_at": "timestamptz",
}
_ANOMALY: Columns = {
    "employer_id": "int8",
    "declaration_id": "uuid",
    "position": "int2",
    "code": "text",
    "class": "text",
    "value": "text",
    "detail": "text",
}
_MOST_TEXT = 500
_MOST_ANOMALIES = 1000

_ADD = insertion("journal", _JOURNAL)
_ADD_ANOMALIES = insertion("anomaly", _ANOMALY)
_FIRST = """
SELECT j.id, j.outcome, j.target_id, a.code, a.value, a.detail
  FROM unnest(%s::bigint[], %s::uuid[]) AS asked (employer_id, id)
  JOIN journal j ON j.employer_id = asked.employer_id AND j.id = asked.id
  LEFT JOIN anomaly a ON a.employer_id = j.employer_id AND a.declaration_id = j.id
 ORDER BY j.id, a.position
"""


async def write(
    connection: Connection, filings: Sequence[Filing], submission_id: uuid.UUID, now: dt.datetime
) -> None:
    """Journal these filings and their anomalies; repetitions are in the journal already."""
    new = [filing for filing in filings if filing.first is None]
    if not new:
        return
    rows = (_row(filing, submission_id, now) for filing in new)
    await stage(connection, "journal", _JOURNAL, rows)
    await ask(connection, _ADD)
    if any(filing.anomalies for filing in new):
        await stage(connection, "anomaly", _ANOMALY, _anomaly_rows(new))
        await ask(connection, _ADD_ANOMALIES)


async def first_outcomes(
    connection: Connection, filings: Iterable[Filing]
) -> dict[uuid.UUID, Outcome]:
    """The outcomes of the declarations that these filings repeat, by declaration id."""
    repeated = [filing for filing in filings if filing.first is not None]
    if not repeated:
        return {}
    ids = ([f.employer_id for f in repeated], [f.first for f in repeated])
    found: dict[uuid.UUID, tuple[OutcomeStatus, uuid.UUID]] = {}
    anomalies: dict[uuid.UUID, list[Anomaly]] = defaultdict(list)
    async for id_, outcome, target, code, value, detail in await connection.execute(_FIRST, ids):
        found[id_] = (outcome, target)
        if code is not None:
            anomalies[id_].append(anomaly_of(code, value, detail))
    filings_by_first = {filing.first: filing for filing in repeated}
    return {
        id_: Outcome(
            declaration_id=id_,
            reference=filings_by_first[id_].declaration.reference,
            status=status,
            target=target,
            version=filings_by_first[id_].version,
            anomalies=tuple(anomalies[id_]),
            repeated=True,
        )
        for id_, (status, target) in found.items()
    }


def _row(filing: Filing, submission_id: uuid.UUID, now: dt.datetime) -> tuple[Any, ...]:
    return (
        filing.employer_id,
        filing.id,
        submission_id,
        filing.sender.enterprise_number,
        filing.sender.person,
        filing.sender.door,
        kind_of(filing.declaration),
        filing.declaration.action,
        storable(filing.declaration.reference, 60),
        filing.content.decode(),
        filing.digest,
        filing.status,
        None if filing.refused else filing.target,
        now,
    )


def _anomaly_rows(filings: Iterable[Filing]) -> Iterator[tuple[Any, ...]]:
    for filing in filings:
        for position, anomaly in enumerate(filing.anomalies[:_MOST_ANOMALIES]):
            yield (
                filing.employer_id,
                filing.id,
                position,
                anomaly.code,
                anomaly.anomaly_class,
                None if anomaly.value is None else storable(anomaly.value, _MOST_TEXT),
                None if anomaly.detail is None else storable(anomaly.detail, _MOST_TEXT),
            )
