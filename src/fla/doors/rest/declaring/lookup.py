"""Finds what lies at an address, for whoever may read it."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any, Final

from fla.codes import Kind as Tag
from fla.database.address_store import employer_key
from fla.database.records import Connection
from fla.doors.rest.answer import not_found
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.kinds import Kind
from fla.doors.rest.declaring.resources import RESOURCES, Found, Resource
from fla.register.registered_store import registered_employments
from fla.rights.registered import (
    RegisteredAdjustment,
    RegisteredHeadCount,
    RegisteredOptOut,
    RegisteredRight,
    RegisteredVerification,
)
from fla.rights.registered_store import registered
from fla.trainings.store import registered_training

_Read = Callable[[Connection, int, uuid.UUID], Awaitable[Found | None]]


async def _employment(connection: Connection, employer_id: int, id_: uuid.UUID) -> Found | None:
    found = await registered_employments(connection, employer_id, [id_])
    return found.get(id_)


def _by(kind: Any) -> _Read:
    async def read(connection: Connection, employer_id: int, id_: uuid.UUID) -> Found | None:
        one: Found | None = await registered(connection, kind, employer_id, id_)
        return one

    return read


_READ: Final[dict[Tag, _Read]] = {
    "training": registered_training,
    "employment": _employment,
    "right": _by(RegisteredRight),
    "adjustment": _by(RegisteredAdjustment),
    "optOut": _by(RegisteredOptOut),
    "verification": _by(RegisteredVerification),
    "headCount": _by(RegisteredHeadCount),
}


async def look_up(call: Call, kind: Kind) -> Resource:
    """Return what lies at the call's address.

    Raises Refusal, the same for what is not there and for what is not the client's to see.
    """
    number, id_ = call.path["enterpriseNumber"], call.path[kind.parameter]
    async with call.reading() as connection:
        employer_id = await employer_key(connection, number)
        if employer_id is None:
            raise not_found(kind.parameter, id_)
        found = await _READ[kind.tag](connection, employer_id, uuid.UUID(id_))
    if found is None:
        raise not_found(kind.parameter, id_)
    return RESOURCES[kind.tag](call, number, found)
