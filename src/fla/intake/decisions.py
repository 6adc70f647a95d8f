"""Decisions on proposals: an employer confirms what a provider registered, or objects to it.

Neither changes what the provider said: the training's content stays the last declared one.
"""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from fla.codes import Verification
from fla.identifiers import Quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Decision
from fla.intake.existing import EXISTING, judge_objects
from fla.intake.filing import Filing
from fla.intake.staging import Connection
from fla.intake.writing import NotWrittenError
from fla.mandates.rules import may_declare

# One row a filing. What it says is compared with the training's state below, not with a content.
_FACTS = """
SELECT s.number, x.worker_id,
       x.id, x.registered_by, x.worker_id, x.status = 'cancelled', false,
       again.id, x.version, NULL::text,
       x.verification, x.objection, x.settles_on, x.end_date
  FROM staged_key s
{existing}
 WHERE s.kind = 'decision'
""".replace("{existing}\n", EXISTING.replace("{table}", "training"))
_DECIDE = """
UPDATE training o
   SET verification = c.verification, objection = c.reason, settled_at = NULL,
       version = o.version + 1, changed_at = %s
  FROM unnest(%s::bigint[], %s::uuid[], %s::int4[], %s::text[], %s::text[])
       AS c (employer_id, id, version, verification, reason)
 WHERE o.employer_id = c.employer_id AND o.id = c.id AND o.version = c.version
"""


class _Proposal(Struct, frozen=True, gc=False):
    """A training as it stands; `settles_on` is None where it is nobody's proposal any more."""

    verification: Verification | None
    reason: str | None
    settles_on: dt.date | None
    end_date: dt.date | None


async def check_decisions(
    connection: Connection, filings: Sequence[Filing], today: dt.date
) -> None:
    """Append to each staged decision what the register or the set has against it."""
    for filing, facts in await judge_objects(connection, _FACTS, filings):
        if not filing.refused:  # what there is not, or was not seen, cannot be judged
            _judge(filing, today, _Proposal(*facts))


def _judge(filing: Filing, today: dt.date, proposal: _Proposal) -> None:
    decision = _decision(filing)
    ends = proposal.end_date or today
    filing.recalculate = ends.year < today.year
    quarter = Quarter.of(ends)
    if not _answers(filing, quarter, today):
        number = filing.declaration.enterprise_number
        filing.anomalies.append(
            Anomaly(Field.ENTERPRISE_NUMBER, Error.NO_MANDATE, number, str(quarter))
        )
    if not _open(decision, proposal, today):
        filing.anomalies.append(Anomaly(Field.TARGET, Error.WRONG_STATE, str(filing.target)))
    elif (_OUTCOMES[decision.verdict], decision.reason) == (proposal.verification, proposal.reason):
        filing.anomalies.append(Anomaly(Field.DECLARATION, Error.UNCHANGED))


def _answers(filing: Filing, quarter: Quarter, today: dt.date) -> bool:
    """Whether the sender answers for the employer: today, and in the training's quarter."""
    current = Quarter.of(today)
    if filing.own_only:
        return False
    return not filing.mandates or any(
        may_declare(terms, quarter, current) for terms in filing.mandates
    )


def _open(decision: Decision, proposal: _Proposal, today: dt.date) -> bool:
    """Whether this may still be said of it.

    An employer may think again until the last day; an objection may be withdrawn after it as well.
    What is settled then stands: the employer corrects or cancels it like a training of his own.
    """
    if proposal.settles_on is None:
        return False
    late = today > proposal.settles_on
    return not (late and decision.verdict == "object" and proposal.verification == "confirmed")


async def apply_decisions(
    connection: Connection, filings: Sequence[Filing], now: dt.datetime
) -> None:
    """Write the decisions that passed, at the instant `now`. Raises `NotWrittenError`."""
    decided = [filing for filing in filings if filing.writable]
    if not decided:
        return
    decisions = [_decision(filing) for filing in decided]
    cursor = await connection.execute(
        _DECIDE,
        (
            now,
            [filing.employer_id for filing in decided],
            [filing.target for filing in decided],
            [filing.version for filing in decided],
            [_OUTCOMES[decision.verdict] for decision in decisions],
            [decision.reason for decision in decisions],
        ),
    )
    if cursor.rowcount != len(decided):
        raise NotWrittenError(f"{cursor.rowcount} decisions of {len(decided)} were written")


_OUTCOMES: dict[str, Verification] = {"confirm": "confirmed", "object": "objected"}


def _decision(filing: Filing) -> Decision:
    decision = filing.said
    assert isinstance(decision, Decision)  # noqa: S101
    return decision
