"""Mandates: proposed, one or many, listed, and decided upon by either side."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import UNSET

from fla.contract import structs
from fla.doors.rest.answer import Answer, not_found
from fla.doors.rest.call import Call
from fla.doors.rest.cursors import Place, page_size
from fla.doors.rest.declaring.anomalies import Spot, Spotter, tell, under
from fla.doors.rest.declaring.outcomes import refusal
from fla.doors.rest.faults import Place as Steps
from fla.doors.rest.registry import operation
from fla.identifiers import parse_quarter
from fla.intake.anomaly import Error
from fla.intake.mandates import MandateOutcome, propose
from fla.intake.mandates_deciding import MandateDecision, decide
from fla.intake.mandates_shape import Proposal
from fla.mandates.list_store import latest_mandates
from fla.mandates.model import Cursor, Filter, Mandate, MandateEventKind
from fla.mandates.store import mandate_by_id

_CREATED: Final = 201
_IN_ADDRESS: Final[Mapping[Steps, str]] = dict.fromkeys([("mandateId",), ("groups",)], "mandateId")
"""What a decision's body does not say, and the parameter that stands for it."""


@operation("proposeMandate")
async def propose_mandate(call: Call) -> Answer:
    """Propose one; what is there already is answered as if it were new."""
    [outcome] = await _propose(call, [call.body])
    if outcome.mandate is None:
        issues = tell(outcome.anomalies, "mandate", call.body, under(), call.language)
        raise refusal(outcome.anomalies, issues, call.service.clock)
    told = _told(call, outcome.mandate)
    return Answer(_CREATED, told, etag=str(told.version), location=told.href, localised=True)


@operation("proposeMandates")
async def propose_mandates(call: Call) -> Answer:
    """Propose many; what became of each, in their order."""
    outcomes = await _propose(call, call.body["items"])
    return _outcomes(call, outcomes)


@operation("decideMandates")
async def decide_mandates(call: Call) -> Answer:
    """Decide about many; what became of each, in their order."""
    decisions = [
        MandateDecision(
            event=one["decision"],
            mandator=one["mandator"],
            mandate_id=uuid.UUID(one["mandateId"]),
            version=one["version"],
            end_quarter=one.get("endQuarter", ""),
        )
        for one in call.body["items"]
    ]
    async with call.service.pool.connection() as connection:
        outcomes = await decide(connection, call.sender, decisions, call.service.clock)
    return _outcomes(call, outcomes)


@operation("listMandates")
async def list_mandates(call: Call) -> Answer:
    """Answer with a page of the mandates of the client's organisation."""
    place, size = Place(call, "afterMandate"), page_size(call)
    asked = call.query
    chosen = Filter(
        role=asked.get("role"),
        status=asked.get("status"),
        group=asked.get("mandateGroup"),
        counterparty=asked.get("counterparty"),
    )
    after = place.after(_read_cursor)
    async with call.reading() as connection:
        number = call.client.enterprise_number
        found = await latest_mandates(connection, number, chosen, after, size + 1)
    page, more = found[:size], len(found) > size
    size_too = {**asked, "pageSize": size}
    last = {"afterMandate": place.cursor(_cursor(page[-1]))} if more else {}
    return Answer(
        body=structs.MandatePage(
            self=_address(call, size_too),
            items=[_told(call, mandate) for mandate in page],
            page_size=size,
            next=_address(call, size_too | last) if more else UNSET,
        )
    )


@operation("getMandate")
async def get_mandate(call: Call) -> Answer:
    """Answer with one mandate of the client's organisation."""
    number, identifier = call.path["enterpriseNumber"], call.path["mandateId"]
    async with call.reading() as connection:
        found = await mandate_by_id(connection, number, uuid.UUID(identifier))
    if found is None:
        raise not_found("mandateId", identifier)
    return Answer(body=_told(call, found), etag=str(found.version))


@operation("confirmMandate")
async def confirm_mandate(call: Call) -> Answer:
    """Confirm what the other side proposed."""
    return await _decide(call, "confirmed")


@operation("refuseMandate")
async def refuse_mandate(call: Call) -> Answer:
    """Refuse what the other side proposed, or withdraw what one proposed."""
    return await _decide(call, "refused")


@operation("closeMandate")
async def close_mandate(call: Call) -> Answer:
    """Close one at the end of a quarter."""
    return await _decide(call, "closed", call.body["endQuarter"])


async def _propose(call: Call, bodies: list[Mapping[str, Any]]) -> list[MandateOutcome]:
    proposals = [
        Proposal(
            mandator=one["mandator"],
            mandatary=one["mandatary"],
            groups=one["groups"],
            start_quarter=one["startQuarter"],
            end_quarter=one.get("endQuarter"),
        )
        for one in bodies
    ]
    async with call.service.pool.connection() as connection:
        return await propose(connection, call.sender, proposals, call.service.clock)


async def _decide(call: Call, event: MandateEventKind, end: str = "") -> Answer:
    identifier = call.path["mandateId"]
    decision = MandateDecision(
        event=event,
        mandator=call.path["enterpriseNumber"],
        mandate_id=uuid.UUID(identifier),
        version=call.version,
        end_quarter=end,
    )
    async with call.service.pool.connection() as connection:
        [outcome] = await decide(connection, call.sender, [decision], call.service.clock)
    if outcome.mandate is None or any(one.error is Error.UNKNOWN for one in outcome.anomalies):
        raise not_found("mandateId", identifier)
    if outcome.status == "rejected":
        issues = tell(outcome.anomalies, "mandate", call.body, _in_address, call.language)
        raise refusal(outcome.anomalies, issues, call.service.clock)
    return Answer(body=_told(call, outcome.mandate), etag=str(outcome.mandate.version))


def _in_address(place: Steps) -> Spot:
    parameter = _IN_ADDRESS.get(place)
    return Spot("body", place) if parameter is None else Spot("path", (parameter,))


def _outcomes(call: Call, outcomes: Sequence[MandateOutcome]) -> Answer:
    items = [_outcome(call, number, outcome) for number, outcome in enumerate(outcomes)]
    return Answer(body=structs.MandateOutcomes(items=items), localised=True)


def _outcome(call: Call, number: int, outcome: MandateOutcome) -> structs.MandateOutcome:
    spot: Spotter = under("items", number)
    said = call.body["items"][number]
    issues = tell(outcome.anomalies, "mandate", said, spot, call.language)
    mandate = UNSET if outcome.mandate is None else _told(call, outcome.mandate)
    return structs.MandateOutcome(status=outcome.status, mandate=mandate, issues=issues or UNSET)


def _told(call: Call, mandate: Mandate) -> structs.Mandate:
    return structs.Mandate(
        href=call.address("employers", mandate.mandator, "mandates", str(mandate.id)),
        id=str(mandate.id),
        mandator=mandate.mandator,
        mandatary=mandate.mandatary,
        groups=list(mandate.groups),
        start_quarter=str(mandate.start),
        end_quarter=UNSET if mandate.end is None else str(mandate.end),
        mandator_name=mandate.mandator_name,
        mandatary_name=mandate.mandatary_name,
        status=mandate.status,
        proposed_by=mandate.proposed_by,
        version=mandate.version,
    )


def _cursor(mandate: Mandate) -> str:
    return f"{mandate.start}{mandate.id}"


def _read_cursor(text: str) -> Cursor:
    return Cursor(parse_quarter(text[:6]), uuid.UUID(text[6:]))


def _address(call: Call, parameters: Mapping[str, Any]) -> str:
    return f"{call.address('mandates')}?{urlencode(parameters)}"
