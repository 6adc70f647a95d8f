"""`fla sender`: the operator registers who hands in file sets, and what he may hand in."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Final

import msgspec
import typer

from fla.commands import sender_credentials
from fla.commands.acting import BY, Json, as_operator, clock, say, tell
from fla.commands.options import enterprise_number
from fla.commands.sender_options import Number, known
from fla.commands.sender_printing import (
    as_json,
    certificates_table,
    facts,
    keys_table,
    running_out_table,
    senders_table,
)
from fla.database.records import Connection
from fla.filesets.server_key import ServerKey, ServerKeyError
from fla.filesets.spool import Spool
from fla.mandates.model import RegisteredSender
from fla.mandates.store import add_senders
from fla.senders import rules, store
from fla.senders.model import ENVIRONMENTS, PURPOSES, NewSender, Sender
from fla.settings import read_settings

app = typer.Typer(
    help="Register who hands in file sets: numbers, keys, certificates.", no_args_is_help=True
)
app.add_typer(sender_credentials.key, name="key")
app.add_typer(sender_credentials.certificate, name="certificate")

SOME: Final = 1
"""Exit status where some senders are running out of something."""
UNUSABLE: Final = 2
"""Exit status where the server's own key cannot be used."""
_FAULTS: Final[dict[rules.SenderFault, str]] = {
    "name": "1 to 200 printable characters",
    "email": "an address such as batch@payroll.example",
    "phone": "a telephone number such as +32 2 123 45 67",
}
ContactName = Annotated[str | None, typer.Option("--contact", help="Whom to ask there.")]
Email = Annotated[str | None, typer.Option("--email", help="Where to write to.")]
Phone = Annotated[str | None, typer.Option("--phone", help="Where to call.")]
Purposes = Annotated[
    list[str] | None,
    typer.Option("--purpose", help="FLAD or FLAS, several times; a new sender has both."),
]
Environments = Annotated[
    list[str] | None,
    typer.Option("--environment", help="R, T or S, several times; a new sender has all."),
]


@app.command()
def add(
    enterprise: Annotated[str, typer.Option(help="Enterprise number: in its name he declares.")],
    name: Annotated[str, typer.Option(help="What people call the sender.")],
    contact: ContactName = None,
    email: Email = None,
    phone: Phone = None,
    purpose: Purposes = None,
    environment: Environments = None,
) -> None:
    """Register a sender: prints the number that it gets. It needs a key, and a certificate."""
    new = NewSender(
        enterprise_number=enterprise_number(enterprise, "--enterprise"),
        name=_checked(rules.name_of, name, "--name"),
        contact_name=_optional(rules.name_of, contact, "--contact"),
        contact_email=_optional(rules.email_of, email, "--email"),
        contact_phone=_optional(rules.phone_of, phone, "--phone"),
        purposes=_codes(purpose or PURPOSES, PURPOSES, "--purpose"),
        environments=_codes(environment or ENVIRONMENTS, ENVIRONMENTS, "--environment"),
        registered_by=BY,
        registered_at=clock.now(),
    )
    sender = as_operator(lambda connection: _registered(connection, new))
    say(f"Registered sender {sender.number} for {sender.enterprise_number}.")


@app.command("list")
def show_all(
    enterprise: Annotated[
        str | None, typer.Option(help="Only of this enterprise, by its number.")
    ] = None,
    json: Json = False,
) -> None:
    """List senders."""
    number = None if enterprise is None else enterprise_number(enterprise, "--enterprise")
    found = as_operator(lambda connection: store.senders(connection, number))
    say(as_json(found) if json else senders_table(found))


@app.command()
def show(number: Number, json: Json = False) -> None:
    """Show a sender with its keys and certificates."""

    async def read(connection: Connection) -> None:
        sender, now = await known(connection, number), clock.now()
        keys = await store.keys(connection, number)
        certificates = await store.certificates(connection, number)
        if json:
            say(as_json({"sender": sender, "keys": keys, "certificates": certificates}))
            return
        say(facts(sender))
        for rows, table in (
            (keys, keys_table(keys, now)),
            (certificates, certificates_table(certificates, now)),
        ):
            if rows:
                say(table)

    as_operator(read)


@app.command("running-out")
def running_out(
    days: Annotated[int, typer.Option(help="How far to look ahead.", min=0, max=3660)] = 30,
    json: Json = False,
) -> None:
    """List senders whose last key or certificate runs out. Status 1 where there are some."""
    until = clock.now() + dt.timedelta(days=days)
    found = as_operator(lambda connection: store.running_out(connection, until))
    if json or found:
        say(as_json(found) if json else running_out_table(found))
    if found:
        raise typer.Exit(SOME)


@app.command()
def change(
    number: Number,
    name: Annotated[str | None, typer.Option(help="What people call the sender.")] = None,
    contact: ContactName = None,
    email: Email = None,
    phone: Phone = None,
    purpose: Purposes = None,
    environment: Environments = None,
) -> None:
    """Change what is said of a sender, and what it may hand in; the rest stays."""
    changes = {
        "name": _optional(rules.name_of, name, "--name"),
        "contact_name": _optional(rules.name_of, contact, "--contact"),
        "contact_email": _optional(rules.email_of, email, "--email"),
        "contact_phone": _optional(rules.phone_of, phone, "--phone"),
        "purposes": _codes(purpose, PURPOSES, "--purpose") if purpose else None,
        "environments": _codes(environment, ENVIRONMENTS, "--environment") if environment else None,
    }
    given = {field: value for field, value in changes.items() if value is not None}
    if not given:
        raise typer.BadParameter("say what is to be changed")

    async def changed(connection: Connection) -> None:
        sender = await known(connection, number)
        await store.update_sender(connection, msgspec.structs.replace(sender, **given))

    as_operator(changed)
    say(f"Changed {number}.")


@app.command()
def disable(number: Number) -> None:
    """Switch a sender off: nothing more is taken from it. Status 1 where it was off."""
    now = clock.now()
    done = as_operator(lambda connection: store.disable(connection, number, BY, now))
    tell(done, f"Disabled {number}.", f"There is no sender {number} that is on.")


@app.command()
def enable(number: Number) -> None:
    """Switch a sender on again. Status 1 where none was off."""
    done = as_operator(lambda connection: store.enable(connection, number))
    tell(done, f"Enabled {number}.", f"There is no sender {number} that is off.")


@app.command("server-certificate")
def server_certificate() -> None:
    """Print the certificate that our replies are signed with, as PEM; the first call makes it."""
    try:
        key = ServerKey.open(Spool(read_settings().spool_directory), clock.now())
    except ServerKeyError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(UNUSABLE) from None
    say(key.certificate_pem().rstrip())


async def _registered(connection: Connection, new: NewSender) -> Sender:
    """Register a sender, and its enterprise among those that may declare at all."""
    await add_senders(
        connection, [RegisteredSender(enterprise_number=new.enterprise_number, name=new.name)]
    )
    return await store.insert_sender(connection, new)


def _optional(rule: Callable[[str], str], typed: str | None, option: str) -> str | None:
    return None if typed is None else _checked(rule, typed, option)


def _checked(rule: Callable[[str], str], typed: str, option: str) -> str:
    try:
        return rule(typed)
    except rules.SenderRefusedError as error:
        raise typer.BadParameter(_FAULTS[error.fault], param_hint=option) from None


def _codes(typed: Sequence[str], codes: Sequence[rules.Code], option: str) -> list[rules.Code]:
    try:
        return rules.in_order(typed, codes)
    except ValueError as error:
        raise typer.BadParameter(
            f"there is no {error}; there are {', '.join(codes)}", param_hint=option
        ) from None
