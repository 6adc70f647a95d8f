"""A worker's own account over all his employers: to read, and to take away as a file."""

import uuid
from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from msgspec import Struct

from fla.credit import store as credit
from fla.credit.model import CreditLine
from fla.database.records import Connection, Window
from fla.doors.portal.entrance import AnyVisit, Citizen
from fla.doors.portal.worker import PAGE_SIZE, known_status
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.register import store as register
from fla.register.model import Employment, Worker, WorkerAtEmployer
from fla.rights import store as rights
from fla.rights.model import Right
from fla.trainings import store as trainings
from fla.trainings.model import Training

_EXPORT_PAGE: Final = 500
_INTERNAL: Final = frozenset({"employer_id", "worker_id", "employment_id"})


class Place(Struct, frozen=True):
    """What one employer keeps of the citizen."""

    at: WorkerAtEmployer
    worker: Worker
    employments: list[Employment]
    credit: list[CreditLine]


class Portion(Struct, frozen=True):
    """What one employer keeps of the citizen, whole, for the file."""

    enterprise_number: str
    employer_name: str
    worker: Worker
    employments: list[Employment]
    rights: list[Right]
    credit: list[CreditLine]
    trainings: list[Training]


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


@get("/account.json")
async def download_account(visit: AnyVisit, citizen: Citizen) -> Response[bytes]:
    """Send all that the register holds of the citizen, at every employer, as one JSON file."""
    async with visit.reading() as connection:
        records = await register.workers_by_ssin(connection, citizen.number)
        portions = [await _portion(connection, one) for one in records]
    content = {
        "ssin": citizen.number,
        "takenAt": visit.house.clock.now(),
        "employers": [outward(msgspec.to_builtins(one)) for one in portions],
    }
    return Response(
        msgspec.json.format(msgspec.json.encode(content), indent=2),
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="learning-account.json"'},
    )


async def _portion(connection: Connection, at: WorkerAtEmployer) -> Portion:
    return Portion(
        enterprise_number=at.enterprise_number,
        employer_name=at.employer_name,
        worker=await _worker(connection, at),
        employments=await register.employments(connection, at.employer_id, at.id),
        rights=await rights.rights_of_worker(connection, at.employer_id, at.id),
        credit=await credit.credit_of_worker(connection, at.employer_id, at.id),
        trainings=[one async for one in _trainings(connection, at)],
    )


async def _trainings(connection: Connection, at: WorkerAtEmployer) -> AsyncIterator[Training]:
    after = None
    while True:
        window = Window[uuid.UUID](limit=_EXPORT_PAGE, after=after)
        page = await trainings.trainings_of_worker(connection, at.employer_id, at.id, window)
        for training in page.rows:
            yield training
        if not page.has_after:
            return
        after = page.rows[-1].id


def outward(value: Any) -> Any:
    """Return a record as the outside reads it: camelCase names, without the register's own keys."""
    if isinstance(value, dict):
        return {
            _camel(name): outward(content)
            for name, content in value.items()
            if name not in _INTERNAL
        }
    return [outward(one) for one in value] if isinstance(value, list | tuple) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


ACCOUNT = Router("/", route_handlers=[show_account, download_account])
