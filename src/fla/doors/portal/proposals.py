"""What training providers registered for an employer: looked at, confirmed, objected to.

What was searched for travels sealed in the address, never readable.
"""

import uuid
from collections.abc import Sequence
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct
from msgspec.structs import replace

from fla.access.model import Persona
from fla.database.records import Window
from fla.doors.portal.addresses import employer_home
from fla.doors.portal.declaring import Result, declare, messages_of, new_reference
from fla.doors.portal.entrance import READING, AnyVisit, Declarant, OpenEmployer
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.training import find_training
from fla.doors.portal.visit import VIEW, Visit
from fla.doors.portal.workers import read_ids
from fla.intake.anomaly import Field
from fla.intake.declaration import AnyDeclaration, Decision, DecisionDeclaration, Outcome
from fla.register.model import Employer
from fla.register.rules import read_search
from fla.trainings import proposal_store as proposals

PAGE_SIZE: Final = 50
_LONGEST_SEARCH: Final = 200
_SSIN_DIGITS: Final = 11
_LIST: Final = "/employers/{enterprise_number:str}/proposals"
_OBJECT: Final = "/employers/{enterprise_number:str}/trainings/{training_id:uuid}/object"
_CONTROLS: Final = {Field.OBJECTION_REASON: "reason"}


class ProposalsView(Struct, frozen=True, omit_defaults=True):
    """Which part of the list is shown, and what a form before it came to."""

    search: str = ""
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None
    confirmed: int = 0
    nobody: bool = False


class Seen(Struct, frozen=True):
    """A proposal of a form, of the version that was shown."""

    id: uuid.UUID
    version: int


@get(_LIST)
async def list_proposals(visit: AnyVisit, employer: OpenEmployer) -> Response[str]:
    """Show a part of the list, what settles first at the top."""
    return await _list(visit, employer, visit.sealed(ProposalsView) or ProposalsView())


@post(_LIST, status_code=HTTP_303_SEE_OTHER, opt=READING)
async def move_in_proposals(visit: AnyVisit, employer: OpenEmployer) -> Redirect:
    """Search or turn the page; nothing is changed."""
    view, go = _view(visit), visit.typed.get("go", "")
    cursor = next(iter(read_ids([visit.typed.get(go, "")])), None)
    if go == "after":
        moved = ProposalsView(search=view.search, after=cursor)
    elif go == "before":
        moved = ProposalsView(search=view.search, before=cursor)
    else:
        moved = ProposalsView(search=visit.typed.get("search", "").strip()[:_LONGEST_SEARCH])
    return visit.go(_address(employer), moved)


@post(f"{_LIST}/confirm")
async def confirm_proposals(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant
) -> Response[str] | Redirect:
    """Confirm those that are ticked, as they were shown, or the one whose button it was."""
    one = visit.form.get("one", [])
    chosen = read_seen(one or visit.form.get("training", []))
    view = replace(_view(visit), confirmed=0, nobody=not chosen)
    if not chosen:
        return visit.go(_address(employer), view)
    outcomes = await _confirm(visit, employer, declarant, chosen)
    refused = [
        (seen.id, outcome)
        for seen, outcome in zip(chosen, outcomes, strict=True)
        if outcome.status == "rejected"
    ]
    confirmed = len(chosen) - len(refused)
    if refused:
        problems = await _problems(visit, employer, refused)
        return await _list(visit, employer, replace(view, confirmed=confirmed), problems)
    return visit.go(_address(employer), replace(view, confirmed=confirmed))


