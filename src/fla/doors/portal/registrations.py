"""A training provider registers one training for participants at any employers."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from msgspec import Struct

from fla.access.model import Persona
from fla.access.permissions import may_open_registrations
from fla.doors.portal.declaring import (
    Heading,
    Message,
    declaration,
    declare,
    messages_of,
    new_reference,
)
from fla.doors.portal.entrance import AnyVisit, Declarant
from fla.doors.portal.posted import Form
from fla.doors.portal.problems import NO_PROBLEMS, Problems, place
from fla.doors.portal.training_form import CONTROLS, EMPTY, offered_languages, read_training
from fla.doors.portal.visit import Visit
from fla.identifiers import format_enterprise_number, mask_ssin
from fla.identifiers.digits import compact
from fla.intake.anomaly import Field
from fla.intake.declaration import Outcome, TrainingDeclaration

MOST_PARTICIPANTS: Final = 100
"""Participants one form takes; with more nothing is registered."""
_CONTROLS: Final = CONTROLS | dict.fromkeys((Field.SSIN, Field.ENTERPRISE_NUMBER), "participants")
_BETWEEN: Final = re.compile(r"[\s;,|]+")


class Participant(Struct, frozen=True, order=True):
    """Somebody who takes part, and for which employer; the numbers as far as they were typed."""

    enterprise_number: str
    ssin: str

    @property
    def shown(self) -> str:
        """What a page calls him."""
        return f"{format_enterprise_number(self.enterprise_number)} {mask_ssin(self.ssin)}"


class Registered(Struct, frozen=True, array_like=True):
    """An accepted registration, as the result page shows it."""

    shown: str
    warnings: tuple[Message, ...]


class Registrations(Struct, frozen=True):
    """What came of a form."""

    results: tuple[Registered, ...]


@get("/registrations")
async def new_registration(visit: AnyVisit, declarant: Declarant) -> Response[str]:
    """Show an empty form."""
    _admit(declarant)
    return _form(visit, EMPTY | {"reference": new_reference()})


@post("/registrations")
async def register(visit: AnyVisit, declarant: Declarant) -> Response[str] | Redirect:
    """Register the training for each participant; show again what is refused."""
    _admit(declarant)
    participants = read_participants(visit.form.get("participants", [""])[-1])
    values = visit.typed
    if not 0 < len(participants) <= MOST_PARTICIPANTS:
        return _form(visit, values, count=len(participants))
    declarations = [
        declaration(TrainingDeclaration, heading, training=read_training(visit.form))
        for heading in _headings(visit.form, participants)
    ]
    outcomes = await declare(visit, declarant, declarations)
    pairs = list(zip(participants, outcomes, strict=True))
    results = [_registered(*pair) for pair in pairs if pair[1].status != "rejected"]
    refused = [one for one, outcome in pairs if outcome.status == "rejected"]
    if not refused:
        return visit.go("/registrations/done", Registrations(tuple(results)))
    values["participants"] = "\n".join(f"{one.enterprise_number} {one.ssin}" for one in refused)
    problems = place([(one.shown, outcome) for one, outcome in pairs], _CONTROLS, visit.language)
    return _form(visit, values, problems, results)


@get("/registrations/done", sync_to_thread=False)
def show_registrations(visit: AnyVisit, declarant: Declarant) -> Response[str]:
    """Show what came of a form."""
    _admit(declarant)
    done = visit.sealed(Registrations)
    if done is None:
        raise NotFoundException
    return visit.page("registrations_done.html", results=done.results)


def read_participants(typed: str) -> list[Participant]:
    """Return who takes part: on each line an employer's number and a worker's, each pair once."""
    lines = [_BETWEEN.split(line.strip(), 1) for line in typed.splitlines() if line.strip()]
    pairs = [Participant(compact(first), compact("".join(rest))) for first, *rest in lines]
    return list(dict.fromkeys(pairs))


def _headings(form: Form, participants: Sequence[Participant]) -> list[Heading]:
    reference = form.get("reference", [""])[-1]
    return [
        Heading(
            action="register",
            reference=f"{reference}/{_fingerprint(reference, one)}",
            enterprise_number=one.enterprise_number,
            ssin=one.ssin,
        )
        for one in participants
    ]


def _fingerprint(reference: str, participant: Participant) -> str:
    """Return what tells participants apart without naming them."""
    named = f"{reference} {participant.enterprise_number} {participant.ssin}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _registered(participant: Participant, outcome: Outcome) -> Registered:
    return Registered(participant.shown, messages_of(outcome))


def _admit(declarant: Persona) -> None:
    if not may_open_registrations(declarant):
        raise NotFoundException


def _form(
    visit: Visit,
    values: dict[str, str],
    problems: Problems = NO_PROBLEMS,
    results: Sequence[Registered] = (),
    *,
    count: int | None = None,
) -> Response[str]:
    """Show the form; `count` is how many participants there are, where it is a wrong number."""
    return visit.page(
        "registrations.html",
        http_status=422 if problems.summary or count is not None else 200,
        values=values,
        problems=problems,
        results=results,
        count=count,
        individual=True,
        most=MOST_PARTICIPANTS,
        training_languages=offered_languages(values.get("language")),
    )


REGISTRATIONS = Router("/", route_handlers=[new_registration, register, show_registrations])
