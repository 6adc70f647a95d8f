"""Registers, corrects and cancels a worker's sectoral or employer-granted right."""

import uuid

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from fla.access.model import Persona
from fla.doors.portal.declaring import (
    Heading,
    declaration,
    declare,
    new_reference,
    result_of,
)
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.right_form import CONTROLS, read_right, right_values
from fla.doors.portal.visit import Visit
from fla.doors.portal.worker import find_worker
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.intake.declaration import Action, RightDeclaration
from fla.register.model import Employer, Worker
from fla.rights import store as rights
from fla.rights.model import Right

_NEW = "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/rights/new"
_CORRECT = "/employers/{enterprise_number:str}/rights/{right_id:uuid}/correct"
_CANCEL = "/employers/{enterprise_number:str}/rights/{right_id:uuid}/cancel"


@get(_NEW)
async def new_right(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    year: FromQuery[str] = "",
) -> Response[str]:
    """Show an empty form for a worker."""
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
    chosen = chosen_year(year, visit.house.clock.today())
    values = {"reference": new_reference(), "year": str(chosen), "unit": "day"}
    return _form(visit, employer, worker, None, values)


@post(_NEW)
async def register_right(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, worker_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Register the right for the worker."""
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
    heading = Heading(
        action="register",
        reference=visit.typed.get("reference", ""),
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
    )
    return await _declare(visit, employer, declarant, worker, None, heading)


@get(_CORRECT)
async def edit_right(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, right_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show the form filled in with what is registered."""
    right, worker = await _find(visit, employer, right_id)
    return _form(visit, employer, worker, right, right_values(right))


@post(_CORRECT)
async def correct_right(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, right_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Replace what is registered by what the form says."""
    right, worker = await _find(visit, employer, right_id)
    heading = _heading("correct", employer, worker, right)
    return await _declare(visit, employer, declarant, worker, right, heading)


@get(_CANCEL)
async def ask_to_cancel_right(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, right_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Ask whether to cancel."""
    right, worker = await _find(visit, employer, right_id)
    return _ask(visit, employer, worker, right)


@post(_CANCEL)
async def cancel_right(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, right_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Cancel the right."""
    right, worker = await _find(visit, employer, right_id)
    heading = _heading("cancel", employer, worker, right)
    [outcome] = await declare(
        visit, declarant, [declaration(RightDeclaration, heading, right=None)]
    )
    if outcome.status == "rejected":
        problems = place([(worker.given_name, outcome)], {}, visit.language)
        return _ask(visit, employer, worker, right, problems)
    return visit.go(_address(employer, worker), result_of(worker.id, outcome))


async def _declare(
    visit: Visit,
    employer: Employer,
    declarant: Persona,
    worker: Worker,
    right: Right | None,
    heading: Heading,
) -> Response[str] | Redirect:
    declared = declaration(RightDeclaration, heading, right=read_right(visit.form))
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        values = visit.typed
        problems = place([(worker.given_name, outcome)], CONTROLS, visit.language)
        return _form(visit, employer, worker, right, values, problems)
    return visit.go(_address(employer, worker), result_of(worker.id, outcome))


async def _find(visit: Visit, employer: Employer, right_id: uuid.UUID) -> tuple[Right, Worker]:
    async with visit.reading() as connection:
        right = await rights.right_by_id(connection, employer.id, right_id)
        if right is None:
            raise NotFoundException
        return right, await find_worker(connection, employer, right.worker_id)


def _form(
    visit: Visit,
    employer: Employer,
    worker: Worker,
    right: Right | None,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "right_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        right=right,
        values=values,
        problems=problems,
        years=years_to_choose(visit.house.clock.today()),
    )


def _ask(
    visit: Visit,
    employer: Employer,
    worker: Worker,
    right: Right,
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "right_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        right=right,
        problems=problems,
    )


def _heading(action: Action, employer: Employer, worker: Worker, right: Right) -> Heading:
    return Heading(
        action=action,
        reference=right.reference,
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        target=right.id,
    )


def _address(employer: Employer, worker: Worker) -> str:
    return f"/employers/{employer.enterprise_number}/workers/{worker.id}"


RIGHTS = Router(
    "/",
    route_handlers=[
        new_right,
        register_right,
        edit_right,
        correct_right,
        ask_to_cancel_right,
        cancel_right,
    ],
)