@get(_OBJECT)
async def ask_why(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Ask for the reason of an objection."""
    return await _why(visit, employer, training_id, {"reference": new_reference()})


@post(_OBJECT)
async def object_to_proposal(
    visit: AnyVisit, employer: OpenEmployer, declarant: Declarant, training_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Object to what a provider registered; the provider reads why."""
    typed = visit.typed
    version = typed.get("version", "")
    declared = DecisionDeclaration(
        action="correct",
        reference=typed.get("reference", ""),
        enterprise_number=employer.enterprise_number,
        target=training_id,
        version=int(version) if version.isdecimal() and len(version) < len(str(2**31)) else None,
        decision=Decision(verdict="object", reason=" ".join(typed.get("reason", "").split())),
    )
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
    [outcome] = await declare(visit, declarant, [declared])
    if outcome.status == "rejected":
        problems = place([(training.title, outcome)], _CONTROLS, visit.language)
        return await _why(visit, employer, training_id, typed, problems)
    there = f"{employer_home(employer)}/trainings/{training_id}"
    return visit.go(there, Result(worker=worker.id, warnings=messages_of(outcome)))


def read_seen(texts: Sequence[str]) -> list[Seen]:
    """Return what a form's boxes name, each once: `<id>.<version>`; what is none is nobody's."""
    found: dict[uuid.UUID, Seen] = {}
    for text in texts[:PAGE_SIZE]:
        named, _, version = text.partition(".")
        for identifier in read_ids([named]):
            if version.isdecimal() and len(version) < len(str(2**31)):
                found.setdefault(identifier, Seen(identifier, int(version)))
    return list(found.values())


async def _confirm(
    visit: Visit, employer: Employer, declarant: Persona, chosen: Sequence[Seen]
) -> list[Outcome]:
    reference = visit.typed.get("reference", "")
    declarations: list[AnyDeclaration] = [
        DecisionDeclaration(
            action="correct",
            reference=f"{reference}/{one.id}",
            enterprise_number=employer.enterprise_number,
            target=one.id,
            version=one.version,
            decision=Decision(verdict="confirm"),
        )
        for one in chosen
    ]
    return await declare(visit, declarant, declarations)


async def _problems(
    visit: Visit, employer: Employer, refused: Sequence[tuple[uuid.UUID, Outcome]]
) -> Problems:
    """Say what was wrong, by worker: what is no longer open does not stand in the list."""
    async with visit.reading() as connection:
        names = await proposals.open_by_id(connection, employer.id, [one for one, _ in refused])
    named = [(names.get(one, str(one)), outcome) for one, outcome in refused]
    return place(named, {}, visit.language)


async def _list(
    visit: Visit, employer: Employer, view: ProposalsView, problems: Problems = NO_PROBLEMS
) -> Response[str]:
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=view.after, before=view.before)
    typed = read_search(view.search, _SSIN_DIGITS)
    sought = proposals.Sought(typed.prefix, typed.number)
    async with visit.reading() as connection:
        page = await proposals.open_proposals(connection, employer.id, window, sought)
        count = await proposals.count_open(connection, employer.id, sought)
    return visit.page(
        "proposals.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        view=view,
        page=page,
        count=count,
        problems=problems,
        reference=new_reference(),
        settles=visit.house.settings.settle_proposals,
        today=visit.house.clock.today(),
        sealed=visit.house.seal.close(replace(view, confirmed=0, nobody=False)),
    )


async def _why(
    visit: Visit,
    employer: Employer,
    training_id: uuid.UUID,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
) -> Response[str]:
    async with visit.reading() as connection:
        training, worker = await find_training(connection, employer, training_id)
    if not training.proposed:
        raise NotFoundException
    return visit.page(
        "proposal_object.html",
        http_status=422 if problems.summary else 200,
        employer=employer,
        worker=worker,
        training=training,
        values=values,
        problems=problems,
    )


def _view(visit: Visit) -> ProposalsView:
    sealed = visit.house.seal.open(visit.typed.get(VIEW, ""), ProposalsView)
    return sealed or ProposalsView()


def _address(employer: Employer) -> str:
    return f"{employer_home(employer)}/proposals"


PROPOSALS = Router(
    "/",
    route_handlers=[
        list_proposals,
        move_in_proposals,
        confirm_proposals,
        ask_why,
        object_to_proposal,
    ],
)
