"""A worker's account at one employer: who he is, what he may use, what he followed."""

import uuid
from typing import Final, get_args

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from fla.credit import store as credit
from fla.database.records import Connection, Window
from fla.doors.portal.declaring import Result
from fla.doors.portal.entrance import AnyVisit, OpenEmployer
from fla.doors.portal.settlement import is_settled
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.register import store as register
from fla.register.model import Employer, Worker
from fla.rights import store as rights
from fla.trainings import store as trainings
from fla.trainings.model import TrainingStatus

PAGE_SIZE: Final = 20

STATUSES: tuple[TrainingStatus, ...] = get_args(TrainingStatus)


@get("/employers/{enterprise_number:str}/workers/{worker_id:uuid}")
async def show_worker(
    visit: AnyVisit,
    employer: OpenEmployer,
    worker_id: FromPath[uuid.UUID],
    year: FromQuery[str] = "",
    status: FromQuery[str] = "",
    after: FromQuery[uuid.UUID | None] = None,
    before: FromQuery[uuid.UUID | None] = None,
) -> Response[str]:
    """Show the account in a year; `status` narrows the trainings down."""
    chosen = chosen_year(year, visit.house.clock.today())
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=after, before=before)
    wanted = known_status(status)
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
        account = await credit.credit_of_worker(connection, employer.id, worker_id)
        page = await trainings.trainings_of_worker(
            connection, employer.id, worker_id, window, year=chosen, status=wanted
        )
        employments = await register.employments(connection, employer.id, worker_id)
        registered = await rights.rights_of_worker(connection, employer.id, worker_id)
    return visit.page(
        "worker.html",
        employer=employer,
        worker=worker,
        year=chosen,
        years=years_to_choose(visit.house.clock.today()),
        status=wanted or "",
        credit=[line for line in account if line.year == chosen],
        other_years=sorted({line.year for line in account} - {chosen}, reverse=True),
        page=page,
        employments=employments,
        settled=is_settled(employments),
        rights=[one for one in registered if one.year == chosen],
        result=visit.sealed(Result),
    )


async def find_worker(connection: Connection, employer: Employer, worker_id: uuid.UUID) -> Worker:
    """Return a worker of an employer; NotFoundException when there is no such worker."""
    worker = await register.worker_by_id(connection, employer.id, worker_id)
    if worker is None:
        raise NotFoundException
    return worker


def known_status(text: str) -> TrainingStatus | None:
    """Return a status to narrow down by, or None for all."""
    return next((status for status in STATUSES if status == text), None)


WORKER = Router("/", route_handlers=[show_worker])
