"""Lines of the head count, held against the register and as they are written."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import HeadCount
from fla.intake.existing import EXISTING, judge_objects
from fla.intake.filing import Filing
from fla.intake.once import Once
from fla.intake.staging import Columns, Connection
from fla.intake.writing import Table

# One row a filing. `other` is what was declared of the same quarter. The inputs of a size decision
# name its quarters; a decision is never made anew because one of them is declared otherwise.
_FACTS = """
SELECT s.number, NULL::uuid,
       x.id, x.registered_by, NULL::uuid, x.cancelled, true,
       again.id, x.version, last.content,
       other.id, other.reference, coalesce(s.quarter, x.quarter),
       (SELECT max(z.start_date) FROM size_decision z
         WHERE z.employer_id = s.employer_id
           AND (strpos(z.inputs, s.quarter) > 0 OR strpos(z.inputs, x.quarter) > 0))
  FROM staged_key s
{existing}
  LEFT JOIN head_count other ON other.employer_id = s.employer_id AND other.quarter = s.quarter
                            AND other.line = 'declared' AND s.line = 'declared'
                            AND NOT other.cancelled
 WHERE s.kind = 'headCount'
""".replace("{existing}\n", EXISTING.replace("{table}", "head_count"))
_CONTENT: Columns = {"quarter": "text", "line": "text", "fte": "numeric", "reason": "text"}


async def check_head_counts(
    connection: Connection, filings: Sequence[Filing], _today: dt.date
) -> None:
    """Append to each staged head count filing what the register or the set has against it."""
    once = Once()
    for filing, facts in await judge_objects(connection, _FACTS, filings):
        _judge(filing, once, *facts)


def _judge(
    filing: Filing,
    once: Once,
    other: uuid.UUID | None,
    other_reference: str | None,
    quarter: str | None,
    frozen: dt.date | None,
) -> None:
    filing.recalculate = True
    if frozen is not None:
        since = frozen.isoformat()
        filing.anomalies.append(Anomaly(Field.HEAD_COUNT_QUARTER, Error.FROZEN, quarter, since))
    head_count = _head_count(filing)
    if head_count is None:
        if not filing.refused:
            once.give_up(filing)
    elif head_count.line == "declared":
        claim = (filing.employer_id, quarter)
        if reference := once.holder(filing, claim, other, other_reference):
            detail = filing.told(reference)
            filing.anomalies.append(
                Anomaly(Field.HEAD_COUNT_QUARTER, Error.EXISTS, quarter, detail)
            )
        if not filing.refused:
            once.take(filing, claim)


def _head_count(filing: Filing) -> HeadCount | None:
    head_count = filing.said
    assert head_count is None or isinstance(head_count, HeadCount)  # noqa: S101
    return head_count


def _values(filing: Filing) -> tuple[Any, ...]:
    head_count = _head_count(filing)
    assert head_count is not None  # noqa: S101
    return head_count.quarter, head_count.line, head_count.fte, head_count.reason


HEAD_COUNTS = Table(name="head_count", content=_CONTENT, values=_values, of_worker=False)
"""Full-time equivalents of a quarter, declared or added."""
