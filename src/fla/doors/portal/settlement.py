"""What becomes of open credit when a worker leaves: for who keeps the account and whose it is."""

import uuid
from typing import Final

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from fla.database.records import Connection
from fla.doors.account.collect import Wanted, collect
from fla.doors.account.leaving import end_of_work
from fla.doors.account.model import Account
from fla.doors.portal.entrance import AnyVisit, Citizen, OpenEmployer
from fla.doors.portal.visit import Visit
from fla.law.pack import pack
from fla.register import store as register
from fla.register.model import Employer, Employment
from fla.rights.run import operators_choices

_OF_WORKER: Final = "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/settlement"
_OWN: Final = "/account/{enterprise_number:str}/settlement"


@get(_OF_WORKER)
async def show_settlement(
    visit: AnyVisit, employer: OpenEmployer, worker_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show the statement to those who keep the account."""
    async with visit.reading() as connection:
        account = await _settled(visit, connection, employer, worker_id)
    home = f"/employers/{employer.enterprise_number}/workers/{worker_id}"
    return _page(visit, employer, account, home, own=False)


@get(_OWN)
async def show_own_settlement(
    visit: AnyVisit, citizen: Citizen, enterprise_number: FromPath[str]
) -> Response[str]:
    """Show the statement to the one who left."""
    async with visit.reading() as connection:
        records = await register.workers_by_ssin(connection, citizen.number)
        at = next((one for one in records if one.enterprise_number == enterprise_number), None)
        if at is None:
            raise NotFoundException
        employer = await register.employer_by_id(connection, at.employer_id)
        if employer is None:
            raise NotFoundException
        account = await _settled(visit, connection, employer, at.id)
    return _page(visit, employer, account, "/account", own=True)


def is_settled(employments: list[Employment]) -> bool:
    """Tell whether there is a statement: every contract has an end, in a year the law pack knows.

    Of employments that were cancelled nothing is left to settle.
    """
    end = end_of_work(employments)
    return end is not None and pack().first_year <= end[0].year <= pack().last_year


async def _settled(
    visit: Visit, connection: Connection, employer: Employer, worker_id: uuid.UUID
) -> Account:
    employments = await register.employments(connection, employer.id, worker_id)
    end = end_of_work(employments)
    if end is None or not is_settled(employments):
        raise NotFoundException
    wanted = Wanted(
        employer=employer, worker_id=worker_id, year=end[0].year, language=visit.language
    )
    now = visit.house.clock.now()
    account = await collect(connection, wanted, now, operators_choices())
    if account is None:
        raise NotFoundException
    return account


def _page(
    visit: Visit, employer: Employer, account: Account, home: str, *, own: bool
) -> Response[str]:
    return visit.page(
        "settlement.html",
        employer=employer,
        worker=account.worker,
        law_version=account.law_version,
        settlement=account.settlement,
        home=home,
        own=own,
    )


SETTLEMENT = Router("/", route_handlers=[show_settlement, show_own_settlement])
