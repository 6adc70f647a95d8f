"""Corrects or cancels a training; cancelling asks once more on a page of its own."""

import uuid

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from fla.doors.portal.declaring import Heading, declaration, declare, result_of
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.training import find_training
from fla.doors.portal.training_form import (
    CONTROLS,
    offered_languages,
    read_training,
    training_values,
)
from fla.doors.portal.visit import Visit
from fla.intake.declaration import Action, TrainingDeclaration
from fla.register.model import Employer, Worker
from fla.trainings.model import Training

_CORRECT = "/employers/{enterprise_number:str}/trainings/{training_id:uuid}/correct"
_CANCEL = "/employers/{enterprise_number:str}/trainings/{training_id:uuid}/cancel"


@get(_CORRECT)
async def edit_training(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show the form filled in with what is registered."""
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
    return _form(visit, employer, worker, training, training_values(training))


@post(_CORRECT)
async def correct_training(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Replace what is registered by what the form says."""
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
    heading = _heading("correct", employer, worker, training)
    declared = declaration(TrainingDeclaration, heading, training=read_training(visit.form))
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        values = visit.typed
        problems = place([(worker.given_name, outcome)], CONTROLS, visit.language)
        return _form(visit, employer, worker, training, values, problems)
    return visit.go(_address(employer, training), result_of(worker.id, outcome))


@get(_CANCEL)
async def ask_to_cancel_training(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Ask whether to cancel."""
    return await _ask(visit, employer, training_id)


@post(_CANCEL)
async def cancel_training(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Cancel the registration; it stays readable with its history."""
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
    heading = _heading("cancel", employer, worker, training)
    declared = declaration(TrainingDeclaration, heading, training=None)
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        problems = place([(worker.given_name, outcome)], {}, visit.language)
        return await _ask(visit, employer, training_id, problems)
    return visit.go(_address(employer, training), result_of(worker.id, outcome))


async def _ask(
    visit: Visit, employer: Employer, training_id: uuid.UUID, problems: Problems = NO_PROBLEMS
) -> Response[str]:
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
    return visit.page(
        "training_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        training=training,
        problems=problems,
    )


def _form(
    visit: Visit,
    employer: Employer,
    worker: Worker,
    training: Training,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    return visit.page(
        "training_form.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        workers=[worker],
        training=training,
        values=values,
        problems=problems,
        settled=(),
        individual=True,
        training_languages=offered_languages(values.get("language")),
    )


def _heading(action: Action, employer: Employer, worker: Worker, training: Training) -> Heading:
    return Heading(
        action=action,
        reference=training.reference,
        enterprise_number=employer.enterprise_number,
        ssin=worker.ssin,
        target=training.id,
    )


def _address(employer: Employer, training: Training) -> str:
    return f"/employers/{employer.enterprise_number}/trainings/{training.id}"


CHANGE_TRAINING = Router(
    "/",
    route_handlers=[edit_training, correct_training, ask_to_cancel_training, cancel_training],
)
