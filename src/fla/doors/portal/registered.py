"""What a training provider registered, at whichever employer: what became of it, and changing it.

He is shown what he declared himself, and the employer's word on it; nothing of the worker beyond.
"""

import uuid
from typing import Annotated, Final, get_args

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from fla.access.model import Persona
from fla.access.permissions import may_open_registrations
from fla.codes import Verification
from fla.database.records import Window
from fla.doors.portal.declaring import Heading, Received, declaration, declare, received
from fla.doors.portal.entrance import AnyVisit, Declarant, LoggedIn
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.reader import sought
from fla.doors.portal.training_form import (
    CONTROLS,
    offered_languages,
    read_training,
    training_values,
)
from fla.doors.portal.visit import Visit
from fla.intake.declaration import Action, Outcome, Training, TrainingDeclaration
from fla.register.rules import read_search
from fla.trainings import store as trainings
from fla.trainings.proposal_store import Proposed, proposed_by_id, registered_by

PAGE_SIZE: Final = 50
_NUMBER_DIGITS: Final = 10
_LIST: Final = "/registrations/list"
_ONE: Final = "/registrations/{training_id:uuid}"
_VERIFICATIONS: tuple[Verification, ...] = get_args(Verification)


@get(_LIST)
async def list_registered(
    visit: AnyVisit,
    persona: LoggedIn,
    verification: FromQuery[str] = "",
    search: Annotated[str, QueryParameter(max_length=60)] = "",
    after: FromQuery[uuid.UUID | None] = None,
    before: FromQuery[uuid.UUID | None] = None,
) -> Response[str]:
    """List what he registered, the latest first; `search`: an employer's number or a reference."""
    _admit(persona)
    chosen = next((one for one in _VERIFICATIONS if one == verification), None)
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=after, before=before)
    number = read_search(search, _NUMBER_DIGITS).number
    async with visit.reading() as connection:
        page = await registered_by(
            connection,
            persona.number,
            window,
            verification=chosen,
            employer=number,
            reference=None if number else sought(search) or None,
        )
    return visit.page(
        "registered.html",
        page=page,
        search=search,
        verification=chosen or "",
        settles=visit.house.settings.settle_proposals,
        result=visit.sealed(Received),
    )


@get(f"{_ONE}/correct")
async def edit_registered(
    visit: AnyVisit, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show the form filled in with what he registered."""
    one = await _find(visit, declarant, training_id)
    async with visit.reading() as connection:
        training = await trainings.registered_training(connection, one.employer_id, one.id)
    if training is None:
        raise NotFoundException
    return _form(visit, one, training_values(training, day_open=training.worker_open))


@post(f"{_ONE}/correct")
async def correct_registered(
    visit: AnyVisit, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Replace what he registered by what the form says; it waits for the employer again."""
    one = await _find(visit, declarant, training_id)
    training = read_training(visit.form)
    outcome = await _change(visit, declarant, one, "correct", training)
    if outcome.status == "rejected":
        problems = place([(one.title, outcome)], CONTROLS, visit.language)
        return _form(visit, one, visit.typed, problems)
    return visit.go(_LIST, received(outcome))


@get(f"{_ONE}/cancel")
async def ask_to_cancel_registered(
    visit: AnyVisit, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Ask whether to cancel."""
    return _ask(visit, await _find(visit, declarant, training_id))


@post(f"{_ONE}/cancel")
async def cancel_registered(
    visit: AnyVisit, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Cancel what he registered."""
    one = await _find(visit, declarant, training_id)
    outcome = await _change(visit, declarant, one, "cancel", None)
    if outcome.status == "rejected":
        return _ask(visit, one, place([(one.title, outcome)], {}, visit.language))
    return visit.go(_LIST, received(outcome))


async def _change(
    visit: Visit, declarant: Persona, one: Proposed, action: Action, training: object
) -> Outcome:
    heading = Heading(
        action=action,
        reference=one.reference,
        enterprise_number=one.enterprise_number,
        ssin=one.ssin,
        target=one.id,
    )
    content = training if isinstance(training, Training | tuple) else None
    declared = declaration(TrainingDeclaration, heading, training=content)
    [outcome] = await declare(visit, declarant, [declared])
    return outcome


async def _find(visit: Visit, declarant: Persona, training_id: uuid.UUID) -> Proposed:
    _admit(declarant)
    async with visit.reading() as connection:
        one = await proposed_by_id(connection, declarant.number, training_id)
    if one is None:
        raise NotFoundException
    return one


def _admit(persona: Persona) -> None:
    if not may_open_registrations(persona):
        raise NotFoundException


def _form(
    visit: Visit, one: Proposed, values: dict[str, str], problems: Problems = NO_PROBLEMS
) -> Response[str]:
    return visit.page(
        "registered_form.html",
        http_status=422 if problems.summary else 200,
        one=one,
        values=values,
        problems=problems,
        individual=True,
        training_languages=offered_languages(values.get("language")),
    )


def _ask(visit: Visit, one: Proposed, problems: Problems = NO_PROBLEMS) -> Response[str]:
    return visit.page(
        "registered_cancel.html",
        http_status=422 if problems.summary else 200,
        one=one,
        problems=problems,
    )


REGISTERED = Router(
    "/",
    route_handlers=[
        list_registered,
        edit_registered,
        correct_registered,
        ask_to_cancel_registered,
        cancel_registered,
    ],
)
