"""Corrects or cancels one training of several workers with one form."""

import uuid
from collections.abc import Sequence

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from fla.database.records import Window
from fla.doors.portal.declaring import Heading, declaration, declare
from fla.doors.portal.entrance import AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.results import RESULTS_PAGE, Results, Settled, find_workers, named, settled
from fla.doors.portal.training import find_training
from fla.doors.portal.training_form import (
    CONTROLS,
    offered_languages,
    read_training,
    training_values,
)
from fla.doors.portal.visit import Visit
from fla.doors.portal.workers import (
    MOST_CHOSEN,
    WORKERS_PAGE,
    Chosen,
    nobody_chosen,
    read_ids,
)
from fla.intake.anomaly import Anomaly
from fla.intake.declaration import Action, Outcome, Training, TrainingDeclaration
from fla.register.model import Employer, Worker
from fla.trainings import store as trainings
from fla.trainings.model import Training as Registered

_LATEST = 100
"""Trainings of each worker that are looked at, the latest ones."""
_MOST_SHOWN = 50

_SHARED = "/employers/{enterprise_number:str}/trainings/shared"
_CORRECT = "/employers/{enterprise_number:str}/trainings/several/correct"
_CANCEL = "/employers/{enterprise_number:str}/trainings/several/cancel"


class Several(Struct, frozen=True):
    """The registrations of one training that are changed together."""

    trainings: tuple[uuid.UUID, ...]


class Shared(Struct, frozen=True):
    """A training that some of the chosen workers have in common."""

    title: str
    first: Registered
    workers: int
    sealed: str


class Registration(Struct, frozen=True):
    """One worker's registration of it."""

    training: Registered
    worker: Worker


@get(_SHARED)
async def list_shared(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str]:
    """Show the trainings of the chosen workers, those most of them share first."""
    chosen = visit.sealed(Chosen)
    if chosen is None:
        raise NotFoundException
    workers = await find_workers(visit, employer, chosen.workers)
    groups: dict[tuple[object, ...], list[Registered]] = {}
    async with visit.reading() as connection:
        for worker in workers:
            window = Window[uuid.UUID](limit=_LATEST)
            page = await trainings.trainings_of_worker(connection, employer.id, worker.id, window)
            for one in page.rows:
                if one.status != "cancelled":
                    key = (one.title, one.start_date, one.end_date)
                    groups.setdefault(key, []).append(one)
    ordered = sorted(groups.values(), key=lambda group: (len(group), group[0].start_date))
    return visit.page(
        "training_shared.html",
        employer=employer,
        workers=workers,
        groups=[_shared(visit, group) for group in ordered[: -_MOST_SHOWN - 1 : -1]],
    )


@get(_CORRECT)
async def edit_several(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str]:
    """Show the form filled in with the first of the registrations."""
    registrations = await _opened(visit, employer)
    return _form(visit, employer, registrations, training_values(registrations[0].training))


