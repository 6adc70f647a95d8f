"""Corrects or cancels what lies at an address.

A correction is a merge patch (RFC 7396) over what was declared; the merged whole is declared under
the object's own reference and id. The version makes the change one of what the client has seen; the
intake, which alone sees it in the moment of writing, judges that.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from fla.doors.rest.answer import Answer, stale
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.anomalies import Spot, Spotter, tell
from fla.doors.rest.declaring.handing import hand_in, typed
from fla.doors.rest.declaring.kinds import KINDS, Kind
from fla.doors.rest.declaring.lookup import look_up
from fla.doors.rest.declaring.outcomes import alone
from fla.doors.rest.declaring.resources import Resource
from fla.doors.rest.faults import Place
from fla.doors.rest.registry import operation
from fla.intake.anomaly import Error
from fla.intake.declaration import Action, Outcome

_OK: Final = 200
_ATTEMPTS: Final = 3
"""Readings of a thing that changes all the time, for who changes it whatever its version."""


def _changer(kind: Kind, action: Action) -> Callable[[Call], Awaitable[Answer]]:
    async def change(call: Call) -> Answer:
        return await _change(call, kind, action, _ATTEMPTS)

    return change


async def _change(call: Call, kind: Kind, action: Action, attempts: int) -> Answer:
    found = await look_up(call, kind)
    declaration = typed(call, _declared(call, kind, action, found), kind.declaration)
    [outcome] = await hand_in(call, [declaration])
    if outcome.status == "rejected":
        if call.version is None and _is_stale(outcome) and attempts > 1:
            return await _change(call, kind, action, attempts - 1)
        if call.version not in (None, found.version):  # nor a retry of what was accepted then
            raise stale()
    issues = tell(outcome.anomalies, kind.tag, call.body, _spotter(call, kind), call.language)
    return alone(call, declaration, outcome, issues, _OK)


def _is_stale(outcome: Outcome) -> bool:
    return any(anomaly.error == Error.STALE for anomaly in outcome.anomalies)


def _declared(call: Call, kind: Kind, action: Action, found: Resource) -> dict[str, Any]:
    """Return the change as it is declared; of any version it is one of the version just read."""
    whole = msgspec.to_builtins(found)
    patch = call.body or {}
    declared = {
        "action": action,
        "reference": found.reference,
        "enterpriseNumber": found.enterprise_number,
        "target": found.id,
        "version": found.version if call.version is None else call.version,
    }
    if "ssin" in whole:
        declared["ssin"] = patch.get("ssin", whole["ssin"])
    if action == "correct":
        declared[kind.tag] = merged(whole[kind.tag], patch[kind.tag])
    return declared


def merged(whole: Any, patch: Any) -> Any:
    """Return a value with a merge patch applied to it (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(whole) if isinstance(whole, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _spotter(call: Call, kind: Kind) -> Spotter:
    """Say where a place of the change came from: the patch, the address, or what was registered."""

    def spot(place: Place) -> Spot:
        if place[:1] == ("enterpriseNumber",):
            return Spot("path", place)
        if place[:1] in (("reference",), ("target",)):
            return Spot("path", (kind.parameter,))
        if call.body is None or (place == ("ssin",) and "ssin" not in call.body):
            return Spot(None, place)
        return Spot("body", place)

    return spot


for _kind in KINDS.values():
    if _kind.tag != "verification":  # which says no more than a year: another one is made instead
        operation(f"correct{_kind.name}")(_changer(_kind, "correct"))
    operation(f"cancel{_kind.name}")(_changer(_kind, "cancel"))
