"""Who may come in where: what a handler asks for by the name of a parameter, it has been granted.

`visit` is anybody's; `persona` is somebody logged in; `declarant` one who may declare; `citizen`
one with an account of his own; `employer` one whose tenant is open to the persona. What is not open
is not found, so that nobody learns by asking what exists.
"""

import re
from typing import Final

from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath

from fla.access import permissions
from fla.access import store as access
from fla.access.model import Persona
from fla.doors.portal.session import persona_of
from fla.doors.portal.visit import AnyRequest, House, Visit, language_of
from fla.register import store as register
from fla.register.model import Employer

AnyVisit = NamedDependency[Visit]
LoggedIn = NamedDependency[Persona]
Declarant = NamedDependency[Persona]
Citizen = NamedDependency[Persona]
OpenEmployer = NamedDependency[Employer]
"""Types of the parameters that let in: `visit`, `persona`, `declarant`, `citizen`, `employer`."""

_ENTERPRISE_NUMBER: Final = re.compile(r"[01][0-9]{9}")


class NotLoggedIn(HTTPException):
    """The page is for somebody logged in; the visitor is sent to the login."""

    status_code = 401


class NotAllowed(HTTPException):
    """The persona may look, and not do this."""

    status_code = 403


def provide_visit(request: AnyRequest) -> Visit:
    """Return the request as the handlers see it."""
    house: House = request.app.state["house"]
    persona = persona_of(request, house) if house.settings.demo else None
    return Visit(request, house, language_of(request), persona)


def provide_persona(visit: AnyVisit) -> Persona:
    """Return who is logged in; NotLoggedIn when nobody is."""
    if visit.persona is None:
        raise NotLoggedIn
    return visit.persona


def provide_declarant(persona: LoggedIn) -> Persona:
    """Return a persona that may declare; NotAllowed for one that only looks on."""
    if not permissions.may_declare(persona):
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
    "visit": Provide(provide_visit, sync_to_thread=False),
    "persona": Provide(provide_persona, sync_to_thread=False),
    "declarant": Provide(provide_declarant, sync_to_thread=False),
    "citizen": Provide(provide_citizen, sync_to_thread=False),
    "employer": Provide(provide_employer),
}
