"""Registers a session: what all its participants followed, and what is each one's own."""

from typing import Any, Final

import msgspec

from fla.contract.structs import SessionParticipant
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.anomalies import Spot, Spotter, tell
from fla.doors.rest.declaring.handing import hand_in, typed
from fla.doors.rest.declaring.outcomes import together
from fla.doors.rest.declaring.places import HEADING
from fla.doors.rest.faults import Place
from fla.doors.rest.registry import operation
from fla.intake.declaration import TrainingDeclaration

_TRAININGS: Final = list[TrainingDeclaration]
_SESSION: Final = "sessionReference"
_HEADING: Final = tuple(one for one in HEADING if one not in ("target", "action"))
_OWN: Final = frozenset(
    field.encode_name for field in msgspec.structs.fields(SessionParticipant)
) - {*_HEADING}
"""The members of a training that are each participant's own."""
_EITHER: Final = "status"
"""The one that is the session's where the participant does not say it."""


@operation("registerSession")
async def register_session(call: Call) -> Answer:
    """Register a training for each participant; one who is rejected does not stop the others."""
    session: dict[str, Any] = call.body
    shared = {**session["training"], _SESSION: session[_SESSION]}
    participants: list[dict[str, Any]] = session["participants"]
    declarations = typed(call, [_declared(one, shared) for one in participants], _TRAININGS)
    dry_run = session.get("dryRun", False)
    outcomes = await hand_in(call, declarations, dry_run=dry_run)
    issues = [
        tell(outcome.anomalies, "training", None, _spotter(number, one), call.language)
        if outcome.anomalies
        else []
        for number, (outcome, one) in enumerate(zip(outcomes, participants, strict=True))
    ]
    return together(call, declarations, outcomes, issues, dry_run=dry_run)


def _declared(participant: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    declared = {"action": "register", "training": shared | participant}
    return declared | {name: participant[name] for name in _HEADING}


def _spotter(number: int, participant: dict[str, Any]) -> Spotter:
    """Say where a place of one participant's declaration came from."""

    def spot(place: Place) -> Spot:
        if len(place) < 2:
            return Spot("body", ("participants", number, *place))
        member = place[-1]
        if member == _SESSION:
            return Spot("body", (_SESSION,))
        if member in _OWN and (member != _EITHER or _EITHER in participant):
            return Spot("body", ("participants", number, member))
        return Spot("body", place)

    return spot
