"""The end of a session: in this browser or in all, and at the provider it began with."""

from litestar import Response, Router, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct

from fla.access import sessions
from fla.access.people_model import Session
from fla.database.identity import ACCESS
from fla.doors.portal import session
from fla.doors.portal.entrance import READING, AnyVisit, SignedIn
from fla.doors.portal.openid_login import logout_address
from fla.doors.portal.visit import Visit

LOGGED_OUT = "/logged-out"


class LoggedOut(Struct, frozen=True):
    """Where the provider's own session is ended, if anywhere."""

    at_provider: str | None


@post("/logout", status_code=HTTP_303_SEE_OTHER)
async def log_out(visit: AnyVisit) -> Redirect:
    """Log out in this browser."""
    if visit.session is None:
        answer = visit.go("/")
        session.forget(answer)
        return answer
    async with visit.house.reading(ACCESS) as connection:
        await sessions.end(connection, session.session_id(visit.request))
    return await _ended(visit, visit.session)


@post("/logout/everywhere", status_code=HTTP_303_SEE_OTHER, opt=READING)
async def log_out_everywhere(visit: AnyVisit, signed_in: SignedIn) -> Redirect:
    """Log out in all browsers."""
    async with visit.house.reading(ACCESS) as connection:
        await sessions.end_all(connection, signed_in.person_id)
    return await _ended(visit, signed_in)


@get(LOGGED_OUT, sync_to_thread=False)
def show_logged_out(visit: AnyVisit) -> Response[str]:
    """Say that the session has ended, and send the browser on to end the provider's.

    It is sent on by the page, because a form may lead nowhere but to us (content security policy).
    """
    ended = visit.sealed(LoggedOut)
    there = ended.at_provider if ended else None
    return visit.page("logged_out.html", at_provider=there, refresh=f"0; url={there}")


async def _ended(visit: Visit, ended: Session) -> Redirect:
    answer = visit.go(LOGGED_OUT, LoggedOut(await logout_address(visit, ended)))
    session.forget(answer)
    return answer


LOGOUT = Router("/", route_handlers=[log_out, log_out_everywhere, show_logged_out])
