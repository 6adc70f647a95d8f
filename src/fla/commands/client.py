"""`fla client`: the operator registers software that acts for an enterprise, and its keys."""

import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Annotated, Final

import typer

from fla.access import client_store as store
from fla.access.client import Client, ClientChange, ClientKey, is_client_id
from fla.access.client_key import KeyFault, KeyRefusedError, PublicKey, read_key
from fla.access.clients import (
    ClientFault,
    ClientRefusedError,
    NewClient,
    add_key,
    change_client,
    register_client,
)
from fla.access.key_set_url import is_key_set_url
from fla.access.scopes import SCOPES, in_order
from fla.commands.acting import BY, Result, as_operator, clock, say, tell
from fla.commands.options import enterprise_number
from fla.database.records import Connection

app = typer.Typer(
    help="Let software act for an enterprise: clients, their keys, what they may do.",
    no_args_is_help=True,
)

_PREFIX: Final = "scope:fla:"
_CHANGES: Final = 20
"""Of a client, that are shown."""
_KEY_FAULTS: Final[dict[KeyFault, str]] = {
    "absent": "the file is empty",
    "unreadable": "there is no certificate, PEM public key or single JWK in the file",
    "private": "this is a private key: keep it secret, and give its certificate or public half",
    "type": "a client signs with RSA, or with the curve P-256",
    "weak": "an RSA key has 2048 bits at least, and the exponent 65537",
    "large": "an RSA key has 8192 bits at the most",
    "expired": "the certificate has expired",
}
_CLIENT_FAULTS: Final[dict[ClientFault, str]] = {
    "taken": "another client has this id",
    "known": "the client has or had this key; a revoked key does not come back",
    "many": "the client has as many keys as a client may have",
    "unknown": "there is no such client",
    "changed": "somebody else changed the client at this moment; look at it, and try again",
}

Id = Annotated[str, typer.Argument(help="The client's id.", metavar="CLIENT")]
KeyFile = Annotated[
    Path, typer.Option("--key", help="X.509 certificate or public key (PEM), or JWK; - for stdin.")
]


@app.command()
def register(
    enterprise: Annotated[str, typer.Option(help="Enterprise number it acts for.")],
    name: Annotated[str, typer.Option(help="What people call it.")],
    client_id: Annotated[
        str | None, typer.Option("--id", help="Its id; one is drawn without it.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may do, several times; without it, all.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="X.509 certificate or public key (PEM), or JWK; - for stdin."),
    ] = None,
    key_set_url: Annotated[
        str | None, typer.Option(help="In place of a key: where it publishes its JWK Set, https.")
    ] = None,
) -> None:
    """Register a client, with its first key or the address of its keys."""
    if (key is None) == (key_set_url is None):
        raise typer.BadParameter("give either --key or --key-set-url")
    new = NewClient(
        id=_chosen_id(client_id),
        name=_name(name),
        enterprise_number=enterprise_number(enterprise, "--enterprise"),
        scopes=_scopes(scope or []),
        key_set_url=_key_set_url(key_set_url),
        by=BY,
    )
    public = None if key is None else _read(key)
    client = _as_operator(lambda connection: _registered(connection, new, public))
    say(f"Registered {client.id} for {client.enterprise_number}.")
    if public is not None:
        say(f"kid: {public.kid}")


@app.command("list")
def show_all(
    enterprise: Annotated[
        str | None, typer.Option(help="Only of this enterprise, by its number.")
    ] = None,
) -> None:
    """List clients: id, enterprise, state, name."""
    number = None if enterprise is None else enterprise_number(enterprise, "--enterprise")
    for client in _as_operator(lambda connection: store.clients(connection, number)):
        say(f"{client.id}  {client.enterprise_number}  {_state(client)}  {client.name}")


@app.command()
def show(client_id: Id) -> None:
    """Show a client with its scopes and keys."""
    client, keys, changes = _as_operator(lambda connection: _whole(connection, client_id))
    say(f"{client.id}: {client.name}, for {client.enterprise_number}")
    say(f"registered {client.registered_at:%Y-%m-%d} by {client.registered_by}")
    say(_state(client) if client.disabled_by is None else f"disabled by {client.disabled_by}")
    for scope in client.scopes:
        say(f"  {scope}")
    if client.key_set_url is not None:
        say(f"keys at {client.key_set_url}")
    for key in keys:
        say(f"key {key.kid}: {key.algorithm}, {_life(key)}  {key.subject}".rstrip())
    for change in changes:
        say(f"changed {change.changed_at:%Y-%m-%d} by {change.changed_by}: {_told(change)}")


@app.command()
def change(
    client_id: Id,
    name: Annotated[str | None, typer.Option(help="What people call it from now on.")] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="All that it may do, several times.")
    ] = None,
    add_scope: Annotated[
        list[str] | None, typer.Option(help="What it may do besides, several times.")
    ] = None,
    drop_scope: Annotated[
        list[str] | None, typer.Option(help="What it may do no more, several times.")
    ] = None,
) -> None:
    """Change a client's name and scopes: less counts within two seconds. Status 1: nothing new."""
    if scope and (add_scope or drop_scope):
        raise typer.BadParameter("give either --scope or --add-scope and --drop-scope")
    named = None if name is None else _name(name)
    added, dropped = _whole_names(add_scope or []), set(_whole_names(drop_scope or []))

    async def work(connection: Connection) -> bool:
        client = await _found(connection, client_id)
        wanted = _whole_names(scope) if scope else [*client.scopes, *added]
        scopes = in_order(one for one in wanted if one not in dropped)
        if not scopes:
            raise typer.BadParameter("nothing would be left; disable it instead")
        named_now, now = named or client.name, clock.now()
        return await change_client(
            connection, client, name=named_now, scopes=scopes, by=BY, now=now
        )

    tell(_as_operator(work), f"Changed {client_id}.", f"{client_id} is as you say already.")


