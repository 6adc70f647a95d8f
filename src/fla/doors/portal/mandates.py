"""The mandates of an enterprise: those an employer gave, or those a mandatary holds."""

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Final

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from fla.access.model import Persona
from fla.access.permissions import ENTERPRISES
from fla.codes import MandateRole, MandateStatus
from fla.database.records import Window
from fla.doors.portal.entrance import AnyVisit, LoggedIn
from fla.doors.portal.visit import Visit
from fla.identifiers import Quarter, enterprise_number_fault
from fla.mandates import list_store
from fla.mandates import store as mandates
from fla.mandates.model import Mandate, MandateEvent, MandateEventKind
from fla.mandates.rules import is_open, waits_for
from fla.register.rules import read_search

HOME: Final = "/mandates"
PAGE_SIZE: Final = 50
_DIGITS: Final = 10
_STATUSES: Final[tuple[MandateStatus, ...]] = ("pending", "active", "closed", "refused")

_Cursor = Annotated[uuid.UUID | None, QueryParameter()]


class Block(Struct, frozen=True):
    """Mandates of one status, next to each other on a page."""

    status: MandateStatus
    mandates: Sequence[Mandate]


class Done(Struct, frozen=True):
    """What a visitor just did about a mandate; `repeated` where it was there before."""

    event: MandateEventKind
    repeated: bool = False


class Choices(Struct, frozen=True):
    """What a side may do about a mandate as it stands."""

    confirm: bool
    refuse: bool
    close: bool

    def allows(self, event: MandateEventKind) -> bool:
        """Say whether a decision is among them."""
        return {"confirmed": self.confirm, "refused": self.refuse, "closed": self.close}.get(
            event, False
        )


@get(HOME)
async def list_mandates(
    visit: AnyVisit,
    persona: LoggedIn,
    search: Annotated[str, QueryParameter(max_length=200)] = "",
    status: Annotated[str, QueryParameter(max_length=20)] = "",
    after: _Cursor = None,
    before: _Cursor = None,
) -> Response[str]:
    """Show a part of the list; `search` is the start of a name, or an enterprise number."""
    role, number = role_of(persona), persona.number
    chosen = next((one for one in _STATUSES if one == status), None)
    sought = read_search(search, _DIGITS)
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=after, before=before)
    async with visit.reading() as connection:
        page = await list_store.mandates_by_name(
            *(connection, number, role, window),
            status=chosen,
            name=sought.prefix,
            number=sought.number,
        )
        counts = await list_store.count_by_status(
            connection, number, role, name=sought.prefix, number=sought.number
        )
        waiting = await list_store.count_waiting(connection, number, role)
    return visit.page(
        "mandates.html",
        role=role,
        page=page,
        blocks=_blocks(page.rows),
        counts=counts,
        waiting=waiting,
        search=search,
        status=chosen or "",
        statuses=_STATUSES,
    )


def _blocks(rows: Sequence[Mandate]) -> list[Block]:
    grouped = groupby(rows, key=lambda mandate: mandate.status)
    return [Block(status, list(group)) for status, group in grouped]


@get("/mandates/{mandator:str}/{mandate_id:uuid}")
async def show_mandate(
    visit: AnyVisit, persona: LoggedIn, mandator: FromPath[str], mandate_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show a mandate, what may be done about it, and what was done."""
    mandate, events = await find_mandate(visit, persona, mandator, mandate_id)
    return visit.page(
        "mandate.html",
        mandate=mandate,
        events=events,
        role=mandate.role_of(persona.number),
        choices=choices_of(visit, persona, mandate),
        done=visit.sealed(Done),
    )


def role_of(persona: Persona) -> MandateRole:
    """Return on which side a persona stands; NotFoundException for one that stands on none."""
    if persona.kind not in ENTERPRISES:
        raise NotFoundException
    return "mandator" if persona.kind == "employer" else "mandatary"


async def find_mandate(
    visit: Visit, persona: Persona, mandator: str, mandate_id: uuid.UUID
) -> tuple[Mandate, list[MandateEvent]]:
    """Return a mandate of the visitor's and what was done; NotFoundException for another's."""
    role_of(persona)
    if enterprise_number_fault(mandator) is not None:
        raise NotFoundException
    async with visit.reading() as connection:
        mandate = await mandates.mandate_by_id(connection, mandator, mandate_id)
        if mandate is None:
            raise NotFoundException
        return mandate, await mandates.events_of(connection, mandate.employer_id, mandate.id)


def choices_of(visit: Visit, persona: Persona, mandate: Mandate) -> Choices:
    """Return what the visitor's side may do now."""
    today = current_quarter(visit)
    return Choices(
        confirm=waits_for(mandate) == mandate.role_of(persona.number),
        refuse=is_open(mandate, today),
        close=mandate.status == "active" and (mandate.end is None or mandate.end >= today),
    )


def current_quarter(visit: Visit) -> Quarter:
    """Return the quarter of today."""
    return Quarter.of(visit.house.clock.today())


def mandate_page(mandate: Mandate) -> str:
    """Return the address of a mandate."""
    return f"{HOME}/{mandate.mandator}/{mandate.id}"


def following(first: Quarter, count: int) -> list[str]:
    """Return so many quarters in a row, to choose from."""
    quarters = [first]
    while len(quarters) < count:
        quarters.append(quarters[-1].next())
    return [str(quarter) for quarter in quarters]


MANDATES = Router("/", route_handlers=[list_mandates, show_mandate])
