"""Registers a training for one or many workers of an employer with one form."""

import uuid
from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Redirect
from msgspec import Struct

from fla.doors.portal.declaring import (
    Heading,
    Result,
    declare,
    new_reference,
    result_of,
    training_declaration,
)
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.gate import Form
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.training_form import CONTROLS, EMPTY, offered_languages, read_training
from fla.doors.portal.visit import Visit
from fla.doors.portal.workers import MOST_CHOSEN, Chosen, nobody_chosen, read_ids
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.register import store as register
from fla.register.model import Employer, Worker

_NEW = "/employers/{enterprise_number:str}/trainings/new"


class Results(Struct, frozen=True):
    """What came of a form for several workers."""

    results: tuple[Result, ...]


class Settled(Struct, frozen=True):
    """A worker whose declaration was accepted, as the page names him."""

    worker: Worker
    result: Result


@get(_NEW)
async def new_training(
    visit: AnyVisit,
    employer: OpenEmployer,
    declarant: Declarant,
    worker: FromQuery[uuid.UUID | None] = None,
) -> Response[str]:
    """Show an empty form for the chosen workers, or for one."""
    chosen = visit.sealed(Chosen)
    ids = chosen.workers if chosen else (worker,) if worker else ()
    workers = await _workers(visit, employer, ids)
    return _form(visit, employer, workers, EMPTY | {"reference": new_reference()})


@post(_NEW)
async def register_training(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Register the training for each worker of the form; show again what is refused."""
    form = visit.form
    if not form.get("worker"):
        return visit.go(f"/employers/{employer.enterprise_number}/workers", nobody_chosen(visit))
    workers = await _workers(visit, employer, read_ids(form.get("worker", [])))
    outcomes = await declare(visit, declarant, _declarations(form, employer, workers))
    pairs = list(zip(workers, outcomes, strict=True))
    settled = [
        Settled(worker, result_of(worker.id, outcome))
        for worker, outcome in pairs
        if outcome.status != "rejected"
    ]
    refused = [worker for worker, outcome in pairs if outcome.status == "rejected"]
    if refused:
        values = {name: texts[-1] for name, texts in form.items()}
        problems = place(_named(pairs), CONTROLS, visit.language)
        return _form(visit, employer, refused, values, problems, settled)
    home = f"/employers/{employer.enterprise_number}"
    if len(settled) == 1:
        return visit.go(f"{home}/workers/{settled[0].worker.id}", settled[0].result)
    return visit.go(f"{home}/trainings/registered", Results(tuple(s.result for s in settled)))


@get("/employers/{enterprise_number:str}/trainings/registered")
async def show_results(visit: AnyVisit, employer: OpenEmployer) -> Response[str]:
    """Show what came of a form for several workers."""
    results = visit.sealed(Results)
    if results is None:
        raise NotFoundException
    workers = await _workers(visit, employer, [result.worker for result in results.results])
    by_id = {result.worker: result for result in results.results}
    settled = [Settled(worker, by_id[worker.id]) for worker in workers]
    return visit.page("training_results.html", employer=employer, settled=settled)


def _declarations(
    form: Form, employer: Employer, workers: Sequence[Worker]
) -> list[AnyDeclaration]:
    """Return a declaration for each worker; its reference names form and worker."""
    training = read_training(form)
    reference = form.get("reference", [""])[-1]
    return [
        training_declaration(
            Heading(
                action="register",
                reference=f"{reference}/{worker.id}",
                enterprise_number=employer.enterprise_number,
                ssin=worker.ssin,
            ),
            training,
        )
        for worker in workers
    ]


def _named(pairs: Sequence[tuple[Worker, Outcome]]) -> list[tuple[str, Outcome]]:
    return [(f"{worker.given_name} {worker.family_name}", outcome) for worker, outcome in pairs]


async def _workers(visit: Visit, employer: Employer, ids: Sequence[uuid.UUID]) -> list[Worker]:
    """Return the workers of an employer, by name; NotFoundException when one is not his."""
    if not 0 < len(ids) <= MOST_CHOSEN:
        raise NotFoundException
    async with visit.reading() as connection:
        found = [await register.worker_by_id(connection, employer.id, one) for one in set(ids)]
    known = [worker for worker in found if worker is not None]
    if len(known) < len(found):
        raise NotFoundException
    return sorted(known, key=lambda worker: (worker.family_name, worker.given_name, worker.id))


def _form(
    visit: Visit,
    employer: Employer,
    workers: Sequence[Worker],
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
    settled: Sequence[Settled] = (),
) -> Response[str]:
    return visit.page(
        "training_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        workers=workers,
        training=None,
        values=values,
        problems=problems,
        settled=settled,
        training_languages=offered_languages(values.get("language")),
    )


REGISTER_TRAINING = Router("/", route_handlers=[new_training, register_training, show_results])
