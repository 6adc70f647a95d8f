"""Proposes a mandate, or up to 500 from a list; what cannot be proposed stays to be corrected."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from msgspec import Struct

from fla.access.model import Persona
from fla.doors.portal.entrance import AccessManager, AnyVisit
from fla.doors.portal.mandate_decision import sender_of
from fla.doors.portal.mandate_lines import Line, read_lines
from fla.doors.portal.mandates import (
    Done,
    current_quarter,
    following,
    mandate_page,
    role_of,
)
from fla.doors.portal.posted import Form
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place_anomalies
from fla.doors.portal.visit import Visit
from fla.identifiers import IdentifierError, parse_enterprise_number
from fla.identifiers.digits import compact
from fla.intake.anomaly import Field
from fla.intake.mandates import MOST, MandateOutcome, propose
from fla.intake.mandates_shape import Proposal
from fla.mandates.model import ACCOUNT
from fla.mandates.rules import YEARS_AHEAD

_OFFERED: Final = 4 * YEARS_AHEAD + 1
"""Quarters to choose from."""
_ENDS: Final = 4 * YEARS_AHEAD * 2
_MOST_SHOWN: Final = 60
_CONTROLS: Final[dict[Field, str]] = {
    Field.MANDATOR: "number",
    Field.MANDATARY: "number",
    Field.MANDATE_GROUPS: "groups",
    Field.START_QUARTER: "start",
    Field.END_QUARTER: "end",
}
_SHARED: Final = {Field.MANDATE_GROUPS: "groups"}
"""What a list says once, for all its lines."""


class Fault(Struct, frozen=True):
    """A line that could not be proposed, and why, each with what to do about it."""

    line: Line
    messages: list[str]


@get("/mandates/new", sync_to_thread=False)
def new_mandate(visit: AnyVisit, access_manager: AccessManager) -> Response[str]:
    """Show an empty form."""
    return _form(visit, access_manager, _empty(visit), (ACCOUNT,))


@post("/mandates/new")
async def propose_mandate(
    visit: AnyVisit, access_manager: AccessManager
) -> Response[str] | Redirect:
    """Propose one, and show it."""
    values, groups = visit.typed, _groups(visit.form)
    other = _number(values.get("number", ""))
    proposal = _proposal(access_manager, other, groups, _start(values), _end(values))
    [outcome] = await _hand_in(visit, access_manager, [proposal])
    if outcome.mandate is None:
        problems = place_anomalies(outcome.anomalies, _CONTROLS, visit.language)
        return _form(visit, access_manager, values, groups, problems)
    return visit.go(mandate_page(outcome.mandate), Done("proposed", outcome.repeated))


@get("/mandates/several", sync_to_thread=False)
def new_mandates(visit: AnyVisit, access_manager: AccessManager) -> Response[str]:
    """Show an empty form for a list."""
    _admit(access_manager)
    return _list_form(visit, _empty(visit), (ACCOUNT,))


@post("/mandates/several")
async def propose_mandates(visit: AnyVisit, access_manager: AccessManager) -> Response[str]:
    """Propose those that are sound; show what became of each, and the rest to be corrected.

    The answer is a page and no address to go to: 500 results do not fit in one, and the same form
    sent again finds everything proposed.
    """
    _admit(access_manager)
    values, groups = visit.typed, _groups(visit.form)
    lines = read_lines(values.get("lines", ""))
    if not 0 < len(lines) <= MOST:
        return _list_form(visit, values, groups, count=len(lines))
    readable = [line for line in lines if not line.anomalies]
    proposals = [
        _proposal(
            access_manager,
            line.number,
            groups,
            line.start or _start(values),
            line.end or _end(values),
        )
        for line in readable
    ]
    outcomes = await _hand_in(visit, access_manager, proposals)
    judged = {line.position: one for line, one in zip(readable, outcomes, strict=True)}
    faults = [fault for line in lines if (fault := _fault(visit, line, judged.get(line.position)))]
    done = [one for one in outcomes if one.mandate is not None]
    if not faults:
        return visit.page("mandates_done.html", outcomes=done, role=role_of(access_manager))
    # With the faults that all have in common nothing was done: they stand beside their control.
    shared = [one for outcome in outcomes for one in outcome.anomalies if one.field in _SHARED]
    problems = place_anomalies(list(dict.fromkeys(shared)), _SHARED, visit.language)
    values["lines"] = "\n".join(fault.line.typed for fault in faults)
    return _list_form(visit, values, groups, problems, faults=_numbered(faults), done=done)


def _fault(visit: Visit, line: Line, outcome: MandateOutcome | None) -> Fault | None:
    anomalies = line.anomalies if outcome is None else outcome.anomalies
    if not anomalies:
        return None
    own = [one for one in anomalies if one.field not in _SHARED]
    return Fault(line, [anomaly.message(visit.language) for anomaly in own])


def _numbered(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults with the numbers that their lines have now that only they are left."""
    return [
        Fault(_at(fault.line, position), fault.messages) for position, fault in enumerate(faults, 1)
    ]


