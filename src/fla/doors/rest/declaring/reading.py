"""Reads one thing of any kind at its address."""

from collections.abc import Awaitable, Callable
from typing import Final

from fla.codes import Kind as Tag
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.kinds import KINDS, Kind
from fla.doors.rest.declaring.lookup import look_up
from fla.doors.rest.registry import operation

_MOVING: Final[frozenset[Tag]] = frozenset({"adjustment", "employment"})
"""Kinds of which something changes without a version: today's computed amount, the person.

They are always answered whole, whatever version the client holds.
"""


def _reader(kind: Kind) -> Callable[[Call], Awaitable[Answer]]:
    async def read(call: Call) -> Answer:
        found = await look_up(call, kind)
        if kind.tag in _MOVING:
            return Answer(body=found, headers={"ETag": f'"{found.version}"'})
        return Answer(body=found, etag=str(found.version))

    return read


for _kind in KINDS.values():
    operation(f"get{_kind.name}")(_reader(_kind))
