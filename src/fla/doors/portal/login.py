"""The start page with the ways to log in, the demonstration's, and the choice of a language."""

from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from fla.access.model import Persona
from fla.access.personas import personas
from fla.database.identity import OPERATOR
from fla.doors.portal import session
from fla.doors.portal.addresses import home_of, own_address
from fla.doors.portal.choosing import CHOOSE
from fla.doors.portal.entrance import AnyVisit
from fla.doors.portal.visit import LANGUAGE_COOKIE, AnyRequest, House
from fla.languages import known_language

_ONE_YEAR: Final = 365 * 24 * 3600


@get("/")
async def show_start(visit: AnyVisit) -> Response[str] | Redirect:
    """Show the ways to log in; somebody logged in goes where he begins."""
    if visit.persona is not None:
        return visit.go(home_of(visit.persona.kind, visit.persona.number))
    if visit.session is not None:
        return visit.go(CHOOSE)
    ended = "ended" in visit.request.query_params
    if visit.house.settings.demo:
        return visit.page("login.html", people=await _people(visit.house), ended=ended)
    return visit.page("start.html", ended=ended, onward="/")


@post("/login", status_code=HTTP_303_SEE_OTHER)
async def log_in(visit: AnyVisit) -> Redirect:
    """Log in as one of the people of the demonstration."""
    if not visit.house.settings.demo:
        raise NotFoundException
    key = visit.form.get("persona", [""])[-1]
    chosen = next((one for one in await _people(visit.house) if one.key == key), None)
    if chosen is None:
        raise NotFoundException
    answer = visit.go(home_of(chosen.kind, chosen.number))
    session.start_demo(answer, chosen, visit.house)
    return answer


@get("/language/{code:str}", sync_to_thread=False)
def choose_language(request: AnyRequest, code: FromPath[str]) -> Redirect:
    """Keep the chosen language for a year, and go back to the page it was chosen on."""
    language = known_language(code)
    if language is None:
        raise NotFoundException
    answer = Redirect(own_address(request.query_params.get("back", "/")), status_code=303)
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_ONE_YEAR, httponly=True, samesite="lax", path="/"
    )
    return answer


async def _people(house: House) -> list[Persona]:
    """Return who there is to be, looked up once: the search goes over the whole register.

    While the register is empty there is nobody but the operator, and it is looked up again.
    """
    async with house.cast.lock:
        if len(house.cast.people) <= 1:
            async with house.reading(OPERATOR) as connection:
                house.cast.people = await personas(connection)
        return house.cast.people


LOGIN = Router("/", route_handlers=[show_start, log_in, choose_language])
