"""Who may come in where: what a handler asks for by the name of a parameter, it has been granted.

`visit` is anybody's; `signed_in` somebody who logged in, whether or not he has chosen for whom he
acts; `persona` is somebody who acts; `declarant` one who may declare; `access_manager` one who
decides who acts for his enterprise; `citizen` one with an account of his own; `employer` one whose
tenant is open to the persona. What is not open is not found, so that nobody learns by asking what
exists. Who only reads sends no form, unless its handler says that it changes nothing (`READING`).
"""

import re
from typing import Final

from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from fla.access import permissions
from fla.access import store as access
from fla.access.model import Persona
from fla.access.people_model import Session
from fla.doors.portal.session import presence_of
from fla.doors.portal.visit import AnyRequest, House, Visit, language_of
from fla.register import store as register
from fla.register.model import Employer

AnyVisit = NamedDependency[Visit]
LoggedIn = NamedDependency[Persona]
SignedIn = NamedDependency[Session]
Declarant = NamedDependency[Persona]
AccessManager = NamedDependency[Persona]
Citizen = NamedDependency[Persona]
OpenEmployer = NamedDependency[Employer]
"""Types of the parameters that let in: `visit`, `persona`, `signed_in`, `declarant`,
`access_manager`, `citizen`, `employer`."""

READING: Final = {"reading": True}
"""Marks the handler of a form that changes nothing of the register: `@post(..., opt=READING)`."""

_ENTERPRISE_NUMBER: Final = re.compile(r"[01][0-9]{9}")


class NotLoggedIn(HTTPException):
    """The page is for somebody logged in; the visitor is sent to the login."""

    status_code = 401


class NotChosen(HTTPException):
    """The visitor logged in, and has to say for whom he acts."""

    status_code = 401


class NotAllowed(HTTPException):
    """The persona may look, and not do this."""

    status_code = 403


async def provide_visit(request: AnyRequest) -> Visit:
    """Return the request as the handlers see it."""
    house: House = request.app.state["house"]
    presence = await presence_of(request, house)
    return Visit(request, house, language_of(request), presence.persona, presence.session)


def provide_signed_in(visit: AnyVisit) -> Session:
    """Return the visitor's login; NotLoggedIn without one, NotFoundException in the demo."""
    if visit.session is None:
        raise NotLoggedIn if visit.persona is None else NotFoundException
    return visit.session


def provide_persona(visit: AnyVisit) -> Persona:
    """Return who is there; NotLoggedIn when nobody is, NotChosen before he chose for whom he acts.

    NotAllowed for a form of somebody who only reads.
    """
    if visit.persona is None:
        raise NotLoggedIn if visit.session is None else NotChosen
    sends = visit.request.method == "POST" and not visit.request.route_handler.opt.get("reading")
    if sends and visit.persona.role == "reader":
        raise NotAllowed
    return visit.persona


def provide_declarant(persona: LoggedIn) -> Persona:
    """Return a persona that may declare; NotAllowed for one that only looks on.

    NotFoundException for a citizen: an address of employers is none of his, whichever of the
    parameters of a page is asked first (their order is nobody's).
    """
    if permissions.may_open_own_account(persona):
        raise NotFoundException
    if not permissions.may_declare(persona):
        raise NotAllowed
    return persona


def provide_access_manager(persona: LoggedIn) -> Persona:
    """Return a persona that decides on access; NotAllowed for others of an enterprise."""
    if persona.kind not in permissions.ENTERPRISES:
        raise NotFoundException
    if not permissions.may_manage_access(persona):
        raise NotAllowed
    return persona


def provide_citizen(persona: LoggedIn) -> Persona:
    """Return a persona with an account of his own; NotFoundException for others."""
    if not permissions.may_open_own_account(persona):
        raise NotFoundException
    return persona


async def provide_employer(
    visit: AnyVisit, persona: LoggedIn, enterprise_number: FromPath[str]
) -> Employer:
    """Return the employer of the address; NotFoundException unless it is open to the persona."""
    known = _ENTERPRISE_NUMBER.fullmatch(enterprise_number)
    if not known or not permissions.may_open_employers(persona):
        raise NotFoundException
    async with visit.reading() as connection:
        employer = await register.employer_by_number(connection, enterprise_number)
        # A mandate that is not in force shows the employer's name, and none of his data.
        if employer is None or not await access.is_open(connection, employer.id):
            raise NotFoundException
    return employer


ENTRANCE: Final = {
    "visit": Provide(provide_visit),
    "signed_in": Provide(provide_signed_in, sync_to_thread=False),
    "persona": Provide(provide_persona, sync_to_thread=False),
    "declarant": Provide(provide_declarant, sync_to_thread=False),
    "access_manager": Provide(provide_access_manager, sync_to_thread=False),
    "citizen": Provide(provide_citizen, sync_to_thread=False),
    "employer": Provide(provide_employer),
}
