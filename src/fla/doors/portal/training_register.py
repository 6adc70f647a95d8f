"""Registers a training for one or many workers of an employer with one form."""

import uuid
from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from fla.doors.portal.declaring import (
    Heading,
    declaration,
    declare,
    new_reference,
)
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.posted import Form
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.results import (
    RESULTS_PAGE,
    Results,
    Settled,
    find_workers,
    named,
    settled,
)
from fla.doors.portal.training_form import CONTROLS, EMPTY, offered_languages, read_training
from fla.doors.portal.visit import Visit
from fla.doors.portal.workers import WORKERS_PAGE, Chosen, nobody_chosen, read_ids
from fla.intake.declaration import AnyDeclaration, TrainingDeclaration
from fla.register.model import Employer, Worker

_NEW = "/employers/{enterprise_number:str}/trainings/new"


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
    workers = await find_workers(visit, employer, ids)
    return _form(visit, employer, workers, EMPTY | {"reference": new_reference()})


@post(_NEW)
async def register_training(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Register the training for each worker of the form; show again what is refused."""
    form = visit.form
    if not form.get("worker"):
        return visit.go(WORKERS_PAGE.format(employer.enterprise_number), nobody_chosen(visit))
    workers = await find_workers(visit, employer, read_ids(form.get("worker", [])))
    outcomes = await declare(visit, declarant, _declarations(form, employer, workers))
    pairs = list(zip(workers, outcomes, strict=True))
    refused = [worker for worker, outcome in pairs if outcome.status == "rejected"]
    if refused:
        values = {name: texts[-1] for name, texts in form.items()}
        problems = place(named(pairs), CONTROLS, visit.language)
        return _form(visit, employer, refused, values, problems, settled(pairs))
    results = [one.result for one in settled(pairs)]
    if len(results) == 1:
        home = f"/employers/{employer.enterprise_number}"
        return visit.go(f"{home}/workers/{results[0].worker}", results[0])
    there = RESULTS_PAGE.format(employer.enterprise_number)
    return visit.go(there, Results("register", tuple(results)))


def _declarations(
    form: Form, employer: Employer, workers: Sequence[Worker]
) -> list[AnyDeclaration]:
    """Return a declaration for each worker; its reference names form and worker."""
    training = read_training(form)
    reference = form.get("reference", [""])[-1]
    return [
        declaration(
            TrainingDeclaration,
            Heading(
                action="register",
                reference=f"{reference}/{worker.id}",
                enterprise_number=employer.enterprise_number,
                ssin=worker.ssin,
            ),
            training=training,
        )
        for worker in workers
    ]


def _form(
    visit: Visit,
    employer: Employer,
    workers: Sequence[Worker],
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
    done: Sequence[Settled] = (),
) -> Response[str]:
    return visit.page(
        "training_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        workers=workers,
        training=None,
        values=values,
        problems=problems,
        settled=done,
        individual=True,
        training_languages=offered_languages(values.get("language")),
    )


REGISTER_TRAINING = Router("/", route_handlers=[new_training, register_training])
