"""The file sets of an enterprise, or of all for the operator: a list, and one with its replies."""

from pathlib import Path
from typing import Annotated, Any, Final, get_args

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from fla.access import permissions
from fla.access.model import Persona
from fla.database.records import Connection, Window
from fla.doors.portal.entrance import AnyVisit, LoggedIn
from fla.doors.portal.file_set_download import download
from fla.doors.portal.reader import sought
from fla.doors.portal.visit import Visit
from fla.filesets import reply_store, store
from fla.filesets.model import FINAL_STATES, FileSet, State
from fla.filesets.names import beside
from fla.filesets.spool import RESEND
from fla.filesets.tickets import is_ticket

HOME: Final = "/file-sets"
ONE: Final = "/file-sets/{ticket:str}"
PAGE_SIZE: Final = 25
_SECONDS: Final = 5
"""Between two reloads of a page that follows a set."""
_WHICH: Final[dict[str, frozenset[State]]] = {
    "open": frozenset(get_args(State)) - FINAL_STATES,
    "held": frozenset({"held"}),
    "ended": FINAL_STATES,
}
_Cursor = Annotated[str, QueryParameter(max_length=13)]


class Sent(Struct, frozen=True):
    """What a visitor just sent."""

    ticket: str


@get(HOME)
async def list_sets(
    visit: AnyVisit,
    persona: LoggedIn,
    which: Annotated[str, QueryParameter(max_length=20)] = "",
    sender: Annotated[str, QueryParameter(max_length=20)] = "",
    after: _Cursor = "",
    before: _Cursor = "",
) -> Response[str]:
    """Show a part of the list, the latest first; the operator may look for a `sender`."""
    require_file_sets(persona)
    number = sought(sender) if persona.kind == "operator" else ""
    chosen = store.Filter(
        sender=number or None,
        enterprise_number=persona.number or None,
        states=_WHICH.get(which),
    )
    window = Window[str](limit=PAGE_SIZE, after=_ticket(after), before=_ticket(before))
    async with visit.reading() as connection:
        page = await store.list_sets(connection, chosen, window)
    shown = which if which in _WHICH else ""
    return visit.page("file_sets.html", page=page, which=shown, sender=number)


def _ticket(text: str) -> str | None:
    return text if is_ticket(text) else None


@get(ONE)
async def show_set(
    visit: AnyVisit, persona: LoggedIn, ticket: FromPath[str], follow: FromQuery[str] = ""
) -> Response[str]:
    """Show how far a file set is and what came of it; with `follow` the page reloads itself."""
    require_file_sets(persona)
    async with visit.reading() as connection:
        one = await find_set(connection, ticket)
        faults = await store.faults_of(connection, ticket)
        anomalies = await store.anomalies_of(connection, ticket)
        replies = await reply_store.replies_of(connection, ticket)
    follows = bool(follow) and not one.final and one.state != "held"
    sent = visit.sealed(Sent)
    return visit.page(
        "file_set.html",
        one=one,
        faults=faults,
        anomalies=anomalies,
        replies=replies,
        resend=_resend_file(visit, one).is_file(),
        sent=sent is not None and sent.ticket == ticket,
        may_cancel=may_cancel(persona, one),
        refresh=_SECONDS if follows else None,
    )


@get(ONE + "/replies/{name:str}")
async def send_reply(
    visit: AnyVisit, persona: LoggedIn, ticket: FromPath[str], name: FromPath[str]
) -> Response[Any]:
    """Send a reply to a file set, or the signature of one."""
    require_file_sets(persona)
    async with visit.reading() as connection:
        await find_set(connection, ticket)
        replies = await reply_store.replies_of(connection, ticket)
    # Only what the register knows by name is looked for on the disk.
    names = {one for reply in replies for one in (reply.name, beside(reply.name, "FS"))}
    if name not in names:
        raise NotFoundException
    return download(visit, visit.house.spool.set_folder(ticket) / name, name)


@get(ONE + "/resend")
async def send_refused(visit: AnyVisit, persona: LoggedIn, ticket: FromPath[str]) -> Response[Any]:
    """Send a declaration file of just the forms that were refused."""
    require_file_sets(persona)
    async with visit.reading() as connection:
        one = await find_set(connection, ticket)
    return download(visit, _resend_file(visit, one), f"{ticket}-rejected.xml")


def _resend_file(visit: Visit, one: FileSet) -> Path:
    return visit.house.spool.set_folder(one.ticket) / RESEND


async def find_set(connection: Connection, ticket: str) -> FileSet:
    """Return a file set that the visitor may see; NotFoundException for any other."""
    one = await store.find(connection, ticket) if is_ticket(ticket) else None
    if one is None:
        raise NotFoundException
    return one


def require_file_sets(persona: Persona) -> None:
    """Raise NotFoundException for whoever has nothing to do with file sets."""
    if not permissions.may_open_file_sets(persona):
        raise NotFoundException


def may_cancel(persona: Persona, one: FileSet) -> bool:
    """Say whether a visitor may have a set cancelled, or stopped once it is being processed."""
    allowed = permissions.may_declare(persona) or persona.kind == "operator"
    return allowed and not one.final and one.stop_asked_by is None


def set_page(ticket: str) -> str:
    """Return the address of a file set."""
    return f"{HOME}/{ticket}"


FILE_SETS = Router("/", route_handlers=[list_sets, show_set, send_reply, send_refused])
