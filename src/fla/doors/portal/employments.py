"""Registers, corrects, ends and cancels an employment with its occupation lines."""

import uuid

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec.structs import replace

from fla.access.model import Persona
from fla.doors.portal.declaring import (
    Heading,
    declaration,
    declare,
    new_reference,
    result_of,
)
from fla.doors.portal.employment_form import (
    MOST_LINES,
    controls,
    count_lines,
    count_suspensions,
    employment_values,
    person_values,
    read_employment,
)
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.visit import Visit
from fla.doors.portal.worker import find_worker
from fla.identifiers.digits import compact
from fla.intake.declaration import Action, EmploymentDeclaration
from fla.intake.shape_suspension import MOST_SUSPENSIONS
from fla.languages import LANGUAGES
from fla.register import store as register
from fla.register.model import Employer, Employment, Worker

_NEW = "/employers/{enterprise_number:str}/employments/new"
_ONE = (
    "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/employments/{employment_id:uuid}"
)
_CORRECT = f"{_ONE}/correct"
_CANCEL = f"{_ONE}/cancel"


@get(_NEW)
async def new_employment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker: FromQuery[uuid.UUID | None] = None,
) -> Response[str]:
    """Show an empty form, or one with the identity of a known worker."""
    values = {"reference": new_reference(), "days_per_week-1": "5"}
    if worker is not None:
        async with visit.reading() as connection:
            values |= person_values(await find_worker(connection, employer, worker))
    return _form(visit, employer, None, None, values)


@post(_NEW)
async def register_employment(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Register the employment, and the worker when he is new; or add a line to the form."""
    heading = Heading(
        action="register",
        reference=visit.typed.get("reference", ""),
        enterprise_number=employer.enterprise_number,
        ssin=compact(visit.typed.get("ssin", "")),
    )
    return await _declare(visit, employer, declarant, None, None, heading)


@get(_CORRECT)
async def edit_employment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    employment_id: FromPath[uuid.UUID],
) -> Response[str]:
    """Show the form filled in with what is registered."""
    worker, employment = await _find(visit, employer, worker_id, employment_id)
    return _form(visit, employer, worker, employment, employment_values(worker, employment))


@post(_CORRECT)
async def correct_employment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    employment_id: FromPath[uuid.UUID],
) -> Response[str] | Redirect:
    """Replace what is registered by what the form says, or add a line to the form."""
    worker, employment = await _find(visit, employer, worker_id, employment_id)
    heading = _heading("correct", employer, worker, employment)
    if typed := compact(visit.typed.get("ssin", "")):
        heading = replace(heading, ssin=typed)
    return await _declare(visit, employer, declarant, worker, employment, heading)


@get(_CANCEL)
async def ask_to_cancel_employment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    employment_id: FromPath[uuid.UUID],
) -> Response[str]:
    """Ask whether to cancel."""
    worker, employment = await _find(visit, employer, worker_id, employment_id)
    return _ask(visit, employer, worker, employment)


@post(_CANCEL)
async def cancel_employment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    employment_id: FromPath[uuid.UUID],
) -> Response[str] | Redirect:
    """Cancel the employment."""
    worker, employment = await _find(visit, employer, worker_id, employment_id)
    heading = _heading("cancel", employer, worker, employment)
    [outcome] = await declare(
        visit, declarant, [declaration(EmploymentDeclaration, heading, employment=None)]
    )
    if outcome.status == "rejected":
        problems = place([(worker.given_name, outcome)], {}, visit.language)
        return _ask(visit, employer, worker, employment, problems)
    return visit.go(_address(employer, worker), result_of(worker.id, outcome))


async def _declare(
    visit: Visit,
    employer: Employer,
    declarant: Persona,
    worker: Worker | None,
    employment: Employment | None,
    heading: Heading,
) -> Response[str] | Redirect:
    values = visit.typed
    lines, off = count_lines(visit.form), count_suspensions(visit.form)
    if values.get("go") in ("add", "suspend"):
        more = (lines + 1, off) if values["go"] == "add" else (lines, off + 1)
        return _form(visit, employer, worker, employment, values, shown=more)
    declared = declaration(EmploymentDeclaration, heading, employment=read_employment(visit.form))
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        problems = place([(heading.ssin or "", outcome)], controls(lines), visit.language)
        return _form(visit, employer, worker, employment, values, problems)
    if worker is None:
        worker = await _worker_by_ssin(visit, employer, heading.ssin or "")
    return visit.go(_address(employer, worker), result_of(worker.id, outcome))


async def _find(
    visit: Visit, employer: Employer, worker_id: uuid.UUID, employment_id: uuid.UUID
) -> tuple[Worker, Employment]:
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
        employments = await register.employments(connection, employer.id, worker_id)
    found = next((one for one in employments if one.id == employment_id), None)
    if found is None:
        raise NotFoundException
    return worker, found


async def _worker_by_ssin(visit: Visit, employer: Employer, ssin: str) -> Worker:
    async with visit.reading() as connection:
        page = await register.workers(connection, employer.id, search=ssin)
    if not page.rows:
        raise NotFoundException
    worker: Worker = page.rows[0]
    return worker


def _form(
    visit: Visit,
    employer: Employer,
    worker: Worker | None,
    employment: Employment | None,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
    shown: tuple[int, int] | None = None,
) -> Response[str]:
    form = {name: [value] for name, value in values.items()}
    lines, off = shown or (count_lines(form), count_suspensions(form))
    return visit.page(
        "employment_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        employment=employment,
        values=values,
        problems=problems,
        lines=min(lines, MOST_LINES),
        most_lines=MOST_LINES,
        suspensions=min(off, MOST_SUSPENSIONS),
        most_suspensions=MOST_SUSPENSIONS,
        person_languages=LANGUAGES,
    )


def _ask(
    visit: Visit,
    employer: Employer,
    worker: Worker,
    employment: Employment,
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "employment_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        employment=employment,
        problems=problems,
    )


def _heading(action: Action, employer: Employer, worker: Worker, employment: Employment) -> Heading:
    return Heading(
        action=action,
        reference=employment.reference,
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        target=employment.id,
    )


def _address(employer: Employer, worker: Worker) -> str:
    return f"/employers/{employer.enterprise_number}/workers/{worker.id}"


EMPLOYMENTS = Router(
    "/",
    route_handlers=[
        new_employment,
        register_employment,
        edit_employment,
        correct_employment,
        ask_to_cancel_employment,
        cancel_employment,
    ],
)
