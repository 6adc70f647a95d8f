"""Declared training rights, held against the register and as they are written."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Right
from fla.intake.existing import EXISTING, judge_objects
from fla.intake.filing import Filing
from fla.intake.once import Once
from fla.intake.staging import Columns, Connection
from fla.intake.writing import Table
from fla.intake.year import CLOSED_YEAR, REGIME_OF_YEAR, judge_closed, judge_employed

# One row a filing. `other` is another live right of the worker, year and type.
_FACTS = (
    """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.cancelled, true,
       again.id, x.version, last.content,
       {closed}, least(s.year, x.year), o.minutes_per_day, other.id, other.reference,
       s.right_type = 'statutory' AND EXISTS (
           SELECT FROM opt_out p
            WHERE p.employer_id = s.employer_id AND p.year = s.year AND NOT p.cancelled
              AND (p.worker_id IS NULL OR p.worker_id = w.id))
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
{regime}
  LEFT JOIN training_right other ON other.employer_id = s.employer_id AND other.worker_id = w.id
                                AND other.year = s.year AND other.right_type = s.right_type
                                AND NOT other.cancelled
 WHERE s.kind = 'right'
""".replace("{existing}\n", EXISTING.replace("{table}", "training_right"))
    .replace("{regime}\n", REGIME_OF_YEAR)
    .replace("{closed}", CLOSED_YEAR)
)

_CONTENT: Columns = {
    "year": "int2",
    "right_type": "text",
    "unit": "text",
    "entitled": "numeric",
    "carried_in": "numeric",
    "adjusted": "numeric",
    "adjustment_reason": "text",
    "minutes_per_day": "int4",
    "cba_registration_number": "text",
}


async def check_rights(connection: Connection, filings: Sequence[Filing], today: dt.date) -> None:
    """Append to each staged right filing what the register or the set has against it."""
    once = Once()
    for filing, facts in await judge_objects(connection, _FACTS, filings):
        _judge(filing, today, once, *facts)


def _judge(
    filing: Filing,
    today: dt.date,
    once: Once,
    closed: int | None,
    earliest: int | None,
    minutes_per_day: int | None,
    other: uuid.UUID | None,
    other_reference: str | None,
    opted_out: bool,
) -> None:
    judge_closed(filing, closed)
    filing.recalculate = earliest is not None and earliest < today.year
    right = _right(filing)
    if right is None:
        if not filing.refused:
            once.give_up(filing)
        return
    judge_employed(filing, right.year, minutes_per_day)
    if right.right_type == "statutory" and not opted_out:
        filing.anomalies.append(Anomaly(Field.RIGHT_TYPE, Error.COMPUTED_RIGHT, right.right_type))
    claim = (filing.worker_id, right.year, right.right_type)
    if reference := once.holder(filing, claim, other, other_reference):
        filing.anomalies.append(
            Anomaly(Field.RIGHT_TYPE, Error.RIGHT_EXISTS, right.right_type, filing.told(reference))
        )
    if not filing.refused:
        once.take(filing, claim)


def _right(filing: Filing) -> Right | None:
    right = filing.said
    assert right is None or isinstance(right, Right)  # noqa: S101
    return right


def _values(filing: Filing) -> tuple[Any, ...]:
    right = _right(filing)
    assert right is not None  # noqa: S101
    return (
        right.year,
        right.right_type,
        right.unit,
        right.entitled,
        right.carried_in,
        right.adjusted,
        right.adjustment_reason,
        filing.minutes_per_day,
        right.cba_registration_number,
    )


RIGHTS = Table(name="training_right", content=_CONTENT, values=_values)
"""Declared rights of a year."""
