"""Opt-outs from the computed right of a year, held against the register and as they are written."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import OptOut
from fla.intake.existing import EXISTING, judge_objects
from fla.intake.filing import Filing
from fla.intake.once import Once
from fla.intake.staging import Columns, Connection
from fla.intake.writing import Table
from fla.intake.year import CLOSED_YEAR, REGIME_OF_YEAR, judge_closed, judge_employed

# One row a filing. `other` is another live opt-out of the same year and scope; `depending` counts
# the declared statutory rights that nothing would allow any more once this filing is written.
_FACTS = (
    """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.cancelled, true,
       again.id, x.version, last.content,
       {closed}, o.minutes_per_day, other.id, other.reference, d.depending
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
{regime}
  LEFT JOIN opt_out other ON other.employer_id = s.employer_id AND other.year = s.year
                         AND other.worker_id IS NOT DISTINCT FROM w.id AND NOT other.cancelled
  LEFT JOIN LATERAL (
        SELECT count(*) AS depending
          FROM training_right r
         WHERE r.employer_id = x.employer_id AND r.year = x.year AND r.right_type = 'statutory'
           AND NOT r.cancelled AND r.worker_id = coalesce(x.worker_id, r.worker_id)
           AND NOT EXISTS (
                 SELECT FROM opt_out p
                  WHERE p.employer_id = x.employer_id AND p.year = x.year AND NOT p.cancelled
                    AND p.id <> x.id AND (p.worker_id IS NULL OR p.worker_id = r.worker_id))
       ) d ON s.action <> 'register' AND s.year IS DISTINCT FROM x.year
 WHERE s.kind = 'optOut'
""".replace("{existing}\n", EXISTING.replace("{table}", "opt_out"))
    .replace("{regime}\n", REGIME_OF_YEAR)
    .replace("{closed}", CLOSED_YEAR)
)
_CONTENT: Columns = {"year": "int2", "reason": "text"}


async def check_opt_outs(
    connection: Connection, filings: Sequence[Filing], _today: dt.date
) -> None:
    """Append to each staged opt-out filing what the register or the set has against it."""
    once = Once()
    for filing, facts in await judge_objects(connection, _FACTS, filings):
        _judge(filing, once, *facts)


def _judge(
    filing: Filing,
    once: Once,
    closed: int | None,
    minutes_per_day: int | None,
    other: uuid.UUID | None,
    other_reference: str | None,
    depending: int | None,
) -> None:
    filing.recalculate = True
    judge_closed(filing, closed)
    if depending:
        count = filing.told(str(depending))
        filing.anomalies.append(Anomaly(Field.RIGHT_YEAR, Error.RIGHTS_LEFT_OUT, detail=count))
    opt_out = _opt_out(filing)
    if opt_out is None:
        if not filing.refused:
            once.give_up(filing)
        return
    if filing.declaration.ssin is not None:
        employed = judge_employed(filing, opt_out.year, minutes_per_day)
        if filing.own_only and not employed:  # whether he is known at all shows in nothing
            return
    claim = (filing.employer_id, filing.worker_id, opt_out.year)
    if reference := once.holder(filing, claim, other, other_reference):
        year, detail = str(opt_out.year), filing.told(reference)
        filing.anomalies.append(Anomaly(Field.RIGHT_YEAR, Error.EXISTS, year, detail))
    if not filing.refused:
        once.take(filing, claim)


def _opt_out(filing: Filing) -> OptOut | None:
    opt_out = filing.said
    assert opt_out is None or isinstance(opt_out, OptOut)  # noqa: S101
    return opt_out


def _values(filing: Filing) -> tuple[Any, ...]:
    opt_out = _opt_out(filing)
    assert opt_out is not None  # noqa: S101
    return opt_out.year, opt_out.reason


OPT_OUTS = Table(name="opt_out", content=_CONTENT, values=_values)
"""Opt-outs of a year; without a worker the whole company's."""
