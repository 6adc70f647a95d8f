"""Opts out of a year's computed right, for all workers or one, or takes the opt-out back."""

import uuid
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from fla.access.model import Persona
from fla.doors.portal.addresses import right_page, year_page
from fla.doors.portal.declaring import Heading, declaration, declare, new_reference, received
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.posted import Form
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.reader import Reading
from fla.doors.portal.visit import Visit
from fla.doors.portal.worker import find_worker
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.intake.anomaly import Anomaly, Field
from fla.intake.declaration import OptOut, OptOutDeclaration
from fla.register.model import Employer, Worker
from fla.rights import store as rights
from fla.rights.model import OptOut as Registered

CONTROLS: Final[dict[Field, str]] = {Field.RIGHT_YEAR: "year", Field.OPT_OUT_REASON: "reason"}

_COMPANY = "/employers/{enterprise_number:str}/opt-outs/new"
_WORKER = "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/opt-outs/new"
_CANCEL = "/employers/{enterprise_number:str}/opt-outs/{opt_out_id:uuid}/cancel"


@get(_COMPANY)
async def new_company_opt_out(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, year: FromQuery[str] = ""
) -> Response[str]:
    """Show the form for the whole company."""
    return _form(visit, employer, None, _empty(visit, year))


@post(_COMPANY)
async def opt_company_out(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Opt out for all workers of the year."""
    return await _declare(visit, employer, declarant, None)


@get(_WORKER)
async def new_worker_opt_out(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    year: FromQuery[str] = "",
) -> Response[str]:
    """Show the form for one worker."""
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
    return _form(visit, employer, worker, _empty(visit, year))


@post(_WORKER)
async def opt_worker_out(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, worker_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Opt out for one worker."""
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
    return await _declare(visit, employer, declarant, worker)


@get(_CANCEL)
async def ask_to_cancel_opt_out(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, opt_out_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Ask whether to cancel."""
    opt_out, worker = await _find(visit, employer, opt_out_id)
    return _ask(visit, employer, opt_out, worker)


@post(_CANCEL)
async def cancel_opt_out(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, opt_out_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Cancel the opt-out: the right is computed again."""
    opt_out, worker = await _find(visit, employer, opt_out_id)
    heading = Heading(
        action="cancel",
        reference=opt_out.reference,
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin if worker else None,
        target=opt_out.id,
    )
    declared = declaration(OptOutDeclaration, heading, opt_out=None)
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        problems = place([("", outcome)], {}, visit.language)
        return _ask(visit, employer, opt_out, worker, problems)
    return visit.go(_back(employer, worker, opt_out.year), received(outcome))


def read_opt_out(form: Form) -> OptOut | tuple[Anomaly, ...]:
    """Return the opt-out a form describes, or what in it cannot be understood."""
    reading = Reading(form)
    opt_out = OptOut(
        year=reading.needed_whole("year", Field.RIGHT_YEAR), reason=reading.text("reason")
    )
    return tuple(reading.anomalies) or opt_out


def _empty(visit: Visit, year: str) -> dict[str, str]:
    chosen = chosen_year(year, visit.house.clock.today())
    return {"reference": new_reference(), "year": str(chosen)}


async def _declare(
    visit: Visit, employer: Employer, declarant: Persona, worker: Worker | None
) -> Response[str] | Redirect:
    content = read_opt_out(visit.form)
    heading = Heading(
        action="register",
        reference=visit.typed.get("reference", ""),
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin if worker else None,
    )
    declared = declaration(OptOutDeclaration, heading, opt_out=content)
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected" or isinstance(content, tuple):
        problems = place([("", outcome)], CONTROLS, visit.language)
        return _form(visit, employer, worker, visit.typed, problems)
    return visit.go(_back(employer, worker, content.year), received(outcome))


async def _find(
    visit: Visit, employer: Employer, opt_out_id: uuid.UUID
) -> tuple[Registered, Worker | None]:
    async with visit.reading() as connection:
        opt_out = await rights.opt_out_by_id(connection, employer.id, opt_out_id)
        if opt_out is None:
            raise NotFoundException
        if opt_out.worker_id is None:
            return opt_out, None
        return opt_out, await find_worker(connection, employer, opt_out.worker_id)


def _back(employer: Employer, worker: Worker | None, year: int) -> str:
    return right_page(employer, worker.id, year) if worker else year_page(employer, year)


def _form(
    visit: Visit,
    employer: Employer,
    worker: Worker | None,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    year = chosen_year(values.get("year"), visit.house.clock.today())
    return visit.page(
        "opt_out_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        back=_back(employer, worker, year),
        values=values,
        problems=problems,
        years=years_to_choose(visit.house.clock.today()),
    )


def _ask(
    visit: Visit,
    employer: Employer,
    opt_out: Registered,
    worker: Worker | None,
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "opt_out_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        opt_out=opt_out,
        worker=worker,
        back=_back(employer, worker, opt_out.year),
        problems=problems,
    )


OPT_OUTS = Router(
    "/",
    route_handlers=[
        new_company_opt_out,
        opt_company_out,
        new_worker_opt_out,
        opt_worker_out,
        ask_to_cancel_opt_out,
        cancel_opt_out,
    ],
)
