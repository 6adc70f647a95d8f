"""The start page: the demonstration's login, and the way to where each persona begins."""

from typing import Final
from urllib.parse import urlsplit

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from fla.access.model import Persona
from fla.access.personas import personas
from fla.database.identity import OPERATOR
from fla.doors.portal import session
from fla.doors.portal.entrance import AnyVisit
from fla.doors.portal.texts import known_language
from fla.doors.portal.visit import LANGUAGE_COOKIE, AnyRequest, House

_ONE_YEAR: Final = 365 * 24 * 3600


@get("/")
async def show_start(visit: AnyVisit) -> Response[str] | Redirect:
    """Show who there is to be; somebody logged in goes where he begins."""
    if not visit.house.settings.demo:
        raise NotFoundException
    if visit.persona is not None:
        return visit.go(home(visit.persona))
    people = await _people(visit.house)
    return visit.page("login.html", people=people, ended="ended" in visit.request.query_params)


@post("/login", status_code=HTTP_303_SEE_OTHER)
async def log_in(visit: AnyVisit) -> Redirect:
    """Log in as one of the people of the demonstration."""
    if not visit.house.settings.demo:
        raise NotFoundException
    key = visit.form.get("persona", [""])[-1]
    chosen = next((one for one in await _people(visit.house) if one.key == key), None)
    if chosen is None:
        raise NotFoundException
    answer = visit.go(home(chosen))
    session.start(answer, chosen, visit.house)
    return answer


@post("/logout", status_code=HTTP_303_SEE_OTHER, sync_to_thread=False)
def log_out(visit: AnyVisit) -> Redirect:
    """Log out."""
    answer = visit.go("/")
    session.end(answer)
    return answer


@get("/language/{code:str}", sync_to_thread=False)
def choose_language(request: AnyRequest, code: FromPath[str]) -> Redirect:
    """Keep the chosen language for a year, and go back to the page it was chosen on."""
    language = known_language(code)
    if language is None:
        raise NotFoundException
    answer = Redirect(_own_address(request.query_params.get("back", "/")), status_code=303)
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_ONE_YEAR, httponly=True, samesite="lax", path="/"
    )
    return answer


def home(persona: Persona) -> str:
    """Return the address of the page on which a persona begins."""
    if persona.kind == "employer":
        return f"/employers/{persona.number}/workers"
    if persona.kind == "worker":
        return "/account"
    return "/registrations" if persona.kind == "provider" else "/employers"


async def _people(house: House) -> list[Persona]:
    """Return who there is to be, looked up once: the search goes over the whole register.

    While the register is empty there is nobody but the operator, and it is looked up again.
    """
    async with house.cast.lock:
        if len(house.cast.people) <= 1:
            async with house.reading(OPERATOR) as connection:
                house.cast.people = await personas(connection)
        return house.cast.people


def _own_address(address: str) -> str:
    """Return the address when it is one of ours, else the start page: nobody is sent elsewhere."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and not parts.netloc and address.isprintable() else "/"


LOGIN = Router("/", route_handlers=[show_start, log_in, log_out, choose_language])
