"""`fla client`: the operator registers software that acts for an enterprise, and its keys."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from fla.access import client_store as store
from fla.access.client import Client, ClientKey, is_client_id
from fla.access.client_key import KeyFault, KeyRefusedError, PublicKey, read_key
from fla.access.clients import (
    ClientFault,
    ClientRefusedError,
    NewClient,
    add_key,
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
    client, keys = _as_operator(lambda connection: _with_keys(connection, client_id))
    say(f"{client.id}: {client.name}, for {client.enterprise_number}")
    say(f"registered {client.registered_at:%Y-%m-%d} by {client.registered_by}")
    say(_state(client) if client.disabled_by is None else f"disabled by {client.disabled_by}")
    for scope in client.scopes:
        say(f"  {scope}")
    if client.key_set_url is not None:
        say(f"keys at {client.key_set_url}")
    for key in keys:
        say(f"key {key.kid}: {key.algorithm}, {_life(key)}  {key.subject}".rstrip())


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


async def _with_keys(connection: Connection, client_id: str) -> tuple[Client, list[ClientKey]]:
    client = await store.client(connection, client_id)
    if client is None:
        raise ClientRefusedError("unknown")
    return client, await store.keys(connection, client_id)


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
    """Return scopes by their whole names; `training:declare` is short for one."""
    if not typed:
        return list(SCOPES)
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


def _state(client: Client) -> str:
    return "active" if client.disabled_at is None else "disabled"


def _life(key: ClientKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d} by {key.revoked_by}"
    until = "" if key.valid_until is None else f" until {key.valid_until:%Y-%m-%d}"
    return f"valid from {key.valid_from:%Y-%m-%d}{until}"
