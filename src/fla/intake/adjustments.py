"""Adjustments of a right, held against the register and as they are written."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Adjustment
from fla.intake.existing import EXISTING, judge_objects
from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection
from fla.intake.writing import Table
from fla.intake.year import CLOSED_YEAR, REGIME_OF_YEAR, judge_closed, judge_employed

# One row a filing. What was computed for the worker and year counts only where it is of the type
# adjusted; beside it a declared right of that type may be adjusted.
_FACTS = (
    """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.cancelled, true,
       again.id, x.version, last.content,
       {closed}, least(s.year, x.year), o.minutes_per_day, c.entitled,
       EXISTS (SELECT FROM training_right r
                WHERE r.employer_id = s.employer_id AND r.worker_id = w.id AND r.year = s.year
                  AND r.right_type = s.right_type AND NOT r.cancelled)
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
{regime}
  LEFT JOIN LATERAL (
        SELECT k.entitled
          FROM computed_right k
          JOIN right_basis b ON b.employer_id = k.employer_id AND b.number = k.basis
         WHERE k.employer_id = s.employer_id AND k.worker_id = w.id AND k.year = s.year
           AND b.right_type = s.right_type
       ) c ON true
 WHERE s.kind = 'adjustment'
""".replace("{existing}\n", EXISTING.replace("{table}", "right_adjustment"))
    .replace("{regime}\n", REGIME_OF_YEAR)
    .replace("{closed}", CLOSED_YEAR)
)
_CONTENT: Columns = {
    "year": "int2",
    "right_type": "text",
    "unit": "text",
    "amount": "numeric",
    "effective_date": "date",
    "reason": "text",
    "minutes_per_day": "int4",
    "computed_then": "numeric",
}


async def check_adjustments(
    connection: Connection, filings: Sequence[Filing], today: dt.date
) -> None:
    """Append to each staged adjustment filing what the register has against it."""
    for filing, facts in await judge_objects(connection, _FACTS, filings):
        _judge(filing, today, *facts)


def _judge(
    filing: Filing,
    today: dt.date,
    closed: int | None,
    earliest: int | None,
    minutes_per_day: int | None,
    computed: Decimal | None,
    declared: bool,
) -> None:
    judge_closed(filing, closed)
    filing.recalculate = earliest is not None and earliest < today.year
    filing.computed = computed
    adjustment = _adjustment(filing)
    if adjustment is None or not judge_employed(filing, adjustment.year, minutes_per_day):
        return
    if computed is None and not declared:
        right_type, year = adjustment.right_type, str(adjustment.year)
        filing.anomalies.append(Anomaly(Field.RIGHT_TYPE, Error.NO_RIGHT, right_type, year))


def _adjustment(filing: Filing) -> Adjustment | None:
    adjustment = filing.said
    assert adjustment is None or isinstance(adjustment, Adjustment)  # noqa: S101
    return adjustment


def _values(filing: Filing) -> tuple[Any, ...]:
    adjustment = _adjustment(filing)
    assert adjustment is not None  # noqa: S101
    return (
        adjustment.year,
        adjustment.right_type,
        adjustment.unit,
        adjustment.amount,
        adjustment.effective_date,
        adjustment.reason,
        filing.minutes_per_day,
        filing.computed,
    )


ADJUSTMENTS = Table(name="right_adjustment", content=_CONTENT, values=_values)
"""Dated lines on top of rights, with the computed amount that each was made on."""
