"""Registers many trainings, or takes declarations of all kinds and actions, in one submission."""

from typing import Any, Final

from fla.contract.structs import InputValidationIssue
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.anomalies import tell, under
from fla.doors.rest.declaring.handing import hand_in, typed
from fla.doors.rest.declaring.kinds import KINDS
from fla.doors.rest.declaring.outcomes import together
from fla.doors.rest.problems import missing_scope
from fla.doors.rest.registry import operation
from fla.intake.declaration import ReadableDeclaration, TrainingDeclaration

_TRAININGS: Final = list[TrainingDeclaration]
_ANY: Final = list[ReadableDeclaration]


@operation("registerTrainings")
async def register_trainings(call: Call) -> Answer:
    """Register up to a thousand trainings; what is sound is taken, whatever the others are."""
    items = [{"action": "register", **item} for item in call.body["items"]]
    return await _answer(call, typed(call, items, _TRAININGS), ["training"] * len(items))


@operation("submitDeclarations")
async def submit_declarations(call: Call) -> Answer:
    """Take declarations of any kind, by a token that may declare every one of these kinds."""
    kinds = [item["kind"] for item in call.body["items"]]
    _check_scopes(call, kinds)
    return await _answer(call, typed(call, call.body["items"], _ANY), kinds)


def _check_scopes(call: Call, kinds: list[Any]) -> None:
    wanted = {KINDS[kind].declare_scope for kind in set(kinds)}
    if not wanted <= call.client.scopes:
        raise missing_scope(sorted(wanted))


async def _answer(call: Call, declarations: list[Any], kinds: list[Any]) -> Answer:
    dry_run = call.body.get("dryRun", False)
    outcomes = await hand_in(call, declarations, dry_run=dry_run)
    issues: list[list[InputValidationIssue]] = [
        tell(outcome.anomalies, kind, said, under("items", number), call.language)
        if outcome.anomalies
        else []
        for number, (outcome, kind, said) in enumerate(
            zip(outcomes, kinds, call.body["items"], strict=True)
        )
    ]
    return together(call, declarations, outcomes, issues, dry_run=dry_run)
