"""Confirms, refuses, withdraws or closes a mandate; each asks once more on a page of its own."""

import uuid
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from fla.access.model import Persona
from fla.doors.portal.entrance import AccessManager, AnyVisit
from fla.doors.portal.mandates import (
    Done,
    current_quarter,
    find_mandate,
    following,
    mandate_page,
)
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place_anomalies
from fla.doors.portal.reader import version_of
from fla.doors.portal.visit import Visit
from fla.intake.anomaly import Field
from fla.intake.declaration import Sender
from fla.intake.mandates_deciding import MandateDecision, decide
from fla.mandates.model import Mandate, MandateEventKind
from fla.mandates.rules import YEARS_AHEAD

CONTROLS: Final[dict[Field, str]] = {Field.END_QUARTER: "end"}
EVENTS: Final[dict[str, MandateEventKind]] = {
    "confirm": "confirmed",
    "refuse": "refused",
    "close": "closed",
}
"""What is decided, by the last part of the address."""
_ADDRESS: Final = "/mandates/{mandator:str}/{mandate_id:uuid}/{verb:str}"
OFFERED: Final = 4 * YEARS_AHEAD + 1
"""Quarters to choose from."""


@get(_ADDRESS)
async def ask(
    visit: AnyVisit,
    access_manager: AccessManager,
    mandator: FromPath[str],
    mandate_id: FromPath[uuid.UUID],
    verb: FromPath[str],
) -> Response[str]:
    """Ask whether to do it."""
    event = event_of(verb)
    mandate, _ = await find_mandate(visit, access_manager, mandator, mandate_id)
    return _page(visit, access_manager, mandate, event, {"version": str(mandate.version)})


@post(_ADDRESS)
async def carry_out(
    visit: AnyVisit,
    access_manager: AccessManager,
    mandator: FromPath[str],
    mandate_id: FromPath[uuid.UUID],
    verb: FromPath[str],
) -> Response[str] | Redirect:
    """Do it, unless the mandate is another one by now."""
    event, values = event_of(verb), visit.typed
    mandate, _ = await find_mandate(visit, access_manager, mandator, mandate_id)
    decision = MandateDecision(
        event=event,
        mandator=mandator,
        mandate_id=mandate_id,
        version=version_of(values.get("version", "")),
        end_quarter=values.get("end", ""),
    )
    async with visit.house.pool.connection() as connection:
        [outcome] = await decide(
            connection, sender_of(access_manager), [decision], visit.house.clock
        )
    if outcome.status == "rejected":
        problems = place_anomalies(outcome.anomalies, CONTROLS, visit.language)
        return _page(visit, access_manager, outcome.mandate or mandate, event, values, problems)
    return visit.go(mandate_page(mandate), Done(event))


def sender_of(persona: Persona) -> Sender:
    """Return in whose name a persona proposes and decides."""
    return Sender(enterprise_number=persona.number, door="portal", person=persona.person)


def event_of(verb: str) -> MandateEventKind:
    """Return what an address decides by its last part; NotFoundException for what is nothing."""
    if verb not in EVENTS:
        raise NotFoundException
    return EVENTS[verb]


def _page(
    visit: Visit,
    persona: Persona,
    mandate: Mandate,
    event: MandateEventKind,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    first = max(mandate.start, current_quarter(visit))
    ends = [one for one in following(first, OFFERED) if _within(one, mandate)]
    return visit.page(
        "mandate_decision.html",
        http_status=422 if problems.summary else 200,
        mandate=mandate,
        event=event,
        role=mandate.role_of(persona.number),
        values=values,
        problems=problems,
        ends=ends,
    )


def _within(quarter: str, mandate: Mandate) -> bool:
    return mandate.end is None or quarter <= str(mandate.end)


MANDATE_DECISION = Router("/", route_handlers=[ask, carry_out])
