"""Bodies become declarations, declarations are handed in: the way of every operation that declares.

The contract and the intake's records agree, so that one conversion types a body as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

import msgspec

from fla.doors.rest.answer import Refusal
from fla.doors.rest.call import Call
from fla.doors.rest.declaring.places import DATES
from fla.doors.rest.faults import Fault, Place
from fla.doors.rest.issues import body_issues
from fla.doors.rest.problems import bad_request
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.intake.desk import DeskBusyError
from fla.intake.submit import TryAgainError, submit

_Typed = TypeVar("_Typed")

_YEAR_0: Final = re.compile(r"0000-[0-9]{2}-[0-9]{2}")


def typed(call: Call, value: Any, kind: type[_Typed]) -> _Typed:
    """Return plain values that come from the call's body as the intake's records.

    Raises Refusal for dates in the year 0, which RFC 3339 knows and calendars do not.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        faults = list(_dates_that_are_none(call.body, ()))
        if not faults:
            raise
        raise _refused(call, faults) from None


def _refused(call: Call, faults: Sequence[Fault]) -> Refusal:
    return bad_request(*body_issues(faults, call.language))


def _dates_that_are_none(value: Any, place: Place) -> Iterator[Fault]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _dates_that_are_none(member, (*place, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _dates_that_are_none(item, (*place, number))
    elif isinstance(value, str) and place[-1] in DATES and _YEAR_0.fullmatch(value):
        yield Fault("format", place, value)


async def hand_in(
    call: Call, declarations: Sequence[AnyDeclaration], *, dry_run: bool = False
) -> list[Outcome]:
    """Hand declarations in at the desk; a dry run goes past it, as it leaves nothing to write.

    Raises `DeskBusyError`, and what the database raises when it cannot be reached.
    """
    if not dry_run:
        return await call.service.desk.hand_in(call.sender, declarations)
    service = call.service
    try:
        async with service.pool.connection() as connection:
            return await submit(connection, call.sender, declarations, service.clock, dry_run=True)
    except TryAgainError:
        raise DeskBusyError from None
