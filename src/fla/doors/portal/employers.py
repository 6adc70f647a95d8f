"""The employers whose accounts are open to the visitor."""

from collections import Counter
from typing import Annotated, Final

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter

from fla.access import permissions
from fla.database.records import Window
from fla.doors.portal.entrance import AnyVisit, LoggedIn
from fla.register import store as register
from fla.trainings.proposal_store import count_open_of

PAGE_SIZE: Final = 50

_Cursor = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1)]


@get("/employers")
async def list_employers(
    visit: AnyVisit,
    persona: LoggedIn,
    search: Annotated[str, QueryParameter(max_length=200)] = "",
    after: _Cursor = None,
    before: _Cursor = None,
) -> Response[str]:
    """List employers by name; `search` is the start of a name, or an enterprise number."""
    if not permissions.may_open_employers(persona):
        raise NotFoundException
    window = Window[int](limit=PAGE_SIZE, after=after, before=before)
    every = persona.kind == "operator"
    async with visit.reading() as connection:
        page = await register.employers(connection, window, search, every=every)
        count = await register.count_employers(connection, search, every=every)
        waiting = await count_open_of(connection, [employer.id for employer in page.rows])
    return visit.page(
        "employers.html", page=page, count=count, search=search, waiting=Counter(waiting)
    )


EMPLOYERS = Router("/", route_handlers=[list_employers])