@post(_CORRECT)
async def correct_several(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Correct each registration; each worker keeps the result and certificate that are his own."""
    if not visit.form.get("training"):
        return visit.go(WORKERS_PAGE.format(employer.enterprise_number), nobody_chosen(visit))
    registrations = await _ticked(visit, employer)
    content = read_training(visit.form)
    declarations = [
        declaration(
            TrainingDeclaration,
            _heading("correct", employer, one),
            training=_of_each(content, one.training),
        )
        for one in registrations
    ]
    outcomes = await declare(visit, declarant, declarations)
    pairs, left = _paired(registrations, outcomes)
    if left:
        values = visit.typed
        problems = place(named(pairs), CONTROLS, visit.language)
        return _form(visit, employer, left, values, problems, settled(pairs))
    return _done(visit, employer, "correct", pairs)


@get(_CANCEL)
async def ask_to_cancel_several(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str]:
    """Ask whether to cancel."""
    return _ask(visit, employer, await _opened(visit, employer))


@post(_CANCEL)
async def cancel_several(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Cancel each registration."""
    if not visit.form.get("training"):
        return visit.go(WORKERS_PAGE.format(employer.enterprise_number), nobody_chosen(visit))
    registrations = await _ticked(visit, employer)
    declarations = [
        declaration(TrainingDeclaration, _heading("cancel", employer, one), training=None)
        for one in registrations
    ]
    outcomes = await declare(visit, declarant, declarations)
    pairs, left = _paired(registrations, outcomes)
    if left:
        problems = place(named(pairs), {}, visit.language)
        return _ask(visit, employer, left, problems, settled(pairs))
    return _done(visit, employer, "cancel", pairs)


def _of_each(
    content: Training | tuple[Anomaly, ...], registered: Registered
) -> Training | tuple[Anomaly, ...]:
    """Return the content for one worker: what is his own is not on the form."""
    if isinstance(content, tuple):
        return content
    return replace(
        content,
        result=registered.result,
        score=registered.score,
        certificate_number=registered.certificate_number,
        certificate_issued=registered.certificate_issued,
        certificate_valid_until=registered.certificate_valid_until,
    )


def _shared(visit: Visit, group: list[Registered]) -> Shared:
    several = Several(tuple(one.id for one in group))
    return Shared(group[0].title, group[0], len(group), visit.house.seal.close(several))


async def _opened(visit: Visit, employer: Employer) -> list[Registration]:
    several = visit.sealed(Several)
    return await _registrations(visit, employer, several.trainings if several else ())


async def _ticked(visit: Visit, employer: Employer) -> list[Registration]:
    return await _registrations(visit, employer, read_ids(visit.form.get("training", [])))


async def _registrations(
    visit: Visit, employer: Employer, ids: Sequence[uuid.UUID]
) -> list[Registration]:
    if not 0 < len(ids) <= MOST_CHOSEN:
        raise NotFoundException
    async with visit.reading() as connection:
        found = [await find_training(connection, employer, one) for one in dict.fromkeys(ids)]
    return [Registration(training, worker) for training, worker in found]


def _paired(
    registrations: Sequence[Registration], outcomes: Sequence[Outcome]
) -> tuple[list[tuple[Worker, Outcome]], list[Registration]]:
    """Return the workers with their outcomes, and the registrations that were refused."""
    pairs = list(zip(registrations, outcomes, strict=True))
    left = [one for one, outcome in pairs if outcome.status == "rejected"]
    return [(one.worker, outcome) for one, outcome in pairs], left


def _heading(action: Action, employer: Employer, one: Registration) -> Heading:
    return Heading(
        action=action,
        reference=one.training.reference,
        enterprise_number=employer.enterprise_number,
        ssin=one.worker.ssin,
        target=one.training.id,
    )


def _done(
    visit: Visit, employer: Employer, done: Action, pairs: Sequence[tuple[Worker, Outcome]]
) -> Redirect:
    results = Results(done, tuple(one.result for one in settled(pairs)))
    return visit.go(RESULTS_PAGE.format(employer.enterprise_number), results)


def _form(
    visit: Visit,
    employer: Employer,
    registrations: Sequence[Registration],
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
    done: Sequence[Settled] = (),
) -> Response[str]:
    return visit.page(
        "training_several.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        registrations=registrations,
        values=values,
        problems=problems,
        settled=done,
        individual=False,
        training_languages=offered_languages(values.get("language")),
    )


def _ask(
    visit: Visit,
    employer: Employer,
    registrations: Sequence[Registration],
    problems: Problems = NO_PROBLEMS,
    done: Sequence[Settled] = (),
) -> Response[str]:
    return visit.page(
        "training_several_cancel.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        registrations=registrations,
        problems=problems,
        settled=done,
    )


SEVERAL = Router(
    "/",
    route_handlers=[
        list_shared,
        edit_several,
        correct_several,
        ask_to_cancel_several,
        cancel_several,
    ],
)
