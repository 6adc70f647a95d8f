"""Who acts for an enterprise: its people and their roles, given and withdrawn by its managers."""

import uuid
from typing import Annotated, Final, get_args

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct

from fla.access import invitations as inviting
from fla.access import invitations_store, people_store, roles
from fla.access.model import Persona, Role
from fla.access.people_model import Capacity, Member, Party
from fla.access.roles import LastManagerError
from fla.database.identity import ACCESS
from fla.database.records import Connection
from fla.doors.portal.entrance import AccessManager, AnyVisit
from fla.doors.portal.invitation_form import Given, read_invitation
from fla.doors.portal.reader import sought
from fla.doors.portal.visit import Visit

HOME: Final = "/access"
PAGE_SIZE: Final = 50
_MOST_INVITATIONS: Final = 100
_EVENTS: Final = 50
_MOST_PAGES: Final = 10_000
_ROLES: Final[tuple[Role, ...]] = get_args(Role)


class Invited(Struct, frozen=True):
    """An invitation that was just made, with its code; shown while it is open."""

    id: uuid.UUID
    code: str


class SteppedDown(Struct, frozen=True):
    """An access manager who is none any more, and how many open invitations went with him."""

    name: str
    revoked: int


@get(HOME)
async def show_access(
    visit: AnyVisit,
    access_manager: AccessManager,
    search: Annotated[str, QueryParameter(max_length=200)] = "",
    page: Annotated[int, QueryParameter(ge=1, le=_MOST_PAGES)] = 1,
) -> Response[str]:
    """Show who has access, who is invited, and what happened last."""
    party, now = party_of(access_manager), visit.house.clock.now()
    async with visit.house.reading(ACCESS) as connection:
        people = await people_store.members(
            connection, party, sought(search), limit=PAGE_SIZE + 1, skip=(page - 1) * PAGE_SIZE
        )
        return visit.page(
            "access.html",
            people=people[:PAGE_SIZE],
            has_after=len(people) > PAGE_SIZE,
            page_number=page,
            search=search,
            invitations=await invitations_store.open_invitations(
                connection, party, now, _MOST_INVITATIONS
            ),
            events=await people_store.events(connection, party, _EVENTS),
            invited=await _invited(visit, connection, party),
            stepped_down=visit.sealed(SteppedDown),
        )


@get("/access/invite", sync_to_thread=False)
def new_invitation(visit: AnyVisit, access_manager: AccessManager) -> Response[str]:
    """Show an empty form."""
    return visit.page("access_invite.html", given=Given())


@post("/access/invite")
async def invite(visit: AnyVisit, access_manager: AccessManager) -> Response[str] | Redirect:
    """Invite somebody, and show the link that is to be handed to him."""
    given = read_invitation(visit.form, visit.house.clock.today())
    if given.faults or given.role is None:
        return visit.page("access_invite.html", http_status=422, given=given)
    async with visit.house.reading(ACCESS) as connection:
        id_, code = await inviting.invite(
            connection,
            party_of(access_manager),
            given.role,
            given.invitee,
            ssin=given.ssin or None,
            invited_by=access_manager.person,
            now=visit.house.clock.now(),
        )
    return visit.go(HOME, Invited(id_, code))


@post("/access/invitations/{invitation_id:uuid}/revoke", status_code=HTTP_303_SEE_OTHER)
async def revoke_invitation(
    visit: AnyVisit, access_manager: AccessManager, invitation_id: FromPath[uuid.UUID]
) -> Redirect:
    """Make an invitation worthless; NotFoundException for one that is not open, or not ours."""
    async with visit.house.reading(ACCESS) as connection:
        revoked = await inviting.revoke(
            connection,
            party_of(access_manager),
            invitation_id,
            revoked_by=access_manager.person,
            now=visit.house.clock.now(),
        )
    if not revoked:
        raise NotFoundException
    return visit.go(HOME)


@get("/access/people/{person_id:uuid}")
async def show_member(
    visit: AnyVisit, access_manager: AccessManager, person_id: FromPath[uuid.UUID]
) -> Response[str]:
    """Show what somebody may do, and the form to change it."""
    async with visit.house.reading(ACCESS) as connection:
        member = await _find(connection, party_of(access_manager), person_id)
    return _member_page(visit, access_manager, member)


@post("/access/people/{person_id:uuid}", status_code=HTTP_303_SEE_OTHER)
async def change_member(
    visit: AnyVisit, access_manager: AccessManager, person_id: FromPath[uuid.UUID]
) -> Response[str] | Redirect:
    """Change or withdraw a role; warn first when nobody would be left to give access."""
    wanted = visit.form.get("role", [""])[-1]
    role = next((one for one in _ROLES if one == wanted), None)
    if role is None and wanted != "none":
        raise NotFoundException
    party = party_of(access_manager)
    async with visit.house.reading(ACCESS) as connection:
        member = await _find(connection, party, person_id)
        try:
            revoked = await roles.change(
                connection,
                party,
                member,
                role,
                acted_by=access_manager.person,
                now=visit.house.clock.now(),
                confirmed="confirmed" in visit.form,
            )
        except LastManagerError:
            return _member_page(visit, access_manager, member, last=wanted)
    if member.role != "accessManager" or role == "accessManager":
        return visit.go(HOME)
    if access_manager.person == str(person_id):
        return visit.go("/")
    return visit.go(HOME, SteppedDown(member.name, revoked))


def party_of(persona: Persona) -> Party:
    """Return the enterprise a persona acts for, in its capacity."""
    capacities: tuple[Capacity, ...] = get_args(Capacity)
    capacity = next((one for one in capacities if one == persona.kind), None)
    if capacity is None:
        raise NotFoundException
    return Party(capacity, persona.number)


async def _find(connection: Connection, party: Party, person_id: uuid.UUID) -> Member:
    member = await people_store.member(connection, party, person_id)
    if member is None:
        raise NotFoundException
    return member


async def _invited(visit: Visit, connection: Connection, party: Party) -> tuple[str, str] | None:
    """Return who was just invited, and the link for him, while it opens something."""
    made = visit.sealed(Invited)
    if made is None:
        return None
    now = visit.house.clock.now()
    invitation = await invitations_store.open_by_id(connection, party, made.id, now)
    if invitation is None:
        return None
    return invitation.invitee, f"{visit.public_address}/invitation?code={made.code}"


def _member_page(
    visit: Visit, access_manager: Persona, member: Member, *, last: str = ""
) -> Response[str]:
    return visit.page(
        "access_member.html",
        http_status=422 if last else 200,
        member=member,
        himself=access_manager.person == str(member.person_id),
        roles=_ROLES,
        last=last,
    )


ACCESS_PAGES = Router(
    "/",
    route_handlers=[
        show_access,
        new_invitation,
        invite,
        revoke_invitation,
        show_member,
        change_member,
    ],
)
