"""`fla access`: the first access manager of an enterprise, and the people who run the register."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import psycopg
import typer
from msgspec import Struct
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fla.access import invitations, invitations_store, people_store, roles
from fla.access.model import Role
from fla.access.people_model import COMMAND_LINE, Capacity, Party
from fla.clock import SystemClock
from fla.commands.options import enterprise_number
from fla.database.embedded import database_server
from fla.database.identity import ACCESS, assume
from fla.database.records import Connection
from fla.identifiers import IdentifierError, mask_ssin, parse_ssin
from fla.settings import Settings, read_settings

NOTHING = 1
"""Exit status where there is nobody and nothing of that id."""
_LONGEST_NAME = 100
_MOST = 100_000

app = typer.Typer(help="Say who may act for whom.", no_args_is_help=True)

_out = Console()

Employer = Annotated[str | None, typer.Option(help="Enterprise number of an employer.")]
Mandatary = Annotated[str | None, typer.Option(help="Enterprise number of a mandatary.")]
TrainingProvider = Annotated[
    str | None, typer.Option("--provider", help="Enterprise number of a training provider.")
]
Operator = Annotated[bool, typer.Option("--operator", help="Whoever runs the register.")]


class _Invited(Struct, frozen=True):
    name: str
    code: str


@app.command()
def invite(
    name: Annotated[str, typer.Argument(help="Whom, as the list of invitations shows him.")],
    employer: Employer = None,
    mandatary: Mandatary = None,
    provider: TrainingProvider = None,
    operator: Operator = False,
    role: Annotated[
        Role | None, typer.Option(help="Else access manager; for an operator editor.")
    ] = None,
    ssin: Annotated[
        str | None, typer.Option(help="National register number: nobody else may accept.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Of the portal, in the place of FLA_PUBLIC_URL.")
    ] = None,
) -> None:
    """Invite somebody: prints a link to hand over, good once and for fourteen days.

    Who accepts it gives access to others on the portal.
    """
    party = _party(employer, mandatary, provider, operator=operator)
    number = _ssin(ssin) if ssin else None
    invitee = " ".join(name.split())
    if not 0 < len(invitee) <= _LONGEST_NAME:
        raise typer.BadParameter("1 to 100 characters", param_hint="NAME")
    wanted = role or ("editor" if operator else "accessManager")
    if operator and wanted == "accessManager":
        raise typer.BadParameter("operators are editors or readers", param_hint="--role")
    settings = read_settings()
    with database_server(settings) as server:
        invited = asyncio.run(_invite(server.app_url(), party, wanted, invitee, number))
    if invited is None:
        hint = {"employer": "--employer", "mandatary": "--mandatary"}.get(
            party.capacity, "--provider"
        )
        raise typer.BadParameter(
            f"the register has no {party.capacity} {party.enterprise_number}", param_hint=hint
        )
    _say(f"{invitee} may act for {invited.name} as {wanted} who opens, within fourteen days:")
    _say(f"{_portal(address, settings)}/invitation?code={invited.code}")


@app.command("list")
def list_access(
    employer: Employer = None,
    mandatary: Mandatary = None,
    provider: TrainingProvider = None,
    operator: Operator = False,
) -> None:
    """List who acts for an enterprise, and the invitations that are open."""
    party = _party(employer, mandatary, provider, operator=operator)
    with database_server(read_settings()) as server:
        table = asyncio.run(_listed(server.app_url(), party))
    if not table.row_count:
        _say("Nobody has access, and nobody is invited.")
        return
    _out.print(table)


@app.command()
def revoke(
    id_: Annotated[uuid.UUID, typer.Argument(help="As `fla access list` shows it.", metavar="ID")],
    employer: Employer = None,
    mandatary: Mandatary = None,
    provider: TrainingProvider = None,
    operator: Operator = False,
) -> None:
    """Withdraw a person's role, at once, or an open invitation. Status 1: there is none."""
    party = _party(employer, mandatary, provider, operator=operator)
    with database_server(read_settings()) as server:
        revoked = asyncio.run(_revoke(server.app_url(), party, id_))
    if not revoked:
        _say("There is no role and no open invitation of this id.")
        raise typer.Exit(NOTHING)
    _say("Withdrawn.")


async def _invite(
    app_url: str, party: Party, role: Role, invitee: str, ssin: str | None
) -> _Invited | None:
    async with _access(app_url) as connection:
        name = await people_store.party_name(connection, party)
        if name is None:
            return None
        now = SystemClock().now()
        _, code = await invitations.invite(
            connection, party, role, invitee, ssin=ssin, invited_by=COMMAND_LINE, now=now
        )
    return _Invited(name, code)


async def _listed(app_url: str, party: Party) -> Table:
    now = SystemClock().now()
    table = Table("Id", "Name", "Number", "Role", "Since", "", box=None, pad_edge=False)
    async with _access(app_url) as connection:
        people = await people_store.members(connection, party, "", limit=_MOST, skip=0)
        invited = await invitations_store.open_invitations(connection, party, now, _MOST)
    for one in people:
        since = f"{one.given_at:%Y-%m-%d}"
        table.add_row(str(one.person_id), escape(one.name), _masked(one.ssin), one.role, since, "")
    for other in invited:
        until = f"invited until {other.expires_at:%Y-%m-%d}"
        table.add_row(
            str(other.id), escape(other.invitee), _masked(other.ssin), other.role, "", until
        )
    return table


async def _revoke(app_url: str, party: Party, id_: uuid.UUID) -> bool:
    now = SystemClock().now()
    async with _access(app_url) as connection:
        member = await people_store.member(connection, party, id_)
        if member is None:
            return await invitations.revoke(
                connection, party, id_, revoked_by=COMMAND_LINE, now=now
            )
        await roles.change(
            connection, party, member, None, acted_by=COMMAND_LINE, now=now, confirmed=True
        )
    return True


@asynccontextmanager
async def _access(app_url: str) -> AsyncIterator[Connection]:
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        await assume(connection, ACCESS, SystemClock().today())
        yield connection


def _party(
    employer: str | None, mandatary: str | None, provider: str | None, *, operator: bool
) -> Party:
    typed: dict[Capacity, str | None] = {
        "employer": employer,
        "mandatary": mandatary,
        "provider": provider,
        "operator": "" if operator else None,
    }
    named = [(capacity, number) for capacity, number in typed.items() if number is not None]
    if len(named) != 1:
        raise typer.BadParameter("name one: --employer, --mandatary, --provider or --operator")
    [(capacity, number)] = named
    return Party(capacity, enterprise_number(number, f"--{capacity}") if number else "")


def _ssin(typed: str) -> str:
    try:
        return parse_ssin(typed, SystemClock().today())
    except IdentifierError:
        raise typer.BadParameter(
            "this is no national register number", param_hint="--ssin"
        ) from None


def _portal(address: str | None, settings: Settings) -> str:
    if address is not None:
        return address.rstrip("/")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.public_url or f"http://{host}:{settings.port}"


def _masked(ssin: str | None) -> str:
    return mask_ssin(ssin) if ssin else ""


def _say(text: str) -> None:
    _out.print(text, highlight=False, soft_wrap=True, markup=False)
