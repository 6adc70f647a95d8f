"""What a visitor does about a file set: confirm a snapshot that is held, cancel or stop any."""

from collections.abc import Sequence
from fractions import Fraction

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct, convert

from fla.access.model import Persona
from fla.database.identity import BATCH
from fla.doors.portal.entrance import AnyVisit, Declarant, LoggedIn, NotAllowed
from fla.doors.portal.file_sets import ONE, find_set, may_cancel, require_file_sets, set_page
from fla.doors.portal.visit import Visit
from fla.filesets import arrival
from fla.filesets.model import FileSet

_CONFIRM = ONE + "/confirm"
_CANCEL = ONE + "/cancel"


class Share(Struct, frozen=True, rename="camel"):
    """What a snapshot would change of what its sender registered at an employer, in objects."""

    enterprise_number: str
    registered: int
    changed: int
    new: int

    @property
    def share(self) -> Fraction:
        """How much that is of what is registered: 1 is all of it."""
        return Fraction(self.changed + self.new, self.registered or 1)


class Held(Struct, frozen=True):
    """What a held snapshot would do in all, in records, and at whose objects it would do too much.

    `employers` counts these, `shares` are the first of them. `cancelled`: records of objects that
    were cancelled; `vanished`: registered objects without a record, which stay as they are.
    """

    records: int = 0
    unchanged: int = 0
    changed: int = 0
    new: int = 0
    cancelled: int = 0
    vanished: int = 0
    employers: int = 0
    shares: Sequence[Share] = ()


@get(_CONFIRM)
async def ask_to_confirm(
    visit: AnyVisit, declarant: Declarant, ticket: FromPath[str]
) -> Response[str]:
    """Show what a held snapshot would change, and ask whether that is meant."""
    one = await _held(visit, ticket)
    held = convert(one.held or {}, Held)
    return visit.page("file_set_confirm.html", one=one, held=held)


@post(_CONFIRM, status_code=HTTP_303_SEE_OTHER)
async def confirm(visit: AnyVisit, declarant: Declarant, ticket: FromPath[str]) -> Redirect:
    """Let a held snapshot go on; where somebody was quicker, the page says how it stands."""
    await _held(visit, ticket)
    async with visit.house.reading(BATCH) as connection:
        await arrival.confirm(connection, ticket, declarant.person, visit.house.clock.now())
    return visit.go(set_page(ticket))


@get(_CANCEL)
async def ask_to_cancel(visit: AnyVisit, persona: LoggedIn, ticket: FromPath[str]) -> Response[str]:
    """Ask whether a set is to be cancelled, or stopped where it is being processed."""
    one = await _open(visit, persona, ticket)
    return visit.page("file_set_cancel.html", one=one)


@post(_CANCEL, status_code=HTTP_303_SEE_OTHER)
async def cancel(visit: AnyVisit, persona: LoggedIn, ticket: FromPath[str]) -> Redirect:
    """Cancel a set, or have it stopped; where it has just ended, its page says so."""
    await _open(visit, persona, ticket)
    async with visit.house.reading(BATCH) as connection:
        await arrival.withdraw(connection, ticket, persona.person, visit.house.clock.now())
    return visit.go(set_page(ticket))


async def _held(visit: Visit, ticket: str) -> FileSet:
    """Return a set of the visitor's enterprise that is held; NotFoundException for any other."""
    async with visit.reading() as connection:
        one = await find_set(connection, ticket)
    if one.state != "held":
        raise NotFoundException
    return one


async def _open(visit: Visit, persona: Persona, ticket: str) -> FileSet:
    """Return a set that the visitor may cancel; NotAllowed for one who only looks on."""
    require_file_sets(persona)
    async with visit.reading() as connection:
        one = await find_set(connection, ticket)
    if persona.role == "reader":
        raise NotAllowed
    if not may_cancel(persona, one):
        raise NotFoundException
    return one


FILE_SET_STEPS = Router("/", route_handlers=[ask_to_confirm, confirm, ask_to_cancel, cancel])
