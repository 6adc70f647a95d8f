"""One worker's right of one year: how it was computed, by which law, from whose figures."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from fla.credit import store as credit
from fla.credit.model import CreditLine
from fla.database.records import Connection
from fla.doors.portal.declaring import Received, new_reference
from fla.doors.portal.entrance import AnyVisit, Citizen, OpenEmployer
from fla.doors.portal.visit import Visit
from fla.doors.portal.worker import find_worker
from fla.doors.portal.years import known_year, years_to_choose
from fla.law.deadlines import last_day
from fla.law.pack import pack
from fla.law.window import in_window, window_of
from fla.register import store as register
from fla.register.model import Employment, Worker
from fla.rights import store as rights
from fla.rights.explanation import explain, warn
from fla.rights.model import Adjustment, CarriedOver, OptOut, Right, RightChange, Verification
from fla.rights.register_case import Reckoned, reckon
from fla.rights.run import operators_choices
from fla.rights.situation import Spell
from fla.rights.step import Step, Warned

_MONTHS = 12


class RightOfYear(Struct, frozen=True, kw_only=True):
    """All that a page says of one worker's right of one year."""

    reckoned: Reckoned | None
    steps: tuple[Step, ...]
    warnings: tuple[Warned, ...]
    credit: list[CreditLine]
    declared: list[Right]
    adjustments: list[Adjustment]
    verification: Verification | None
    verify_by: dt.date | None
    opt_outs: list[OptOut]
    changes: list[RightChange]
    carried_over: list[CarriedOver]
    window: tuple[int, int] | None
    employments: list[Employment]

    @property
    def regimes(self) -> list[Decimal | None]:
        """The regime of each month, None without work."""
        return regimes_by_month(self.reckoned.situation.spells if self.reckoned else ())


def regimes_by_month(spells: Sequence[Spell]) -> list[Decimal | None]:
    """Return B of each month of the year, from January on."""
    found: list[Decimal | None] = [None] * _MONTHS
    for spell in spells:
        for month in range(spell.first_month, spell.last_month + 1):
            found[month - 1] = Decimal(spell.q) / spell.s
    return found


@get("/employers/{enterprise_number:str}/workers/{worker_id:uuid}/rights/{year:int}")
async def show_right(
    visit: AnyVisit, employer: OpenEmployer, worker_id: FromPath[uuid.UUID], year: FromPath[int]
) -> Response[str]:
    """Show the right to those who keep the account."""
    known_year(year, visit.house.clock.today())
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
        right = await read_right(connection, employer.id, worker_id, year)
    home = f"/employers/{employer.enterprise_number}/workers/{worker_id}"
    return _page(visit, employer.enterprise_number, employer.name, worker, year, right, home)


@get("/account/{enterprise_number:str}/rights/{year:int}")
async def show_own_right(
    visit: AnyVisit, citizen: Citizen, enterprise_number: FromPath[str], year: FromPath[int]
) -> Response[str]:
    """Show the right to the one whose it is."""
    known_year(year, visit.house.clock.today())
    async with visit.reading() as connection:
        records = await register.workers_by_ssin(connection, citizen.number)
        at = next((one for one in records if one.enterprise_number == enterprise_number), None)
        if at is None:
            raise NotFoundException
        worker = await register.worker_by_id(connection, at.employer_id, at.id)
        if worker is None:
            raise NotFoundException
        right = await read_right(connection, at.employer_id, at.id, year)
    home = f"/account/{enterprise_number}"
    return _page(visit, enterprise_number, at.employer_name, worker, year, right, home)


async def read_right(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int
) -> RightOfYear:
    """Return what the register has of a worker's right of a year, explained."""
    choices = operators_choices()
    reckoned = await reckon(connection, employer_id, worker_id, year, choices)
    verification = await rights.verification(connection, employer_id, worker_id, year)
    lines = await credit.credit_of_worker(connection, employer_id, worker_id)
    declared = await rights.rights_of_worker(connection, employer_id, worker_id)
    adjusted = await rights.adjustments(connection, employer_id, worker_id)
    opted_out = await rights.opt_outs_of_worker(connection, employer_id, worker_id)
    changed = await rights.changes_of_worker(connection, employer_id, worker_id)
    employments = await register.employments(connection, employer_id, worker_id)
    hired = min((one.start_date for one in employments if not one.cancelled), default=None)
    return RightOfYear(
        reckoned=reckoned,
        steps=explain(reckoned.situation) if reckoned else (),
        warnings=warn(reckoned.situation) if reckoned else (),
        credit=[one for one in lines if one.year == year],
        declared=[one for one in declared if one.year == year],
        adjustments=[one for one in adjusted if one.year == year],
        verification=verification,
        verify_by=verify_by(verification),
        opt_outs=[one for one in opted_out if one.year == year],
        changes=[one for one in changed if one.year == year],
        carried_over=await rights.carried_over(connection, employer_id, worker_id),
        window=window_of(year, hired, choices) if in_window(year) else None,
        employments=[one for one in employments if not one.cancelled and _touches(one, year)],
    )


def verify_by(verification: Verification | None) -> dt.date | None:
    """Return the last day to find a right correct; None where that is done or nothing is there.

    A new worker's right has the longer term of a new worker.
    """
    if verification is None or verification.state == "verified":
        return None
    computed = verification.computed_at.date()
    by_year = last_day(pack(), "verification", computed)
    if verification.hired is None:
        return by_year
    return max(by_year, last_day(pack(), "newWorker", verification.hired))


def _touches(employment: Employment, year: int) -> bool:
    ends = employment.end_date.year if employment.end_date else year
    return employment.start_date.year <= year <= ends


def _page(
    visit: Visit,
    enterprise_number: str,
    employer_name: str,
    worker: Worker,
    year: int,
    right: RightOfYear,
    home: str,
) -> Response[str]:
    return visit.page(
        "right.html",
        enterprise_number=enterprise_number,
        employer_name=employer_name,
        worker=worker,
        year=year,
        years=years_to_choose(visit.house.clock.today()),
        today=visit.house.clock.today(),
        right=right,
        home=home,
        own=visit.persona is not None and visit.persona.kind == "worker",
        reference=new_reference(),
        received=visit.sealed(Received),
    )


RIGHT = Router("/", route_handlers=[show_right, show_own_right])
