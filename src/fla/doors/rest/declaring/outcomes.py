"""Outcomes as the contract has them: one by itself, or many in their order."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import UNSET

from fla.clock import BRUSSELS, Clock
from fla.contract import structs
from fla.contract.structs import InputValidationIssue
from fla.doors.rest.addresses import COLLECTIONS
from fla.doors.rest.answer import Answer, Refusal, stale
from fla.doors.rest.call import Call
from fla.intake.anomaly import Anomaly, Error
from fla.intake.declaration import AnyDeclaration, Outcome, kind_of

_NOT_YOURS: Final = frozenset({Error.NOT_ENTITLED, Error.NO_MANDATE})
CLASHES: Final = frozenset(
    {
        Error.WRONG_STATE,
        Error.REFERENCE_TAKEN,
        Error.RIGHT_EXISTS,
        Error.COMPUTED_RIGHT,
        Error.EXISTS,
        Error.YEAR_CLOSED,
        Error.RIGHTS_LEFT_OUT,
        Error.REPLACED,
        Error.NUMBER_TAKEN,
        Error.EXCLUSIVE,
        Error.OTHER_SIDE,
        Error.MANDATE_STATE,
        Error.TOO_MANY_PENDING,
    }
)
"""The errors that say that what is declared clashes with what the register holds."""


def alone(
    call: Call,
    declaration: AnyDeclaration,
    outcome: Outcome,
    issues: list[InputValidationIssue],
    status: int,
) -> Answer:
    """Answer with the outcome of the only declaration of a call; 201 tells its address too.

    Raises Refusal for a rejected one, whose status says where the fault lies.
    """
    if outcome.status == "rejected":
        raise refusal(outcome.anomalies, issues, call.service.clock)
    body = told(call, declaration, outcome, issues)
    return Answer(
        status,
        body,
        etag=str(outcome.version),
        location=body.href or None if status == 201 else None,
        localised=bool(issues),
    )


def refusal(
    anomalies: Sequence[Anomaly], issues: list[InputValidationIssue], clock: Clock
) -> Refusal:
    """Return the problem that a rejected declaration is."""
    blocking = {anomaly.error for anomaly in anomalies if anomaly.blocking}
    if Error.STALE in blocking:
        return stale()
    if Error.TOO_MANY_MISSES in blocking:
        tomorrow = _seconds_left(clock)
        return Refusal(429, "tooManyFailedRequests", issues=issues, retry_after=tomorrow)
    if blocking & _NOT_YOURS:
        return Refusal(403, "missingPermission", issues=issues)
    if blocking <= CLASHES:
        return Refusal(409, "fla:conflict", issues=issues)
    return Refusal(400, "badRequest", issues=issues)


def _seconds_left(clock: Clock) -> int:
    """Seconds until the next day begins in Brussels, 1 at the least."""
    midnight = dt.datetime.combine(clock.today() + dt.timedelta(days=1), dt.time(), tzinfo=BRUSSELS)
    return max(int((midnight - clock.now()).total_seconds()), 1)


def together(
    call: Call,
    declarations: Sequence[AnyDeclaration],
    outcomes: Sequence[Outcome],
    issues: Sequence[list[InputValidationIssue]],
    *,
    dry_run: bool,
) -> Answer:
    """Answer with the outcomes of many declarations, in their order."""
    statuses = Counter(outcome.status for outcome in outcomes)
    body = structs.Outcomes(
        accepted=statuses["accepted"],
        accepted_with_warnings=statuses["acceptedWithWarnings"],
        rejected=statuses["rejected"],
        repeated=sum(outcome.repeated for outcome in outcomes),
        items=[
            told(call, *one, dry_run=dry_run)
            for one in zip(declarations, outcomes, issues, strict=True)
        ],
    )
    return Answer(body=body, localised=any(issues))


def told(
    call: Call,
    declaration: AnyDeclaration,
    outcome: Outcome,
    issues: list[InputValidationIssue],
    *,
    dry_run: bool = False,
) -> structs.Outcome:
    """Return an outcome as the contract has it; that of a dry run names nothing in the register."""
    id_, named = str(outcome.declaration_id), not dry_run and outcome.target is not None
    # What was just registered bears the id of the declaration that did so.
    target = id_ if outcome.target == outcome.declaration_id else str(outcome.target)
    collection = COLLECTIONS[kind_of(declaration)]
    href = call.address("employers", declaration.enterprise_number, collection, target)
    return structs.Outcome(
        declaration_id=id_,
        reference=outcome.reference,
        status=outcome.status,
        target=target if named else UNSET,
        version=outcome.version if named and outcome.version else UNSET,
        href=href if named else UNSET,
        issues=issues or UNSET,
        repeated=outcome.repeated or UNSET,
    )
