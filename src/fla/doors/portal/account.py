"""A worker's own account over all his employers."""

import uuid

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from msgspec import Struct

from fla.credit import store as credit
from fla.credit.model import CreditLine
from fla.database.records import Connection, Window
from fla.doors.portal.entrance import AnyVisit, Citizen
from fla.doors.portal.settlement import is_settled
from fla.doors.portal.worker import PAGE_SIZE, known_status
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.register import store as register
from fla.register.model import Employment, Worker, WorkerAtEmployer
from fla.trainings import store as trainings


class Place(Struct, frozen=True):
    """What one employer keeps of the citizen."""

    at: WorkerAtEmployer
    worker: Worker
    employments: list[Employment]
    credit: list[CreditLine]

    @property
    def settled(self) -> bool:
        """Whether there is a statement of what becomes of credit on leaving."""
        return is_settled(self.employments)


@get("/account")
async def show_account(
    visit: AnyVisit,
    citizen: Citizen,
    year: FromQuery[str] = "",
    status: FromQuery[str] = "",
    after: FromQuery[uuid.UUID | None] = None,
    before: FromQuery[uuid.UUID | None] = None,
) -> Response[str]:
    """Show the account in a year; `status` narrows the trainings down."""
    chosen = chosen_year(year, visit.house.clock.today())
    wanted = known_status(status)
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=after, before=before)
    async with visit.reading() as connection:
        lines = await credit.credit_of_citizen(connection, citizen.number)
        page = await trainings.trainings_of_citizen(
            connection, citizen.number, window, year=chosen, status=wanted
        )
        records = await register.workers_by_ssin(connection, citizen.number)
        places = [
            await _place(connection, one, [line for line in lines if line.year == chosen])
            for one in records
        ]
    return visit.page(
        "account.html",
        places=sorted(places, key=lambda place: not place.credit),
        employers={one.employer_id: one.employer_name for one in records},
        page=page,
        year=chosen,
        years=years_to_choose(visit.house.clock.today()),
        other_years=sorted({line.year for line in lines} - {chosen}, reverse=True),
        status=wanted or "",
    )


async def _place(connection: Connection, at: WorkerAtEmployer, lines: list[CreditLine]) -> Place:
    return Place(
        at=at,
        worker=await _worker(connection, at),
        employments=await register.employments(connection, at.employer_id, at.id),
        credit=[line for line in lines if line.employer_id == at.employer_id],
    )


async def _worker(connection: Connection, at: WorkerAtEmployer) -> Worker:
    worker = await register.worker_by_id(connection, at.employer_id, at.id)
    if worker is None:
        raise NotFoundException
    return worker


ACCOUNT = Router("/", route_handlers=[show_account])