def _at(line: Line, position: int) -> Line:
    return Line(position=position, typed=line.typed, number=line.number)


def _admit(persona: Persona) -> None:
    """Raise NotFoundException for an employer, who gives its mandates one by one."""
    if role_of(persona) != "mandatary":
        raise NotFoundException


async def _hand_in(
    visit: Visit, persona: Persona, proposals: Sequence[Proposal]
) -> list[MandateOutcome]:
    async with visit.house.pool.connection() as connection:
        return await propose(connection, sender_of(persona), proposals, visit.house.clock)


def _proposal(
    persona: Persona, other: str, groups: Sequence[str], start: str, end: str | None
) -> Proposal:
    mandator = role_of(persona) == "mandator"
    return Proposal(
        mandator=persona.number if mandator else other,
        mandatary=other if mandator else persona.number,
        groups=groups,
        start_quarter=start,
        end_quarter=end,
    )


def _number(typed: str) -> str:
    try:
        return parse_enterprise_number(typed)
    except IdentifierError:
        return compact(typed)[:_MOST_SHOWN]


def _groups(form: Form) -> tuple[str, ...]:
    return tuple(text[:_MOST_SHOWN] for text in dict.fromkeys(form.get("groups", [])))


def _start(values: dict[str, str]) -> str:
    return values.get("start", "")[:_MOST_SHOWN]


def _end(values: dict[str, str]) -> str | None:
    return values.get("end", "")[:_MOST_SHOWN] or None


def _empty(visit: Visit) -> dict[str, str]:
    return {"start": str(current_quarter(visit).next())}


def _form(
    visit: Visit,
    persona: Persona,
    values: dict[str, str],
    groups: Sequence[str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    current = current_quarter(visit)
    return visit.page(
        "mandate_form.html",
        http_status=422 if problems.summary else 200,
        role=role_of(persona),
        values=values,
        groups=groups,
        problems=problems,
        starts=following(current, _OFFERED),
        ends=following(current, _ENDS),
    )


def _list_form(
    visit: Visit,
    values: dict[str, str],
    groups: Sequence[str],
    problems: Problems = NO_PROBLEMS,
    *,
    count: int | None = None,
    faults: Sequence[Fault] = (),
    done: Sequence[MandateOutcome] = (),
) -> Response[str]:
    """Show the form for a list; `count` is how many lines there are, where it is a wrong number."""
    current = current_quarter(visit)
    return visit.page(
        "mandates_several.html",
        http_status=422 if problems.summary or faults or count is not None else 200,
        role="mandatary",
        values=values,
        groups=groups,
        problems=problems,
        faults=faults,
        done=done,
        count=count,
        most=MOST,
        starts=following(current, _OFFERED),
        ends=following(current, _ENDS),
    )


MANDATE_PROPOSAL = Router(
    "/", route_handlers=[new_mandate, propose_mandate, new_mandates, propose_mandates]
)
