"""What came of a form for several workers: who is settled, who is left, and the page for it."""

import uuid
from collections.abc import Sequence

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from msgspec import Struct

from fla.doors.portal.declaring import Result, result_of
from fla.doors.portal.entrance import AnyVisit, OpenEmployer
from fla.doors.portal.visit import Visit
from fla.doors.portal.workers import MOST_CHOSEN
from fla.intake.declaration import Action, Outcome
from fla.register import store as register
from fla.register.model import Employer, Worker

RESULTS_PAGE = "/employers/{}/trainings/done"


class Results(Struct, frozen=True):
    """What was done, and what came of it for each worker."""

    done: Action
    results: tuple[Result, ...]


class Settled(Struct, frozen=True):
    """A worker whose declaration was accepted, as the page names him."""

    worker: Worker
    result: Result


def settled(pairs: Sequence[tuple[Worker, Outcome]]) -> list[Settled]:
    """Return those whose declarations were accepted."""
    return [
        Settled(worker, result_of(worker.id, outcome))
        for worker, outcome in pairs
        if outcome.status != "rejected"
    ]


def named(pairs: Sequence[tuple[Worker, Outcome]]) -> list[tuple[str, Outcome]]:
    """Return outcomes with the names that messages call the workers by."""
    return [(f"{worker.given_name} {worker.family_name}", outcome) for worker, outcome in pairs]


async def find_workers(visit: Visit, employer: Employer, ids: Sequence[uuid.UUID]) -> list[Worker]:
    """Return workers of an employer, by name; NotFoundException when one is not his."""
    if not 0 < len(ids) <= MOST_CHOSEN:
        raise NotFoundException
    async with visit.reading() as connection:
        found = [await register.worker_by_id(connection, employer.id, one) for one in set(ids)]
    known = [worker for worker in found if worker is not None]
    if len(known) < len(found):
        raise NotFoundException
    return sorted(known, key=lambda worker: (worker.family_name, worker.given_name, worker.id))


@get("/employers/{enterprise_number:str}/trainings/done")
async def show_results(visit: AnyVisit, employer: OpenEmployer) -> Response[str]:
    """Show what came of a form for several workers."""
    sealed = visit.sealed(Results)
    if sealed is None:
        raise NotFoundException
    by_worker = {result.worker: result for result in sealed.results}
    workers = await find_workers(visit, employer, list(by_worker))
    return visit.page(
        "training_results.html",
        employer=employer,
        done=sealed.done,
        settled=[Settled(worker, by_worker[worker.id]) for worker in workers],
    )


RESULTS = Router("/", route_handlers=[show_results])
