"""Registers, corrects and cancels the employer's own lines on top of a worker's right."""

import datetime as dt
import uuid

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from fla.access.model import Persona
from fla.doors.portal.addresses import right_page
from fla.doors.portal.adjustment_form import CONTROLS, adjustment_values, read_adjustment
from fla.doors.portal.declaring import Heading, declaration, declare, new_reference, received
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.visit import Visit
from fla.doors.portal.worker import find_worker
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.intake.declaration import Action, AdjustmentDeclaration
from fla.register.model import Employer, Worker
from fla.rights import store as rights
from fla.rights.model import Adjustment as Registered

_NEW = "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/adjustments/new"
_CORRECT = "/employers/{enterprise_number:str}/adjustments/{adjustment_id:uuid}/correct"
_CANCEL = "/employers/{enterprise_number:str}/adjustments/{adjustment_id:uuid}/cancel"


@get(_NEW)
async def new_adjustment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    year: FromQuery[str] = "",
) -> Response[str]:
    """Show an empty form, of the kind and unit of the computed right."""
    today = visit.house.clock.today()
    chosen = chosen_year(year, today)
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
        computed = await rights.computed_right(connection, employer.id, worker_id, chosen)
    values = {
        "reference": new_reference(),
        "year": str(chosen),
        "right_type": computed.right_type if computed else "statutory",
        "unit": computed.unit if computed else "day",
        "effective_date": _within(chosen, today).isoformat(),
    }
    return _form(visit, employer, worker, None, values)


@post(_NEW)
async def register_adjustment(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, worker_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Register the adjustment."""
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
    return await _declare(visit, employer, declarant, worker, None)


@get(_CORRECT)
async def edit_adjustment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    adjustment_id: FromPath[uuid.UUID],
) -> Response[str]:
    """Show the form filled in with what is registered."""
    adjustment, worker = await _find(visit, employer, adjustment_id)
    return _form(visit, employer, worker, adjustment, adjustment_values(adjustment))


@post(_CORRECT)
async def correct_adjustment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    adjustment_id: FromPath[uuid.UUID],
) -> Response[str] | Redirect:
    """Replace what is registered by what the form says."""
    adjustment, worker = await _find(visit, employer, adjustment_id)
    return await _declare(visit, employer, declarant, worker, adjustment)


@get(_CANCEL)
async def ask_to_cancel_adjustment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    adjustment_id: FromPath[uuid.UUID],
) -> Response[str]:
    """Ask whether to cancel."""
    adjustment, worker = await _find(visit, employer, adjustment_id)
    return _ask(visit, employer, worker, adjustment)


@post(_CANCEL)
async def cancel_adjustment(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    adjustment_id: FromPath[uuid.UUID],
) -> Response[str] | Redirect:
    """Cancel the adjustment."""
    adjustment, worker = await _find(visit, employer, adjustment_id)
    heading = _heading("cancel", visit, employer, worker, adjustment)
    declared = declaration(AdjustmentDeclaration, heading, adjustment=None)
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        problems = place([("", outcome)], {}, visit.language)
        return _ask(visit, employer, worker, adjustment, problems)
    return visit.go(right_page(employer, worker.id, adjustment.year), received(outcome))


def _within(year: int, today: dt.date) -> dt.date:
    """Return today, or the day of the year that is nearest to it."""
    return min(max(today, dt.date(year, 1, 1)), dt.date(year, 12, 31))


async def _find(
    visit: Visit, employer: Employer, adjustment_id: uuid.UUID
) -> tuple[Registered, Worker]:
    async with visit.reading() as connection:
        adjustment = await rights.adjustment_by_id(connection, employer.id, adjustment_id)
        if adjustment is None:
            raise NotFoundException
        return adjustment, await find_worker(connection, employer, adjustment.worker_id)


async def _declare(
    visit: Visit,
    employer: Employer,
    declarant: Persona,
    worker: Worker,
    adjustment: Registered | None,
) -> Response[str] | Redirect:
    content = read_adjustment(visit.form)
    heading = _heading("correct" if adjustment else "register", visit, employer, worker, adjustment)
    declared = declaration(AdjustmentDeclaration, heading, adjustment=content)
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected" or isinstance(content, tuple):
        problems = place([("", outcome)], CONTROLS, visit.language)
        return _form(visit, employer, worker, adjustment, visit.typed, problems)
    return visit.go(right_page(employer, worker.id, content.year), received(outcome))


def _heading(
    action: Action,
    visit: Visit,
    employer: Employer,
    worker: Worker,
    adjustment: Registered | None,
) -> Heading:
    return Heading(
        action=action,
        reference=adjustment.reference if adjustment else visit.typed.get("reference", ""),
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        target=adjustment.id if adjustment else None,
    )


def _form(
    visit: Visit,
    employer: Employer,
    worker: Worker,
    adjustment: Registered | None,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    today = visit.house.clock.today()
    return visit.page(
        "adjustment_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        adjustment=adjustment,
        back=right_page(employer, worker.id, chosen_year(values.get("year"), today)),
        values=values,
        problems=problems,
        years=years_to_choose(today),
    )


def _ask(
    visit: Visit,
    employer: Employer,
    worker: Worker,
    adjustment: Registered,
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "adjustment_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        adjustment=adjustment,
        back=right_page(employer, worker.id, adjustment.year),
        problems=problems,
    )


ADJUSTMENTS = Router(
    "/",
    route_handlers=[
        new_adjustment,
        register_adjustment,
        edit_adjustment,
        correct_adjustment,
        ask_to_cancel_adjustment,
        cancel_adjustment,
    ],
)