@app.command()
def disable(client_id: Id) -> None:
    """Switch a client off; its tokens count no more within two seconds. Status 1: it was off."""
    now = clock.now()
    done = _as_operator(lambda connection: store.disable(connection, client_id, BY, now))
    tell(done, f"Disabled {client_id}.", f"There is no client {client_id} that is on.")


@app.command()
def enable(client_id: Id) -> None:
    """Switch a client on again. Status 1 where none was off."""
    done = _as_operator(lambda connection: store.enable(connection, client_id))
    tell(done, f"Enabled {client_id}.", f"There is no client {client_id} that is off.")


@app.command("add-key")
def add(client_id: Id, key: KeyFile) -> None:
    """Add a key; those there are go on, so that the client can change over without a pause."""
    public, now = _read(key), clock.now()
    _as_operator(lambda connection: add_key(connection, client_id, public, BY, now))
    say(f"Added to {client_id}.\nkid: {public.kid}")


@app.command("revoke-key")
def revoke(
    client_id: Id, kid: Annotated[str, typer.Argument(help="The key's kid.", metavar="KID")]
) -> None:
    """Revoke a key for good, and the tokens given for it. Status 1 where there was none."""
    now = clock.now()
    done = _as_operator(lambda connection: store.revoke_key(connection, client_id, kid, BY, now))
    tell(done, f"Revoked {kid}.", f"{client_id} has no such key in force.")


def _as_operator(work: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Do something in a transaction of the operator's; what is refused is told, and undone."""
    try:
        return as_operator(work)
    except ClientRefusedError as error:
        raise typer.BadParameter(_CLIENT_FAULTS[error.fault]) from None


async def _registered(connection: Connection, new: NewClient, public: PublicKey | None) -> Client:
    if not await store.is_enterprise(connection, new.enterprise_number):
        raise typer.BadParameter(
            f"the register does not know {new.enterprise_number}", param_hint="--enterprise"
        )
    return await register_client(connection, new, public, clock.now())


async def _found(connection: Connection, client_id: str) -> Client:
    client = await store.client(connection, client_id)
    if client is None:
        raise ClientRefusedError("unknown")
    return client


async def _whole(
    connection: Connection, client_id: str
) -> tuple[Client, list[ClientKey], list[ClientChange]]:
    client = await _found(connection, client_id)
    keys = await store.keys(connection, client_id)
    return client, keys, await store.changes(connection, client_id, _CHANGES)


def _read(path: Path) -> PublicKey:
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="ascii")
        return read_key(text, clock.now())
    except KeyRefusedError as error:
        raise typer.BadParameter(_KEY_FAULTS[error.fault], param_hint="--key") from None
    except UnicodeDecodeError:
        raise typer.BadParameter(_KEY_FAULTS["unreadable"], param_hint="--key") from None
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}"
        raise typer.BadParameter(reason, param_hint="--key") from None


def _chosen_id(typed: str | None) -> str | None:
    if typed is not None and not is_client_id(typed):
        raise typer.BadParameter(
            "3 to 64 of a-z, 0-9, point, hyphen, underscore", param_hint="--id"
        )
    return typed


def _name(typed: str) -> str:
    if not typed.strip() or len(typed) > 200 or not typed.isprintable():
        raise typer.BadParameter("1 to 200 printable characters", param_hint="--name")
    return typed.strip()


def _scopes(typed: list[str]) -> list[str]:
    return _whole_names(typed) if typed else list(SCOPES)


def _whole_names(typed: Iterable[str]) -> list[str]:
    """Return scopes by their whole names; `training:declare` is short for one."""
    try:
        return in_order(_PREFIX + scope.removeprefix(_PREFIX) for scope in typed)
    except ValueError as error:
        raise typer.BadParameter(
            f"there is no {error}; there are {', '.join(SCOPES)}", param_hint="--scope"
        ) from None


def _key_set_url(typed: str | None) -> str | None:
    if typed is not None and not is_key_set_url(typed):
        raise typer.BadParameter(
            "an https address of another machine, without user and fragment",
            param_hint="--key-set-url",
        )
    return typed


def _told(change: ClientChange) -> str:
    named = [f"called {change.name}"] if change.name != change.name_before else []
    added = [f"+{scope}" for scope in change.added]
    return ", ".join([*named, *added, *(f"-{scope}" for scope in change.removed)])


def _state(client: Client) -> str:
    return "active" if client.disabled_at is None else "disabled"


def _life(key: ClientKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d} by {key.revoked_by}"
    until = "" if key.valid_until is None else f" until {key.valid_until:%Y-%m-%d}"
    return f"valid from {key.valid_from:%Y-%m-%d}{until}"
