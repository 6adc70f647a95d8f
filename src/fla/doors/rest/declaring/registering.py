"""Registers one thing of any kind: 201 with its address, or a problem with all its issues."""

from collections.abc import Awaitable, Callable

from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.anomalies import tell, under
from fla.doors.rest.declaring.handing import hand_in, typed
from fla.doors.rest.declaring.kinds import KINDS, Kind
from fla.doors.rest.declaring.outcomes import alone
from fla.doors.rest.registry import operation

_CREATED = 201


def _registrar(kind: Kind) -> Callable[[Call], Awaitable[Answer]]:
    async def register(call: Call) -> Answer:
        declaration = typed(call, {"action": "register", **call.body}, kind.declaration)
        [outcome] = await hand_in(call, [declaration])
        issues = tell(outcome.anomalies, kind.tag, call.body, under(), call.language)
        return alone(call, declaration, outcome, issues, _CREATED)

    return register


for _kind in KINDS.values():
    operation(f"register{_kind.name}")(_registrar(_kind))
