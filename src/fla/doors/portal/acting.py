"""For whom somebody acts: the page that asks, however many there are, and what it is answered."""

from typing import Annotated, Final, get_args

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from fla.access import people_store, sessions
from fla.access.people_model import Capacity, Party, Session
from fla.database.identity import ACCESS
from fla.doors.portal import session
from fla.doors.portal.addresses import home_of
from fla.doors.portal.choosing import CHOOSE, OWN_ACCOUNT, may_read_own_account
from fla.doors.portal.entrance import READING, AnyVisit, SignedIn
from fla.doors.portal.reader import sought
from fla.doors.portal.visit import Visit

PAGE_SIZE: Final = 25
_MOST_PAGES: Final = 10_000
_CAPACITIES: Final[tuple[Capacity, ...]] = get_args(Capacity)


@get(CHOOSE)
async def ask_for_whom(
    visit: AnyVisit,
    signed_in: SignedIn,
    search: Annotated[str, QueryParameter(max_length=200)] = "",
    page: Annotated[int, QueryParameter(ge=1, le=_MOST_PAGES)] = 1,
) -> Response[str]:
    """Show for whom there is to act; `search` is part of a name, or a number."""
    own_account = await may_read_own_account(visit.house, signed_in.ssin)
    async with visit.house.reading(ACCESS) as connection:
        found = await people_store.choices(
            connection,
            signed_in.person_id,
            sought(search),
            limit=PAGE_SIZE + 1,
            skip=(page - 1) * PAGE_SIZE,
        )
    return visit.page(
        "acting.html",
        own_account=own_account,
        choices=found[:PAGE_SIZE],
        search=search,
        page_number=page,
        has_after=len(found) > PAGE_SIZE,
    )


@post(CHOOSE, status_code=HTTP_303_SEE_OTHER, opt=READING)
async def act_for(visit: AnyVisit, signed_in: SignedIn) -> Redirect:
    """Act for one of them from now on; NotFoundException for anybody else."""
    capacity, _, number = visit.form.get("choice", [""])[-1].partition("-")
    kind = "worker" if capacity == "worker" else _capacity(capacity)
    if kind == "worker":
        number = await _own(visit, signed_in)
    now = visit.house.clock.now()
    async with visit.house.reading(ACCESS) as connection:
        if kind != "worker":
            party = Party(kind, number)
            if await people_store.member(connection, party, signed_in.person_id) is None:
                raise NotFoundException
        new_id = await sessions.act_as(
            connection, session.session_id(visit.request), kind, number, now
        )
    answer = visit.go(home_of(kind, number))
    session.remember(answer, new_id, visit.house)
    return answer


async def _own(visit: Visit, signed_in: Session) -> str:
    if not await may_read_own_account(visit.house, signed_in.ssin):
        raise NotFoundException
    return OWN_ACCOUNT[1]


def _capacity(text: str) -> Capacity:
    found = next((one for one in _CAPACITIES if one == text), None)
    if found is None:
        raise NotFoundException
    return found


ACTING = Router("/", route_handlers=[ask_for_whom, act_for])
