"""Verifications of a computed right, held against the register and as they are written."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Verification
from fla.intake.existing import EXISTING, judge_objects
from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection
from fla.intake.writing import Table
from fla.intake.year import CLOSED_YEAR, REGIME_OF_YEAR, judge_closed, judge_employed

# One row a filing. `other` is another live verification of the very amount that is computed now.
_FACTS = (
    """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.cancelled, true,
       again.id, x.version, last.content,
       {closed}, o.minutes_per_day, c.entitled, other.reference
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
{regime}
  LEFT JOIN computed_right c ON c.employer_id = s.employer_id AND c.worker_id = w.id
                            AND c.year = s.year
  LEFT JOIN LATERAL (
        SELECT min(v.reference) AS reference
          FROM right_verification v
         WHERE v.employer_id = s.employer_id AND v.worker_id = w.id AND v.year = s.year
           AND v.entitled = c.entitled AND NOT v.cancelled AND v.id IS DISTINCT FROM x.id
       ) other ON true
 WHERE s.kind = 'verification'
""".replace("{existing}\n", EXISTING.replace("{table}", "right_verification"))
    .replace("{regime}\n", REGIME_OF_YEAR)
    .replace("{closed}", CLOSED_YEAR)
)
_CONTENT: Columns = {"year": "int2", "entitled": "numeric"}


async def check_verifications(
    connection: Connection, filings: Sequence[Filing], _today: dt.date
) -> None:
    """Append to each staged verification filing what the register has against it."""
    for filing, facts in await judge_objects(connection, _FACTS, filings):
        _judge(filing, *facts)


def _judge(
    filing: Filing,
    closed: int | None,
    minutes_per_day: int | None,
    computed: Decimal | None,
    before: str | None,
) -> None:
    judge_closed(filing, closed)
    filing.computed = computed
    verification = _verification(filing)
    if verification is None or not judge_employed(filing, verification.year, minutes_per_day):
        return
    year = str(verification.year)
    if computed is None:
        filing.anomalies.append(Anomaly(Field.RIGHT_YEAR, Error.NO_RIGHT, year))
    elif before is not None:
        detail = filing.told(before)
        filing.anomalies.append(Anomaly(Field.RIGHT_YEAR, Error.VERIFIED, year, detail))


def _verification(filing: Filing) -> Verification | None:
    verification = filing.said
    assert verification is None or isinstance(verification, Verification)  # noqa: S101
    return verification


def _values(filing: Filing) -> tuple[Any, ...]:
    verification = _verification(filing)
    assert verification is not None  # noqa: S101
    return verification.year, filing.computed


VERIFICATIONS = Table(name="right_verification", content=_CONTENT, values=_values)
"""What the employer found to be correct, with the amount that he saw."""
