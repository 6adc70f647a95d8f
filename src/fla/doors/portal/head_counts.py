"""Registers, corrects and cancels the lines of a quarter's head count."""

import datetime as dt
import uuid
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from fla.access.model import Persona
from fla.doors.portal.addresses import head_count_page
from fla.doors.portal.declaring import Heading, declaration, declare, new_reference, received
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.head_count_form import CONTROLS, head_count_values, read_head_count
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.visit import Visit
from fla.doors.portal.years import chosen_year
from fla.identifiers import Quarter
from fla.intake.declaration import Action, HeadCountDeclaration
from fla.register.model import Employer
from fla.rights.year_model import CountLine
from fla.rights.year_store import head_count_line

_NEW: Final = "/employers/{enterprise_number:str}/head-counts/new"
_CORRECT: Final = "/employers/{enterprise_number:str}/head-counts/{line_id:uuid}/correct"
_CANCEL: Final = "/employers/{enterprise_number:str}/head-counts/{line_id:uuid}/cancel"
_FIRST: Final = Quarter(2020, 4)
"""The first quarter of the reference period of 2022."""


@get(_NEW)
async def new_head_count(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    quarter: FromQuery[str] = "",
    line: FromQuery[str] = "",
    year: FromQuery[str] = "",
) -> Response[str]:
    """Show an empty form, of a quarter and a kind of line."""
    values = {"reference": new_reference(), "quarter": quarter, "line": line, "year": year}
    return _form(visit, employer, None, values)


@post(_NEW)
async def register_head_count(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Register the line."""
    return await _declare(visit, employer, declarant, None)


@get(_CORRECT)
async def edit_head_count(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    line_id: FromPath[uuid.UUID],
    year: FromQuery[str] = "",
) -> Response[str]:
    """Show the form filled in with what is registered."""
    line = await _find(visit, employer, line_id)
    return _form(visit, employer, line, head_count_values(line) | {"year": year})


@post(_CORRECT)
async def correct_head_count(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, line_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Replace what is registered by what the form says."""
    return await _declare(visit, employer, declarant, await _find(visit, employer, line_id))


@get(_CANCEL)
async def ask_to_cancel_head_count(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    line_id: FromPath[uuid.UUID],
    year: FromQuery[str] = "",
) -> Response[str]:
    """Ask whether to cancel."""
    return _ask(visit, employer, await _find(visit, employer, line_id), year)


@post(_CANCEL)
async def cancel_head_count(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, line_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Cancel the line."""
    line = await _find(visit, employer, line_id)
    heading = _heading("cancel", visit, employer, line)
    declared = declaration(HeadCountDeclaration, heading, head_count=None)
    [outcome] = await declare(visit, declarant, [declared])
    year = visit.typed.get("year", "")
    if outcome.status == "rejected":
        problems = place([("", outcome)], {}, visit.language)
        return _ask(visit, employer, line, year, problems)
    return visit.go(_back(visit, employer, year), received(outcome))


async def _find(visit: Visit, employer: Employer, line_id: uuid.UUID) -> CountLine:
    async with visit.reading() as connection:
        line = await head_count_line(connection, employer.id, line_id)
    if line is None:
        raise NotFoundException
    return line


async def _declare(
    visit: Visit, employer: Employer, declarant: Persona, line: CountLine | None
) -> Response[str] | Redirect:
    content = read_head_count(visit.form)
    heading = _heading("correct" if line else "register", visit, employer, line)
    declared = declaration(HeadCountDeclaration, heading, head_count=content)
    [outcome] = await declare(visit, declarant, [declared])
    values = visit.typed
    if outcome.status == "rejected":
        problems = place([("", outcome)], CONTROLS, visit.language)
        return _form(visit, employer, line, values, problems)
    return visit.go(_back(visit, employer, values.get("year", "")), received(outcome))


def _heading(action: Action, visit: Visit, employer: Employer, line: CountLine | None) -> Heading:
    return Heading(
        action=action,
        reference=line.reference if line else visit.typed.get("reference", ""),
        enterprise_number=employer.enterprise_number,
        target=line.id if line else None,
    )


def _back(visit: Visit, employer: Employer, year: str) -> str:
    """Return the page of the year the visitor came from."""
    return head_count_page(employer, chosen_year(year, visit.house.clock.today()))


def _form(
    visit: Visit,
    employer: Employer,
    line: CountLine | None,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "head_count_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        line=line,
        back=_back(visit, employer, values.get("year", "")),
        values=values,
        problems=problems,
        quarters=_quarters(visit.house.clock.today()),
    )


def _quarters(today: dt.date) -> list[str]:
    """Return the quarters there are to choose from, this one first."""
    listed = [Quarter.of(today)]
    while listed[-1] > _FIRST:
        listed.append(listed[-1].previous())
    return [str(one) for one in listed]


def _ask(
    visit: Visit,
    employer: Employer,
    line: CountLine,
    year: str,
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "head_count_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        line=line,
        year=year,
        back=_back(visit, employer, year),
        problems=problems,
    )


HEAD_COUNTS = Router(
    "/",
    route_handlers=[
        new_head_count,
        register_head_count,
        edit_head_count,
        correct_head_count,
        ask_to_cancel_head_count,
        cancel_head_count,
    ],
)
