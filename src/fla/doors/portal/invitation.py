"""The page an invitation's link leads to: what it offers, and its acceptance by who logged in."""

from litestar import Response, Router, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from fla.access import invitations, sessions
from fla.access.invitations import NotForYouError
from fla.access.people_model import Invitation
from fla.database.identity import ACCESS
from fla.doors.portal import session
from fla.doors.portal.addresses import home_of
from fla.doors.portal.entrance import READING, AnyVisit, SignedIn
from fla.doors.portal.visit import Visit

_GONE = 410


@get("/invitation")
async def show_invitation(visit: AnyVisit, code: FromQuery[str] = "") -> Response[str]:
    """Show who invites to what; who is not logged in does so first."""
    async with visit.house.reading(ACCESS) as connection:
        invitation = await invitations.find(connection, code, visit.house.clock.now())
    return _page(visit, invitation, code)


@post("/invitation", status_code=HTTP_303_SEE_OTHER, opt=READING)
async def accept_invitation(visit: AnyVisit, signed_in: SignedIn) -> Response[str] | Redirect:
    """Accept, and act for who invites from now on."""
    code = visit.form.get("code", [""])[-1]
    now = visit.house.clock.now()
    try:
        async with visit.house.reading(ACCESS) as connection:
            accepted = await invitations.accept(
                connection, code, signed_in.person_id, signed_in.ssin, now
            )
            if accepted is None:
                return _page(visit, None, code)
            new_id = await sessions.act_as(
                connection,
                session.session_id(visit.request),
                accepted.capacity,
                accepted.enterprise_number,
                now,
            )
    except NotForYouError:
        return visit.page("invitation_gone.html", http_status=403, foreign=True)
    answer = visit.go(home_of(accepted.capacity, accepted.enterprise_number))
    session.remember(answer, new_id, visit.house)
    return answer


def _page(visit: Visit, invitation: Invitation | None, code: str) -> Response[str]:
    if invitation is None:
        return visit.page("invitation_gone.html", http_status=_GONE, foreign=False)
    return visit.page(
        "invitation.html", invitation=invitation, code=code, onward=f"/invitation?code={code}"
    )


INVITATION = Router("/", route_handlers=[show_invitation, accept_invitation])
