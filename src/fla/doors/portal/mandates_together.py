"""Confirms, refuses or closes many mandates: those that are ticked, each as it was shown."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from fla.access.model import Persona
from fla.database.records import Page, Window
from fla.doors.portal.entrance import AccessManager, AnyVisit
from fla.doors.portal.mandate_decision import CONTROLS, EVENTS, OFFERED, event_of, sender_of
from fla.doors.portal.mandates import choices_of, current_quarter, following, role_of
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place_anomalies
from fla.doors.portal.reader import version_of
from fla.doors.portal.visit import Visit
from fla.identifiers import enterprise_number_fault
from fla.intake.anomaly import Field
from fla.intake.mandates import MOST, MandateOutcome
from fla.intake.mandates_deciding import MandateDecision, decide
from fla.mandates import list_store
from fla.mandates.model import Mandate, MandateEventKind
from fla.mandates.rules import OTHER
from fla.register.rules import read_search

_ADDRESS: Final = "/mandates/together/{verb:str}"
_DIGITS: Final = 10
_Cursor = Annotated[uuid.UUID | None, QueryParameter()]


class View(Struct, frozen=True, kw_only=True):
    """Which part of the list is shown, and whether all of it is ticked."""

    search: str = ""
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None
    all: bool = False


class Told(Struct, frozen=True):
    """What became of a mandate: it as it now stands, and why nothing was done, if it was not."""

    mandate: Mandate | None
    messages: list[str]


@get(_ADDRESS)
async def ask(
    visit: AnyVisit,
    access_manager: AccessManager,
    verb: FromPath[str],
    search: Annotated[str, QueryParameter(max_length=200)] = "",
    after: _Cursor = None,
    before: _Cursor = None,
    ticked: Annotated[str, QueryParameter(max_length=3)] = "",
) -> Response[str]:
    """Show what may be decided so, to be ticked."""
    view = View(search=search, after=after, before=before, all=ticked == "all")
    return await _page(visit, access_manager, event_of(verb), view)


@post(_ADDRESS)
async def carry_out(
    visit: AnyVisit,
    access_manager: AccessManager,
    verb: FromPath[str],
    search: Annotated[str, QueryParameter(max_length=200)] = "",
    after: _Cursor = None,
    before: _Cursor = None,
) -> Response[str]:
    """Decide about those ticked, and show what became of each.

    The answer is a page and no address to go to: 500 results do not fit in one, and the same form
    sent again finds each of another version.
    """
    event = event_of(verb)
    view = View(search=search, after=after, before=before)
    decisions = _decisions(visit, event)
    if not 0 < len(decisions) <= MOST:
        return await _page(visit, access_manager, event, view, nobody=True)
    async with visit.house.pool.connection() as connection:
        outcomes = await decide(connection, sender_of(access_manager), decisions, visit.house.clock)
    shared = _shared(visit, outcomes)
    if shared.summary:
        return await _page(visit, access_manager, event, view, shared)
    told = [_told(visit, one) for one in outcomes]
    return visit.page(
        "mandates_decided.html",
        event=event,
        role=role_of(access_manager),
        done=[one for one in told if not one.messages],
        refused=[one for one in told if one.messages],
    )


def _decisions(visit: Visit, event: MandateEventKind) -> list[MandateDecision]:
    """Return what the ticked boxes say: `<mandator>.<id>.<version>`; what is none is nobody's."""
    found: dict[tuple[str, uuid.UUID], MandateDecision] = {}
    end = visit.typed.get("end", "") if event == "closed" else ""
    for text in visit.form.get("mandate", []):
        mandator, _, rest = text.partition(".")
        identifier, _, version = rest.partition(".")
        try:
            key = mandator, uuid.UUID(identifier)
        except ValueError:
            continue
        if enterprise_number_fault(mandator) is None:
            found[key] = MandateDecision(
                event=event,
                mandator=mandator,
                mandate_id=key[1],
                version=version_of(version),
                end_quarter=end,
            )
    return list(found.values())


def _shared(visit: Visit, outcomes: Sequence[MandateOutcome]) -> Problems:
    """Return what is wrong with the quarter that was said for all, where it closed none."""
    anomalies = {one for outcome in outcomes for one in outcome.anomalies}
    about_end = [one for one in anomalies if one.field is Field.END_QUARTER]
    if not about_end or any(one.status == "accepted" for one in outcomes):
        return NO_PROBLEMS
    return place_anomalies(about_end[:1], CONTROLS, visit.language)


def _told(visit: Visit, outcome: MandateOutcome) -> Told:
    return Told(outcome.mandate, [one.message(visit.language) for one in outcome.anomalies])


async def _page(
    visit: Visit,
    persona: Persona,
    event: MandateEventKind,
    view: View,
    problems: Problems = NO_PROBLEMS,
    *,
    nobody: bool = False,
) -> Response[str]:
    page = await _listed(visit, persona, event, view)
    choices = [(one, choices_of(visit, persona, one)) for one in page.rows]
    return visit.page(
        "mandates_together.html",
        http_status=422 if problems.summary or nobody else 200,
        event=event,
        verb=next(verb for verb, one in EVENTS.items() if one == event),
        role=role_of(persona),
        page=page,
        open=[one for one, may in choices if may.allows(event)],
        view=view,
        ticked=visit.form.get("mandate", []),
        values=visit.typed,
        problems=problems,
        nobody=nobody,
        most=MOST,
        ends=following(current_quarter(visit), OFFERED),
    )


async def _listed(
    visit: Visit, persona: Persona, event: MandateEventKind, view: View
) -> Page[Mandate]:
    role, sought = role_of(persona), read_search(view.search, _DIGITS)
    window = Window[uuid.UUID](limit=MOST, after=view.after, before=view.before)
    async with visit.reading() as connection:
        return await list_store.mandates_by_name(
            *(connection, persona.number, role, window),
            status="active" if event == "closed" else "pending",
            proposed_by=OTHER[role] if event == "confirmed" else None,
            name=sought.prefix,
            number=sought.number,
        )


MANDATES_TOGETHER = Router("/", route_handlers=[ask, carry_out])
