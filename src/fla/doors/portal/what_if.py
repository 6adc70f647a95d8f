"""What would a worker be owed? A form answered with the right and its steps; nothing is kept."""

import uuid
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.status_codes import HTTP_200_OK

from fla.access import permissions
from fla.access import store as access
from fla.doors.portal.entrance import READING, AnyVisit, LoggedIn
from fla.doors.portal.posted import Form
from fla.doors.portal.problems import NO_PROBLEMS, Problems
from fla.doors.portal.visit import Visit
from fla.doors.portal.what_if_filled import case_form, with_numbered_contracts
from fla.doors.portal.what_if_form import (
    LINE,
    MOST_LINES,
    OFF,
    count_lines,
    overfull,
    place_fault,
    read_case,
)
from fla.doors.portal.worker import find_worker
from fla.doors.portal.years import chosen_year
from fla.law.pack import pack
from fla.register import store as register
from fla.rights.case_faults import CaseError
from fla.rights.case_reader import read_case as typed_case
from fla.rights.register_case import case_of_register
from fla.rights.result import Result
from fla.rights.run import operators_choices
from fla.rights.what_if import calculate

_LONGEST: Final = 20


@get("/what-if")
async def ask_what_if(
    visit: AnyVisit,
    persona: LoggedIn,
    enterprise: FromQuery[str] = "",
    worker: FromQuery[uuid.UUID | None] = None,
    year: FromQuery[str] = "",
) -> Response[str]:
    """Show the form: empty, or with what the register has of a worker."""
    chosen = chosen_year(year, visit.house.clock.today())
    start = {"year": str(chosen), "reference_hours-1": "38", "line_start-1": f"{chosen}-01-01"}
    form = {name: [value] for name, value in start.items()}
    if worker is None:
        return _page(visit, form, None)
    filled = await _prefilled(visit, enterprise, worker, chosen)
    if too_many := overfull(filled):
        return _page(visit, form, None, too_many=too_many)
    return _page(visit, filled, None)


@post("/what-if", status_code=HTTP_200_OK, opt=READING)
async def answer_what_if(visit: AnyVisit, persona: LoggedIn) -> Response[str]:
    """Show the answer above the form, or what is wrong beside its control."""
    form, go = visit.form, visit.typed.get("go", "")
    if too_many := overfull(form):
        return _page(visit, form, None, too_many=too_many)
    if go in ("line", "suspension"):
        return _page(visit, form, None, more=go)
    case = typed_case(read_case(form))
    answer = case if isinstance(case, CaseError) else calculate([case])[0]
    if isinstance(answer, CaseError):
        return _page(visit, form, None, place_fault(answer, form, visit.language))
    return _page(visit, form, answer)


async def _prefilled(visit: Visit, enterprise_number: str, worker_id: uuid.UUID, year: int) -> Form:
    if visit.persona is None or not permissions.may_open_employers(visit.persona):
        raise NotFoundException
    async with visit.reading() as connection:
        employer = await register.employer_by_number(connection, enterprise_number[:_LONGEST])
        if employer is None or not await access.is_open(connection, employer.id):
            raise NotFoundException
        await find_worker(connection, employer, worker_id)
        choices = operators_choices()
        case = await case_of_register(connection, employer.id, worker_id, year, choices)
    return case_form(with_numbered_contracts(case))


def _page(
    visit: Visit,
    form: Form,
    answer: Result | None,
    problems: Problems = NO_PROBLEMS,
    *,
    more: str = "",
    too_many: int | None = None,
) -> Response[str]:
    lines = count_lines(form, LINE, 1) + (more == "line")
    off = count_lines(form, OFF, 0) + (more == "suspension")
    return visit.page(
        "what_if.html",
        http_status=422 if problems.summary or (visit.form and too_many) else 200,
        values={name: texts[-1] for name, texts in form.items() if texts},
        form_values=form,
        answer=answer,
        problems=problems,
        too_many=too_many,
        lines=min(lines, MOST_LINES),
        suspensions=min(off, MOST_LINES),
        most_lines=MOST_LINES,
        years=range(pack().last_year, pack().first_year - 1, -1),
        settings=pack().settings,
    )


WHAT_IF = Router("/", route_handlers=[ask_what_if, answer_what_if])
