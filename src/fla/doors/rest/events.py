"""The feed of events: what changed, as CloudEvents, and where to read on."""

import uuid
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from msgspec import UNSET, UnsetType

from fla.contract import structs
from fla.database.records import Connection
from fla.doors.rest.addresses import COLLECTIONS, of_object
from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call
from fla.doors.rest.contract import BASE
from fla.doors.rest.cursors import Place, page_size
from fla.doors.rest.permission import not_open
from fla.doors.rest.registry import operation
from fla.intake.feed import ExpiredError, read_feed, read_since
from fla.intake.feed_store import Happened, ProposalChange
from fla.register.reach_store import reach
from fla.settings import Settings

_SERVICE: Final = "learningAccount.v1"


@operation("listEvents")
async def list_events(call: Call) -> Answer:
    """Answer with what happened since the cursor, at all employers or at one."""
    place = Place(call, "afterEvent")
    since = place.after(read_since)
    async with call.reading() as connection:
        employer_id = await _employer(call, connection)
        try:
            page = await read_feed(
                connection, call.client.enterprise_number, employer_id, since, page_size(call)
            )
        except ExpiredError:
            raise place.refusal("Events that old are not kept: query, and begin anew.") from None
    filters = {name: call.query[name] for name in ("enterpriseNumber",) if name in call.query}
    size = {"pageSize": page_size(call)}
    after = {"afterEvent": place.cursor(page.since.text())}
    given = {"afterEvent": call.query["afterEvent"]} if since else {}
    return Answer(
        body=structs.EventPage(
            self=_address(call, given | filters | size),
            items=[_event(call, one) for one in page.found],
            page_size=page_size(call),
            next=_address(call, after | filters | size),
        )
    )


def service_name(settings: Settings) -> str:
    """Return what the service is called in events: by setting, else by where it is reached.

    A name begins with its operator's domain, the last label first.
    """
    if settings.public_name is not None:
        return f"{settings.public_name}.{_SERVICE}"
    host = urlsplit(settings.public_url or "").hostname or "localhost"
    if not host.replace(".", "").replace("-", "").isalnum() or not host.isascii():
        host = "localhost"  # an address in brackets is no name
    return ".".join([*reversed(host.split(".")), _SERVICE])


async def _employer(call: Call, connection: Connection) -> int | None:
    """Return the employer that is asked for, None for all. Raises Refusal."""
    number: str | None = call.query.get("enterpriseNumber")
    if number is None:
        return None
    found = await reach(connection, number)
    if not (found.open or found.known or found.provider):
        raise not_open(number, place="query")
    return found.employer_id or _NOWHERE


_NOWHERE: Final = -1
"""No employer's id: what a provider asks of an employer that is not there."""


def _address(call: Call, parameters: dict[str, Any]) -> str:
    return f"{call.address('events')}?{urlencode(parameters)}"


def _event(call: Call, one: Happened | ProposalChange) -> structs.Event:
    settings = call.service.settings
    service = service_name(settings)
    if isinstance(one, ProposalChange):
        event_id, collection, event = _id_of(one), "trainings", _what_became(one)
        subject, time, content = str(one.id), one.changed_at, _of_proposal(call, one)
    else:
        event_id, collection, event = one.id, _collection(one), one.event
        subject, time, content = str(one.object_id or ""), one.happened_at, _of_event(call, one)
    return structs.Event(
        specversion="1.0",
        id=str(event_id),
        source=(settings.public_url or "") + BASE,
        service=service,
        type=f"{service}.{collection}.notify.{event}",
        time=time,
        subject=subject or UNSET,
        datacontenttype="application/json",
        data=content,
    )


def _collection(one: Happened) -> str:
    return one.collection if one.kind is None else COLLECTIONS[one.kind]


def _of_event(call: Call, one: Happened) -> structs.EventContent:
    return structs.EventContent(
        enterprise_number=one.enterprise_number,
        href=_href(call, one),
        version=UNSET if one.version is None else one.version,
        year=UNSET if one.year is None else one.year,
        declaration_id=UNSET if one.declaration_id is None else str(one.declaration_id),
        sender=UNSET if one.sender is None else one.sender,
    )


def _href(call: Call, one: Happened) -> str | UnsetType:
    if one.object_id is None or one.collection == "accounts":
        return UNSET
    if one.kind is None:
        return call.address("employers", one.enterprise_number, "mandates", str(one.object_id))
    return of_object(call, one.enterprise_number, one.kind, one.object_id)


def _of_proposal(call: Call, one: ProposalChange) -> structs.EventContent:
    return structs.EventContent(
        enterprise_number=one.enterprise_number,
        href=of_object(call, one.enterprise_number, "training", one.id),
        version=one.version,
    )


def _id_of(one: ProposalChange) -> uuid.UUID:
    """Return the id of a change: the same however often it is told."""
    return uuid.uuid5(one.id, str(one.version))


def _what_became(one: ProposalChange) -> str:
    if one.status == "cancelled":
        return "cancelled"
    if one.verification == "objected":
        return "objected"
    if one.settled:
        return "settled"
    if one.verification == "confirmed":
        return "confirmed"
    return "registered" if one.version == 1 else "corrected"
