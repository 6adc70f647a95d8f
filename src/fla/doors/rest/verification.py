"""What an employer says of what a provider registered: confirms it, many at once, or objects."""

import uuid
from collections.abc import Sequence
from typing import Final

from fla.contract.structs import (
    InputValidationIssue,
    Training,
    TrainingDecision,
    TrainingDecisionOutcome,
    TrainingDecisions,
)
from fla.doors.rest.addresses import of_object
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.anomalies import Spot, Spotter, tell
from fla.doors.rest.declaring.handing import hand_in
from fla.doors.rest.declaring.kinds import TRAINING
from fla.doors.rest.declaring.lookup import look_up
from fla.doors.rest.declaring.outcomes import refusal
from fla.doors.rest.faults import Place
from fla.doors.rest.permission import not_open
from fla.doors.rest.registry import operation
from fla.intake.anomaly import Error
from fla.intake.declaration import Decision, DecisionDeclaration, Outcome, Verdict
from fla.trainings.model import Verification

_SAID: Final[dict[Verdict, Verification]] = {"confirm": "confirmed", "object": "objected"}
_NOT_YOURS: Final = frozenset({Error.NOT_ENTITLED})


@operation("confirmTraining")
async def confirm_training(call: Call) -> Answer:
    """Confirm one proposal, of the version that was seen."""
    return await _decide(call, Decision(verdict="confirm"))


@operation("objectToTraining")
async def object_to_training(call: Call) -> Answer:
    """Object to one proposal, of the version that was seen."""
    return await _decide(call, Decision(verdict="object", reason=call.body["reason"]))


@operation("confirmTrainings")
async def confirm_trainings(call: Call) -> Answer:
    """Confirm those that were looked at; what became of each, in their order."""
    number = call.path["enterpriseNumber"]
    identifiers = [uuid.UUID(one) for one in call.body["trainings"]]
    confirmation = Decision(verdict="confirm")
    declarations = [_declaration(call, one, confirmation) for one in identifiers]
    outcomes = await hand_in(call, declarations)
    if all(_not_yours(outcome) for outcome in outcomes):
        raise not_open(number, "path")
    items = [
        _told(call, position, identifier, outcome)
        for position, (identifier, outcome) in enumerate(zip(identifiers, outcomes, strict=True))
    ]
    return Answer(body=TrainingDecisions(items=items), localised=True)


async def _decide(call: Call, decision: Decision) -> Answer:
    """Decide on what lies at the call's address.

    A retry under the same version is no fault, and is answered with how the training stands now.
    """
    await look_up(call, TRAINING)
    identifier = uuid.UUID(call.path[TRAINING.parameter])
    [outcome] = await hand_in(call, [_declaration(call, identifier, decision, call.version)])
    if outcome.status == "rejected":
        issues = _issues(call, outcome, _in_address(call))
        raise refusal(outcome.anomalies, issues, call.service.clock)
    version, verification = outcome.version or 0, _SAID[decision.verdict]
    if outcome.repeated:
        now = await look_up(call, TRAINING)
        assert isinstance(now, Training)  # noqa: S101 - narrows for the type checker
        version, verification = now.version, now.verification
    body = TrainingDecision(
        id=str(identifier),
        href=of_object(call, call.path["enterpriseNumber"], "decision", identifier),
        verification=verification,
        version=version,
    )
    return Answer(body=body, etag=str(version))


def _declaration(
    call: Call, identifier: uuid.UUID, decision: Decision, version: int | None = None
) -> DecisionDeclaration:
    """The decision as it is declared; of a version, its reference says which, so that it is one."""
    turn = uuid.uuid4().hex[:12] if version is None else str(version)
    return DecisionDeclaration(
        action="correct",
        reference=f"{decision.verdict}-{identifier}-{turn}",
        enterprise_number=call.path["enterpriseNumber"],
        target=identifier,
        version=version,
        decision=decision,
    )


def _told(
    call: Call, position: int, identifier: uuid.UUID, outcome: Outcome
) -> TrainingDecisionOutcome:
    told = TrainingDecisionOutcome(id=str(identifier), status=outcome.status)
    if outcome.status != "rejected":
        told.verification = "confirmed"
    issues = _issues(call, outcome, lambda _: Spot("body", ("trainings", position)))
    if issues:
        told.issues = issues
    return told


def _issues(call: Call, outcome: Outcome, spot: Spotter) -> list[InputValidationIssue]:
    return tell(outcome.anomalies, TRAINING.tag, call.body, spot, call.language)


def _in_address(call: Call) -> Spotter:
    """Say where in the request something stands: in the address, but for the reason."""

    def spot(place: Place) -> Spot:
        if place == ("enterpriseNumber",):
            return Spot("path", place)
        if place or call.body is None:
            return Spot("path", (TRAINING.parameter,))
        return Spot("body", ("reason",))

    return spot


def _not_yours(outcome: Outcome) -> bool:
    found: Sequence[Error] = [anomaly.error for anomaly in outcome.anomalies]
    return outcome.status == "rejected" and set(found) <= _NOT_YOURS
