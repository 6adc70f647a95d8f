"""The what-if calculation: made-up cases in, rights or faults out; nothing is looked up or kept."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.problems import too_many
from fla.doors.rest.registry import operation
from fla.rights.case_reader import read_case
from fla.rights.what_if import calculate

LOT: Final = 100
"""Cases that are calculated before others have a turn: a fraction of a second."""
MOST_WAITING: Final = 16
"""Calls that are calculated or wait for it in one process; further ones come back later."""
_WAIT: Final = 5
"""Seconds after which these may come back."""


class _Turns:
    """Lets one lot be calculated at a time, so that calculating never takes a whole processor more.

    Lots of several calls take turns, in the order in which they ask.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self._locks: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}

    def lock(self) -> asyncio.Lock:
        """Return the lock of the running loop; a process has one loop, tests have many."""
        loop = asyncio.get_running_loop()
        if loop not in self._locks:
            self._locks = {loop: asyncio.Lock()}
        return self._locks[loop]


_turns = _Turns()


@operation("calculateRights")
async def calculate_rights(call: Call) -> Answer:
    """Answer each case in its place. Raises Refusal when too many are being calculated."""
    if _turns.waiting >= MOST_WAITING:
        raise too_many(_WAIT)
    cases: list[Any] = call.body["items"]
    parts = []
    _turns.waiting += 1
    try:
        for start in range(0, len(cases), LOT):
            async with _turns.lock():
                parts.append(await asyncio.to_thread(_lot, cases[start : start + LOT]))
    finally:
        _turns.waiting -= 1
    return Answer(body=b'{"items":[' + b",".join(parts) + b"]}")


def _lot(values: Sequence[Any]) -> bytes:
    """Return the answers to some cases as JSON, with commas between."""
    answers = calculate([read_case(value) for value in values])
    return b",".join(msgspec.json.encode(_known(msgspec.to_builtins(one))) for one in answers)


def _known(value: Any) -> Any:
    """Leave out what is null, where the what-if format of the command line prints it."""
    if isinstance(value, dict):
        return {name: _known(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_known(one) for one in value]
    return value
