"""Workers of an employer's year of whom something is to be said; verifies many rights at once."""

import uuid
from collections.abc import Sequence
from typing import Final, get_args

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from fla.access.model import Persona
from fla.database.records import Window
from fla.doors.portal.addresses import right_page, year_workers_page
from fla.doors.portal.declaring import Heading, declaration, declare, new_reference, received
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.results import find_workers
from fla.doors.portal.visit import Visit
from fla.doors.portal.worker import find_worker
from fla.doors.portal.workers import MOST_CHOSEN, read_ids
from fla.doors.portal.years import known_year
from fla.intake.declaration import AnyDeclaration, Outcome, Verification, VerificationDeclaration
from fla.register.model import Employer, Worker
from fla.rights.year_model import Standing
from fla.rights.year_store import year_counts, year_workers

PAGE_SIZE: Final = 50

_STANDINGS: tuple[Standing, ...] = get_args(Standing)
_LIST: Final = "/employers/{enterprise_number:str}/years/{year:int}/workers"
_SEVERAL: Final = "/employers/{enterprise_number:str}/years/{year:int}/verify"
_ONE: Final = "/employers/{enterprise_number:str}/workers/{worker_id:uuid}/rights/{year:int}/verify"


class Verified(Struct, frozen=True):
    """How many rights were found correct with one form, and whether the form had nobody ticked."""

    rights: int
    nobody: bool = False


@get(_LIST)
async def list_year_workers(
    visit: AnyVisit,
    employer: OpenEmployer,
    year: FromPath[int],
    standing: FromQuery[str] = "",
    after: FromQuery[uuid.UUID | None] = None,
    before: FromQuery[uuid.UUID | None] = None,
) -> Response[str]:
    """Show one of the lists, a part at a time."""
    known_year(year, visit.house.clock.today())
    return await _list(visit, employer, year, _known(standing), after, before)


@post(_SEVERAL)
async def verify_several(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, year: FromPath[int]
) -> Response[str] | Redirect:
    """Find the computed rights of those ticked to be correct."""
    known_year(year, visit.house.clock.today())
    chosen = read_ids(visit.form.get("worker", []))
    here = year_workers_page(employer, year)
    if not chosen:
        return visit.go(here, Verified(0, nobody=True))
    workers = await find_workers(visit, employer, chosen[:MOST_CHOSEN])
    outcomes = await _verify(visit, employer, declarant, workers, year)
    refused = [
        (f"{worker.given_name} {worker.family_name}", outcome)
        for worker, outcome in zip(workers, outcomes, strict=True)
        if outcome.status == "rejected"
    ]
    if refused:
        problems = place(refused, {}, visit.language)
        return await _list(visit, employer, year, "unverified", problems=problems)
    return visit.go(here, Verified(len(outcomes)))


@post(_ONE)
async def verify_one(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker_id: FromPath[uuid.UUID],
    year: FromPath[int],
) -> Response[str] | Redirect:
    """Find one worker's computed right to be correct."""
    known_year(year, visit.house.clock.today())
    async with visit.reading() as connection:
        worker = await find_worker(connection, employer, worker_id)
    [outcome] = await _verify(visit, employer, declarant, [worker], year)
    if outcome.status == "rejected":
        named = f"{worker.given_name} {worker.family_name}"
        problems = place([(named, outcome)], {}, visit.language)
        return await _list(visit, employer, year, "unverified", problems=problems)
    return visit.go(right_page(employer, worker.id, year), received(outcome))


async def _verify(
    visit: Visit, employer: Employer, declarant: Persona, workers: Sequence[Worker], year: int
) -> list[Outcome]:
    reference = visit.typed.get("reference", "")
    declarations: list[AnyDeclaration] = [
        declaration(
            VerificationDeclaration,
            Heading(
                action="register",
                reference=f"{reference}/{worker.id}",
                enterprise_number=employer.enterprise_number,
                ssin=worker.ssin,
            ),
            verification=Verification(year=year),
        )
        for worker in workers
    ]
    return await declare(visit, declarant, declarations)


async def _list(
    visit: Visit,
    employer: Employer,
    year: int,
    standing: Standing,
    after: uuid.UUID | None = None,
    before: uuid.UUID | None = None,
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=after, before=before)
    async with visit.reading() as connection:
        counts = await year_counts(connection, employer.id, year)
        page = await year_workers(connection, employer.id, year, standing, window)
    return visit.page(
        "year_workers.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        year=year,
        standing=standing,
        counts=counts,
        page=page,
        reference=new_reference(),
        verified=visit.sealed(Verified),
        problems=problems,
    )


def _known(standing: str) -> Standing:
    return next((one for one in _STANDINGS if one == standing), "unverified")


YEAR_WORKERS = Router("/", route_handlers=[list_year_workers, verify_several, verify_one])
