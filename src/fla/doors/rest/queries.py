"""Lists of what is registered, by filters, page by page: the latest registered first."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import fields

from fla.contract import structs
from fla.database.records import Connection
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.cursors import Place, page_size
from fla.doors.rest.declaring import resources
from fla.doors.rest.permission import not_open
from fla.doors.rest.registry import operation
from fla.register.list_store import EmploymentFilter, employments_listed
from fla.register.reach_store import reach
from fla.register.registered_store import registered_employments
from fla.rights.list_store import RightFilter, registered_rights, rights_listed
from fla.rights.registered import (
    Registered,
    RegisteredAdjustment,
    RegisteredHeadCount,
    RegisteredOptOut,
    RegisteredRight,
    RegisteredVerification,
)
from fla.trainings.list_store import TrainingFilter, registered_trainings, trainings_listed

_NOWHERE: Final = -1
"""No employer's id: of one that is not there, a provider gets the list of nothing."""


class _Page(Struct, frozen=True):
    """The resources of a page and the cursor of the next."""

    items: list[Any]
    more: str | UnsetType


@operation("queryTrainings")
async def query_trainings(call: Call) -> Answer:
    """Answer with trainings of an employer, or with what the client registered at all of them."""
    asked: dict[str, Any] = call.body
    place = Place(call, "afterTraining")
    after = place.after(uuid.UUID)
    async with call.reading() as connection:
        wanted = TrainingFilter(
            **await _whose(call, connection, asked, trainings=True),
            year=asked.get("year"),
            status=asked.get("status"),
            verification=asked.get("verification"),
            session_reference=asked.get("sessionReference"),
            session_of=call.client.enterprise_number,
        )
        found = await trainings_listed(connection, wanted, after, page_size(call))
        rows = await registered_trainings(connection, found.keys)
    items = [resources.training(call, one.enterprise_number, one) for one in rows]
    return Answer(body=structs.TrainingPage(items=items, after_training=_more(place, found.end)))


@operation("queryEmployments")
async def query_employments(call: Call) -> Answer:
    """Answer with employments of an employer."""
    asked: dict[str, Any] = call.body
    place = Place(call, "afterEmployment")
    after = place.after(uuid.UUID)
    day = dt.date.fromisoformat(asked["onDate"]) if "onDate" in asked else None
    async with call.reading() as connection:
        wanted = EmploymentFilter(**await _whose(call, connection, asked), on_date=day)
        found = await employments_listed(connection, wanted, after, page_size(call))
        rows = await registered_employments(connection, _id(wanted.employer_id), found.ids)
    number = asked["enterpriseNumber"]
    items = [resources.employment(call, number, rows[id_]) for id_ in found.ids if id_ in rows]
    more = _more(place, found.end)
    return Answer(body=structs.EmploymentPage(items=items, after_employment=more))


@operation("queryRights")
async def query_rights(call: Call) -> Answer:
    """Answer with declared rights of an employer."""
    return await _page_of(call, structs.RightPage, "after_right", RegisteredRight, resources.right)


@operation("queryAdjustments")
async def query_adjustments(call: Call) -> Answer:
    """Answer with adjustments of an employer."""
    return await _page_of(
        call, structs.AdjustmentPage, "after_adjustment", RegisteredAdjustment, resources.adjustment
    )


@operation("queryOptOuts")
async def query_opt_outs(call: Call) -> Answer:
    """Answer with opt-outs of an employer."""
    return await _page_of(
        call, structs.OptOutPage, "after_opt_out", RegisteredOptOut, resources.opt_out
    )


@operation("queryVerifications")
async def query_verifications(call: Call) -> Answer:
    """Answer with verifications of an employer."""
    return await _page_of(
        call,
        structs.VerificationPage,
        "after_verification",
        RegisteredVerification,
        resources.verification,
    )


@operation("listHeadCounts")
async def list_head_counts(call: Call) -> Answer:
    """Answer with an employer's head counts, and the address of the next page."""
    page = await _rights(call, "afterHeadCount", RegisteredHeadCount, resources.head_count)
    size, more = page_size(call), page.more
    filters = [(name, call.query[name]) for name in ("quarter",) if name in call.query]
    here = [(name, call.query[name]) for name in ("afterHeadCount",) if name in call.query]
    address = call.address("employers", call.path["enterpriseNumber"], "headCounts")

    def page_address(after: Iterable[tuple[str, Any]]) -> str:
        return f"{address}?{urlencode([*after, *filters, ('pageSize', size)])}"

    return Answer(
        body=structs.HeadCountPage(
            self=page_address(here),
            items=page.items,
            page_size=size,
            next=UNSET if more is UNSET else page_address([("afterHeadCount", more)]),
        )
    )


async def _page_of(
    call: Call, page: type[Struct], cursor: str, kind: type[Registered], render: Any
) -> Answer:
    """Answer with a page as the contract shapes it; `cursor` is its field for the next one."""
    member = next(one.encode_name for one in fields(page) if one.name == cursor)
    found = await _rights(call, member, kind, render)
    return Answer(body=page(**{"items": found.items, cursor: found.more}))


async def _rights(call: Call, member: str, kind: type[Registered], render: Any) -> _Page:
    """Return a page of one of the kinds that say something about rights."""
    asked = {**call.path, **(call.query if call.body is None else call.body)}
    place = Place(call, member)
    after = place.after(uuid.UUID)
    async with call.reading() as connection:
        wanted = RightFilter(
            **await _whose(call, connection, asked),
            year=asked.get("year"),
            right_type=asked.get("rightType"),
            outdated=asked.get("outdated"),
            quarter=asked.get("quarter"),
        )
        found = await rights_listed(connection, kind, wanted, after, page_size(call))
        rows = await registered_rights(connection, kind, _id(wanted.employer_id), found.ids)
    items = [render(call, asked["enterpriseNumber"], one) for one in rows]
    return _Page(items, _more(place, found.end))


async def _whose(
    call: Call, connection: Connection, asked: dict[str, Any], *, trainings: bool = False
) -> dict[str, Any]:
    """Return whose objects are asked for, as far as the client reaches. Raises Refusal.

    An employer that is open is read whole; of a former mandator, and as a provider of any employer,
    the client reads what it registered itself.
    """
    own, ssin = call.client.enterprise_number, asked.get("ssin")
    number: str | None = asked.get("enterpriseNumber")
    if number is None:
        return {"own": own, "ssin": ssin}
    found = await reach(connection, number)
    if found.open:
        return {"employer_id": found.employer_id, "ssin": ssin}
    if not (found.known or (trainings and found.provider)):
        raise not_open(number, "body" if call.body is not None else "path")
    return {"employer_id": found.employer_id or _NOWHERE, "own": own, "ssin": ssin}


def _id(employer_id: int | None) -> int:
    """Narrow the id of an employer that was asked for by number."""
    return _NOWHERE if employer_id is None else employer_id


def _more(place: Place, end: uuid.UUID | None) -> str | UnsetType:
    return UNSET if end is None else place.cursor(str(end))
